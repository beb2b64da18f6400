"""Rewinding (rules §5): the table as it was at the start of a turn, what that takes away, and going on after all.

The journal only grows and dice counters never go back; what lasts (settings, chat, whether it is live) stays as it is.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from engine import clock
from engine.acting import audience
from engine.asking import Ask, Refused
from engine.commands import BacktrackTurn
from engine.events import Event, Redone, Rewound
from engine.state import Room, Table, Turn


def back(room: Room, command: BacktrackTurn, ask: Ask) -> list[Event]:
    """To the start of the previous turn or of `to_turn`; or, as long as nothing else has happened, `redo`."""
    if command.redo:
        return [redone(room, ask)]
    return [rewound(room, command, ask)]


def rewound(room: Room, command: BacktrackTurn, ask: Ask) -> Rewound:
    """The turn begins anew under an id of its own, so that nothing that is under way for the old one can hit it."""
    turn_id, start = _target(room, command, ask)
    assert start.turn is not None
    order = list(ask.turns.order()) if ask.turns else []
    running = room.lasting.live_status == "live" and start.turn.time_limit
    turn = replace(start.turn, id=ask.new_id(), started_at=ask.at, running_since=ask.at if running else 0)
    held = start.held
    if held is not None:
        held = replace(held, code="conflict", message="The turn was taken back.")
    return Rewound(
        to_turn=turn_id,
        turn_id=turn.id,
        entity_id=turn.entity_id,
        turn_number=turn.number,
        seen_number=turn.seen_number,
        round_number=turn.round_number,
        at=ask.at,
        catch_up_for=turn.catch_up_for,
        time_limit=turn.time_limit,
        running_since=turn.running_since,
        undone=tuple(order[order.index(turn_id) :]),
        taken_back=_gone(room.table, start),
        table=replace(start, turn=turn, held=held),
        audience=audience(start.participants[turn.entity_id]),
    )


def _target(room: Room, command: BacktrackTurn, ask: Ask) -> tuple[str, Table]:
    order: Sequence[str] = ask.turns.order() if ask.turns else ()
    turn_id = command.to_turn or _previous(room.table.turn, order)
    table = ask.turns.table(turn_id) if ask.turns and turn_id in order else None
    if table is None:
        raise Refused("unknown_target", "There is no such turn to go back to.")
    return turn_id, table


def _previous(turn: Turn | None, order: Sequence[str]) -> str:
    """The turn before the one under way; without one, the last there was."""
    earlier = order if turn is None else order[: order.index(turn.id)] if turn.id in order else ()
    if not earlier:
        raise Refused("conflict", "There is no earlier turn.")
    return earlier[-1]


def redone(room: Room, ask: Ask) -> Redone:
    """What the newest rewind took away is back as it was; the clock goes on from what was left."""
    undo = ask.turns.undo(room.table) if ask.turns else None
    if undo is None:
        raise Refused("conflict", "There is nothing to redo any more.")
    table, turn = undo.table, undo.table.turn
    if turn is not None and turn.time_limit:
        live = room.lasting.live_status == "live" and not turn.ending and not table.review
        remaining = clock.left(turn, undo.at)
        table = replace(table, turn=replace(turn, remaining=remaining, running_since=ask.at if live else 0))
    current = room.table.turn
    return Redone(
        undone=(current.id,) if current else (),
        redone=undo.turns,
        given_back=_gone(table, room.table),
        table=table,
    )


def _gone(now: Table, then: Table) -> tuple[str, ...]:
    """The rewards of one table that the other does not have."""
    return tuple(reward_id for reward_id in now.rewards if reward_id not in then.rewards)
