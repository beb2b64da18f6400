"""What one can look for in the library, kind by kind. A value that makes no sense narrows nothing and says so."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from campaigns.browsing import creature_types, found
from campaigns.models import School, Size
from campaigns.models.items import ItemKind, Rarity
from campaigns.statblock import rating
from campaigns.words import CLASSES

ANY = ("", "Any")
_RATINGS = [Decimal(word) for word in ("0", "0.125", "0.25", "0.5", *map(str, range(1, 31)))]
_RATING_CHOICES = [ANY, *((str(number), rating(number)) for number in _RATINGS)]


def _choice(label: str, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[ANY, *choices])


class Search(forms.Form):
    """A part of the name; the other fields of a form are look-ups by the names in `lookups`."""

    kind = "conditions"
    lookups: dict[str, str] = {}

    q = forms.CharField(label="Name", required=False, max_length=120, widget=forms.TextInput({"type": "search"}))
    own = forms.BooleanField(label="My campaigns’ own, too", required=False)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="look_%s", **kwargs)
        self.user = user

    def results(self) -> QuerySet[Any]:
        """What is found with everything that was understood."""
        self.full_clean()
        given = self.cleaned_data
        filters = {lookup: given.get(name) for name, lookup in self.lookups.items()}
        return found(self.user, self.kind, given.get("q", ""), given.get("own", False), **filters)


class MonsterSearch(Search):
    kind = "monsters"
    lookups = {
        "least": "challenge_rating__gte",
        "most": "challenge_rating__lte",
        "type": "creature_type",
        "size": "size",
    }

    least = forms.TypedChoiceField(
        label="Challenge from", required=False, choices=_RATING_CHOICES, coerce=Decimal, empty_value=None
    )
    most = forms.TypedChoiceField(
        label="Challenge to", required=False, choices=_RATING_CHOICES, coerce=Decimal, empty_value=None
    )
    type = forms.ChoiceField(label="Type", required=False)
    size = _choice("Size", Size.choices)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, *args, **kwargs)
        self.fields["type"].choices = [ANY, *((word, word.capitalize()) for word in creature_types(user))]


class SpellSearch(Search):
    kind = "spells"
    lookups = {"level": "level", "school": "school"}

    level = _choice("Level", [("0", "Cantrip"), *((str(n), str(n)) for n in range(1, 10))])
    school = _choice("School", School.choices)
    of_class = _choice("Class", [(word, word.capitalize()) for word in sorted(CLASSES)])

    def results(self) -> QuerySet[Any]:
        spells = super().results()
        if word := self.cleaned_data.get("of_class"):
            spells = spells.annotate(classes_text=Cast("classes", TextField())).filter(
                classes_text__contains=f'"{word}"'
            )
        return spells


class ItemSearch(Search):
    kind = "items"
    lookups = {"item_kind": "kind", "rarity": "rarity"}

    item_kind = _choice("Kind", ItemKind.choices)
    rarity = _choice("Rarity", [choice for choice in Rarity.choices if choice[0]])


SEARCHES: dict[str, type[Search]] = {
    "monsters": MonsterSearch,
    "spells": SpellSearch,
    "items": ItemSearch,
    "conditions": Search,
}
