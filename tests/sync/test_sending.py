"""A batch goes together; where Convex fails on it, it is halved until the one at fault stands alone."""

import json
from typing import Any

import pytest

from sync import waiting
from sync.client import RetryLater
from sync.models import Parked
from sync.sending import Sending, loads
from sync.waiting import Unsent
from tests.sync.far import Far

LATER = 99


def unsent(n: Any, key: str = "mill", newest_only: str = "", attempts: int = 0, **more: Any) -> Unsent:
    operation = json.dumps({"op": "recordTurn", "args": {"n": n, **more}}).encode()
    return Unsent(n, key, newest_only, 0, attempts, (operation,))


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def sending(far: Far) -> Sending:
    return Sending(far, lambda attempts: LATER)


def became(sending: Sending) -> dict[int, str]:
    """By entry: delivered, why it is parked, or again."""
    return {
        each.entry.id: "delivered" if each.is_delivered else each.parked.value if each.parked else "again"
        for each in sending.outcomes
    }


def test_what_goes_well_is_one_call(far: Far, sending: Sending):
    sending.send([unsent(n) for n in range(5)])
    assert far.calls == [[0, 1, 2, 3, 4]]
    assert set(became(sending).values()) == {"delivered"}


def test_the_one_at_fault_is_found_by_halves_and_the_rest_arrives_in_order(far: Far, sending: Sending):
    far.poison = {37}
    sending.send([unsent(n, attempts=2) for n in range(200)])
    assert far.kept == [n for n in range(200) if n != 37]
    assert became(sending)[37] == Parked.FAILED
    assert len(far.calls) < 20


def test_what_fails_alone_is_tried_again_before_it_is_parked(far: Far, sending: Sending):
    far.poison = {1}
    sending.send([unsent(1)])
    assert [(each.not_before, each.parked) for each in sending.outcomes] == [(LATER, None)]


def test_nobody_of_its_line_overtakes_it_meanwhile_and_others_go_on(far: Far, sending: Sending):
    far.poison = {1}
    line = [unsent(0), unsent(1), unsent(2), unsent(3, "cave"), unsent(4, newest_only="snapshot"), unsent(5)]
    sending.send(line)
    assert far.kept == [0, 3, 4]
    assert became(sending) == {0: "delivered", 1: "again", 3: "delivered", 4: "delivered"}


def test_what_is_parked_holds_nobody_up(far: Far, sending: Sending):
    far.poison, far.refuses = {1}, {2}
    sending.send([unsent(1, attempts=2), unsent(2), unsent(3)])
    assert far.kept == [3]
    assert became(sending) == {1: "failed", 2: "refused", 3: "delivered"}


def test_nothing_is_held_against_anybody_while_the_function_fails_on_everything(far: Far, sending: Sending):
    far.broken = True
    with pytest.raises(RetryLater, match="fails on everything: it threw"):
        sending.send([unsent(n, attempts=2) for n in range(8)])
    assert sending.outcomes == []
    assert far.calls[-1] == []


def test_what_was_delivered_before_the_line_broke_is_known(far: Far, sending: Sending):
    far.poison = {3}

    def breaks(sent: list[Any]) -> None:
        far.down = "gone" if sent == [2, 3] else ""

    far.before = breaks
    with pytest.raises(RetryLater):
        sending.send([unsent(n) for n in range(4)])
    assert became(sending) == {0: "delivered", 1: "delivered"}


def test_a_conflict_says_what_convex_has(far: Far, sending: Sending):
    far.conflicts = {1}
    sending.send([unsent(1), unsent(2)])
    assert became(sending) == {1: "conflict", 2: "delivered"}
    assert sending.outcomes[0].reason == 'another history {"revision":7}'


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.sending.BYTES", 100)
    monkeypatch.setattr(waiting, "BYTES", 100)


def several(id: int, *numbers: int) -> Unsent:
    return Unsent(id, "mill", "", 0, 0, tuple(unsent(n).operations[0] for n in numbers))


def test_an_entry_larger_than_a_call_goes_in_several(narrow: None, far: Far, sending: Sending):
    sending.send([several(1, *range(5))])
    assert far.calls == [[0, 1], [2, 3], [4]]
    assert became(sending) == {1: "delivered"}


def test_of_which_nothing_comes_behind_what_was_refused(narrow: None, far: Far, sending: Sending):
    far.refuses = {1}
    sending.send([several(1, *range(5))])
    assert far.calls == [[0, 1]]
    assert became(sending) == {1: "refused"}


def test_an_operation_larger_than_a_call_goes_alone(narrow: None, far: Far, sending: Sending):
    """A snapshot's views are JSON in JSON: they may be larger than each of its documents."""
    sending.send([unsent(1, text="x" * 100)])
    assert far.calls == [[1]]
    assert became(sending) == {1: "delivered"}


def test_one_larger_than_convex_takes_at_all_is_not_sent(monkeypatch: pytest.MonkeyPatch, far: Far, sending: Sending):
    monkeypatch.setattr("sync.sending.LARGEST", 100)
    sending.send([unsent(1, text="x" * 100)])
    assert far.calls == []
    assert became(sending) == {1: "too large"}


def test_parts_are_as_large_as_they_may_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.sending.BYTES", 5)
    monkeypatch.setattr("sync.sending.COUNT", 2)
    assert list(loads([b"aaa", b"bb", b"c", b"d", b"e", b"ffffff"])) == [
        [b"aaa", b"bb"],
        [b"c", b"d"],
        [b"e"],
        [b"ffffff"],
    ]
