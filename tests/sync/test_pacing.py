"""Who works beside a game rests between two pieces of it; who works alone does not."""

import threading
from time import thread_time

import pytest

from sync import loop, pacing
from sync.delivery import Round


@pytest.fixture
def rests(monkeypatch):
    """The seconds of each rest. Only the pacing's own sleep is replaced: other threads of this process may sleep, too."""
    taken: list[float] = []
    monkeypatch.setattr(pacing, "sleep", taken.append)
    return taken


def in_a_thread(act):
    """What it returns there."""
    returned = []
    thread = threading.Thread(target=lambda: returned.append(act()))
    thread.start()
    thread.join()
    return returned[0]


def work():
    began = thread_time()
    while thread_time() - began < 2 * pacing.PIECE:
        pass


def test_who_has_worked_for_a_while_rests_longer_than_that(rests):
    def politely():
        pacing.politely()
        for _ in pacing.breathing(range(3)):
            work()

    in_a_thread(politely)
    assert len(rests) == 3
    assert min(rests) >= 2 * pacing.PIECE * pacing.REST


def test_who_has_hardly_worked_does_not_rest(rests, monkeypatch):
    monkeypatch.setattr(pacing, "PIECE", 60.0)

    def politely():
        pacing.politely()
        return list(pacing.breathing(range(100)))

    assert in_a_thread(politely) == list(range(100))
    assert rests == []


def test_who_works_alone_does_not_rest(rests):
    def alone():
        work()
        pacing.breathe()
        return pacing.is_polite()

    assert in_a_thread(alone) is False
    assert rests == []


def test_beside_a_game_much_to_collect_is_collected_more_seldom(monkeypatch):
    monkeypatch.setattr(loop, "SHARE", 1e6)
    monkeypatch.setattr(loop, "collect", work)
    steps = loop.Loop(None)  # type: ignore[arg-type]  # delivers nothing here

    def politely():
        pacing.politely()
        return steps._collect()

    assert in_a_thread(politely) > loop.COLLECT_EVERY
    assert in_a_thread(steps._collect) == loop.COLLECT_EVERY


def test_beside_a_game_a_backlog_is_sent_with_rests_in_between(monkeypatch):
    monkeypatch.setattr(loop, "SHARE", 1e6)
    monkeypatch.setattr(loop, "collect", lambda: 0)

    class Much:
        def round(self):
            work()
            return Round(delivered=200, more=True)

    steps = loop.Loop(Much())  # type: ignore[arg-type]  # all that a step asks of it

    def politely():
        pacing.politely()
        return steps.step()

    assert in_a_thread(politely) > loop.BREATH
    assert in_a_thread(steps.step) == loop.BREATH
