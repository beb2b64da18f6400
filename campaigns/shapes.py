"""What the JSON columns may hold; each check raises Django's ValidationError with a sentence for the author."""

from collections.abc import Collection
from typing import Annotated

import msgspec
from django.core.exceptions import ValidationError

from campaigns.words import ABILITIES, CLASSES, CONDITIONS, DAMAGE_TYPES, DIE_SIDES, SENSES, SKILLS, WEAPON_PROPERTIES

_Small = Annotated[int, msgspec.Meta(ge=0, le=100)]
_Bonus = Annotated[int, msgspec.Meta(ge=-100, le=100)]


_Feet = Annotated[int, msgspec.Meta(ge=0, le=1_000)]
_SlotCount = Annotated[int, msgspec.Meta(ge=0, le=20)]


class SpellSlots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The slots of one level: how many there are, and how many of them are spent."""

    maximum: _SlotCount
    used: _SlotCount = 0


class Damage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of a hit, `count`d`sides` + `bonus` of one type; `count` 0 with `sides` 0 is the fixed amount `bonus`."""

    count: _Small
    sides: _Small
    bonus: _Bonus
    type: str


def check_damage(value: object) -> None:
    """A list of at most eight parts, each with a real die (or none) and a known damage type."""
    try:
        parts = msgspec.convert(value, list[Damage])
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Damage must be a list of count, sides, bonus and type: {wrong}.") from wrong
    if len(parts) > 8:
        raise ValidationError("An attack has at most eight parts of damage.")
    for part in parts:
        if (part.count == 0) != (part.sides == 0) or (part.count and part.sides not in DIE_SIDES):
            raise ValidationError(f"{part.count}d{part.sides} is no roll of dice.")
        _check_known([part.type], DAMAGE_TYPES, "damage type")


def check_saves(value: object) -> None:
    """An object from ability to its saving throw bonus; an ability that is absent uses its modifier."""
    try:
        saves = msgspec.convert(value, dict[str, _Bonus])
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Saves must map abilities to whole numbers: {wrong}.") from wrong
    _check_known(saves, ABILITIES, "ability")


def check_skills(value: object) -> None:
    """An object from skill to its bonus; a skill that is absent uses the modifier of its ability."""
    try:
        skills = msgspec.convert(value, dict[str, _Bonus])
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Skills must map skills to whole numbers: {wrong}.") from wrong
    _check_known(skills, SKILLS, "skill")


def check_senses(value: object) -> None:
    """An object from sense to its range in feet; `passive_perception` is a score."""
    try:
        senses = msgspec.convert(value, dict[str, _Feet])
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Senses must map senses to feet: {wrong}.") from wrong
    _check_known(senses, SENSES, "sense")


def check_spell_slots(value: object) -> None:
    """An object from spell level ("1" to "9") to `maximum` and `used`, no more used than there are."""
    try:
        slots = msgspec.convert(value, dict[str, SpellSlots])
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Spell slots must map levels to maximum and used: {wrong}.") from wrong
    _check_known(slots, tuple("123456789"), "spell level")
    for level, kept in slots.items():
        if kept.used > kept.maximum:
            raise ValidationError(f"Of {kept.maximum} slots of level {level} {kept.used} cannot be used.")


def check_classes(value: object) -> None:
    """A list of character classes, each once."""
    _check_words(value, CLASSES, "class")


def check_damage_types(value: object) -> None:
    """A list of damage types, each once."""
    _check_words(value, DAMAGE_TYPES, "damage type")


def check_conditions(value: object) -> None:
    """A list of conditions, each once."""
    _check_words(value, CONDITIONS, "condition")


def check_weapon_properties(value: object) -> None:
    """A list of weapon properties, each once."""
    _check_words(value, WEAPON_PROPERTIES, "weapon property")


def _check_words(value: object, known: Collection[str], what: str) -> None:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValidationError(f"This must be a list of words, each a {what}.")
    _check_known(value, known, what)
    if len(set(value)) != len(value):
        raise ValidationError(f"A {what} stands here twice.")


def _check_known(words: Collection[str], known: Collection[str], what: str) -> None:
    for word in words:
        if word not in known:
            raise ValidationError(f"“{word[:60]}” is not a {what} (one of: {', '.join(sorted(known))}).")
