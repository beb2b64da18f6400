"""Taking, skipping and beginning turns (rules §4; SRD 5.2, Your Turn)."""

from engine import acting, passing, review, verbs
from engine.asking import Ask, Refused
from engine.commands import SkipTurn, TakeTurn
from engine.events import ActionSubmitted, Defeated, Event
from engine.state import Room


def take(room: Room, command: TakeTurn, ask: Ask) -> list[Event]:
    """One action of the turn under way, or its end, or both."""
    act = acting.begin(room, command, ask)
    pending = bool(room.table.review) and bool(room.unresolved)
    if command.action.type == "end":
        return passing.finish(room, act.turn, ask, waits=pending)
    events = review.submit(act, verbs.propose(act), closes=command.end_turn and not pending)
    if not command.end_turn:
        return events
    fallen = []
    for event in events:
        if type(event) is Defeated:
            fallen.append(event.entity_id)
        elif type(event) is ActionSubmitted and event.waits:
            pending = True
    return events + passing.finish(room, act.turn, ask, waits=pending, fallen=fallen)


def skip(room: Room, command: SkipTurn, ask: Ask) -> list[Event]:
    """The DM closes the turn under way; what waits in it is not done any more."""
    turn = room.table.turn
    if turn is None:
        raise Refused("wrong_status", "No turn is under way.")
    late = command.turn_id is not None and command.turn_id != turn.id
    if late or (command.entity_id is not None and command.entity_id != turn.entity_id):
        raise Refused("conflict", "That turn is over.")
    return [
        *review.drop(room, room.unresolved, ask),
        *passing.close(room, turn, ask, status="skipped", reason=command.reason),
    ]


def begin(room: Room, ask: Ask) -> list[Event]:
    """The first turn, where the DM wants to start it by hand; or the next, when nobody could act for a while."""
    if room.table.turn is not None:
        raise Refused("wrong_status", "A turn is already under way.")
    if not room.table.order:
        raise Refused("wrong_status", "Roll initiative first.")
    started = passing.start_first(room, ask)
    if not started:
        raise Refused("wrong_status", "Nobody in the order can act.")
    return started
