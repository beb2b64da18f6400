"""Who is there: several windows, the last of which decides; who comes back finds everything as it is; and a crash takes no
time from anybody."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from engine import commands as c
from interactions import rooms
from interactions.models import Interaction, Snapshot
from interactions.storage import open_room
from tests.interactions.clocks import FakeClock
from tests.interactions.table import At, Table, ends, moves, pages
from tests.people import gathered, laid_table


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def timed(transactional_db: None, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """Aria is up and has 90 seconds from noon."""
    monkeypatch.setattr(rooms, "EVERY", 3600)
    people = gathered()
    table = Table(laid_table(people, turn_time_limit=90), people)
    table.directory.clock = clock
    yield table.starts()
    rooms.stop_from_thread()


def test_of_six_windows_the_oldest_goes_and_the_last_of_the_others_decides(timed: Table, clock: FakeClock):
    windows = [timed.seat("mira") for _ in range(6)]
    assert [at.ears.closed for at in windows] == [4409, None, None, None, None, None]
    windows[0].leaves()
    for at in windows[1:5]:
        at.leaves()
    timed.on_loop(lambda: clock.advance(60))
    assert rooms.present(timed.id) == [timed.person("mira").id]
    assert timed.room.state.lasting.live_status == "live"
    assert not Snapshot.objects.filter(reason="dm_disconnect").exists()
    windows[5].leaves()
    assert rooms.present(timed.id) == []
    aria = timed.seat("aria")
    timed.on_loop(lambda: clock.advance(6))
    aria.waits(lambda frame: any(m.get("event") == "INTERACTION_PAUSED" for m in frame.get("messages", ())))


def comes_in(table: Table, name: str) -> At:
    """A window of somebody that has not joined."""
    at, room = At(table, name), table.room
    table.on_loop(lambda: room.seating.enter(at.seat))
    return at


def test_windows_that_never_join_are_counted_too(timed: Table):
    """Else one person could keep as many as she likes, and ask for things in each."""
    bram, windows = timed.seat("bram"), [comes_in(timed, "aria") for _ in range(40)]
    assert [at.ears.closed for at in windows] == [4409] * 35 + [None] * 5
    assert [at.seat.sent_away for at in windows] == [True] * 35 + [False] * 5
    assert timed.room.seating.guests == [bram.seat, *(at.seat for at in windows[35:])]
    room = timed.room
    timed.on_loop(lambda: room.seating.join(windows[39].seat, windows[39].person, {}))
    assert [at.ears.closed for at in windows[35:]] == [None] * 5, "to join is not to come in again"
    assert bram.ears.closed is None


def test_a_window_that_comes_in_replaces_the_oldest_whether_or_not_that_has_joined(timed: Table):
    joined = [timed.seat("aria") for _ in range(2)]
    waiting = [comes_in(timed, "aria") for _ in range(3)]
    newest = comes_in(timed, "aria")
    assert [at.ears.closed for at in (*joined, *waiting, newest)] == [4409, None, None, None, None, None]
    assert timed.room.fanout.seats == [joined[1].seat]


def test_windows_that_look_through_others_are_those_of_who_looks(timed: Table):
    aria = timed.seat("aria")
    windows = [comes_in(timed, "mira") for _ in range(6)]
    room, eyes = timed.room, aria.person.id
    for at in windows[1:]:
        timed.on_loop(lambda at=at: room.seating.join(at.seat, at.person, {}, eyes))
    assert [at.ears.closed for at in (aria, *windows)] == [None, 4409, None, None, None, None, None]


def test_a_draft_stays_open_while_its_oldest_window_is_replaced(table: Table):
    windows = [table.seat("mira") for _ in range(6)]
    room = table.room
    windows[0].leaves()
    assert [at.ears.closed for at in windows] == [4409, None, None, None, None, None]
    for at in windows[1:]:
        assert not room.closed
        table.on_loop(lambda at=at: room.seating.gone(at.seat))
    assert room.closed


def test_a_player_who_returns_finds_exactly_what_those_see_who_stayed(timed: Table):
    """Whether she gets what she missed, or all of it anew."""
    timed.seat("mira")
    first, stayed = timed.seat("aria"), timed.seat("aria")
    first.leaves()
    timed.ask("aria", moves("aria", (2, 0)))
    timed.ask("aria", c.QueueTurn(entity_id="aria", actions=[c.ActionRequest(type="end")]))
    timed.ask("mira", c.SkipTurn())
    timed.ask("bram", ends("bram"))
    since = {stream: (first.numbers(stream) or [first.heard[0]["at"][stream]])[-1] for stream in ("party", "own")}
    back = timed.seat("aria")
    caught_up = type(first)(timed, "aria").joins(room=timed.room.life, **since)
    assert not [frame for frame in caught_up.heard if frame["type"] == "snapshot"]
    assert pages(first, caught_up) == pages(back) == pages(stayed)
    stayed.leaves()
    timed.opens_anew()
    assert _without_people(pages(timed.seat("aria"))) == _without_people(pages(back))


def _without_people(held: dict[str, Any]) -> dict[str, Any]:
    """After a stop nobody else is there, and the clock has had its grace."""
    party = {key: value for key, value in held["party"].items() if key not in ("presence", "currentTurn")}
    return {**held, "party": party}


def test_after_a_crash_what_remained_at_the_last_row_remains_and_the_grace(timed: Table, clock: FakeClock):
    """No farewell, no snapshot: somebody else reads what is on disk, an hour later."""
    timed.on_loop(lambda: clock.advance(30))
    timed.ask("aria", c.SendChat(content="Where is everybody?"))
    timed.on_loop(lambda: clock.advance(20))
    assert not Snapshot.objects.exists()
    crashed, clock.seconds = timed.room, clock.seconds + 3600
    opening = open_room(timed.id)
    assert opening.state == crashed.state
    timed.on_loop(crashed.close)
    again = timed.room
    assert again is not crashed
    timed.ask("aria", c.SendChat(content="There you are."))
    turn = again.state.table.turn
    assert (turn.remaining, turn.running_since) == (65_000, timed.on_loop(again.now))


def test_what_the_crashed_process_still_writes_is_refused(timed: Table, caplog: Any):
    """It was only slow, and another has opened its room."""
    rows, mira = len(timed.rows()), timed.seat("mira")
    epoch = Interaction.objects.get(pk=timed.id).epoch
    open_room(timed.id)
    assert Interaction.objects.get(pk=timed.id).epoch == epoch + 1
    assert mira.asks(c.SendChat(content="Am I here?"))["code"] == "busy"
    assert len(timed.rows()) == rows
    assert [r.levelno for r in caplog.records if "opened elsewhere" in r.getMessage()] == [logging.ERROR]
