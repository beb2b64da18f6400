"""What a command needs from the database before it can be decided: looked up by a reader, then it comes again."""

import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable
from concurrent.futures import Future
from time import monotonic
from typing import Any

from engine.asking import Refused
from engine.commands import AddParticipant, BacktrackTurn, HideChat, ResumeInteraction, StartInteraction
from engine.permissions import MAY
from engine.state import Room
from engine.turnstarts import TurnStarts
from interactions import joining, spoken
from interactions.convex import arriving
from interactions.letters import BUSY, Answer, Letter
from interactions.models import Interaction
from interactions.opening import room_of
from interactions.past import Past, is_remembered
from sync.outbox import switched_on

log = logging.getLogger(__name__)

Reader = Callable[[Callable[[], Any], bool], "Future[Any]"]
"""Runs something in a thread with a database connection; what may take seconds, in one of others."""

GOES_LIVE = frozenset({ResumeInteraction, StartInteraction})
LOOKED_UP = frozenset({AddParticipant, BacktrackTurn, HideChat, *GOES_LIVE})


def is_due(letter: Letter, room: Room, turns: TurnStarts, *, asked: bool) -> bool:
    """Whether something has to be looked up first, for somebody who may ask for it at all. `asked`: Convex knows of this
    opening of the room."""
    command = letter.command
    if letter.prepared or letter.person.role not in MAY[command.__class__]:
        return False
    if isinstance(command, StartInteraction):
        return room.lasting.live_status == "idle"
    if isinstance(command, ResumeInteraction):
        return room.lasting.live_status == "paused" and not asked and switched_on()
    return not (isinstance(command, BacktrackTurn) and is_remembered(command, room, turns))


def look_up(
    reader: Reader,
    loop: AbstractEventLoop,
    room: Room,
    letter: Letter,
    submit: Callable[[Letter], None],
    answer: Callable[[Letter, Answer], None],
) -> None:
    """`submit` the letter again with what was found, or `answer` why not; both on the event loop."""

    def come_again(done: "Future[Letter]") -> None:
        error = done.exception()
        if error is None:
            loop.call_soon_threadsafe(submit, done.result())
            return
        if not isinstance(error, Refused):
            log.error("room %s could not look up what %r needs", room.id, letter.command, exc_info=error)
        refused = error if isinstance(error, Refused) else BUSY
        loop.call_soon_threadsafe(answer, letter, Answer(refused=refused))

    slow = letter.command.__class__ in GOES_LIVE and switched_on()
    until = monotonic() + arriving.PATIENCE
    reader(lambda: _found(room, letter, until), slow).add_done_callback(come_again)


def _found(room: Room, letter: Letter, until: float) -> Letter:
    """`until`: how long Convex may be asked (monotonic)."""
    if isinstance(letter.command, AddParticipant):
        return letter._replace(command=joining.prepared(room, letter.command), prepared=True)
    if letter.command.__class__ in GOES_LIVE:
        letter = letter._replace(alone=arriving.before_going_live(room.id, until))
    if isinstance(letter.command, StartInteraction):
        draft = Interaction.objects.select_related("location__map").get(pk=room.id)
        return letter._replace(draft=room_of(draft, room.lasting.seed_hash), prepared=True)
    if isinstance(letter.command, HideChat):
        return letter._replace(spoken=spoken.find(room.id, letter.command.message_id), prepared=True)
    past = Past(room.id) if isinstance(letter.command, BacktrackTurn) else None
    return letter._replace(past=past, prepared=True)
