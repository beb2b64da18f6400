"""SQLite's own word that the disk is full, from the writer's connection; tests/process/test_disk.py fills one under a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from engine import commands as c
from interactions.models import FollowerCursor, Interaction, Snapshot
from interactions.verification import verify
from tests.interactions.table import PATIENCE, Table, ends

LONG = c.SendChat(content="x" * 2000)


@contextmanager
def full(table: Table) -> Iterator[None]:
    """The writer's database may not grow by a page more, and what other tests have left free in it is filled."""
    journal = table.directory.journal
    journal.behind(_fill).result(PATIENCE)
    try:
        yield
    finally:
        journal.behind(_make_room).result(PATIENCE)


def _fill() -> None:
    with connection.cursor() as cursor:
        free, size = (cursor.execute(f"PRAGMA {what}").fetchone()[0] for what in ("freelist_count", "page_size"))
        cursor.execute("CREATE TABLE filler (content)")
        cursor.execute("INSERT INTO filler VALUES (zeroblob(%s))", [free * size])
        cursor.execute("PRAGMA max_page_count = 1")  # SQLite takes the pages there are for the least


def _make_room() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
        cursor.execute("DROP TABLE filler")


@pytest.fixture
def refused(live: Table, caplog: Any) -> str:
    """The id of the command that found no room; the one before it was accepted."""
    with full(live):
        aria, mira = live.seat("aria"), live.seat("mira")
        for number in range(200):
            answer = aria.asks(LONG, f"word-{number}")
            if answer["type"] == "error":
                break
        assert answer["code"] == "busy"
        assert (aria.ears.closed, mira.ears.closed) == (4503, 4503)
        assert "database or disk is full" in caplog.text
        assert f"room {live.id} could not write row" in caplog.text
    return f"word-{number}"


def test_on_a_full_disk_who_asks_is_told_so_and_nothing_is_half_written(live: Table, refused: str):
    assert refused not in [row.command_id for row in live.rows()]
    assert [row.seq for row in live.rows()] == list(range(1, len(live.rows()) + 1))
    assert live.room.seq == len(live.rows())


def test_when_there_is_room_again_everything_goes_on(live: Table, refused: str):
    assert live.ask("aria", LONG, refused) == {}
    live.ask("aria", ends("aria"))
    live.directory.following.catch_up([live.id]).result(PATIENCE)
    assert set(FollowerCursor.objects.values_list("error", flat=True)) == {""}
    assert verify(Interaction.objects.get(pk=live.id)).differences == []


def test_followers_that_find_no_room_stand_still_for_no_row(live: Table, caplog: Any):
    """It is no fault of the row: they try again, and say so."""
    for number in range(40):
        live.ask("aria", LONG, f"word-{number}")
    with full(live):
        done = live.directory.following.catch_up([live.id])
        assert done.exception(PATIENCE) is not None
    assert "followers could not catch up" in caplog.text
    live.directory.following.catch_up([live.id]).result(PATIENCE)
    assert set(FollowerCursor.objects.values_list("seq", "error")) == {(len(live.rows()), "")}


def test_a_snapshot_that_finds_no_room_is_said_and_the_next_one_is_written(live: Table, caplog: Any):
    room = live.room
    prayer = c.ActionRequest(type="custom", description="x" * 1500)
    live.ask("bram", c.QueueTurn(entity_id="bram", actions=[prayer] * 20))  # more than fits on a page that is there
    with full(live):
        live.on_loop(lambda: room.snapshot("round_end"))
        stored = live.on_loop(live.directory.snapshots.write)
        assert "disk is full" in str(stored.exception(PATIENCE))
    assert "snapshots could not be written" in caplog.text
    live.ask("mira", c.PauseInteraction())
    assert live.on_loop(live.directory.snapshots.write).exception(PATIENCE) is None
    assert Snapshot.objects.get().seq == len(live.rows())
