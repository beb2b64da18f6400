"""Things: ordinary and magic ones, the numbers of weapon or armor joined to them, their words kept whole."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

from campaigns.srd.fixture import Fixture, UnreadableSource
from campaigns.srd.magic import bonus_of, charges_of, more_than_the_bonus
from campaigns.srd.potions import healing_of, varieties_of
from campaigns.srd.report import Entry
from campaigns.srd.sources import source_columns, source_key
from campaigns.srd.thing_rows import ItemFields
from campaigns.srd.things import Thing
from campaigns.srd.weapons import Equipment, named_in, read_armor, read_weapons, shield

_NO_DAMAGE: Final = "a weapon without damage is told in words"
_MOST = 10_000  # characters of a description
_CENT = Decimal("0.01")
_BETTER: Final = {
    "weapon": ("attack_bonus", "damage_bonus"),
    "armor": ("armor_class",),
    "shield": ("shield_bonus",),
}
_RARITIES: Final = frozenset("common uncommon rare very_rare legendary artifact".split())


def read_items(fixture: Fixture) -> tuple[list[Thing], list[Entry]]:
    """Every thing, and what became of every row; a row that stands in both files is the magic one."""
    weapons, armor = read_weapons(fixture), read_armor(fixture)
    things: list[Thing] = []
    entries: list[Entry] = []
    names = {fields.name for fields in (*fixture.items.values(), *fixture.magic_items.values())}
    for key, fields, magic in _rows(fixture):
        columns, reasons = _columns(fields, magic, weapons, armor)
        columns |= source_columns(fixture.documents[fields.document])
        thing = Thing(source_key=source_key(key, fields.document), columns=columns)
        things += [thing, *varieties_of(thing, fields.desc, names)]
        equipment = columns["kind"] in ("weapon", "armor", "shield") and _NO_DAMAGE not in reasons
        mechanical = equipment or bool(columns["heal_count"])
        if not mechanical and _NO_DAMAGE not in reasons:
            reasons.append("what it does is told in words")
        entries.append(
            Entry(key=key, kind="magic item" if magic else "item", mechanical=mechanical, reasons=tuple(reasons))
        )
    return things, [*entries, *_twice(fixture), *_numbers(fixture, weapons)]


def _rows(fixture: Fixture) -> Iterator[tuple[str, ItemFields, bool]]:
    """Key, fields, and whether it is magic: by its file, in older documents by its rarity."""
    for key, fields in fixture.items.items():
        if key not in fixture.magic_items:
            yield key, fields, bool(fields.rarity)
    for key, fields in fixture.magic_items.items():
        yield key, fields, True


def _amount(fields: ItemFields, column: str) -> Decimal:
    """In hundredths. Raises UnreadableSource for a number that has no end."""
    try:
        return (getattr(fields, column) or Decimal(0)).quantize(_CENT)
    except InvalidOperation as endless:
        raise UnreadableSource(f"The {column} of “{fields.name[:60]}” is no amount that can be kept.") from endless


def _columns(
    fields: ItemFields, magic: bool, weapons: Mapping[str, Equipment], armor: Mapping[str, Equipment]
) -> tuple[dict[str, object], list[str]]:
    reasons: list[str] = []
    equipment = _equipment(fields, weapons, armor, reasons)
    bonus = bonus_of(fields) if magic else 0
    charges = charges_of(fields.desc, reasons)
    columns: dict[str, object] = {
        **_nothing_special(),
        "name": fields.name,
        "kind": "potion" if fields.category == "potion" else "magic" if magic else "gear",
        "description": _description(fields, equipment, reasons),
        "category": (fields.category or "").replace("-", " ").capitalize()[:60],
        "rarity": _rarity(fields, reasons),
        "attunement": fields.requires_attunement,
        "charges": charges,
        "weight": _amount(fields, "weight"),
        "value_gp": _amount(fields, "cost"),
    }
    if equipment is not None:
        columns |= _with_bonus(equipment.columns, bonus)
        if not equipment.playable:
            reasons.append(_NO_DAMAGE)
        if magic and more_than_the_bonus(fields.desc):
            reasons.append("besides its numbers something is told in words")
    elif columns["kind"] == "potion":
        columns |= healing_of(fields.desc)
    return columns, reasons


def _nothing_special() -> dict[str, object]:
    """Every column that only some things use, so that an update clears what a newer edition has dropped."""
    counts = "damage_count damage_sides reach range_normal range_long attack_bonus damage_bonus armor_class".split()
    counts += "shield_bonus heal_count heal_sides heal_bonus".split()
    return {**dict.fromkeys(counts, 0), "damage_type": "", "properties": [], "dex_cap": None}


def _equipment(
    fields: ItemFields, weapons: Mapping[str, Equipment], armor: Mapping[str, Equipment], reasons: list[str]
) -> Equipment | None:
    """What it is by its reference, or else by its category and name."""
    if fields.weapon is not None or fields.armor is not None:
        return weapons[fields.weapon] if fields.weapon is not None else armor[fields.armor or ""]
    found: Equipment | None = None
    if fields.category == "shield" or (fields.category == "armor" and "shield" in fields.name.lower()):
        found = shield()
    elif fields.category == "weapon" and not fields.name.lower().startswith("ammunition"):
        found = named_in(fields.name, weapons)
    elif fields.category == "armor":
        found = named_in(fields.name, armor)
    if found is not None:
        reasons.append(f"numbers not given, those of its name were used: {found.name}")
    return found


def _with_bonus(columns: Mapping[str, object], bonus: int) -> dict[str, object]:
    """The numbers of a weapon, armor or shield that is +1, +2 or +3."""
    better = dict(columns)
    for column in _BETTER.get(str(columns["kind"]), ()):
        better[column] = int(str(columns.get(column, 0))) + bonus
    return better


def _description(fields: ItemFields, equipment: Equipment | None, reasons: list[str]) -> str:
    remarks = [equipment.words if equipment else "", fields.attunement_detail or ""]
    sentences = [f"{remark.strip().removesuffix('.')}." for remark in remarks if remark.strip()]
    words = "\n".join([*sentences, fields.desc.strip()]).strip()
    if len(words) > _MOST:
        reasons.append(f"its words were cut after {_MOST:,} characters")
    return words[:_MOST]


def _rarity(fields: ItemFields, reasons: list[str]) -> str:
    rarity = (fields.rarity or "").rsplit("/", 1)[-1].replace("-", "_").lower()
    if rarity and rarity not in _RARITIES:
        reasons.append(f"unknown rarity: {rarity}")
        return ""
    return rarity


def _twice(fixture: Fixture) -> list[Entry]:
    reasons = ("it stands among the magic items too, and that row was used",)
    return [
        Entry(key=key, kind="item", mechanical=False, reasons=reasons)
        for key in fixture.items
        if key in fixture.magic_items
    ]


def _numbers(fixture: Fixture, weapons: Mapping[str, Equipment]) -> list[Entry]:
    """What became of the rows that only lend their numbers."""
    words = ("which weapons have it is kept, what it does is told in words",)
    told = [
        Entry(key=key, kind="weapon", mechanical=one.playable, reasons=() if one.playable else (_NO_DAMAGE,))
        for key, one in weapons.items()
    ]
    told += [Entry(key=key, kind="armor", mechanical=True) for key in fixture.armor]
    return told + [
        Entry(key=key, kind="weapon property", mechanical=False, reasons=words) for key in fixture.properties
    ]
