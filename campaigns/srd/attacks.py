"""Attacks of one creature: its sentences first, the numbers beside them where the sentence cannot be read.

In the real files the two disagree at times (a d8 in the numbers, a d10 in the sentence whose average is that of the
d10), and many attacks have a sentence only; so the sentence wins, and the report says where they differ.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

import msgspec

from campaigns.shapes import Damage
from campaigns.srd.fixture import ActionFields, AttackFields, Fixture
from campaigns.srd.report import Entry
from campaigns.srd.wording import AttackKindWord, Worded, damage_types_in, read_attack
from campaigns.words import DAMAGE_TYPES


class Attack(msgspec.Struct, frozen=True, kw_only=True):
    """One attack of a stat block; feet, 0 for none."""

    key: str
    name: str
    kind: AttackKindWord
    to_hit: int
    reach: int
    range_normal: int
    range_long: int
    damage: tuple[Damage, ...]
    note: str
    order: int


def attacks_of(
    creature: str, actions: Sequence[str], rows: Mapping[str, Sequence[str]], fixture: Fixture
) -> tuple[tuple[Attack, ...], list[Entry]]:
    """The creature's attacks in the order of its stat block, and one entry for each of its actions."""
    attacks: list[Attack] = []
    entries: list[Entry] = []
    for key in actions:
        action = fixture.actions[key]
        found, reasons = _attacks_in(action, [fixture.attacks[row] for row in rows.get(key, ())])
        slug = _slug(key.removeprefix(creature))
        for number, worded in enumerate(found):
            attacks.append(_attack(slug if number == 0 else f"{slug}-{number + 1}", action, worded))
        entries.append(Entry(key=key, kind="action", mechanical=bool(found), reasons=tuple(reasons)))
    return tuple(sorted(attacks, key=lambda attack: attack.order)), entries


def _slug(words: str) -> str:
    """Lowercase letters, digits and single dashes."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70] or "attack"


def _attacks_in(action: ActionFields, rows: Sequence[AttackFields]) -> tuple[list[Worded], list[str]]:
    worded = read_attack(action.desc)
    if worded is not None and (worded.damage or not rows):
        return [worded], _remarks(worded, rows)
    numbers = [_from_numbers(row, action) for row in rows]
    readable = [attack for attack in numbers if attack is not None]
    if readable:
        return readable, ["the sentence could not be read, the numbers beside it were used"]
    if rows:
        return [], ["no damage type or no reach anywhere"]
    return [], [_why_not(action)]


def _remarks(worded: Worded, rows: Sequence[AttackFields]) -> list[str]:
    remarks: list[str] = []
    if not worded.damage:
        remarks.append("what a hit does is told in words")
    elif worded.note:
        remarks.append("besides its damage something is told in words")
    if not rows:
        remarks.append("no numbers, read from the sentence")
    elif not any(_agrees(worded, row) for row in rows):
        remarks.append("numbers and sentence differ, the sentence was used")
    return remarks


def _agrees(worded: Worded, row: AttackFields) -> bool:
    """Whether the first part of damage, the extra one if told, roll, reach and range are the same."""
    numbers = _numbers(row, _first_type(row))
    return (
        numbers == worded.damage[: len(numbers)]
        and worded.to_hit == row.to_hit_mod
        and (worded.reach, worded.range_normal, worded.range_long)
        == (row.reach or 0, row.range or 0, row.long_range or 0)
    )


def _from_numbers(row: AttackFields, action: ActionFields) -> Worded | None:
    """An attack from its numbers alone, None without a damage type or without reach and range."""
    told = damage_types_in(action.desc)
    kind = _first_type(row) or (told[0] if told else None)
    reach, normal = row.reach or 0, row.range or 0
    if kind is None or not (reach or normal):
        return None
    return Worded(
        kind="melee_or_ranged" if reach and normal else "melee" if reach else "ranged",
        to_hit=row.to_hit_mod,
        reach=reach,
        range_normal=normal,
        range_long=row.long_range if normal and (row.long_range or 0) >= normal else 0,  # type: ignore[arg-type]  # >= 1
        damage=_numbers(row, kind),
        note=action.desc,
    )


def _first_type(row: AttackFields) -> str | None:
    """The main damage type, which real files hide among the extra damage unless there is extra damage too."""
    kind = (row.damage_type or "").lower()
    if not kind and not row.extra_damage_die_count:
        kind = (row.extra_damage_type or "").lower()
    return kind if kind in DAMAGE_TYPES else None


def _numbers(row: AttackFields, kind: str | None) -> tuple[Damage, ...]:
    parts: list[Damage] = []
    sides, count = _die(row.damage_die_type), row.damage_die_count or 0
    if kind is not None and ((count and sides) or row.damage_bonus):
        dice = (count, sides) if count and sides else (0, 0)
        parts.append(Damage(*dice, bonus=row.damage_bonus or 0, type=kind))
    sides, count, extra = _die(row.extra_damage_die_type), row.extra_damage_die_count or 0, row.extra_damage_type or ""
    if count and sides and extra.lower() in DAMAGE_TYPES:
        parts.append(Damage(count, sides, bonus=row.extra_damage_bonus or 0, type=extra.lower()))
    return tuple(parts)


def _die(die: str | None) -> int:
    return int(die.removeprefix("D")) if die else 0


def _attack(key: str, action: ActionFields, worded: Worded) -> Attack:
    note = " ".join(part for part in (_limits(action), worded.note) if part)
    order = action.order_in_statblock if action.order_in_statblock is not None else action.order
    return Attack(
        key=key,
        name=action.name,
        kind=worded.kind,
        to_hit=worded.to_hit,
        reach=worded.reach,
        range_normal=worded.range_normal,
        range_long=worded.range_long,
        damage=worded.damage,
        note=note[:4_000],
        order=order or 0,
    )


def _limits(action: ActionFields) -> str:
    """How often and by whom it can be used, as a sentence for the DM."""
    limits = [f"{action.limited_to_form}."] if action.limited_to_form else []
    match action.uses_type, action.uses_param:
        case "RECHARGE_ON_ROLL" | "RECHARGE", int(lowest):
            limits.append("Recharge 6." if lowest == 6 else f"Recharge {lowest}–6.")
        case "PER_DAY", int(times):
            limits.append(f"{times} a day.")
    return " ".join(limits)


def _why_not(action: ActionFields) -> str:
    words = action.desc.lower()
    if action.name.lower().startswith("multiattack"):
        return "a multiattack is told in words"
    if action.action_type != "ACTION":
        return f"a {action.action_type.lower().replace('_', ' ')} is told in words"
    if "saving throw" in words:
        return "a saving throw is told in words"
    if "spell" in words:
        return "spellcasting is told in words"
    return "an action told in words"
