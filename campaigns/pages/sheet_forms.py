"""The forms of a character sheet: who somebody is, and her numbers. The JSON columns have an input for every word."""

from typing import Any, Final

from django import forms
from django.contrib.auth import get_user_model

from campaigns.models import Campaign, Membership, PlayerCharacter
from campaigns.pages.forms import Guarded
from campaigns.permissions import AT_PLAY
from campaigns.protection import WORDS
from campaigns.words import ABILITIES, CONDITIONS, DAMAGE_TYPES, SENSES, SKILLS

_TEXT = forms.Textarea({"rows": 4})
_SPREADS: Final[dict[str, tuple[tuple[str, ...], int, int]]] = {
    "saves": (ABILITIES, -100, 100),
    "skills": (tuple(sorted(SKILLS)), -100, 100),
    "senses": (tuple(sorted(SENSES)), 0, 1_000),
}
"""Columns that map words to numbers: their words, the least and the most."""


def spoken(word: str) -> str:
    """sleight_of_hand → Sleight of hand."""
    return word.replace("_", " ").capitalize()


_VITALS: Final = (
    "armor_class hit_points current_hp initiative_modifier speed_walk speed_fly speed_swim speed_climb speed_burrow"
).split()


class SheetForm(Guarded):
    """Part of a sheet. Writes the columns that were changed on this page and no others: a table may have written some."""

    volatile: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.volatile:
            if name in self.fields:
                self.fields[name].show_hidden_initial = True  # changed is what differs from what the page showed

    @property
    def columns(self) -> set[str]:
        """The columns that were changed."""
        return {name.split("-")[0] for name in self.changed_data}

    def keep(self) -> PlayerCharacter:
        """Writes them down."""
        if self.instance._state.adding:
            self.instance.save()
        elif columns := self.columns - {f.name for f in PlayerCharacter._meta.many_to_many}:
            self.instance.save(update_fields=sorted(columns))
        return self.instance


class PersonForm(SheetForm):
    """Who she is. At a live table only what is words can be changed; for players the DMs' part is not there."""

    volatile = ("level", "xp")

    class Meta:
        model = PlayerCharacter
        fields = [
            "name",
            "owner",
            "species",
            "character_class",
            "background",
            "size",
            "level",
            "xp",
            "languages",
            "description",
            "notes",
            "dm_notes",
        ]
        widgets = {"description": _TEXT, "notes": _TEXT, "dm_notes": _TEXT}
        labels = {"owner": "Played by", "dm_notes": "Notes of the DMs"}
        help_texts = {
            "owner": "Nobody: the character waits for a player.",
            "dm_notes": "Neither the player nor anybody else reads this.",
        }

    def __init__(self, dm: bool, at_table: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dm:
            del self.fields["owner"], self.fields["dm_notes"]
        else:
            self.fields["owner"].queryset = players_of(self.instance.campaign)
        if at_table:
            for name in set(self.fields) - WORDS:
                del self.fields[name]


def players_of(campaign: Campaign) -> Any:
    """Those who can play a character in this campaign."""
    playing = Membership.objects.filter(campaign=campaign, role__in=AT_PLAY).values("user")
    return get_user_model().objects.filter(pk__in=playing).order_by("username")


class NumbersForm(SheetForm):
    """Scores, saves, skills, armour class, hit points, speeds, senses, and what harms her less or more."""

    volatile = ("hit_points", "current_hp")

    class Meta:
        model = PlayerCharacter
        fields = [
            *ABILITIES,
            *_VITALS,
            "damage_resistances",
            "damage_vulnerabilities",
            "damage_immunities",
            "condition_immunities",
        ]
        labels = {
            "armor_class": "Armor class without armor",
            "current_hp": "Hit points now",
            "speed_walk": "Speed",
            **{f"speed_{way}": f"{way.capitalize()} speed" for way in ("fly", "swim", "climb", "burrow")},
        }
        help_texts = {
            "armor_class": "Usually 10 + Dexterity. What is worn and carried counts by itself.",
            "hit_points": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in ("resistances", "vulnerabilities", "immunities"):
            self.fields[f"damage_{column}"] = _ticked(DAMAGE_TYPES, f"Damage {column}")
        self.fields["condition_immunities"] = _ticked(CONDITIONS, "Condition immunities")
        for column, (known, low, high) in _SPREADS.items():
            for word in known:
                self.fields[f"{column}-{word}"] = number(low, high, spoken(word))
                self.initial[f"{column}-{word}"] = getattr(self.instance, column).get(word)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for column, (known, _, _) in _SPREADS.items():
            numbers = {word: given.get(f"{column}-{word}") for word in known}
            setattr(self.instance, column, {word: n for word, n in numbers.items() if n is not None})
        return given

    def abilities(self) -> list[tuple[str, Any, Any]]:
        """Name, score and save of each ability, for the table."""
        return [(spoken(name), self[name], self[f"saves-{name}"]) for name in ABILITIES]

    def skills(self) -> list[Any]:
        return [self[f"skills-{word}"] for word in _SPREADS["skills"][0]]

    def senses(self) -> list[Any]:
        return [self[f"senses-{word}"] for word in _SPREADS["senses"][0]]

    def vitals(self) -> list[Any]:
        return [field for field in self if field.name in _VITALS]

    def tolerances(self) -> list[Any]:
        return [field for field in self if field.name.startswith(("damage_", "condition_"))]


class NewCharacterForm(SheetForm):
    """Enough to begin with; the rest is on the sheet."""

    class Meta:
        model = PlayerCharacter
        fields = [
            "name",
            "owner",
            "species",
            "character_class",
            "background",
            "size",
            "level",
            *ABILITIES,
            "armor_class",
            "hit_points",
            "speed_walk",
        ]
        labels = {**PersonForm.Meta.labels, **NumbersForm.Meta.labels}
        help_texts = {**PersonForm.Meta.help_texts, **NumbersForm.Meta.help_texts}

    def __init__(self, dm: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if dm:
            self.fields["owner"].queryset = players_of(self.instance.campaign)
        else:
            del self.fields["owner"]


def number(low: int, high: int, label: str) -> forms.IntegerField:
    """A whole number within bounds, or nothing."""
    return forms.IntegerField(label=label, min_value=low, max_value=high, required=False)


def _ticked(known: frozenset[str], label: str) -> forms.MultipleChoiceField:
    choices = [(word, spoken(word)) for word in sorted(known)]
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)
