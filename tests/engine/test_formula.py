"""Dice formulas: what is understood, what is refused, what counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.asking import Refused
from engine.formula import Outcome, Term, parse, roll
from tests.engine.table import LoadedDice


def rolled(formula: str, *faces: int) -> Outcome:
    return roll(parse(formula), LoadedDice(*faces), secret=False)


@pytest.mark.parametrize(
    ("formula", "faces", "total"),
    [
        ("2d6+3", (4, 5), 12),
        ("d20", (11,), 11),
        (" 1D20 - 2 ", (11,), 9),
        ("4d6kh3", (1, 4, 4, 6), 14),
        ("2d20kl1+5", (17, 3), 8),
        ("1d8+1d6", (7, 2), 9),
        ("d%", (100,), 100),
        ("-1d4+10", (3,), 7),
        ("7", (), 7),
    ],
)
def test_formulas_people_write(formula: str, faces: tuple[int, ...], total: int):
    assert rolled(formula, *faces).total == total


def test_the_faces_stand_by_term():
    assert rolled("2d6+1d4-2", 3, 4, 1).faces == ((3, 4), (1,))


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "+",
        "2d",
        "d1",
        "0d6",
        "101d6",
        "1d1001",
        "2d6kh3",
        "2d6kh0",
        "2d6 3",
        "fireball",
        "1d6*2",
        "99999",
        "d6" * 40,
    ]
    + ["+".join(["1"] * 21), "60d6+60d6", "٢d٦"],
)
def test_what_cannot_be_rolled_is_refused(formula: str):
    with pytest.raises(Refused) as refused:
        parse(formula)
    assert refused.value.code == "malformed"


@given(st.text(max_size=200))
def test_no_text_does_more_than_be_refused(text: str):
    try:
        terms = parse(text)
    except Refused:
        return
    assert sum(term.count for term in terms) <= 100 and all(isinstance(term, Term) for term in terms)


@given(st.integers(1, 20), st.integers(2, 100), st.data())
def test_keeping_never_counts_more_than_was_rolled(count: int, sides: int, data: st.DataObject):
    faces = data.draw(st.lists(st.integers(1, sides), min_size=count, max_size=count))
    keep = data.draw(st.integers(1, count))
    highest = rolled(f"{count}d{sides}kh{keep}", *faces).total
    lowest = rolled(f"{count}d{sides}kl{keep}", *faces).total
    assert keep <= lowest <= highest <= sum(faces)
