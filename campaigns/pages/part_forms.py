"""Attacks and features of a character: a form for each row, two for new ones; a row that is ticked goes."""

from typing import Any, Final

from django import forms
from django.db import transaction
from django.utils.text import slugify

from campaigns import dice_words
from campaigns.ids import new_id
from campaigns.models import AttackKind, CreatureAttack, Feature, PlayerCharacter

NEW: Final = ("new-1", "new-2")


class PartForm(forms.ModelForm):
    """One row of a sheet; its key never changes, and a new one's is made of its name."""

    remove = forms.BooleanField(required=False)

    @property
    def gone(self) -> bool:
        return bool(self.data.get(self.add_prefix("remove")))

    @property
    def is_new(self) -> bool:
        return bool(self.instance._state.adding)

    def keep(self, taken: set[str], order: int) -> None:
        """Writes the row; `taken` are the keys that the character's others have."""
        if self.is_new:
            key = slugify(self.instance.name)[:60] or "row"
            self.instance.key = f"{key}-{new_id()[:6]}" if key in taken else key
            self.instance.order = order
        taken.add(self.instance.key)
        self.instance.save()


class AttackForm(PartForm):
    """Reach and range say by themselves which kind of attack it is."""

    damage = forms.CharField(
        max_length=300, required=False, help_text="1d8+3 slashing, 1d4 fire; or a fixed amount: 5 cold."
    )

    class Meta:
        model = CreatureAttack
        fields = ["name", "to_hit", "damage", "reach", "range_normal", "range_long", "note"]
        labels = {
            "to_hit": "To hit",
            "range_normal": "Range",
            "range_long": "Long range",
        }
        help_texts = {
            "reach": "Feet; 0: not in melee.",
            "range_normal": "Feet; 0: not at range.",
            "range_long": "Feet; 0: none.",
        }
        widgets = {"note": forms.Textarea({"rows": 2})}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.initial["damage"] = dice_words.written(self.instance.damage)

    def clean_damage(self) -> list[dict[str, Any]]:
        return dice_words.read(self.cleaned_data["damage"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        reach, near, far = (given.get(name) or 0 for name in ("reach", "range_normal", "range_long"))
        if not reach and not near and not self.errors:
            self.add_error("reach", "An attack reaches somewhere: give it a reach, a range or both.")
        if (far and far < near) or (far and not near):
            self.add_error("range_long", "The long range cannot be shorter than the normal one.")
        melee = AttackKind.MELEE_OR_RANGED if near else AttackKind.MELEE
        self.instance.kind = melee if reach else AttackKind.RANGED
        return given


class FeatureForm(PartForm):
    """A trait or something special she can do, in words."""

    class Meta:
        model = Feature
        fields = ["name", "kind", "uses", "description"]
        widgets = {"description": forms.Textarea({"rows": 3})}
        help_texts = {"uses": "3/Day, Recharge 5–6 … Empty: at will."}


class PartForms:
    """All rows of one kind of a character, with room for new ones."""

    def __init__(self, character: PlayerCharacter, form: type[PartForm], sent: Any = None) -> None:
        model = form.Meta.model  # type: ignore[attr-defined]  # every one has it
        rows = list(model.objects.filter(player_character=character))
        self.old = [form(prefix=f"row-{row.pk}", instance=row, data=sent) for row in rows]
        more = {"empty_permitted": True, "use_required_attribute": False, "data": sent}
        self.new = [form(prefix=name, instance=model(player_character=character), **more) for name in NEW]

    def _sent(self) -> list[PartForm]:
        """Those of the page that say something; a row that came meanwhile was not on it."""
        return [form for form in [*self.old, *self.new] if form.add_prefix("name") in form.data and form.has_changed()]

    def is_valid(self) -> bool:
        return all(form.gone or form.is_valid() for form in self._sent())

    def has_changed(self) -> bool:
        return bool(self._sent())

    def keep(self) -> None:
        """Writes everything, or nothing."""
        taken = {form.instance.key for form in self.old}
        with transaction.atomic():
            for order, form in enumerate(self._sent(), len(self.old) + 1):
                if not form.gone:
                    form.keep(taken, order)
                elif not form.is_new:
                    form.instance.delete()
