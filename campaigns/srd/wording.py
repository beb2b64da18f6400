"""Reading an attack out of a stat block's sentence, in the wording of the SRD 5.2 and 5.1.

"Melee Attack Roll: +5, reach 5 ft. 7 (1d8 + 3) Piercing damage plus 3 (1d6) Fire damage."
"Ranged Weapon Attack: +4 to hit, range 80/320 ft., one target. Hit: 5 (1d6 + 2) piercing damage."
"""

import re
from typing import Literal

import msgspec

from campaigns.shapes import Damage
from campaigns.words import DAMAGE_TYPES, DIE_SIDES

AttackKindWord = Literal["melee", "ranged", "melee_or_ranged"]


class Worded(msgspec.Struct, frozen=True):
    """An attack as its sentence tells it: feet, 0 for none; `note` is all that is not roll, reach, range or damage."""

    kind: AttackKindWord
    to_hit: int
    reach: int
    range_normal: int
    range_long: int
    damage: tuple[Damage, ...]
    note: str


_ROLL = re.compile(
    r"^(?P<kind>Melee or Ranged|Melee|Ranged) (?:(?:Weapon |Spell )?Attack(?: Roll)?): ?"
    r"(?P<to_hit>[+-−]?\d{1,2})(?: to hit)?(?P<aside> \([^)]*\))?,"
    r"(?: reach (?P<reach>\d{1,4}) (?:ft|feet)\.?)?(?:,? or)?"
    r"(?: range (?P<normal>\d{1,4})(?:/(?P<long>\d{1,4}))? (?:ft|feet)\.?)?"
    r"(?P<target>,[^.:]*\.)?\s*(?:Hit: ?)?",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:\d+ ?\((?P<count>\d{1,2})d(?P<sides>\d{1,3})(?: ?(?P<sign>[+−–-]) ?(?P<bonus>\d{1,2}))?\)|(?P<fixed>\d{1,3}))"
    rf" (?P<type>{'|'.join(sorted(DAMAGE_TYPES))}) damage",
    re.IGNORECASE,
)
_NEXT = re.compile(r"(?P<instead>—or [^—]*—| |, )plus ")


def read_attack(words: str) -> Worded | None:
    """The attack this sentence tells, or None if it is not an attack roll with a reach or range."""
    roll = _ROLL.match(words)
    if roll is None or not (roll["reach"] or roll["normal"]):
        return None
    damage, rest = _damage(words[roll.end() :])
    remarks = (roll["aside"], rest)
    return Worded(
        kind=_kind(roll),
        to_hit=int(roll["to_hit"].replace("−", "-")),
        reach=int(roll["reach"] or 0),
        range_normal=int(roll["normal"] or 0),
        range_long=int(roll["long"] or 0),
        damage=damage,
        note=" ".join(remark.strip() for remark in remarks if remark and remark.strip()),
    )


def damage_types_in(words: str) -> tuple[str, ...]:
    """Every damage type the words name, in order, each once."""
    named = re.findall(rf"\b({'|'.join(sorted(DAMAGE_TYPES))})\b", words.lower())
    return tuple(dict.fromkeys(named))


def _kind(roll: re.Match[str]) -> AttackKindWord:
    """By what there is to reach with; the heading alone may promise more than the sentence gives."""
    if roll["reach"] and roll["normal"]:
        return "melee_or_ranged"
    return "melee" if roll["reach"] else "ranged"


def _damage(words: str) -> tuple[tuple[Damage, ...], str]:
    """The parts of damage at the start of these words, and the words that are left."""
    parts: list[Damage] = []
    asides: list[str] = []
    part = _PART.match(words)
    end = 0
    while part is not None and _is_dice(part):
        parts.append(_one(part))
        end = part.end()
        link = _NEXT.match(words, end)
        part = _PART.match(words, link.end()) if link else None
        if part is not None and link is not None and link["instead"].startswith("—"):
            asides.append(link["instead"].strip("— ").capitalize() + ".")
    rest = words[end:].strip().removeprefix(".").removeprefix(",").strip()
    return tuple(parts), " ".join([*asides, rest]).strip()


def _is_dice(part: re.Match[str]) -> bool:
    return part["fixed"] is not None or (int(part["sides"]) in DIE_SIDES and int(part["count"]) > 0)


def _one(part: re.Match[str]) -> Damage:
    kind = part["type"].lower()
    if part["fixed"] is not None:
        return Damage(count=0, sides=0, bonus=min(int(part["fixed"]), 100), type=kind)
    bonus = int(part["bonus"] or 0)
    return Damage(
        count=int(part["count"]),
        sides=int(part["sides"]),
        bonus=bonus if part["sign"] in (None, "+") else -bonus,
        type=kind,
    )
