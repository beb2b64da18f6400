"""Step after step, whatever happens: how long one waits, what is said, and who is asked."""

import logging
import threading
from typing import Any

import pytest
from django.db import OperationalError

from sync import loop as loops
from sync import outbox
from sync.background import Background
from sync.client import RetryLater
from sync.delivery import Delivery
from sync.loop import BREATH, LOOK_AGAIN, Backoff, Loop
from sync.models import OutboxEntry, SyncState
from tests.sync.far import Far, one, put

pytestmark = pytest.mark.django_db
PATIENCE = 60


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def loop(far: Far) -> Loop:
    return Loop(Delivery(far), chance=lambda: 1.0, clock=lambda: 0.0)


def test_while_there_is_more_it_only_takes_breath_and_then_it_lets_entries_gather(loop: Loop, settings: Any):
    settings.CONVEX = {**settings.CONVEX, "gather": 2.5}
    put(*map(one, range(201)))
    assert [loop.step() for _ in range(3)] == [BREATH, 2.5, 2.5]


def test_after_failures_it_waits_longer_and_longer_up_to_a_minute_and_success_ends_that(loop: Loop, far: Far):
    put(one(1))
    far.down = "nobody there"
    assert [loop.step() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    far.down = ""
    loop.step()
    put(one(2))
    far.down = "gone again"
    assert loop.step() == 1


def test_how_long_is_anybodys_guess_so_that_nodes_do_not_come_all_at_once():
    chances = iter([0.0, 0.5, 0.25])
    backoff = Backoff(lambda: next(chances))
    assert [backoff.failed(), backoff.failed(), backoff.failed(at_least=7)] == [0, 1, 8]


def test_it_waits_as_long_as_convex_asks_at_least(loop: Loop, far: Far, monkeypatch: pytest.MonkeyPatch):
    def busy(sent: list[Any]) -> None:
        raise RetryLater("429", after=30)

    far.before = busy
    put(one(1))
    assert loop.step() == 31


def test_trouble_is_said_once_and_so_is_its_end(loop: Loop, far: Far, caplog: pytest.LogCaptureFixture):
    put(one(1))
    far.down = "Nobody there."
    for _ in range(3):
        loop.step()
    assert loop.trouble == "Nobody there."
    far.down = ""
    for _ in range(3):
        loop.step()
    assert [record.getMessage() for record in caplog.records if record.name.startswith("sync")] == [
        "Nobody there. What there is waits in the outbox.",
        "Convex takes entries again.",
    ]


def test_whatever_goes_wrong_it_goes_on(loop: Loop, far: Far, caplog: pytest.LogCaptureFixture):
    def stumbles(sent: list[Any]) -> None:
        raise OperationalError("database is locked")

    far.before = stumbles
    put(one(1))
    assert loop.step() == 1
    assert "the delivery to Convex stumbled; it goes on" in caplog.text


def test_while_another_delivers_it_looks_again_now_and_then(loop: Loop):
    SyncState.objects.create(pk=1, holder="elsewhere process 1 abcd", held_until=outbox.now_ms() + 60_000)
    put(one(1))
    assert loop.step() == LOOK_AGAIN


# Those who bring their entries themselves

brought: list[str] = []


def brings() -> int:
    brought.append("brings")
    put(one(1))
    return 1


def stumbles() -> int:
    brought.append("stumbles")
    raise KeyError("a row")


def test_collectors_are_asked_before_each_round_in_order_at_most_once_a_second(far: Far, settings: Any):
    settings.CONVEX_COLLECTORS = ["tests.sync.test_loop.stumbles", "tests.sync.test_loop.brings"]
    brought.clear()
    time = [0.0]
    loop = Loop(Delivery(far), clock=lambda: time[0])
    for now in (0, 0.5, 1.0, 1.2):
        time[0] = now
        loop.step()
    assert brought == ["stumbles", "brings"] * 2
    assert far.kept == [1, 1]


def test_one_that_stumbles_is_said_loudly(settings: Any, caplog: pytest.LogCaptureFixture):
    settings.CONVEX_COLLECTORS = ["tests.sync.test_loop.stumbles"]
    assert loops.collect() == 0
    [record] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "tests.sync.test_loop.stumbles could not bring its entries" in record.getMessage()


# In a thread


class Held:
    """A Convex that answers when it is let."""

    def __init__(self) -> None:
        self.asked, self.let = threading.Event(), threading.Event()

    def __call__(self, operations: Any) -> Any:
        self.asked.set()
        self.let.wait(PATIENCE)
        raise RetryLater("nobody there")


@pytest.mark.django_db(transaction=True)
def test_beside_a_server_it_delivers_until_it_is_told_to_stop(far: Far):
    put(one(1))
    arrived = threading.Event()
    far.before = lambda _: arrived.set()
    background = Background(lambda: Loop(Delivery(far)))
    assert arrived.wait(PATIENCE)
    assert background.stop(PATIENCE)
    assert OutboxEntry.objects.count() == 0
    assert SyncState.objects.get().holder == ""


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_call_that_hangs():
    put(one(1))
    held = Held()
    background = Background(lambda: Loop(Delivery(held)))
    assert held.asked.wait(PATIENCE)
    assert not background.stop(0)
    held.let.set()
    assert background.stop(PATIENCE)


def test_one_that_cannot_begin_ends_and_says_so(caplog: pytest.LogCaptureFixture):
    def made() -> Loop:
        raise ValueError("no such address")

    assert Background(made).stop(PATIENCE)
    assert "play goes on, and the outbox keeps what there is" in caplog.text
