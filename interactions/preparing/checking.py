"""What is wrong with the lines of the form, line by line, in sentences that stand beside them."""

import re
from collections.abc import Sequence

from campaigns.models import Location
from interactions.drafting import MANY
from interactions.placing import misplaced
from interactions.preparing.rows import MOST_XP, Row, called

_LONGEST_NAME = 120


def of_all(rows: Sequence[Row], asked: int) -> list[str]:
    """What is wrong with all of them together; `asked` is how many the form named."""
    wrong = []
    if len(rows) > MANY:
        wrong.append(f"At most {MANY} can take part; these are {len(rows)}.")
    if len(rows) < asked:
        wrong.append("Somebody who was chosen is not in this campaign any more. Those who are left stand below.")
    return wrong


def errors(rows: Sequence[Row], location: Location | None) -> dict[int, dict[str, str]]:
    """By the line's place: what is wrong with its name, its cell, its XP."""
    found: dict[int, dict[str, str]] = {}
    for place, row in enumerate(rows):
        if wrong := _of_line(row):
            found[place] = wrong
    for place, sentence in _misplaced(rows, location).items():
        found.setdefault(place, {}).setdefault("cell", sentence)
    return found


def _of_line(row: Row) -> dict[str, str]:
    wrong = {}
    if len(row.name.strip()) > _LONGEST_NAME:
        wrong["name"] = f"A name has at most {_LONGEST_NAME} characters."
    if row.cell and row.at is None:
        wrong["cell"] = f"“{row.cell[:20]}” is no cell: write it like C4, or leave it empty."
    if row.xp and not (re.fullmatch(r"[0-9]{1,7}", row.xp) and int(row.xp) <= MOST_XP):
        wrong["xp"] = f"XP is a whole number from 0 to {MOST_XP:,}."
    return wrong


def _misplaced(rows: Sequence[Row], location: Location | None) -> dict[int, str]:
    named = [row._replace(name=name).wanted() for row, name in zip(rows, called(rows), strict=True)]
    return misplaced(location, named)
