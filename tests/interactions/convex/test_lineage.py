"""Which of two histories of an interaction goes on: a table of cases."""

import pytest

from interactions.convex.lineage import (
    Journal,
    Lineage,
    Wins,
    contains,
    draft_revision,
    drafted_at,
    interaction_revision,
    revision_of,
    wins,
)


def history(*journals: str) -> Lineage:
    """`a9 b3`: journal a to row 9, then journal b to row 3."""
    return tuple(Journal(one[0], int(one[1:])) for one in journals)


CASES: dict[str, tuple[Lineage, Lineage, Wins]] = {
    "nobody has played": (history(), history(), Wins.LOCAL),
    "only here it was played": (history("a5"), history(), Wins.LOCAL),
    "only there it was played": (history(), history("a5"), Wins.REMOTE),
    "both know the same": (history("a5"), history("a5"), Wins.LOCAL),
    "here it went on": (history("a9"), history("a5"), Wins.LOCAL),
    "there it went on": (history("a5"), history("a9"), Wins.REMOTE),
    "two who never met": (history("a5"), history("b5"), Wins.NEITHER),
    "cut back here, of all that was shipped": (history("a9", "b3"), history("a9"), Wins.LOCAL),
    "cut back here, and there it had gone on": (history("a9", "b3"), history("a12"), Wins.NEITHER),
    "restored here from what is there": (history("a9", "b1"), history("a9"), Wins.LOCAL),
    "restored elsewhere from what is here": (history("a9"), history("a9", "b7"), Wins.REMOTE),
    "restored elsewhere from less than is here": (history("a12"), history("a9", "b7"), Wins.NEITHER),
    "restored here and elsewhere from the same": (history("a9", "b3"), history("a9", "c3"), Wins.NEITHER),
    "the same journals, left at other rows": (history("a9", "b3"), history("a8", "b2"), Wins.NEITHER),
    "restored twice here": (history("a9", "b4", "c1"), history("a9", "b4"), Wins.LOCAL),
    "cut to nothing here": (history("a9"), history("a9"), Wins.LOCAL),
}


@pytest.mark.parametrize("case", CASES)
def test_the_history_that_contains_the_other_goes_on(case: str):
    local, remote, winner = CASES[case]
    assert wins(local, remote) is winner
    assert contains(local, remote) is (winner is Wins.LOCAL)
    if winner is not Wins.NEITHER and local != remote:
        assert wins(remote, local) is (Wins.REMOTE if winner is Wins.LOCAL else Wins.LOCAL)
    elif winner is Wins.NEITHER:
        assert wins(remote, local) is Wins.NEITHER


def test_whatever_a_later_journal_says_is_newer_than_all_that_an_earlier_one_said():
    assert revision_of(0, 1 << 31) < revision_of(1, 1)
    now = 1_795_000_000_000
    drafted, played = draft_revision(0, now), interaction_revision(0, 1)
    assert drafted < played < interaction_revision(0, 2) < draft_revision(1, now) < interaction_revision(1, 1)
    assert interaction_revision(2000, 1 << 30) < 1 << 53, "a number of JavaScript"
    assert [drafted_at(draft_revision(3, now), g) for g in (2, 3, 4)] == [0, now, 0]
    assert drafted_at(interaction_revision(3, 5), 3) == 0
