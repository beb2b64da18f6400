"""The fields of the form that prepares an interaction; who takes part stands in the lines below them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from campaigns.models import Campaign, Item
from interactions.drafting import Draft, available_items
from interactions.forms import InteractionForm
from interactions.models import Interaction
from interactions.opening import settings_of
from interactions.preparing.rows import Row

SWITCHES = ("auto_begin", "chat_enabled", "allow_private_chat")
SETTINGS = (
    *("resolution_mode", "turn_time_limit", "dm_turn_time_limit", "time_warning", "more_time", "missed_turns"),
    *("diagonals", *SWITCHES),
)
"""The fields that are settings, under the engine's names."""


def _seconds(label: str) -> forms.IntegerField:
    """The same bounds as at the table."""
    return forms.IntegerField(label=label, min_value=5, max_value=86_400, required=False, help_text="Empty: no clock.")


class PrepareForm(InteractionForm):
    """A draft may be without a place; what goes live is not (`live`)."""

    kind = forms.ChoiceField(help_text="Fights can be played so far.")
    turn_time_limit = _seconds("Seconds for a player’s turn")
    dm_turn_time_limit = _seconds("Seconds for a turn of yours")
    time_warning = forms.IntegerField(
        label="Seconds before the end at which a warning comes", min_value=0, max_value=3_600, initial=20
    )
    more_time = forms.ChoiceField(
        label="Who asks for more time", choices=[("auto", "Gets it"), ("dm", "Gets it if I say so")], initial="auto"
    )
    missed_turns = forms.ChoiceField(
        label="Who has missed a turn",
        choices=[("auto", "Takes it when she is back"), ("dm", "Takes it if I say so"), ("off", "Has missed it")],
        initial="auto",
    )
    diagonals = forms.ChoiceField(
        choices=[("five", "5 feet each"), ("alternating", "5 feet and 10 feet in turn")], initial="five"
    )
    auto_begin = forms.BooleanField(label="Turns begin as soon as everybody has rolled", required=False, initial=True)
    chat_enabled = forms.BooleanField(
        label="Players can chat; to the DM they can always write", required=False, initial=True
    )
    allow_private_chat = forms.BooleanField(label="While they can, also to each other in private", required=False)
    reward_items = forms.ModelMultipleChoiceField(Item.objects.none(), required=False)
    field_order = ("name", "description", "kind", "location", "quest")

    def __init__(self, campaign: Campaign, *args: Any, live: bool = False, **kwargs: Any) -> None:
        super().__init__(campaign, *args, **kwargs)
        self.live = live
        self.fields["reward_items"].queryset = available_items(campaign)
        kinds = {Interaction.Kind.COMBAT, self.initial.get("kind", Interaction.Kind.COMBAT)}
        self.fields["kind"].choices = [(kind, label) for kind, label in Interaction.Kind.choices if kind in kinds]
        self.fields["kind"].initial = Interaction.Kind.COMBAT

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.live and not self.is_somewhere:
            raise ValidationError({"location": "Choose a location, or a quest that has one: it goes live somewhere."})
        return given

    @property
    def place(self) -> Any:
        """The location, the quest's where none is chosen, as far as they are valid; the fields may be unbound."""
        for name in ("location", "quest"):
            try:
                row = self.fields[name].clean(self[name].value())
            except ValidationError:
                continue
            if row is not None:
                return row if name == "location" else row.location
        return None

    def draft(self, dm: Any, rows: Sequence[Row], before: dict[str, Any]) -> Draft:
        """What the valid form and its lines ask for; settings that it does not know stay as they were before."""
        given = self.cleaned_data
        awards = {row.creature.pk: int(row.xp) for row in rows if row.kind == "character" and row.xp and int(row.xp)}
        return Draft(
            campaign=self.campaign,
            dm=dm,
            name=given["name"],
            description=given["description"],
            kind=given["kind"],
            location=given["location"],
            quest=given["quest"],
            participants=[row.wanted() for row in rows],
            settings={**before, **{name: given[name] for name in SETTINGS}},
            reward_items=list(given["reward_items"]),
            xp_awards=awards,
        )


def as_usual(chosen: dict[str, Any]) -> dict[str, Any]:
    """The settings that are chosen, the rest as usual here."""
    settings = settings_of(chosen)
    return {name: getattr(settings, name) for name in SETTINGS}


def as_it_is(interaction: Interaction) -> dict[str, Any]:
    """The fields of a draft."""
    return {
        "name": interaction.name,
        "description": interaction.description,
        "kind": interaction.kind,
        "location": interaction.location_id,
        "quest": interaction.quest_id,
        "reward_items": [item.pk for item in interaction.reward_items.all()],
        **as_usual(interaction.settings),
    }


def as_typed(form: Any) -> dict[str, Any]:
    """The fields as they were sent, to be shown again without being checked."""
    switches = {name: name in form for name in SWITCHES}
    return {**form.dict(), "reward_items": form.getlist("reward_items"), **switches}
