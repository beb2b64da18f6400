"""The magic of a character sheet: an input for the slots of every level, and the spells she knows."""

from typing import Any, Final

from django import forms

from campaigns.models import PlayerCharacter
from campaigns.pages.choosing import NamedField
from campaigns.pages.sheet_forms import SheetForm, number

_LEVELS: Final = tuple("123456789")


class SpellsForm(SheetForm):
    """Slots of every level, the spells she knows (untick one to forget it), and three to add by name."""

    class Meta:
        model = PlayerCharacter
        fields: list[str] = []

    ADDED = ("add-1", "add-2", "add-3")

    def __init__(self, names: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = list(names)
        for level in _LEVELS:
            slots = self.instance.spell_slots.get(level, {})
            for part, label in (("maximum", "slots"), ("used", "spent")):
                name = f"spell_slots-{level}-{part}"
                self.fields[name] = number(0, 20, f"Level {level} {label}")
                self.initial[name] = slots.get(part) or None
                self.fields[name].show_hidden_initial = True
        known = list(self.instance.spells.order_by("level", "name"))
        self.fields["spells"] = forms.MultipleChoiceField(
            label="Spells she knows",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            choices=[(s.pk, f"{s.name} ({s.level or 'cantrip'})") for s in known],
        )
        self.initial["spells"] = [spell.pk for spell in known]
        for place, name in enumerate(self.ADDED, 1):
            self.fields[name] = NamedField(names, "spell-names", label=f"New spell {place}")

    def levels(self) -> list[tuple[str, Any, Any]]:
        """Level, slots and spent of each, for the table."""
        return [(n, self[f"spell_slots-{n}-maximum"], self[f"spell_slots-{n}-used"]) for n in _LEVELS]

    def added(self) -> list[Any]:
        return [self[name] for name in self.ADDED]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        slots = {}
        for level in _LEVELS:
            maximum, used = (self._slots(level, part) for part in ("maximum", "used"))
            if used > maximum:
                self.add_error(f"spell_slots-{level}-used", f"Of {maximum} slots {used} cannot be spent.")
            elif maximum:
                slots[level] = {"maximum": maximum, "used": used}
        self.instance.spell_slots = slots
        return given

    def _slots(self, level: str, part: str) -> int:
        """What was written, or where nothing was changed what a table may have written meanwhile."""
        name = f"spell_slots-{level}-{part}"
        number = self.cleaned_data.get(name) if name in self.changed_data else self.initial[name]
        return int(number or 0)

    @property
    def columns(self) -> set[str]:
        return {name.split("-")[0] for name in self.changed_data} - {"add"}

    def keep(self) -> PlayerCharacter:
        super().keep()
        forgotten = set(self.initial["spells"]) - set(self.cleaned_data["spells"])
        self.instance.spells.remove(*forgotten)
        self.instance.spells.add(*(self.cleaned_data[name] for name in self.ADDED if self.cleaned_data[name]))
        return self.instance
