"""Followers behind open rooms: they come after, they catch up, and one that fails holds up nobody's play."""

import time
from typing import Any

import pytest

from chat.models import ChatMessage
from engine import commands as c
from interactions import rooms
from interactions.followers import followers
from interactions.models import FollowerCursor
from tests.interactions.table import PATIENCE, Table, ends
from turns.followers.log import EventLog
from turns.models import TurnRecord

HELLO = c.SendChat(content="For the mill!")


def eventually(what: Any) -> None:
    """Looks until it is so; fails after a while."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def places(table: Table) -> dict[str, int]:
    cursors = FollowerCursor.objects.filter(interaction_id=table.id)
    return dict(cursors.values_list("follower", "seq"))


def at_the_end(table: Table) -> dict[str, int]:
    return {follower.name: len(table.rows()) for follower in followers()}


def test_what_was_said_is_read_soon_without_asking(live: Table):
    live.ask("aria", HELLO)
    eventually(lambda: ChatMessage.objects.filter(content="For the mill!").exists())
    eventually(lambda: places(live) == at_the_end(live))


def test_who_asks_first_waits_for_them(live: Table):
    live.ask("aria", HELLO)
    live.ask("aria", ends("aria"))
    rooms.catch_up(live.id)
    assert places(live) == at_the_end(live)
    assert TurnRecord.objects.filter(interaction_id=live.id).exists()


def test_they_catch_up_when_a_process_starts_and_before_a_room_opens(live: Table, other: Table):
    other.starts()
    live.ask("aria", HELLO)
    rooms.stop_from_thread()
    FollowerCursor.objects.filter(interaction_id=live.id).delete()
    FollowerCursor.objects.filter(interaction_id=other.id).update(seq=1)
    ChatMessage.objects.all().delete()
    live.directory.caught_up.result(PATIENCE)
    assert (places(live), places(other)) == (at_the_end(live), at_the_end(other))
    assert ChatMessage.objects.count() == 1
    FollowerCursor.objects.update(seq=0)
    assert live.room.seq == len(live.rows())
    assert places(live) == at_the_end(live)


def test_a_follower_that_fails_stops_for_that_room_and_play_goes_on(
    live: Table, other: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    project = EventLog.project

    def stumble(self: Any, cursor: Any, rows: Any) -> None:
        if any(row.interaction == live.id for row in rows):
            raise ValueError("too heavy")
        project(self, cursor, rows)

    other.starts()
    rooms.catch_up(live.id)
    stood = len(live.rows())
    monkeypatch.setattr(EventLog, "project", stumble)
    live.ask("aria", ends("aria"))
    other.ask("aria", ends("aria2"))
    for table in (live, other):
        rooms.catch_up(table.id)
    assert places(live) == {**at_the_end(live), "turns.log": stood}
    assert places(other) == at_the_end(other)
    assert f"turns.log stops at interaction {live.id}, row {stood + 1}" in caplog.text
    assert live.ask("bram", HELLO) == {}
    rooms.catch_up(live.id)
    assert places(live)["turns.log"] == stood


def test_they_are_at_the_end_when_a_process_has_drained(live: Table):
    live.ask("aria", HELLO)
    rooms.stop_from_thread()
    assert places(live) == at_the_end(live)


def test_where_they_cannot_catch_up_the_log_says_so_and_play_and_drain_go_on(
    live: Table, monkeypatch: pytest.MonkeyPatch, caplog: Any
):
    def broken(*_: Any) -> list[str]:
        raise ValueError("no table")

    rooms.stop_from_thread()
    monkeypatch.setattr("interactions.followers.behind", broken)
    with pytest.raises(ValueError):
        live.directory.caught_up.result(PATIENCE)
    eventually(lambda: "no table" in caplog.text)
    assert live.ask("aria", HELLO) == {}
    directory = live.directory
    rooms.stop_from_thread()
    assert not directory.journal._thread.is_alive()
