"""How many rows followers read in one transaction."""

from interactions.followers import AT_ONCE
from interactions.following import FEWEST, LONG, fitting


def test_a_portion_that_held_up_the_next_turn_is_halved():
    assert fitting(200, LONG * 2) == 100


def test_a_quick_portion_grows_up_to_the_most():
    assert fitting(100, LONG / 10) > 100
    assert fitting(AT_ONCE, LONG / 10) == AT_ONCE


def test_a_portion_never_shrinks_to_nothing():
    assert fitting(FEWEST, LONG * 100) == FEWEST
