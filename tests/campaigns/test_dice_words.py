"""Damage as people write it."""

import pytest
from django.core.exceptions import ValidationError

from campaigns.dice_words import read, written


def part(count: int, sides: int, bonus: int, kind: str) -> dict[str, object]:
    return {"count": count, "sides": sides, "bonus": bonus, "type": kind}


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("", []),
        ("1d8 slashing", [part(1, 8, 0, "slashing")]),
        (" 2D6 + 3  Slashing damage ", [part(2, 6, 3, "slashing")]),
        ("1d4-1 piercing", [part(1, 4, -1, "piercing")]),
        ("1d4 − 1 piercing", [part(1, 4, -1, "piercing")]),
        ("5 cold", [part(0, 0, 5, "cold")]),
        ("1d6 fire, 1d4 cold; 2 acid plus 1 poison and 3 force", [
            part(1, 6, 0, "fire"), part(1, 4, 0, "cold"), part(0, 0, 2, "acid"), part(0, 0, 1, "poison"),
            part(0, 0, 3, "force"),
        ]),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(line: str, parts: list[dict[str, object]]):
    assert read(line) == parts
    assert read(written(parts)) == parts


@pytest.mark.parametrize(
    "line",
    [
        "much",
        "1d8",
        "slashing",
        "1d7 fire",
        "1d6 rust",
        "1000d6 fire",
        "0d6 fire",
        "1d6 fire,",
        "1d6+200 fire",
        "٣ fire",
    ]
    + [", ".join(["1 fire"] * 9), "1" * 5000 + " fire", "and " * 1000, "1d6 fire" + " " * 5000 + "x"],
)
def test_what_is_no_damage_is_refused_with_a_sentence(line: str):
    with pytest.raises(ValidationError) as refused:
        read(line)
    assert len(refused.value.messages[0]) < 200
