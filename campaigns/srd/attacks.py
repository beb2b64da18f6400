"""Attacks of one creature: its sentences first, the numbers beside them where the sentence cannot be read.

In the real files the two disagree at times (a d8 in the numbers, a d10 in the sentence whose average is that of the
d10), and many attacks have a sentence only; so the sentence wins, and the report says where they differ.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from campaigns.shapes import Damage
from campaigns.srd.creature_rows import ActionFields, AttackFields
from campaigns.srd.features import uses_of
from campaigns.srd.fixture import Fixture
from campaigns.srd.report import Entry
from campaigns.srd.wording import AttackKindWord, Worded, damage_types_in, read_attack
from campaigns.words import DAMAGE_TYPES

SENTENCE_USED: Final = "numbers and sentence differ, the sentence was used"


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
    actions: Mapping[str, str], rows: Mapping[str, Sequence[str]], fixture: Fixture
) -> tuple[tuple[Attack, ...], list[Entry]]:
    """The attacks among a creature's actions (key of the file → key in the stat block), in the order of the block.

    With them one entry for each action, and one for each row of numbers.
    """
    attacks: list[Attack] = []
    entries: list[Entry] = []
    for key, slug in actions.items():
        action = fixture.actions[key]
        found, reasons = _attacks_in(action, [fixture.attacks[row] for row in rows.get(key, ())])
        for number, worded in enumerate(found):
            attacks.append(_attack(slug if number == 0 else f"{slug}-attack-{number + 1}", action, worded))
        entries.append(Entry(key=key, kind="action", mechanical=bool(found), reasons=tuple(reasons)))
        entries += _rows_of(rows.get(key, ()), bool(found), tuple(reasons))
    return tuple(sorted(attacks, key=lambda attack: attack.order)), entries


def _rows_of(rows: Sequence[str], used: bool, reasons: tuple[str, ...]) -> list[Entry]:
    remarks = () if used and SENTENCE_USED not in reasons else reasons
    return [Entry(key=row, kind="attack row", mechanical=used, reasons=remarks) for row in rows]


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
        remarks.append(SENTENCE_USED)
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
        order=action.place,
    )


def _limits(action: ActionFields) -> str:
    """How often and by whom it can be used, as a sentence for the DM."""
    limits = [f"{action.form}."] if action.form else []
    match uses_of(action):
        case "":
            pass
        case daily if daily.endswith("/Day"):
            limits.append(f"{daily.removesuffix('/Day')} a day.")
        case recharge:
            limits.append(f"{recharge}.")
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
