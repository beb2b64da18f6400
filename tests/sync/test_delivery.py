"""From the outbox to Convex: once, in order, and whatever goes wrong is known."""

import threading
from typing import Any

import pytest
from django.db import connection

from sync import lease, waiting
from sync.client import RetryLater
from sync.delivery import Delivery, Round
from sync.lease import HELD, Elsewhere
from sync.models import OutboxEntry, SyncState
from sync.outbox import Entry, Operation
from tests.sync.far import Clock, Far, one, put, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def far() -> Far:
    return Far()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("sync.outbox.now_ms", clock)
    return clock


@pytest.fixture
def delivery(far: Far, clock: Clock) -> Delivery:
    return Delivery(far, now=clock, chance=lambda: 1.0)


def left() -> list[tuple[str, str, str]]:
    return [(each.op, each.key, each.parked) for each in OutboxEntry.objects.order_by("id")]


def drained(delivery: Delivery) -> list[Round]:
    rounds = [delivery.round()]
    while rounds[-1].more:
        rounds.append(delivery.round())
    return rounds


def test_everything_arrives_in_order_and_is_forgotten(far: Far, delivery: Delivery):
    put(*(one(n, f"room {n % 3}") for n in range(450)))
    assert [each.delivered for each in drained(delivery)] == [200, 200, 50]
    assert far.kept == list(range(450))
    assert left() == []
    assert SyncState.objects.get().delivered == 450


def test_an_empty_outbox_asks_nobody(far: Far, delivery: Delivery):
    assert delivery.round() == Round()
    assert far.calls == [] and not SyncState.objects.exists()


def test_a_batch_has_no_more_bytes_than_a_call_may(far: Far, delivery: Delivery):
    put(*(one(f"{n}{'x' * 300_000}") for n in range(5)))
    assert [each.delivered for each in drained(delivery)] == [2, 2, 1]


def test_nor_more_operations(far: Far, delivery: Delivery):
    hundred = tuple(Operation("recordTurn", {"n": n}) for n in range(150))
    put(Entry(key="mill", operations=hundred), one(150), Entry(key="mill", operations=hundred))
    assert [each.delivered for each in drained(delivery)] == [2, 1]


def test_the_first_goes_however_large_it_is(far: Far, delivery: Delivery):
    pieces = tuple(Operation("saveSnapshotChunk", {"n": n, "data": "x" * 800_000}) for n in range(3))
    put(Entry(key="mill", operations=pieces), one(3))
    drained(delivery)
    assert far.calls == [[0], [1], [2], [3]]


def test_while_nobody_answers_all_stays_and_the_reason_is_known(far: Far, clock: Clock, delivery: Delivery):
    put(one(1))
    far.down = "nobody there"
    for _ in range(2):
        with pytest.raises(RetryLater):
            delivery.round()
        clock.passes(10)
    stands = SyncState.objects.get()
    assert (stands.reason, stands.failing_since, stands.last_success) == ("nobody there", clock.now - 20_000, 0)
    far.down = ""
    delivery.round()
    stands = SyncState.objects.get()
    assert (stands.reason, stands.failing_since, stands.last_success) == ("", 0, clock.now)
    assert far.kept == [1]


def test_a_lost_reply_is_sent_again_and_doubles_nothing(far: Far, delivery: Delivery):
    put(one(1), one(2))
    far.deaf = True
    with pytest.raises(RetryLater):
        delivery.round()
    far.deaf = False
    assert delivery.round().delivered == 2
    assert far.calls == [[1, 2], [1, 2]]
    assert (left(), far.kept) == ([], [1, 2, 1, 2])  # Convex says "stale" to the second


def test_what_was_replaced_while_it_was_on_its_way_goes_again(far: Far, delivery: Delivery):
    put(state(1))
    far.before = lambda sent: put(state(2)) if sent == [1] else None
    delivery.round()
    assert [each.revision for each in OutboxEntry.objects.all()] == [2]
    delivery.round()
    assert far.kept == [1, 2] and left() == []


def test_nor_is_the_newer_one_parked_for_the_older(far: Far, delivery: Delivery):
    put(state(1))
    far.refuses = {1}
    far.before = lambda sent: put(state(2)) if sent == [1] else None
    delivery.round()
    assert [each.parked for each in OutboxEntry.objects.all()] == [""]


def test_what_may_wait_for_something_newer_is_sent_when_its_time_has_come(far: Far, clock: Clock, delivery: Delivery):
    put(state(1, wait=5), one(2))
    delivery.round()
    assert far.kept == [2]
    clock.passes(4.9)
    put(state(3, wait=5))
    assert delivery.round() == Round()
    clock.passes(0.1)
    delivery.round()
    assert far.kept == [2, 3]


def test_the_impatient_do_not_wait(far: Far, delivery: Delivery):
    put(state(1, wait=5))
    assert delivery.round(impatient=True).delivered == 1


def test_poison_is_tried_three_times_and_parked_and_its_line_waits_that_long(
    far: Far, clock: Clock, delivery: Delivery
):
    put(one(1), one(2), one(3, "cave"))
    far.poison = {1}
    delivery.round()
    assert far.kept == [3]
    assert delivery.round() == Round()
    clock.passes(2)
    delivery.round()
    clock.passes(3.9)
    assert delivery.round() == Round()
    clock.passes(0.1)
    assert delivery.round() == Round(delivered=1, parked=1)
    assert left() == [("recordTurn", "mill", "failed")]
    assert (OutboxEntry.objects.get().parked_reason, OutboxEntry.objects.get().attempts) == ("it threw", 3)


def test_what_was_parked_is_sent_again_when_somebody_says_so(far: Far, delivery: Delivery):
    put(one(1), one(2))
    far.refuses = {1}
    delivery.round()
    assert left() == [("recordTurn", "mill", "refused")]
    far.refuses = set()
    assert waiting.send_again([each.pk for each in OutboxEntry.objects.all()]) == 1
    delivery.round()
    assert (far.kept, left()) == ([2, 1], [])


def test_many_parked_ones_are_in_nobodys_way(far: Far, delivery: Delivery):
    put(*map(one, range(500)))
    far.refuses = set(range(400))
    drained(delivery)
    assert far.kept == list(range(400, 500))
    assert OutboxEntry.objects.filter(parked="refused").count() == 400


# One at a time


def test_a_second_one_does_not_deliver_until_the_first_lets_go(far: Far, clock: Clock, delivery: Delivery):
    other = Delivery(far, now=clock)
    put(one(1))
    delivery.round()
    put(one(2))
    with pytest.raises(Elsewhere, match=r"^Process \d+ delivers already\.$"):
        other.round()
    delivery.release()
    assert other.round().delivered == 1
    put(one(3))
    with pytest.raises(Elsewhere):
        delivery.round()


def test_or_has_been_silent_for_too_long(far: Far, clock: Clock, delivery: Delivery):
    put(one(1))
    delivery.round()
    put(one(2))
    clock.passes(HELD / 1000 + 1)
    assert Delivery(far, now=clock).round().delivered == 1


def test_one_that_has_died_makes_room_at_once(far: Far, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    put(one(1))
    Delivery(far, now=clock).round()
    put(one(2))

    def nobody(pid: int, signal: int) -> None:
        raise ProcessLookupError

    monkeypatch.setattr("os.kill", nobody)
    assert Delivery(far, now=clock).round().delivered == 1


def test_of_another_machine_nobody_can_tell_here(far: Far, clock: Clock, delivery: Delivery):
    put(one(1))
    delivery.round()
    SyncState.objects.update(holder="somewhere process 1 abcd")
    put(one(2))
    with pytest.raises(Elsewhere, match=r"Process 1 on another machine \(somewhere\) delivers already."):
        Delivery(far, now=clock).round()


def test_a_long_round_renews_its_claim(far: Far, clock: Clock, delivery: Delivery):
    put(*map(one, range(8)))
    far.poison = {7}
    far.before = lambda _: clock.passes(20)
    delivery.round()
    assert SyncState.objects.get().held_until > clock.now


def test_who_was_overtaken_notices_before_the_next_call(far: Far, clock: Clock, delivery: Delivery):
    put(*map(one, range(4)))
    far.poison = {3}

    def sleeps_too_long(sent: list[Any]) -> None:
        clock.passes(HELD / 1000 + 1)
        SyncState.objects.update(holder=f"{lease.machine()} process 1 abcd", held_until=clock.now + HELD)

    far.before = sleeps_too_long
    with pytest.raises(Elsewhere):
        delivery.round()
    assert len(far.calls) == 1


def test_of_two_who_find_it_free_one_takes_it(monkeypatch: pytest.MonkeyPatch):
    """Both have looked before either has written."""
    monkeypatch.setattr(lease, "standing", lambda: ("", 0))
    first, second = lease.Lease(), lease.Lease()
    first.take(1_000)
    with pytest.raises(Elsewhere, match="quicker"):
        second.take(1_000)
    assert SyncState.objects.get().holder == first.holder
    assert not second.is_good(1_000)


@pytest.mark.django_db(transaction=True)
def test_two_that_begin_together_are_one(clock: Clock):
    put(*map(one, range(100)))
    meet, answers = threading.Barrier(2), []
    far = Far()

    def deliver() -> None:
        meet.wait()
        try:
            answers.append(Delivery(far, now=clock).round().delivered)
        except Elsewhere:
            answers.append(-1)
        finally:
            connection.close()

    threads = [threading.Thread(target=deliver) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) in ([-1, 100], [0, 100])
    assert far.calls == [list(range(100))]
