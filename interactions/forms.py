"""The form that starts an interaction, and the rows of creatures below it, which are too many for fields of their own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from campaigns.models import Campaign, Item, Location, Monster, PlayerCharacter, Quest
from interactions.drafting import Draft, available_monsters, counted, players_characters, together

MANY_OF_A_KIND = 20
OWN_ROWS = 60
LIBRARY_ROWS = 30
"""Rows shown at most; whoever has more finds them by name."""


class InteractionForm(forms.Form):
    """What an interaction is called, where it happens and what for."""

    name = forms.CharField(max_length=120)
    description = forms.CharField(max_length=10_000, required=False, widget=forms.Textarea({"rows": 3}))
    location = forms.ModelChoiceField(Location.objects.none(), required=False)
    quest = forms.ModelChoiceField(Quest.objects.none(), required=False)
    resolution_mode = forms.ChoiceField(
        label="Who resolves actions",
        choices=[
            ("hybrid", "The rules where they are clear, else me"),
            ("review", "Me, always"),
            ("auto", "The rules wherever they can"),
        ],
        initial="hybrid",
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.fields["location"].queryset = campaign.locations.all()
        self.fields["quest"].queryset = campaign.quests.all()

    @property
    def is_somewhere(self) -> bool:
        """Whether a location is chosen, or a quest that has one."""
        given = self.cleaned_data
        return bool(given.get("location") or (given.get("quest") and given["quest"].location_id))


class StartForm(InteractionForm):
    """All that is needed to start; a quest with a location of its own needs no other."""

    xp_each = forms.IntegerField(
        label="XP for each character at completion", min_value=0, max_value=1_000_000, required=False
    )
    reward_items = forms.ModelMultipleChoiceField(
        Item.objects.none(), label="What there is to win", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(campaign, *args, **kwargs)
        self.fields["reward_items"].queryset = campaign.items.all()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._check_counts()
        if not self.is_somewhere:
            raise ValidationError("Choose a location, or a quest that has one: an interaction happens somewhere.")
        return given

    def _check_counts(self) -> None:
        """How many of a kind is 0 to 20; what else somebody typed is said, and not made into something."""
        wrong = [name for name, typed in self.data.items() if name.startswith("count-") and not _is_count(typed)]
        if wrong:
            named = available_monsters(self.campaign).filter(pk=wrong[0].removeprefix("count-")).first()
            raise ValidationError(f"{named or 'One kind'}: choose 0 to {MANY_OF_A_KIND} of a kind.")

    def draft(self, dm: Any) -> Draft:
        """What the form and the rows below it ask for."""
        given = self.cleaned_data
        counts = chosen_counts(self.data)
        monsters = available_monsters(self.campaign).filter(pk__in=counts)
        characters = [c for c in players_characters(self.campaign) if f"character-{c.pk}" in self.data]
        return Draft(
            campaign=self.campaign,
            dm=dm,
            name=given["name"],
            description=given["description"],
            location=given["location"],
            quest=given["quest"],
            participants=together(characters, [], counted(monsters, counts, _hidden(self.data))),
            settings={"resolution_mode": given["resolution_mode"]},
            reward_items=given["reward_items"],
            xp_awards={c.pk: given["xp_each"] for c in characters} if given["xp_each"] else {},
        )


def chosen_counts(sent: Any) -> dict[str, int]:
    """How many of each monster the sent form asks for, by id; what is no number counts as none."""
    counts = {}
    for name, value in sent.items():
        if name.startswith("count-") and value.isdecimal():
            counts[name.removeprefix("count-")] = _bounded(value)
    return {id: count for id, count in counts.items() if count}


def _bounded(digits: str) -> int:
    """Not `int` of whatever was typed: beyond 4,300 digits Python refuses. Beyond four it is too many anyway."""
    significant = digits.lstrip("0")[:4]
    return int(significant or "0")


def _is_count(typed: str) -> bool:
    return not typed or (typed.isdecimal() and _bounded(typed) <= MANY_OF_A_KIND)


def _hidden(sent: Any) -> set[str]:
    return {name.removeprefix("hidden-") for name in sent if name.startswith("hidden-")}


def monster_rows(campaign: Campaign, sent: Any, search: str) -> list[dict[str, Any]]:
    """The first of the campaign's monsters, those already chosen, and what else the search finds, in the library too."""
    counts = chosen_counts(sent)
    return [_monster_row(monster, counts, _hidden(sent)) for monster in _offered(campaign, counts, search)]


def _offered(campaign: Campaign, counts: dict[str, int], search: str) -> list[Monster]:
    own = list(campaign.monsters.all()[:OWN_ROWS])
    more: QuerySet[Monster] = available_monsters(campaign).exclude(pk__in=[monster.pk for monster in own])
    chosen = more.filter(pk__in=counts)
    found = more.filter(name__icontains=search).exclude(pk__in=counts)[:LIBRARY_ROWS] if search else []
    return [*own, *chosen, *found]


def _monster_row(monster: Monster, counts: dict[str, int], hidden: set[str]) -> dict[str, Any]:
    return {
        "id": monster.pk,
        "name": monster.name,
        "monster": monster,
        "size": monster.get_size_display(),
        "hp": monster.hit_points,
        "count_name": f"count-{monster.pk}",
        "hidden_name": f"hidden-{monster.pk}",
        "count": counts.get(monster.pk, 0),
        "hidden": monster.pk in hidden,
    }


def character_rows(campaign: Campaign, sent: Any) -> list[dict[str, Any]]:
    """The characters of the campaign's players, all chosen at first."""
    return [_character_row(character, sent) for character in players_characters(campaign)]


def _character_row(character: PlayerCharacter, sent: Any) -> dict[str, Any]:
    field_name = f"character-{character.pk}"
    owner = character.owner.get_full_name() or character.owner.get_username()
    checked = field_name in sent if "name" in sent else True
    return {"id": character.pk, "name": character.name, "owner": owner, "field_name": field_name, "checked": checked}
