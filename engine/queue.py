"""Turns asked for beforehand (rules §4): kept until they begin, then validated again, action by action."""

from collections.abc import Iterable

from msgspec.structs import replace

from engine import acting, turns, verbs
from engine.asking import Ask, Refused
from engine.commands import QueueTurn, TakeTurn
from engine.events import Event, QueueMoved, QueueStopped, TurnQueued
from engine.evolve import fold
from engine.permissions import DM
from engine.requests import ActionRequest
from engine.state import Queue, Room

ABSENT = "dm_disconnected"
"""Why the game is paused while no DM is there: what players ask for then waits for her."""


def put(room: Room, command: QueueTurn, ask: Ask) -> list[Event]:
    """The owner of an entity says what it does in its next turn; no actions: nothing any more. Also while paused."""
    actor = acting.owned(room, command.entity_id, ask)
    if not command.actions and actor.id not in room.table.queues:
        raise Refused("conflict", "Nothing is queued.")
    _known(command.actions)
    return [
        TurnQueued(
            entity_id=actor.id,
            by=ask.by,
            role="dm" if ask.role in DM else "player",
            actions=tuple(command.actions),
            audience="dm",
        )
    ]


def _known(actions: list[ActionRequest]) -> None:
    for place, action in enumerate(actions, 1):
        verbs.check(action.type)
        if action.type == "end" and place < len(actions):
            raise Refused("malformed", "Nothing can follow the end of the turn.")


def waits_for_a_dm(room: Room, ask: Ask) -> bool:
    """Whether what this player asks for is kept until a DM is back."""
    lasting = room.lasting
    return lasting.live_status == "paused" and lasting.pause_reason == ABSENT and ask.role == "player"


def hold(room: Room, command: TakeTurn, ask: Ask) -> list[Event]:
    """What the active participant's player asks for while no DM is there: it waits until she is back.

    What would be refused if it were done now, behind what waits already, is refused now.
    """
    act = acting.begin(replace_pause(room), command, ask)
    held = room.table.held
    waiting = held.actions if held and not held.code else ()
    if any(action.type == "end" for action in waiting):
        raise Refused("already_acted", "You have already ended this turn.")
    actions = [*waiting, command.action]
    if command.end_turn and command.action.type != "end":
        actions.append(ActionRequest(type="end"))
    if len(actions) > MOST:
        raise Refused("busy", "That is more than can wait for the DM.")
    _rehearse(act, waiting, command)
    return [
        QueueMoved(
            entity_id=act.actor.id, turn_id=act.turn.id, by=ask.by, role="player", left=tuple(actions), audience="dm"
        )
    ]


MOST = 20
"""Actions of one queue."""


def _rehearse(act: acting.Act, waiting: Iterable[ActionRequest], command: TakeTurn) -> None:
    """Raises what `command` will be refused with, as things stand, when it has become its turn; nothing of it happens."""
    room, ask = act.room, replace(act.ask, dice=Ones())
    for action in waiting:
        before = TakeTurn(entity_id=act.actor.id, action=action, turn_id=act.turn.id)
        try:
            room = fold(room, turns.take(room, before, ask))
        except Refused as refused:
            raise Refused(refused.code, f"What waits before it cannot be done any more: {refused.message}") from refused
    turns.take(room, command, ask)


class Ones:
    """The dice of a rehearsal, of which nothing comes: no attack hits, and whoever it is for spends none of her own."""

    def roll(self, count: int, sides: int, *, secret: bool) -> tuple[int, ...]:
        return (1,) * count

    def spent(self) -> tuple[int, int]:
        return 0, 0

    def open_rolls(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        return ()

    def reveal(self) -> str:
        return ""


def replace_pause(room: Room) -> Room:
    """The room as if it went on."""
    return replace(room, lasting=replace(room.lasting, live_status="live"))


def follow(room: Room, events: list[Event], ask: Ask) -> list[Event]:
    """`events`, and what queued turns make of the turns that begin with them."""
    table = room.table
    if not (table.queues or table.held):
        return events
    after = fold(room, events)
    while (held := after.table.held) is not None and after.lasting.live_status == "live" and not held.code:
        played = _play(after, held, ask)
        events = events + played
        after = fold(after, played)
    return events


def _play(room: Room, held: Queue, ask: Ask) -> list[Event]:
    """The first action that is held, as whoever asked for it; where it is not legal any more, the queue stops."""
    turn = room.table.turn
    assert turn is not None
    moved = QueueMoved(
        entity_id=turn.entity_id, turn_id=turn.id, by=held.by, role=held.role, left=held.actions[1:], audience="dm"
    )
    command = TakeTurn(entity_id=turn.entity_id, action=held.actions[0], turn_id=turn.id)
    owner = replace(ask, by=held.by, role=held.role, name="")
    try:
        return [moved, *turns.take(fold(room, [moved]), command, owner)]
    except Refused as refused:
        stopped = QueueStopped(
            entity_id=turn.entity_id, turn_id=turn.id, code=refused.code, message=refused.message, audience="dm"
        )
        return [stopped]
