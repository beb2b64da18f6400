"""The admin's form of a draft: what it brings together is of one campaign."""

from typing import Any

from django import forms

from campaigns.permissions import role_may
from campaigns.roles import member_role


class DraftForm(forms.ModelForm):
    """Who runs it is a DM of the campaign, and what there is to win its own or the library's."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        campaign, dm = given.get("campaign"), given.get("dm")
        if campaign is None:
            return given  # the missing reference has its own message
        if dm is not None and not role_may(member_role(dm.pk, campaign.pk) or "outsider", "steer", "interaction"):
            self.add_error("dm", f"{dm} is no DM of “{campaign}”.")
        elsewhere = [item for item in given.get("reward_items") or () if item.campaign_id not in (None, campaign.pk)]
        if elsewhere:
            self.add_error("reward_items", f"{elsewhere[0]} belongs to another campaign.")
        return given
