"""The clock of a turn: when it runs, when it stands, and what happens when it rings."""

import pytest
from msgspec import convert

from engine.clock import Bell, left, next_bell
from engine.commands import (
    EndInteraction,
    ExpireTurn,
    GrantTime,
    Override,
    OverrideChanges,
    PauseInteraction,
    RebaseClock,
    RequestTime,
    ResolveAction,
    ResumeInteraction,
    SkipTurn,
    UpdateTurnSettings,
    WarnOfTime,
)
from engine.events import TimeGranted, TimeRanLow, TurnEnded, TurnStarted
from engine.state import Room, Settings
from engine.told import told
from engine.view import document
from tests.engine.table import (
    NOON,
    aria,
    bell,
    bram,
    fight,
    goblin,
    happened,
    hero,
    mira,
    names,
    otto,
    take,
)

PRAYS = take("aria", "custom", description="I pray.")


@pytest.fixture
def room() -> Room:
    """Aria is up and has 90 seconds from noon."""
    return fight(turn_time_limit=90)


def remaining(room: Room, seconds: float) -> float:
    """Seconds that are left so long after noon."""
    return left(room.table.turn, NOON + round(seconds * 1000)) / 1000


def expired(room: Room) -> ExpireTurn:
    return ExpireTurn(turn_id=room.table.turn.id)


def test_a_players_turn_has_the_time_that_the_table_gives(room: Room):
    turn = room.table.turn
    assert (turn.time_limit, turn.remaining, turn.running_since) == (90_000, 90_000, NOON)
    assert remaining(room, 30) == 60
    assert remaining(room, 100) == 0


def test_the_dms_have_none_unless_it_is_set():
    monster = (goblin("goblin", 5, 1), hero("aria", 1, 1))
    assert fight(*monster, turn_time_limit=90).table.turn.time_limit == 0
    assert fight(*monster, turn_time_limit=90, dm_turn_time_limit=30).table.turn.time_limit == 30_000


def test_without_a_limit_there_is_no_clock():
    room = fight()
    assert (room.table.turn.time_limit, next_bell(room)) == (0, None)
    assert "timeLimit" not in document(room, "party")["currentTurn"]
    assert "turnTimeLimit" not in document(room, "party")["settings"]
    assert mira.is_refused(room, GrantTime()) == "wrong_status"
    assert aria.is_refused(room, RequestTime(entity_id="aria")) == "wrong_status"


def test_a_participant_can_have_more_time_than_others():
    slow = Override(entity_id="bram", changes=OverrideChanges(time_factor=2.0))
    room = aria.then(mira.then(fight(turn_time_limit=90), slow), take("aria", "end"))
    assert room.table.turn.time_limit == 180_000
    assert document(room, "dm")["participants"]["bram"]["timeFactor"] == 2.0
    assert "timeFactor" not in document(room, "party")["participants"]["bram"]
    events = mira.does(room, slow)
    assert [told(event, "party") for event in events] == [None]


def test_everybody_is_told_how_long_a_turn_may_take(room: Room):
    events = aria.after(10).does(room, take("aria", "end"))
    (started,) = happened(events, TurnStarted)
    message = told(started, "party")
    assert (message["timeLimit"], message["deadline"]) == (90_000, NOON + 100_000)
    shown = document(room, "party")["currentTurn"]
    assert (shown["timeLimit"], shown["remaining"], shown["runningSince"]) == (90_000, 90_000, NOON)


def test_it_stands_still_in_review_and_goes_on_behind_it(room: Room):
    events = aria.after(30).does(room, PRAYS)
    assert names(events) == ["ActionSubmitted", "BudgetSpent", "ClockSet"]
    room = aria.after(30).then(room, PRAYS)
    assert (room.table.turn.running_since, remaining(room, 1000)) == (0, 60)
    assert "runningSince" not in document(room, "party")["currentTurn"]
    room = mira.after(500).then(room, ResolveAction(action_id=room.unresolved[0].id, outcome="denied"))
    assert remaining(room, 510) == 50


def test_it_stands_still_while_paused(room: Room):
    room = mira.after(30).then(room, PauseInteraction())
    assert remaining(room, 1000) == 60
    assert next_bell(room) is None
    room = mira.after(500).then(room, ResumeInteraction())
    assert remaining(room, 510) == 50


def test_a_turn_that_begins_while_paused_waits_with_its_clock(room: Room):
    room = mira.after(35).then(mira.after(30).then(room, PauseInteraction()), SkipTurn())
    assert (room.active.id, room.table.turn.running_since) == ("bram", 0)
    assert remaining(mira.after(40).then(room, ResumeInteraction()), 50) == 80


def test_it_does_not_go_on_when_the_game_does_while_something_waits(room: Room):
    room = aria.after(10).then(room, PRAYS)
    room = mira.after(30).then(mira.after(20).then(room, PauseInteraction()), ResumeInteraction())
    assert (room.table.turn.running_since, remaining(room, 99)) == (0, 80)


def test_first_it_warns_then_it_rings(room: Room):
    turn = room.table.turn.id
    assert next_bell(room) == Bell(NOON + 70_000, WarnOfTime(turn_id=turn))
    events = bell.after(70).does(room, WarnOfTime(turn_id=turn))
    (low,) = happened(events, TimeRanLow)
    assert (low.entity_id, low.left, told(low, "party")["event"]) == ("aria", 20_000, "TIME_WARNING")
    room = bell.after(70).then(room, WarnOfTime(turn_id=turn))
    assert next_bell(room) == Bell(NOON + 90_000, ExpireTurn(turn_id=turn))
    assert bell.after(71).is_refused(room, WarnOfTime(turn_id=turn)) == "conflict"


def test_a_limit_shorter_than_the_warning_only_rings():
    room = fight(turn_time_limit=15)
    assert next_bell(room) == Bell(NOON + 15_000, expired(room))


def test_when_time_is_up_the_turn_is_over_and_missed(room: Room):
    events = bell.after(90).does(room, expired(room))
    assert names(events) == ["TurnEnded", "TurnStarted"]
    (ended,) = happened(events, TurnEnded)
    assert (ended.entity_id, ended.status, ended.missed, ended.reason) == ("aria", "timeout", True, "Time is up.")
    assert told(ended, "party")["event"] == "TURN_SKIPPED"
    room = bell.after(90).then(room, expired(room))
    assert (room.active.id, next(iter(room.table.missed.values())).status) == ("bram", "timeout")
    assert remaining(room, 100) == 80


def test_a_late_or_early_bell_hits_nothing(room: Room):
    old = expired(room)
    assert bell.after(89).is_refused(room, old) == "conflict"
    after = aria.after(10).then(room, take("aria", "end"))
    assert bell.after(90).is_refused(after, old) == "conflict"
    assert bell.after(70).is_refused(after, WarnOfTime(turn_id=old.turn_id)) == "conflict"
    waiting = aria.after(10).then(room, PRAYS)
    assert bell.after(90).is_refused(waiting, old) == "conflict"


def test_nothing_rings_after_the_end(room: Room):
    old = expired(room)
    room = mira.then(room, EndInteraction())
    assert next_bell(room) is None
    assert bell.after(90).is_refused(room, old) == "ended"


def test_only_the_room_itself_rings(room: Room):
    for person in (mira, aria, otto):
        assert person.after(90).is_refused(room, expired(room)) == "forbidden"
        assert person.after(70).is_refused(room, WarnOfTime(turn_id=room.table.turn.id)) == "forbidden"
        assert person.is_refused(room, RebaseClock(last_at=NOON, grace=1000)) == "forbidden"


def test_a_player_gets_more_time_ten_times_and_then_the_dm_decides(room: Room):
    ask = RequestTime(entity_id="aria")
    for _ in range(10):
        (granted,) = aria.after(80).does(room, ask)
        assert isinstance(granted, TimeGranted) and granted.by_itself
        room = aria.after(80).then(room, ask)
    assert remaining(room, 80) == 10 + 10 * 60
    room = aria.after(80).then(room, ask)
    assert (room.table.turn.asks_for_time, remaining(room, 80)) == (True, 610)
    assert document(room, "dm")["currentTurn"]["asksForTime"] is True
    assert aria.is_refused(room, ask) == "already_acted"
    room = mira.after(90).then(room, GrantTime(entity_id="aria", seconds=30))
    assert (room.table.turn.asks_for_time, remaining(room, 90)) == (False, 630)


def test_where_the_dm_gives_time_asking_brings_none_by_itself():
    room = fight(turn_time_limit=90, more_time="dm")
    assert names(aria.does(room, RequestTime(entity_id="aria"))) == ["TimeRequested"]


def test_more_time_is_warned_of_again(room: Room):
    room = bell.after(70).then(room, WarnOfTime(turn_id=room.table.turn.id))
    room = aria.after(75).then(room, RequestTime(entity_id="aria", seconds=40))
    assert next_bell(room) == Bell(NOON + 110_000, WarnOfTime(turn_id=room.table.turn.id))


def test_more_time_in_review_starts_no_clock(room: Room):
    room = mira.after(40).then(aria.after(30).then(room, PRAYS), GrantTime(seconds=30))
    assert (room.table.turn.running_since, remaining(room, 999)) == (0, 90)


def test_more_time_is_for_whoever_is_up_and_asks_for_herself(room: Room):
    assert bram.is_refused(room, RequestTime(entity_id="aria")) == "not_your_entity"
    assert bram.is_refused(room, RequestTime(entity_id="bram")) == "not_your_turn"
    assert aria.is_refused(room, GrantTime()) == "forbidden"
    assert mira.is_refused(room, GrantTime(entity_id="bram")) == "conflict"
    assert aria.is_refused(mira.then(room, PauseInteraction()), RequestTime(entity_id="aria")) == "paused"


def test_after_a_stop_what_remained_at_the_last_row_remains_and_a_grace(room: Room):
    back = RebaseClock(last_at=NOON + 30_000, grace=5)
    room = bell.after(4000).then(room, back)
    assert remaining(room, 4000) == 65
    assert remaining(room, 4010) == 55
    paused = mira.then(room, PauseInteraction())
    assert bell.is_refused(paused, back) == "conflict"


def test_the_clock_can_be_switched_off_at_once_and_another_limit_counts_from_the_next_turn(room: Room):
    off = mira.then(room, UpdateTurnSettings(turn_time_limit=None))
    assert (off.table.turn.time_limit, next_bell(off)) == (0, None)
    longer = mira.then(room, UpdateTurnSettings(turn_time_limit=120))
    assert longer.table.turn.time_limit == 90_000
    assert aria.then(longer, take("aria", "end")).table.turn.time_limit == 120_000


def test_switching_off_the_clock_of_players_leaves_the_dms_running_and_the_other_way_round():
    both = {"turn_time_limit": 90, "dm_turn_time_limit": 30}
    hers = fight(hero("aria", 1, 1), goblin("goblin", 5, 5), **both)
    its = fight(goblin("goblin", 5, 5), hero("aria", 1, 1), **both)
    no_players, no_dms = UpdateTurnSettings(turn_time_limit=None), UpdateTurnSettings(dm_turn_time_limit=None)
    for room, off, other in ((hers, no_players, no_dms), (its, no_dms, no_players)):
        assert next_bell(mira.then(room, off)) is None
        assert next_bell(mira.then(room, other)) == next_bell(room) is not None


def test_the_time_of_the_hidden_is_not_told():
    room = fight(goblin("ghost", 9, 9, hidden=True), hero("aria", 1, 1), dm_turn_time_limit=30)
    shown = document(room, "party")["currentTurn"]
    assert shown == {"turnId": room.table.turn.id, "byDm": True}
    events = bell.after(10).does(room, WarnOfTime(turn_id=room.table.turn.id))
    assert [told(event, "party") for event in events] == [None]
    events = aria.does(mira.then(room, SkipTurn()), take("aria", "end"))
    (started,) = happened(events, TurnStarted)
    assert "deadline" not in told(started, "party")


def test_a_room_of_an_earlier_version_has_no_clock():
    assert convert({"resolution_mode": "auto"}, Settings).turn_time_limit is None
