"""What is put into the outbox stands there as it is to be sent: in order, and of a state the newest only."""

import json
from typing import Any

import pytest
from django.db import connection, transaction

from sync import outbox
from sync.models import OutboxEntry
from sync.outbox import Entry, Operation, entry

pytestmark = pytest.mark.django_db


def put(*entries: Entry) -> None:
    """As a follower does."""
    with connection.cursor() as cursor:
        outbox.put(cursor, entries)


def turn(number: int, fight: str = "mill") -> Entry:
    return entry(fight, "recordTurn", {"externalId": f"turn-{number}", "note": "☃"})


def snapshot(revision: int, **more: Any) -> Entry:
    return entry("mill", "saveStateSnapshot", {"at": revision}, revision=revision, newest_only="snapshot", **more)


def waiting() -> list[tuple[str, Any]]:
    return [(each.op, json.loads(each.operations)["args"]) for each in OutboxEntry.objects.order_by("id")]


def the_snapshot() -> OutboxEntry:
    return OutboxEntry.objects.get(newest_only="snapshot")


def test_entries_stand_in_the_order_in_which_they_came():
    put(*map(turn, range(300)))
    assert [args["externalId"] for _, args in waiting()] == [f"turn-{number}" for number in range(300)]
    one = OutboxEntry.objects.first()
    assert one.size == len(one.operations.encode())


def test_an_entry_of_several_operations_has_one_a_line():
    pieces = tuple(Operation("saveSnapshotChunk", {"index": i, "data": "a\nb"}) for i in range(2))
    put(Entry(key="mill", operations=(*pieces, Operation("saveStateSnapshot", {"chunks": 2}))))
    one = OutboxEntry.objects.get()
    lines = [json.loads(line) for line in one.operations.split("\n")]
    assert [line["op"] for line in lines] == ["saveSnapshotChunk"] * 2 + ["saveStateSnapshot"]
    assert one.op == "saveStateSnapshot"


def test_of_a_state_the_newest_takes_the_place_of_the_one_before():
    put(snapshot(1))
    put(turn(1))
    place, since = the_snapshot().pk, the_snapshot().created_at
    put(snapshot(2))
    assert waiting() == [("saveStateSnapshot", {"at": 2}), turn_waits(1)]
    assert (the_snapshot().pk, the_snapshot().created_at, the_snapshot().edition) == (place, since, 1)


def turn_waits(number: int) -> tuple[str, Any]:
    return "recordTurn", {"externalId": f"turn-{number}", "note": "☃"}


def test_what_is_older_by_its_revision_takes_nobodys_place():
    put(snapshot(5))
    put(snapshot(4))
    put(snapshot(3), snapshot(2))
    assert [(each.revision, each.edition) for each in OutboxEntry.objects.all()] == [(5, 0)]


def test_what_may_wait_waits_from_the_first_on_and_an_urgent_one_lifts_it():
    before = outbox.now_ms()
    put(snapshot(1, wait=5))
    first = the_snapshot().not_before
    assert before + 5_000 <= first <= outbox.now_ms() + 5_000
    put(snapshot(2, wait=60))
    assert the_snapshot().not_before == first
    put(snapshot(3))
    put(snapshot(4, wait=5))
    assert the_snapshot().not_before == 0


def test_urgency_is_not_lost_among_those_that_come_together():
    put(snapshot(1), snapshot(2, wait=5))
    assert (the_snapshot().revision, the_snapshot().not_before) == (2, 0)


@pytest.mark.parametrize(
    ("parked", "settles", "left"),
    [("refused", False, ""), ("conflict", False, "conflict"), ("conflict", True, "")],
)
def test_a_newer_one_is_tried_where_the_older_was_set_aside_unless_a_person_must_choose(
    parked: str, settles: bool, left: str
):
    put(snapshot(1))
    OutboxEntry.objects.update(parked=parked, parked_reason="they said so")
    put(snapshot(2, settles=settles))
    assert (the_snapshot().revision, the_snapshot().parked) == (2, left)
    assert the_snapshot().parked_reason == ("they said so" if left else "")


def test_the_same_state_of_two_rooms_is_two_entries():
    put(snapshot(1), entry("cave", "saveStateSnapshot", {}, newest_only="snapshot"))
    assert OutboxEntry.objects.count() == 2


def test_beside_the_orm_an_entry_is_there_if_what_it_tells_of_is():
    class Stumble(Exception):
        pass

    with pytest.raises(Stumble), transaction.atomic():
        outbox.add(turn(1))
        raise Stumble
    assert waiting() == []
    outbox.add(turn(2))
    assert waiting() == [turn_waits(2)]


def test_without_an_address_nothing_is_put_there(settings: Any):
    settings.CONVEX_URL = ""
    put(turn(1), snapshot(1))
    outbox.add(turn(2))
    assert not outbox.switched_on() and waiting() == []


def test_revisions_of_content_only_grow(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "now_ms", lambda: 1_000)
    assert outbox.revisions(["maps:yard", "items:charm", "maps:yard"]) == {"maps:yard": 1_000, "items:charm": 1_000}
    assert outbox.revisions(["maps:yard"]) == {"maps:yard": 1_001}
    outbox.saw({"maps:yard": 5_000, "items:charm": 7})
    assert outbox.revisions(["maps:yard", "items:charm"]) == {"maps:yard": 5_001, "items:charm": 1_001}
