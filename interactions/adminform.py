"""The admin's form of a draft: what it brings together is of one campaign."""

from typing import Any

from campaigns.admin.forms import OfOneCampaign
from campaigns.permissions import role_may
from campaigns.roles import member_role


class DraftForm(OfOneCampaign):
    """Who runs it is a DM of the campaign, and what there is to win its own or the library's."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        campaign, dm = self.campaign_id(), given.get("dm")
        if campaign and dm and not role_may(member_role(dm.pk, campaign) or "outsider", "steer", "interaction"):
            self.add_error("dm", f"{dm} is no DM of this campaign.")
        return given
