"""Damage as people write it: “1d8+3 slashing, 1d4 fire” or “5 cold”, to and from the rows of the column."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError

from campaigns.shapes import check_damage

_PART: Final = re.compile(
    r"(?:(?P<count>\d{1,3})\s*d\s*(?P<sides>\d{1,3})\s*(?:(?P<sign>[+\-−–])\s*(?P<bonus>\d{1,3}))?|(?P<fixed>\d{1,3}))"
    r"\s*(?P<type>[a-z]+)(?:\s+damage)?",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN: Final = re.compile(r"\s*(?:,|;|\bplus\b|\band\b)\s*", re.IGNORECASE)


def written(parts: list[dict[str, Any]]) -> str:
    """The parts as one line."""
    return ", ".join(_part_written(part) for part in parts)


def read(text: str) -> list[dict[str, Any]]:
    """The parts that a line names, as `CreatureAttack.damage` keeps them. Raises ValidationError with an example."""
    if not text.strip():
        return []
    parts = [_part_read(piece) for piece in _BETWEEN.split(text.strip())]
    check_damage(parts)
    return parts


def _part_written(part: dict[str, Any]) -> str:
    bonus = part["bonus"]
    if not part["count"]:
        return f"{bonus} {part['type']}"
    more = f"+{bonus}" if bonus > 0 else f"−{-bonus}" if bonus else ""
    return f"{part['count']}d{part['sides']}{more} {part['type']}"


def _part_read(piece: str) -> dict[str, Any]:
    found = _PART.fullmatch(piece)
    if found is None:
        raise ValidationError(f"“{piece[:60]}” is no damage we understand. Write it like: 1d8+3 slashing, 1d4 fire.")
    kind = found["type"].lower()
    if found["fixed"]:
        return {"count": 0, "sides": 0, "bonus": int(found["fixed"]), "type": kind}
    bonus = int(found["bonus"] or 0) * (1 if found["sign"] in (None, "+") else -1)
    return {"count": int(found["count"]), "sides": int(found["sides"]), "bonus": bonus, "type": kind}
