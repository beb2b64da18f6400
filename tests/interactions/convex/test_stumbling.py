"""What cannot be collected is said once, holds nobody else up, and costs little while it lasts."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine import commands as c
from interactions import rooms
from interactions.convex import collecting
from interactions.convex.collecting import collect
from interactions.convex.remembering import Remembered
from interactions.models import FollowerCursor, Shipment, Snapshot
from sync.models import OutboxEntry
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.convex.test_collecting import another_process_a_minute_later, evening
from tests.interactions.table import Table, ends

BEFORE_LONG = 1e9
"""Seconds of the processor that no test takes."""


def test_while_a_table_does_not_tell_the_journal_is_not_read_over_and_over(
    reaching: Reaching, shipped: Table, monkeypatch: Any
):
    evening(shipped)
    at_rest()
    FollowerCursor.objects.filter(follower="turns.turn_records").update(seq=3, error="KeyError('x')")
    reaching.sends()
    monkeypatch.setattr(collecting, "_remembered", Remembered())
    monkeypatch.setattr(collecting, "_snapshots", lambda: 0)
    monkeypatch.setattr(collecting, "_rest", lambda until: 0)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert collecting.collect() == 0
        assert sum("FROM interactions_journalentry" in one["sql"] for one in queries) == 1


def test_what_rests_and_cannot_be_read_is_said_once(reaching: Reaching, shipped: Table, monkeypatch: Any, caplog: Any):
    reaching.sends()
    shipped.ask("aria", ends("aria"))
    reaching.sends()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE interactions_journalentry SET events = x'c1' WHERE seq = 2")
    another_process_a_minute_later(monkeypatch)
    assert [collect(), collect()] == [0, 0]
    assert sum("row 2 cannot be read" in one for one in caplog.messages) == 1


def test_what_cannot_be_collected_is_said_once_until_there_is_something_new(
    reaching: Reaching, shipped: Table, monkeypatch: Any, caplog: Any
):
    reaching.sends()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE interactions_journalentry SET events = x'c1' WHERE seq = 2")
    another_process_a_minute_later(monkeypatch)

    def said() -> int:
        rooms.catch_up(shipped.id)
        assert [collect(), collect()] == [0, 0]
        return sum("cannot be put into the outbox" in one for one in caplog.messages)

    shipped.ask("aria", ends("aria"))
    assert said() == 1
    shipped.ask("bram", ends("bram"))
    assert said() == 2


def test_a_stored_state_that_cannot_be_read_is_said_once_and_keeps_nobody_from_theirs(
    reaching: Reaching, shipped: Table, other: Table, caplog: Any
):
    other.starts()
    for each in (shipped, other):
        each.ask("mira", c.PauseInteraction())
    at_rest()
    while collecting._collect_played(BEFORE_LONG):
        pass
    Shipment.objects.update(snapshot_seq=0)
    OutboxEntry.objects.all().delete()
    Snapshot.objects.filter(pk=shipped.id).update(state=b"torn")
    assert [collecting._snapshots(), collecting._snapshots()] == [1, 0]
    assert OutboxEntry.objects.get(newest_only="snapshot").key == other.id
    assert sum("does not match its sha256" in one for one in caplog.messages) == 1


def test_one_that_cannot_be_collected_is_a_failure_behind_all_the_others(
    reaching: Reaching, shipped: Table, other: Table
):
    other.starts()
    for each in (shipped, other):
        rooms.catch_up(each.id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE interactions_journalentry SET events = x'c1' WHERE interaction_id = %s", [shipped.id])
    with pytest.raises(CommandError, match=f"Interaction {shipped.id} cannot be put into the outbox") as failed:
        call_command("sync_convex", "--once", "--take-over")
    assert failed.value.returncode == 1
    assert reaching.interaction(other.id)["liveStatus"] == "live"
