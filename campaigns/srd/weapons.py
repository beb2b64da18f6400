"""The numbers of weapons and armor, and what the rules do not play of them in words, from newer and older columns."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from campaigns.srd.dice import read_dice
from campaigns.srd.fixture import Fixture
from campaigns.srd.thing_rows import ArmorFields, AssignmentFields, WeaponFields
from campaigns.words import DAMAGE_TYPES, WEAPON_PROPERTIES

_REACH, _LONG_REACH = 5, 10  # feet; SRD 5.2, Reach: five more
_SHIELD_BELOW: Final = 10  # the base of armor is 10 and more; a shield's is its bonus
_OLDER: Final = {
    "is_finesse": "finesse",
    "is_thrown": "thrown",
    "is_two_handed": "two-handed",
    "is_heavy": "heavy",
    "is_light": "light",
    "requires_ammunition": "ammunition",
    "requires_loading": "loading",
}


class Equipment(msgspec.Struct, frozen=True, kw_only=True):
    """What a weapon or armor adds to an item: its columns with the kind among them, and a few words."""

    name: str
    columns: dict[str, object]
    words: str
    playable: bool = True


def read_weapons(fixture: Fixture) -> dict[str, Equipment]:
    """Every weapon by its key."""
    assigned: dict[str, list[AssignmentFields]] = defaultdict(list)
    for assignment in fixture.assignments.values():
        assigned[assignment.weapon].append(assignment)
    return {key: _weapon(fields, assigned[key], fixture) for key, fields in fixture.weapons.items()}


def read_armor(fixture: Fixture) -> dict[str, Equipment]:
    """Every armor and shield by its key."""
    return {key: _armor(fields) for key, fields in fixture.armor.items()}


def shield(bonus: int = 2) -> Equipment:
    """SRD 5.2 and 5.1, Armor: a shield adds two."""
    return Equipment(name="Shield", columns={"kind": "shield", "shield_bonus": bonus}, words="")


def _weapon(fields: WeaponFields, assigned: Sequence[AssignmentFields], fixture: Fixture) -> Equipment:
    properties, words = _properties(fields, assigned, fixture)
    dice = read_dice(fields.damage_dice)
    kind = fields.damage_type.lower()
    if kind not in DAMAGE_TYPES:
        return Equipment(name=fields.name, columns={"kind": "gear"}, words=" ".join(words), playable=False)
    normal, long = _range(fields)
    columns: dict[str, object] = {
        "kind": "weapon",
        "damage_count": dice.count if dice else 0,
        "damage_sides": dice.sides if dice else 0,
        "damage_bonus": dice.bonus if dice and not dice.count else 0,
        "damage_type": kind,
        "properties": sorted(properties),
        "reach": _reach(fields, properties, normal),
        "range_normal": normal,
        "range_long": long,
    }
    playable = dice is not None and bool(dice.count or dice.bonus)
    told = [f"{'Simple' if fields.is_simple else 'Martial'} weapon.", *words]
    return Equipment(name=fields.name, columns=columns, words=" ".join(told), playable=playable)


def _properties(
    fields: WeaponFields, assigned: Sequence[AssignmentFields], fixture: Fixture
) -> tuple[set[str], list[str]]:
    """Those the rules know, and sentences for masteries, other properties, and numbers the columns have no place for."""
    known = {word for column, word in _OLDER.items() if getattr(fields, column)}
    if (fields.range_reach or 0) > _REACH:
        known.add("reach")
    sentences: list[str] = []
    if (versatile := fields.versatile_dice or "0") != "0":
        known.add("versatile")
        sentences.append(f"Versatile: {versatile} in two hands.")
    for assignment in assigned:
        property = fixture.properties[assignment.property]
        word = property.name.lower().replace(" ", "-")
        detail = f" ({assignment.detail})" if assignment.detail else ""
        if word not in WEAPON_PROPERTIES:
            sentences.append(f"{property.type or 'Property'}: {property.name}{detail}.")
            continue
        known.add(word)
        if word == "versatile" and assignment.detail:
            sentences.append(f"Versatile: {assignment.detail} in two hands.")
        elif detail and not assignment.detail.lower().startswith("range"):  # type: ignore[union-attr]  # detail says it
            sentences.append(f"{property.name}{detail}.")
    return known, sentences


def _range(fields: WeaponFields) -> tuple[int, int]:
    """Normal and long range in feet; the same range twice means that there is no long one."""
    normal = fields.range or fields.range_normal or 0
    long = fields.long_range or fields.range_long or 0
    return normal, long if normal and long > normal else 0


def _reach(fields: WeaponFields, properties: set[str], normal: int) -> int:
    """Feet; 0 for what only shoots. What is thrown can strike as well."""
    if normal and "thrown" not in properties:
        return 0
    return _LONG_REACH if "reach" in properties else fields.range_reach or _REACH


def _armor(fields: ArmorFields) -> Equipment:
    if fields.ac_base < _SHIELD_BELOW:
        return msgspec.structs.replace(shield(max(fields.ac_base, 1)), name=fields.name)
    words: list[str] = []
    if fields.strength_score_required:
        words.append(f"Needs Strength {fields.strength_score_required}.")
    if fields.grants_stealth_disadvantage:
        words.append("Disadvantage on Dexterity (Stealth) checks.")
    cap = fields.ac_cap_dexmod if fields.ac_add_dexmod else 0
    columns: dict[str, object] = {"kind": "armor", "armor_class": fields.ac_base, "dex_cap": cap}
    return Equipment(name=fields.name, columns=columns, words=" ".join(words))


def named_in(name: str, known: Mapping[str, Equipment]) -> Equipment | None:
    """What an item's name says it is, the longest name first: "Mace of Terror", "Glamoured Studded Leather"."""
    plain = {re.sub(r"\s*armor$", "", one.name.lower()): one for one in known.values()}
    for word in sorted(plain, key=len, reverse=True):
        if re.search(rf"\b{re.escape(word)}\b", name.lower()):
            return plain[word]
    return None
