"""Dice and damage as sentences tell them: "2d4 + 2", "5d6 Fire damage and 5d6 Radiant damage"."""

import re

import msgspec

from campaigns.shapes import Damage
from campaigns.words import DAMAGE_TYPES, DIE_SIDES

_DICE = re.compile(r"(?P<count>\d{1,2})d(?P<sides>\d{1,3})(?:\s*\+\s*(?P<bonus>\d{1,3}))?")
_TYPES = "|".join(sorted(DAMAGE_TYPES))
_PART = re.compile(rf"{_DICE.pattern} (?P<type>{_TYPES}) damage", re.IGNORECASE)
_AND = re.compile(r",? (?:and|plus) ")


class Dice(msgspec.Struct, frozen=True):
    """`count`d`sides` + `bonus`; without dice the fixed amount `bonus`."""

    count: int
    sides: int
    bonus: int

    def of(self, kind: str) -> Damage:
        """This roll as damage of a type."""
        return Damage(self.count, self.sides, bonus=self.bonus, type=kind)


def read_dice(words: str) -> Dice | None:
    """The roll that these words are, or None; a bare number is a fixed amount."""
    words = words.strip()
    if words.isdecimal() and int(words) <= 100:
        return Dice(0, 0, int(words))
    roll = _DICE.fullmatch(words)
    return None if roll is None else _dice(roll)


def first_dice(words: str) -> Dice | None:
    """The first roll in these words."""
    roll = _DICE.search(words)
    return None if roll is None else _dice(roll)


def first_damage(words: str) -> tuple[Damage, ...]:
    """The first damage in these words, with the parts that "and" adds to it; empty where there is none."""
    parts: list[Damage] = []
    part = _PART.search(words)
    while part is not None:
        dice = _dice(part)
        if dice is None:
            break
        parts.append(dice.of(part["type"].lower()))
        link = _AND.match(words, part.end())
        part = _PART.match(words, link.end()) if link else None
    return tuple(parts)


def tells_damage(words: str, dice: Dice, kind: str) -> bool:
    """Whether a sentence here gives this roll as damage of this type, perhaps with something added to it."""
    roll = rf"\b{dice.count}d{dice.sides}\b" + (rf"\s*\+\s*{dice.bonus}" if dice.bonus else "")
    sentence = rf"{roll}[^.]{{0,60}}? {kind} damage|{kind} damage equal to {roll}"
    return re.search(sentence, words, re.IGNORECASE) is not None


def _dice(roll: re.Match[str]) -> Dice | None:
    count, sides = int(roll["count"]), int(roll["sides"])
    return Dice(count, sides, int(roll["bonus"] or 0)) if count and sides in DIE_SIDES else None
