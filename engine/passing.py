"""How a turn passes from one participant to the next (rules §3 and §4)."""

from collections.abc import Collection
from typing import Literal

from engine.acting import audience
from engine.asking import Ask
from engine.events import Event, TurnEnded, TurnEnding, TurnStarted
from engine.state import Budget, Participant, Room, Turn

How = Literal["completed", "skipped", "timeout"]


def finish(room: Room, turn: Turn, ask: Ask, *, waits: bool, fallen: Collection[str] = ()) -> list[Event]:
    """Its owner is done: the turn passes on, or, where something in it `waits`, it will when that is resolved."""
    if waits:
        told = audience(room.table.participants[turn.entity_id])
        return [TurnEnding(turn_id=turn.id, entity_id=turn.entity_id, audience=told)]
    return pass_on(room, turn, ask, fallen=fallen)


def pass_on(
    room: Room, turn: Turn, ask: Ask, *, status: How = "completed", reason: str = "", fallen: Collection[str] = ()
) -> list[Event]:
    """Ends `turn` and starts the next. `fallen` are those who just left the fight and do not follow."""
    ended = end(room, turn, ask, status=status, reason=reason)
    following = next_up(room, turn.entity_id, fallen)
    if following is None:
        return [ended]
    participant, wrapped = following
    return [ended, start(room, participant, room.table.round_number + wrapped, ask)]


def end(room: Room, turn: Turn, ask: Ask, *, status: How = "completed", reason: str = "") -> TurnEnded:
    return TurnEnded(
        turn_id=turn.id,
        entity_id=turn.entity_id,
        turn_number=turn.number,
        seen_number=turn.seen_number,
        round_number=turn.round_number,
        at=ask.at,
        status=status,
        reason=reason,
        audience=audience(room.table.participants[turn.entity_id]),
    )


def next_up(room: Room, after: str, fallen: Collection[str] = ()) -> tuple[Participant, bool] | None:
    """Who can act next after `after`, and whether the order begins anew before it; none where nobody can."""
    order, participants = room.table.order, room.table.participants
    first = order.index(after) + 1 if after in order else 0
    for place in range(first, first + len(order)):
        wrapped, index = divmod(place, len(order))
        participant = participants[order[index]]
        if participant.can_act and participant.id not in fallen:
            return participant, wrapped > 0
    return None


def start(room: Room, participant: Participant, round_number: int, ask: Ask) -> TurnStarted:
    """A turn with its whole budget; players count only the turns of those whom they see at their start."""
    table = room.table
    return TurnStarted(
        turn_id=ask.new_id(),
        entity_id=participant.id,
        turn_number=table.turn_number + 1,
        seen_number=table.seen_turns + (not participant.hidden),
        round_number=round_number,
        at=ask.at,
        budget=Budget(movement=participant.sheet.speeds.walk),
        audience=audience(participant),
    )


def start_first(room: Room, ask: Ask) -> list[Event]:
    """The first who can act, in a new round; nothing where nobody can."""
    standing = room.standing
    if not standing:
        return []
    return [start(room, room.table.participants[standing[0]], room.table.round_number + 1, ask)]
