"""Dice formulas as people write them: 2d6+3, 4d6kh3, d20-1; the common part of the syntax of the d20 library.

`kh2` keeps the two highest dice of a term, `kl1` the lowest one. Bounded: 100 dice of at most 1,000 sides, 20 terms.
"""

import re
from typing import Final

from msgspec import Struct

from engine.asking import Dice, Refused

MOST_TERMS: Final = 20
MOST_DICE: Final = 100
MOST_SIDES: Final = 1_000
MOST: Final = 10_000

_TERM = re.compile(r"([+-]?)(?:(\d{0,3})d(\d{1,4}|%)(?:k([hl])(\d{1,3}))?|(\d{1,5}))", re.ASCII)
_SIGN = re.compile(r"\s*([+-])\s*")


class Term(Struct, frozen=True, gc=False):
    """`count` dice of `sides`, of which `keep` count (positive: the highest, negative: the lowest, 0: all); without dice
    the number `fixed`. `sign` is 1 or -1."""

    sign: int
    count: int = 0
    sides: int = 0
    keep: int = 0
    fixed: int = 0


class Outcome(Struct, frozen=True, gc=False):
    """What was rolled: the faces of each term with dice, in order, and the total."""

    faces: tuple[tuple[int, ...], ...]
    total: int


def parse(formula: str) -> tuple[Term, ...]:
    """The terms of a formula. Raises `Refused("malformed")` with a sentence."""
    text = _SIGN.sub(r"\1", formula.strip().lower())
    terms: list[Term] = []
    at = 0
    while at < len(text):
        found = _TERM.match(text, at)
        if found is None or (terms and not found[1]):
            raise Refused("malformed", f"“{formula[:80]}” is no dice formula; write it like 2d6+3 or 4d6kh3.")
        terms.append(_term(found, formula))
        at = found.end()
    if not terms or len(terms) > MOST_TERMS or sum(term.count for term in terms) > MOST_DICE:
        raise Refused("malformed", f"A formula has 1 to {MOST_TERMS} terms and at most {MOST_DICE} dice.")
    return tuple(terms)


def _term(found: re.Match[str], formula: str) -> Term:
    sign = -1 if found[1] == "-" else 1
    if found[6] is not None:
        fixed = int(found[6])
        if fixed > MOST:
            raise Refused("malformed", f"{fixed} is more than {MOST:,}.")
        return Term(sign, fixed=fixed)
    count, sides = int(found[2] or 1), 100 if found[3] == "%" else int(found[3])
    keep = 0 if found[5] is None else int(found[5])
    if not 1 <= count <= MOST_DICE or not 2 <= sides <= MOST_SIDES or keep > count or (found[5] and not keep):
        raise Refused(
            "malformed", f"“{formula[:80]}” cannot be rolled: 1 to {MOST_DICE} dice of 2 to {MOST_SIDES} sides."
        )
    return Term(sign, count, sides, -keep if found[4] == "l" else keep)


def roll(terms: tuple[Term, ...], dice: Dice, *, secret: bool) -> Outcome:
    """Roll the terms, in order."""
    faces: list[tuple[int, ...]] = []
    total = 0
    for term in terms:
        if not term.count:
            total += term.sign * term.fixed
            continue
        rolled = dice.roll(term.count, term.sides, secret=secret)
        faces.append(rolled)
        total += term.sign * sum(_kept(rolled, term.keep))
    return Outcome(tuple(faces), total)


def _kept(faces: tuple[int, ...], keep: int) -> tuple[int, ...] | list[int]:
    if not keep:
        return faces
    ranked = sorted(faces)
    return ranked[-keep:] if keep > 0 else ranked[:-keep]
