"""What a room does by itself: it rings, it pauses without a DM, it rests. Time passes as the test says."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from engine import commands as c
from interactions import rooms
from interactions.letters import Letter
from interactions.models import Alert, Interaction, Snapshot
from interactions.room import LiveRoom
from tests.interactions.clocks import NOON, FakeClock
from tests.interactions.table import At, Table, ends
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


def passes(table: Table, clock: FakeClock, seconds: float) -> None:
    """And what the room asked for meanwhile is done: what it did not do, it will not do either."""
    table.on_loop(lambda: clock.advance(seconds))
    table.settles()


def opens_later(table: Table, clock: FakeClock) -> Any:
    """After a stop."""
    rooms.stop_from_thread()
    table.directory.clock = clock
    return table.room


def told(name: str) -> Any:
    """Whether a frame tells of this event."""
    return lambda frame: any(message.get("event") == name for message in frame.get("messages", ()))


def heard(at: At) -> list[str]:
    return [message["event"] for message in at.messages() if "event" in message]


def test_it_warns_and_then_the_turn_is_over(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    passes(timed, clock, 69)
    assert "TIME_WARNING" not in heard(mira)
    passes(timed, clock, 2)
    mira.waits(told("TIME_WARNING"))
    passes(timed, clock, 20)
    mira.waits(told("TURN_STARTED"))
    turn = timed.room.state.table.turn
    assert (turn.entity_id, turn.running_since) == ("bram", pytest.approx(NOON + 90_000, abs=1000))
    assert [row.person for row in timed.rows()[-2:]] == ["", ""]


def test_who_is_away_hears_that_little_time_is_left(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    passes(timed, clock, 71)
    mira.waits(told("TIME_WARNING"))
    rooms.catch_up(timed.id)
    assert Alert.objects.get(kind="timeWarning").text == "Little time is left for Aria’s turn in “Ambush”."
    assert Alert.objects.filter(user=timed.people["aria"], kind="yourTurn", read=False).count() == 0


def test_who_acts_in_time_is_not_rung_at(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    passes(timed, clock, 60)
    timed.ask("aria", ends("aria"))
    passes(timed, clock, 60)
    timed.ask("bram", c.SendChat(content="Hurry!"))
    assert heard(mira).count("TIME_WARNING") == 0
    assert timed.room.state.active.id == "bram"


def test_a_turn_sets_no_timer_of_its_own(timed: Table, clock: FakeClock):
    timed.seat("mira")
    timed.ask("mira", c.UpdateTurnSettings(dm_turn_time_limit=90))
    before = clock.set_timers
    for name in ("aria", "bram", "lurker", "wolf") * 5:
        timed.ask(name if name in ("aria", "bram") else "mira", ends(name))
        passes(timed, clock, 1)
    assert clock.set_timers == before


def test_a_wall_clock_that_is_set_changes_nothing(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    for jump in (3600, -7200):
        clock.wall_ahead = jump
        passes(timed, clock, 10)
        mira.asks(c.SendChat(content="Tick."))
    assert timed.room.state.active.id == "aria"
    assert [row.at for row in timed.rows()] == sorted(row.at for row in timed.rows())
    passes(timed, clock, 51)
    mira.waits(told("TIME_WARNING"))


def test_after_a_stop_what_remained_at_the_last_row_remains_and_a_grace(timed: Table, clock: FakeClock):
    passes(timed, clock, 30)
    timed.ask("aria", c.SendChat(content="Where is everybody?"))
    clock.seconds += 3600
    opens_later(timed, clock)
    aria = timed.seat("aria")
    timed.ask("aria", c.SendChat(content="There you are."))
    turn = timed.room.state.table.turn
    assert (turn.remaining, turn.running_since) == (65_000, timed.on_loop(timed.room.now))
    timed.seat("mira")
    passes(timed, clock, 46)
    aria.waits(told("TIME_WARNING"))


def test_where_the_wall_clock_went_back_meanwhile_time_in_the_room_does_not(timed: Table, clock: FakeClock):
    last = timed.rows()[-1].at
    clock.wall_ahead = -86_400
    room = opens_later(timed, clock)
    assert timed.on_loop(room.now) >= last


def test_in_review_nothing_rings(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    passes(timed, clock, 30)
    timed.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I pray.")))
    passes(timed, clock, 1000)
    assert "TURN_SKIPPED" not in heard(mira)
    action = next(iter(timed.room.state.table.review))
    timed.ask("mira", c.ResolveAction(action_id=action, outcome="approved"))
    passes(timed, clock, 41)
    mira.waits(told("TIME_WARNING"))


def test_a_full_room_is_rung_at_again_after_a_second_and_not_at_once(timed: Table, clock: FakeClock):
    mira, room = timed.seat("mira"), timed.room
    passes(timed, clock, 71)
    mira.waits(told("TIME_WARNING"))
    asked, submit = [], room.submit
    room.submit = lambda letter: asked.append(letter) or submit(letter)  # type: ignore[method-assign]
    room._places = 0
    passes(timed, clock, 19.5)
    assert len(asked) == 1
    room._places = 64
    passes(timed, clock, 0.4)
    assert len(asked) == 1
    passes(timed, clock, 1)
    mira.waits(told("TURN_STARTED"))


def test_nothing_rings_after_the_end(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    timed.ask("mira", c.EndInteraction(outcome="cancelled"))
    rows = len(timed.rows())
    passes(timed, clock, 1000)
    mira.asks(c.SendChat(content="That was it."))
    assert len(timed.rows()) == rows + 1


# Without a DM


def test_when_the_last_dm_is_gone_the_game_is_paused_after_a_grace(timed: Table, clock: FakeClock):
    aria, mira, second = timed.seat("aria"), timed.seat("mira"), timed.seat("mira")
    mira.leaves()
    passes(timed, clock, 30)
    assert timed.room.state.lasting.live_status == "live"
    second.leaves()
    passes(timed, clock, 4)
    assert timed.room.state.lasting.live_status == "live"
    passes(timed, clock, 2)
    aria.waits(told("INTERACTION_PAUSED"))
    assert timed.room.state.lasting.pause_reason == "dm_disconnected"
    assert Interaction.objects.get(pk=timed.id).live_status == "paused"
    timed.ask("aria", ends("aria"))
    passes(timed, clock, 1000)
    assert timed.room.state.active.id == "aria"
    timed.seat("mira").asks(c.ResumeInteraction())
    assert timed.room.state.active.id == "bram"


def test_a_dm_who_is_back_in_time_finds_the_game_going_on(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    mira.leaves()
    passes(timed, clock, 3)
    timed.seat("mira")
    passes(timed, clock, 10)
    timed.ask("mira", c.SendChat(content="Back."))
    assert timed.room.state.lasting.live_status == "live"


def test_what_a_player_does_alone_pauses_the_game_too(timed: Table, clock: FakeClock):
    """As when the server comes back and she is there first: then a DM has half a minute."""
    opens_later(timed, clock)
    aria = timed.seat("aria")
    timed.ask("aria", c.SendChat(content="Who else?"))
    passes(timed, clock, 29)
    assert timed.room.state.lasting.live_status == "live"
    passes(timed, clock, 2)
    aria.waits(told("INTERACTION_PAUSED"))


def test_what_a_dm_asks_for_without_a_window_is_done_and_goes_on(timed: Table, clock: FakeClock):
    aria = timed.seat("aria")
    timed.ask("mira", c.SendChat(content="I am on the phone."))
    passes(timed, clock, 30)
    aria.asks(c.SendChat(content="Ah."))
    assert timed.room.state.lasting.live_status == "live"


def test_others_who_come_and_go_are_no_sign_that_such_a_dm_has_gone(timed: Table, clock: FakeClock):
    timed.ask("mira", c.SendChat(content="I am on the phone."))
    timed.seat("bram").leaves()
    timed.seat("bram")
    passes(timed, clock, 40)
    assert timed.room.state.lasting.live_status == "live"


def test_a_dm_whose_window_closes_behind_her_last_command_is_gone(timed: Table, clock: FakeClock):
    """It is accepted when she is no longer there."""
    aria, mira, room = timed.seat("aria"), timed.seat("mira"), timed.room

    def says_and_leaves() -> None:
        room.submit(Letter(mira.person, c.SendChat(content="Good luck!"), "last", mira.seat))
        room.seating.gone(mira.seat)

    timed.on_loop(says_and_leaves)
    aria.waits(lambda frame: "Good luck!" in str(frame))
    passes(timed, clock, 6)
    assert room.state.lasting.pause_reason == "dm_disconnected"


def test_who_plays_without_a_window_pauses_a_game_without_a_dm_too(timed: Table, clock: FakeClock):
    """The server has come back, and nobody opens a page: else one turn after the other would run out."""
    room = opens_later(timed, clock)
    timed.ask("aria", c.SendChat(content="Is anybody there?"))
    passes(timed, clock, 29)
    assert room.state.lasting.live_status == "live"
    passes(timed, clock, 2)
    assert room.state.lasting.pause_reason == "dm_disconnected"


# At rest


def test_a_room_where_nothing_happens_is_stored_and_leaves_the_memory_when_nobody_is_there(
    timed: Table, clock: FakeClock
):
    mira = timed.seat("mira")
    timed.ask("mira", c.PauseInteraction(reason="Supper."))
    room = timed.room
    passes(timed, clock, 301)
    assert not room.closed
    mira.leaves()
    timed.ask("mira", c.ResumeInteraction())
    timed.ask("mira", c.PauseInteraction(reason="Sleep."))
    timed.on_loop(timed.directory.snapshots.write).result(10)  # in one breath a pause would be the reason that stays
    passes(timed, clock, 299)
    assert not room.closed
    passes(timed, clock, 2)
    assert room.closed
    timed.on_loop(timed.directory.snapshots.write).result(10)
    assert Snapshot.objects.get(interaction_id=timed.id).reason == "inactivity"
    assert timed.room.state == room.state
    assert timed.room is not room


def rests(table: Table, clock: FakeClock, *windows: At) -> LiveRoom:
    """The room, in which nobody asks for anything until it has been stored for that; then these windows are closed."""
    room = table.room
    passes(table, clock, 301)
    assert not room.closed
    for at in windows:
        at.leaves()
    passes(table, clock, 0.1)
    return room


@pytest.mark.parametrize("last", [c.PauseInteraction(reason="Supper."), c.EndInteraction(outcome="completed")])
def test_it_leaves_the_memory_with_the_last_guest_where_it_has_rested_before(
    timed: Table, clock: FakeClock, last: c.Command
):
    mira, aria = timed.seat("mira"), timed.seat("aria")
    timed.ask("mira", last)
    room = rests(timed, clock, mira)
    assert not room.closed
    set_timers = clock.set_timers
    passes(timed, clock, 3600)
    assert clock.set_timers == set_timers, "with a guest and at rest there is nothing to wake for"
    aria.leaves()
    passes(timed, clock, 0.1)
    assert room.closed and timed.id not in timed.directory._open


def test_a_live_one_is_first_paused_for_want_of_a_dm(timed: Table, clock: FakeClock):
    timed.ask("mira", c.UpdateTurnSettings(turn_time_limit=None))
    timed.ask("aria", ends("aria"))
    room = rests(timed, clock, timed.seat("mira"))
    assert not room.closed
    passes(timed, clock, 6)
    assert room.state.lasting.live_status == "paused"
    passes(timed, clock, 0.1)
    assert room.closed
    assert Interaction.objects.get(pk=timed.id).live_status == "paused"


def test_one_that_never_joined_keeps_it_no_longer_than_it_is_there(timed: Table, clock: FakeClock):
    timed.ask("mira", c.PauseInteraction(reason="Supper."))
    aria, room = At(timed, "aria"), timed.room
    timed.on_loop(lambda: room.seating.enter(aria.seat))
    assert rests(timed, clock, aria).closed


def test_who_asks_for_something_keeps_it_until_it_has_rested_again(timed: Table, clock: FakeClock):
    mira = timed.seat("mira")
    timed.ask("mira", c.PauseInteraction(reason="Supper."))
    passes(timed, clock, 301)
    mira.asks(c.SendChat(content="Full."))
    mira.leaves()
    room = timed.room
    passes(timed, clock, 299)
    assert not room.closed
    passes(timed, clock, 2)
    assert room.closed


def test_what_is_looked_up_for_somebody_is_still_done(timed: Table, clock: FakeClock):
    """She asks for somebody of the campaign, and closes her window before that has been found."""
    mira = timed.seat("mira")
    timed.ask("mira", c.PauseInteraction(reason="Supper."))
    passes(timed, clock, 301)
    room, found, read = timed.room, threading.Event(), timed.room._reader

    def later(work: Any, slow: bool) -> Any:
        return read(lambda: found.wait(10) and work(), slow)

    room._reader = later
    rows = len(timed.rows())
    mira.says(c.AddParticipant(kind="monster", source_id="wolf-row"))
    mira.leaves()
    passes(timed, clock, 1)
    assert not room.closed
    done = threading.Event()
    room.on_row = lambda row: done.set()
    found.set()
    assert done.wait(10)
    assert len(timed.rows()) == rows + 1
    passes(timed, clock, 301)
    assert room.closed


def test_an_idle_room_wakes_seldom(timed: Table, clock: FakeClock):
    """A running clock and people who think: no polling."""
    timed.seat("mira")
    before = clock.set_timers
    passes(timed, clock, 60)
    assert clock.set_timers == before
