"""What a command needs from the database before it can be decided: looked up in the writer's thread, then it comes again."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from engine.asking import Refused
from engine.commands import AddParticipant, Command
from engine.permissions import MAY
from engine.state import Room
from interactions import joining
from interactions.journal import Journal
from interactions.letters import BUSY, Answer, Letter

log = logging.getLogger(__name__)

PREPARED: dict[type, Callable[[Room, Any], Command]] = {AddParticipant: joining.prepared}
"""By kind of command: from the room as it is then and the command to the command with what it needs."""


def is_due(letter: Letter) -> bool:
    """Whether something has to be looked up first, for somebody who may ask for it at all."""
    return not letter.prepared and letter.person.role in MAY[letter.command.__class__]


def prepare(
    journal: Journal,
    state: Room,
    letter: Letter,
    submit: Callable[[Letter], None],
    answer: Callable[[Letter, Answer], None],
) -> None:
    """`submit` the letter again with what was found, or `answer` why not; both on the event loop."""
    work = PREPARED[letter.command.__class__]

    def come_again(done: "Future[Any]") -> None:
        error = done.exception()
        if error is None:
            again = letter._replace(command=done.result(), prepared=True)
            journal.loop.call_soon_threadsafe(submit, again)
            return
        if not isinstance(error, Refused):
            log.error("room %s could not prepare %r", state.id, letter.command, exc_info=error)
        refused = error if isinstance(error, Refused) else BUSY
        journal.loop.call_soon_threadsafe(answer, letter, Answer(refused=refused))

    journal.behind(lambda: work(state, letter.command)).add_done_callback(come_again)
