"""What a character carries: a form for every entry and a few for new ones, checked together and written together."""

from collections import defaultdict
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.models import InventoryEntry, Item, PlayerCharacter, Slot
from campaigns.pages.choosing import NamedField

NEW: Final = ("new-1", "new-2", "new-3")
MOST: Final = 100_000


class EntryForm(forms.Form):
    """So many of one thing, and where it is. What a table may have written meanwhile is changed only on purpose."""

    quantity = forms.IntegerField(min_value=1, max_value=MOST, initial=1, show_hidden_initial=True)
    slot = forms.ChoiceField(choices=Slot.choices, required=False, label="Where", show_hidden_initial=True)
    charges_left = forms.IntegerField(min_value=0, max_value=100, required=False, show_hidden_initial=True)
    remove = forms.BooleanField(required=False)

    def __init__(self, entry: InventoryEntry, **kwargs: Any) -> None:
        self.entry = entry
        kept = {"quantity": entry.quantity, "slot": entry.slot, "charges_left": entry.charges_left}
        super().__init__(prefix=f"entry-{entry.pk}", initial=kept, **kwargs)
        if not entry.item.charges:
            del self.fields["charges_left"]
        places = {*entry.item.places, entry.slot} - {""}
        self.fields["slot"].choices = [choice for choice in Slot.choices if choice[0] in ("", *places)]

    @property
    def gone(self) -> bool:
        return bool(self.cleaned_data.get("remove"))

    @property
    def sent(self) -> bool:
        """Whether the page knew of this entry."""
        return self.add_prefix("quantity") in self.data

    def wanted_slot(self) -> str:
        """Where it will be."""
        if not self.sent or "slot" not in self.changed_data:
            return self.entry.slot
        return "" if self.gone else self.cleaned_data.get("slot", "")

    def keep(self) -> None:
        """Writes what was changed; the slot has been emptied before where it changes."""
        if self.gone:
            self.entry.delete()
            return
        for column in ("quantity", "charges_left"):
            if column in self.changed_data:
                setattr(self.entry, column, self.cleaned_data[column])
        self.entry.slot = self.wanted_slot()
        self.entry.equipped = bool(self.entry.slot)
        self.entry.save()


class NewEntryForm(forms.Form):
    """Something more, by its name."""

    quantity = forms.IntegerField(min_value=1, max_value=MOST, initial=1)
    slot = forms.ChoiceField(choices=Slot.choices, required=False, label="Where")

    def __init__(self, character: PlayerCharacter, names: dict[str, str], number: str, **kwargs: Any) -> None:
        super().__init__(prefix=number, empty_permitted=True, use_required_attribute=False, **kwargs)
        self.character = character
        self.fields["item"] = NamedField(names, "item-names", label="Thing")
        self.order_fields(["item", "quantity", "slot"])

    @property
    def sent(self) -> bool:
        return self.has_changed()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "item" in given and not given["item"]:
            self.add_error("item", "Say what it is.")
        elif given.get("item"):
            self.item = Item.objects.get(pk=given["item"])
            if given.get("slot") and given["slot"] not in self.item.places:
                self.add_error("slot", f"{self.item} does not go there.")
        return given

    def wanted_slot(self) -> str:
        return str(self.cleaned_data.get("slot", "")) if self.sent else ""

    def keep(self) -> None:
        given = self.cleaned_data
        entry = InventoryEntry(player_character=self.character, item=self.item, quantity=given["quantity"])
        entry.slot, entry.equipped = given["slot"], bool(given["slot"])
        entry.save()


class InventoryForms:
    """All of it: valid when each is and no two things are in one place."""

    def __init__(self, character: PlayerCharacter, names: dict[str, str], sent: Any = None) -> None:
        self.names = list(names)
        entries = character.inventory.select_related("item").order_by("item__name", "pk")
        self.entries = [EntryForm(entry, data=sent) for entry in entries]
        self.new = [NewEntryForm(character, names, number, data=sent) for number in NEW]
        self.error = ""

    @property
    def forms(self) -> list[EntryForm | NewEntryForm]:
        return [*self.entries, *self.new]

    def is_valid(self) -> bool:
        fine = [form.is_valid() for form in self.forms if not isinstance(form, EntryForm) or form.sent]
        return all(fine) and self._nothing_is_in_the_way()

    def has_changed(self) -> bool:
        return any(form.sent and form.has_changed() for form in self.forms)

    def _nothing_is_in_the_way(self) -> bool:
        """One thing a place, and who holds something in both hands holds nothing else."""
        held = defaultdict(list)
        for form in self.forms:
            if not (isinstance(form, EntryForm) and form.sent and form.gone):
                held[form.wanted_slot()].append(form)
        crowded = [forms[1] for slot, forms in held.items() if slot and len(forms) > 1]
        if held[Slot.TWO_HANDS] and (held[Slot.MAIN_HAND] or held[Slot.OFF_HAND]):
            crowded += held[Slot.TWO_HANDS]
        for form in crowded:
            self._complain(form)
        return not crowded

    def _complain(self, form: EntryForm | NewEntryForm) -> None:
        sentence = "Something else is there already."
        if form.is_bound and form.sent:
            form.add_error("slot", ValidationError(sentence))
        else:
            self.error = sentence

    def keep(self) -> None:
        """Writes everything, or nothing. What leaves a place leaves it first, so that two things can change places."""
        with transaction.atomic():
            moving = [f.entry.pk for f in self.entries if f.sent and (f.gone or f.wanted_slot() != f.entry.slot)]
            InventoryEntry.objects.filter(pk__in=moving).update(equipped=False, slot="")
            for form in self.forms:
                if form.sent and form.has_changed():
                    form.keep()
