"""Forms of a campaign's set-up: the campaign itself, locations, quests, invitations."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from campaigns.models import Campaign, Invitation, Location, Map, Membership, Quest
from campaigns.permissions import OWNER, rows
from campaigns.protection import check_change
from engine.asking import Refused

_TEXT = forms.Textarea({"rows": 4})
_DM_NOTES = "Nobody but the DMs reads this."


class Guarded(forms.ModelForm):
    """Refuses to change what a live interaction plays with, and what is mirrored from Convex."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        try:
            check_change(self.instance, set(self.changed_data))
        except Refused as refused:
            raise ValidationError(refused.message) from None
        return given


class CampaignForm(Guarded):
    """What it is called, what it is about, and what only its DMs know."""

    class Meta:
        model = Campaign
        fields = ["name", "description", "dm_notes"]
        widgets = {"description": _TEXT, "dm_notes": _TEXT}
        labels = {"dm_notes": "Notes of the DMs"}
        help_texts = {"description": "What members read first.", "dm_notes": _DM_NOTES}


class LocationForm(Guarded):
    """A place on a map of the campaign, with the cells where people appear."""

    class Meta:
        model = Location
        fields = ["name", "map", "description", "dm_notes", "spawn_x", "spawn_y", "spawn_width", "spawn_height"]
        widgets = {"description": _TEXT, "dm_notes": _TEXT}
        labels = {
            "dm_notes": "Notes of the DMs",
            "spawn_x": "Arrival area: column",
            "spawn_y": "Arrival area: row",
            "spawn_width": "Columns wide",
            "spawn_height": "Rows high",
        }
        help_texts = {
            "dm_notes": _DM_NOTES,
            "spawn_x": "Of its north-west cell; the westmost column is 0.",
            "spawn_y": "The northmost row is 0.",
        }

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["map"].queryset = rows(user, "view", Map).filter(campaign=self.instance.campaign)


class QuestForm(Guarded):
    """What the party is after."""

    class Meta:
        model = Quest
        fields = ["name", "location", "description", "dm_notes"]
        widgets = {"description": _TEXT, "dm_notes": _TEXT}
        labels = {"dm_notes": "Notes of the DMs"}
        help_texts = {"dm_notes": _DM_NOTES, "location": "Where it leads, if anywhere yet."}

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].queryset = rows(user, "view", Location).filter(campaign=self.instance.campaign)


class InvitationForm(forms.Form):
    """Whom the link is for, for how many, for how long."""

    role = forms.ChoiceField(label="They come as")
    most_uses = forms.IntegerField(label="How many", min_value=1, max_value=100, initial=1, help_text="People.")
    days = forms.TypedChoiceField(
        label="Good for",
        coerce=int,
        choices=[(1, "a day"), (7, "a week"), (30, "30 days"), (90, "90 days")],
        initial=7,
    )

    def __init__(self, role: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = [r for r in Invitation.ROLES if r != Membership.Role.CO_DM or role in OWNER]
        self.fields["role"].choices = [(r.value, r.label) for r in given]
        self.fields["role"].initial = Membership.Role.PLAYER

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
