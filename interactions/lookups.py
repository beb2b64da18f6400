"""What a command needs from the database before it can be decided: looked up by a reader, then it comes again."""

import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from engine.asking import Refused
from engine.commands import AddParticipant, BacktrackTurn, HideChat, StartInteraction
from engine.permissions import MAY
from engine.state import Room
from engine.turnstarts import TurnStarts
from interactions import joining, spoken
from interactions.letters import BUSY, Answer, Letter
from interactions.models import Interaction
from interactions.opening import room_of
from interactions.past import Past, is_remembered

log = logging.getLogger(__name__)

Reader = Callable[[Callable[[], Any]], "Future[Any]"]
"""Runs something in a thread with a database connection."""

LOOKED_UP = frozenset({AddParticipant, BacktrackTurn, HideChat, StartInteraction})


def is_due(letter: Letter, room: Room, turns: TurnStarts) -> bool:
    """Whether something has to be looked up first, for somebody who may ask for it at all."""
    command = letter.command
    if letter.prepared or letter.person.role not in MAY[command.__class__]:
        return False
    if isinstance(command, StartInteraction):
        return room.lasting.live_status == "idle"
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

    reader(lambda: _found(room, letter)).add_done_callback(come_again)


def _found(room: Room, letter: Letter) -> Letter:
    if isinstance(letter.command, AddParticipant):
        return letter._replace(command=joining.prepared(room, letter.command), prepared=True)
    if isinstance(letter.command, StartInteraction):
        draft = Interaction.objects.select_related("location__map").get(pk=room.id)
        return letter._replace(draft=room_of(draft, room.lasting.seed_hash), prepared=True)
    if isinstance(letter.command, HideChat):
        return letter._replace(spoken=spoken.find(room.id, letter.command.message_id), prepared=True)
    return letter._replace(past=Past(room.id), prepared=True)
