"""How a turn passes from one participant to the next (rules §3 and §4)."""

from collections.abc import Collection
from typing import Literal

from msgspec.structs import replace

from engine import missed
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
    """Ends `turn` and starts the next: a missed one that is due, else that of who follows. `fallen` just left the fight."""
    ended = end(room, turn, ask, status=status, reason=reason)
    after = turn.after if turn.catch_up_for else turn.entity_id
    caught_up = missed.due(room, fallen)
    if caught_up is not None:
        if after in fallen:
            after = room.table.before(after)
        participant = room.table.participants[caught_up.entity_id]
        return [ended, start(room, participant, room.table.round_number, ask, caught_up.turn_id, after)]
    following = next_up(room, after, fallen)
    if following is None:
        return [ended]
    participant, wrapped = following
    return [ended, start(room, participant, room.table.round_number + wrapped, ask)]


def end(room: Room, turn: Turn, ask: Ask, *, status: How = "completed", reason: str = "") -> TurnEnded:
    """Without a word about its being missed: that is for a turn that is closed although its player could act."""
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


def close(room: Room, turn: Turn, ask: Ask, *, status: How, reason: str) -> list[Event]:
    """A turn that its owner did not end; a player may take it later, but a turn that was caught up not once more."""
    ended, *started = pass_on(room, turn, ask, status=status, reason=reason)
    later = not turn.catch_up_for and missed.counts(room, room.table.participants[turn.entity_id])
    return [replace(ended, missed=True) if later else ended, *started]


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


def on_deck(room: Room) -> Participant | None:
    """Who is next, as far as everybody at the table can tell: nobody while a turn is made up for or somebody unseen acts."""
    turn, active = room.table.turn, room.active
    if turn is None or active is None or active.hidden or turn.catch_up_for or missed.due(room):
        return None
    unseen = [p.id for p in room.table.participants.values() if p.hidden]
    following = next_up(room, turn.entity_id, unseen)
    return following[0] if following and following[0].id != turn.entity_id else None


def seconds_of(room: Room, participant: Participant) -> int | None:
    """The limit that the settings give a turn of this participant, before its own factor; None: no clock."""
    settings = room.lasting.settings
    return settings.turn_time_limit if participant.owner else settings.dm_turn_time_limit


def start(
    room: Room, participant: Participant, round_number: int, ask: Ask, catch_up_for: str = "", after: str = ""
) -> TurnStarted:
    """A turn with its whole budget; players count only the turns of those whom they see at their start."""
    table, lasting = room.table, room.lasting
    seconds = seconds_of(room, participant)
    limit = round(seconds * 1000 * participant.time_factor) if seconds else 0
    return TurnStarted(
        turn_id=ask.new_id(),
        entity_id=participant.id,
        turn_number=table.turn_number + 1,
        seen_number=table.seen_turns + (not participant.hidden),
        round_number=round_number,
        at=ask.at,
        budget=Budget(movement=participant.sheet.speeds.walk),
        catch_up_for=catch_up_for,
        after=after,
        time_limit=limit,
        running_since=ask.at if limit and lasting.live_status == "live" else 0,
        audience=audience(participant),
    )


def start_first(room: Room, ask: Ask) -> list[Event]:
    """The first who can act, in a new round; nothing where nobody can."""
    standing = room.standing
    if not standing:
        return []
    return [start(room, room.table.participants[standing[0]], room.table.round_number + 1, ask)]
