"""The admin's form of a draft: what it brings together is of one campaign."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet

from campaigns.admin.forms import OfOneCampaign
from campaigns.permissions import role_may
from campaigns.roles import member_role
from interactions.drafting import MANY, wanted_of
from interactions.placing import misplaced


class DraftForm(OfOneCampaign):
    """Who runs it is a DM of the campaign, and what there is to win its own or the library's."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        campaign, dm = self.campaign_id(), given.get("dm")
        if campaign and dm and not role_may(member_role(dm.pk, campaign) or "outsider", "steer", "interaction"):
            self.add_error("dm", f"{dm} is no DM of this campaign.")
        return given


class ParticipantFormSet(BaseInlineFormSet):
    """Whoever takes part fits where she is put, and not too many do: as on the page that prepares."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [form.instance for form in self.forms if form.cleaned_data and not self._should_delete_form(form)]
        if len(kept) > MANY:
            raise ValidationError(f"At most {MANY} can take part.")
        if wrong := misplaced(self.instance.location, [wanted_of(row) for row in kept]):
            raise ValidationError([wrong[place] for place in sorted(wrong)])
