"""The clock of a turn (rules §6): how much time is left, and when it runs. All times are ms of the room's time.

What is left stands in the state together with since when it runs, so that nothing has to tick.
"""

from typing import NamedTuple

from engine import acting, passing
from engine.acting import audience
from engine.asking import Ask, Refused
from engine.commands import Command, ExpireTurn, GrantTime, RebaseClock, RequestTime, WarnOfTime
from engine.events import (
    ActionResolved,
    ActionSubmitted,
    ClockSet,
    Event,
    Paused,
    Redone,
    Resumed,
    Rewound,
    SettingsChanged,
    TimeGranted,
    TimeRanLow,
    TimeRequested,
)
from engine.evolve import fold
from engine.state import Room, Turn

MORE = 60
"""Seconds that are asked for or given where nobody says how many."""
BY_THEMSELVES = 10
"""Times in a turn that more time is given without a DM's hand."""

_MOVES_IT = frozenset({ActionSubmitted, ActionResolved, Paused, Resumed, SettingsChanged, Rewound, Redone})


class Bell(NamedTuple):
    """What is to be asked for at a time, unless something else happens before."""

    at: int
    command: Command


def left(turn: Turn, at: int) -> int:
    """What remains of a turn's time at `at`; not more than nothing where it is over."""
    return max(turn.remaining - (at - turn.running_since), 0) if turn.running_since else turn.remaining


def runs(room: Room) -> bool:
    """Whether the clock of the turn under way should run: not in review, not while paused."""
    turn = room.table.turn
    return room.lasting.live_status == "live" and turn is not None and not turn.ending and not room.unresolved


def follow(room: Room, events: list[Event], ask: Ask) -> list[Event]:
    """`events`, and the clock stopping or going on because of them."""
    if not any(map(_moves_it, events)):
        return events
    after = fold(room, events)
    turn = after.table.turn
    if turn is None or not turn.time_limit:
        return events
    if passing.seconds_of(after, after.table.participants[turn.entity_id]) is None:
        return [*events, _set(after, turn, 0, 0)]
    running = runs(after)
    if running == bool(turn.running_since):
        return events
    return [*events, _set(after, turn, left(turn, ask.at), ask.at if running else 0, turn.time_limit)]


def _moves_it(event: Event) -> bool:
    """Whether the clock may stop or go on because of `event`; what is resolved at once does neither."""
    return type(event) in _MOVES_IT and (type(event) is not ActionSubmitted or event.waits)


def _set(room: Room, turn: Turn, remaining: int, running_since: int, time_limit: int = 0) -> ClockSet:
    return ClockSet(
        turn_id=turn.id,
        entity_id=turn.entity_id,
        time_limit=time_limit,
        remaining=remaining,
        running_since=running_since,
        audience=audience(room.table.participants[turn.entity_id]),
    )


def next_bell(room: Room) -> Bell | None:
    """The next time at which the clock has something to say; None while it stands still."""
    turn = room.table.turn
    if turn is None or not turn.running_since:
        return None
    end, warning = turn.running_since + turn.remaining, room.lasting.settings.time_warning * 1000
    if not turn.warned and turn.remaining > warning > 0:
        return Bell(end - warning, WarnOfTime(turn_id=turn.id))
    return Bell(end, ExpireTurn(turn_id=turn.id))


def _ringing(room: Room, turn_id: str) -> Turn:
    """The turn under way if its clock runs and it is the one meant: a late bell hits nothing."""
    turn = room.table.turn
    if turn is None or turn.id != turn_id or not turn.running_since:
        raise Refused("conflict", "That turn's clock does not run.")
    return turn


def warn(room: Room, command: WarnOfTime, ask: Ask) -> list[Event]:
    """Little time is left."""
    turn = _ringing(room, command.turn_id)
    remaining = left(turn, ask.at)
    if turn.warned or remaining > room.lasting.settings.time_warning * 1000:
        raise Refused("conflict", "It is too early or too late to warn.")
    told = audience(room.table.participants[turn.entity_id])
    return [TimeRanLow(turn_id=turn.id, entity_id=turn.entity_id, left=remaining, audience=told)]


def expire(room: Room, command: ExpireTurn, ask: Ask) -> list[Event]:
    """The turn is over because its time is."""
    turn = _ringing(room, command.turn_id)
    if left(turn, ask.at):
        raise Refused("conflict", "There is time left.")
    return passing.close(room, turn, ask, status="timeout", reason="Time is up.")


def rebase(room: Room, command: RebaseClock, ask: Ask) -> list[Event]:
    """After a stop: what remained at the last row of the journal remains, and a grace."""
    turn = room.table.turn
    if turn is None or not turn.running_since:
        raise Refused("conflict", "No clock runs.")
    remaining = left(turn, max(command.last_at, turn.running_since)) + command.grace * 1000
    return [_set(room, turn, remaining, ask.at, turn.time_limit)]


def grant(room: Room, command: GrantTime, ask: Ask) -> list[Event]:
    """A DM gives more time."""
    turn = _timed(room)
    if command.entity_id is not None and command.entity_id != turn.entity_id:
        raise Refused("conflict", "That turn is over.")
    return [_granted(room, turn, command.seconds or MORE, ask)]


def request(room: Room, command: RequestTime, ask: Ask) -> list[Event]:
    """A player asks for more: it is given ten times in a turn, then a DM decides."""
    acting.live(room)
    actor = acting.owned(room, command.entity_id, ask)
    turn = _timed(room)
    if turn.entity_id != actor.id:
        raise Refused("not_your_turn", "More time is for the turn under way.")
    seconds = command.seconds or MORE
    if room.lasting.settings.more_time == "auto" and turn.extensions < BY_THEMSELVES:
        return [_granted(room, turn, seconds, ask, by_itself=True)]
    if turn.asks_for_time:
        raise Refused("already_acted", "You have asked the DM already.")
    return [TimeRequested(turn_id=turn.id, entity_id=actor.id, seconds=seconds, audience=audience(actor))]


def _timed(room: Room) -> Turn:
    turn = room.table.turn
    if turn is None or not turn.time_limit:
        raise Refused("wrong_status", "No turn with a clock is under way.")
    return turn


def _granted(room: Room, turn: Turn, seconds: int, ask: Ask, *, by_itself: bool = False) -> TimeGranted:
    return TimeGranted(
        turn_id=turn.id,
        entity_id=turn.entity_id,
        seconds=seconds,
        remaining=left(turn, ask.at) + seconds * 1000,
        running_since=ask.at if turn.running_since else 0,
        by=ask.by,
        by_itself=by_itself,
        audience=audience(room.table.participants[turn.entity_id]),
    )
