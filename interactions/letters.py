"""What comes to a room, who sends it, and what became of it; with the clock and the ids that a room gives out."""

import secrets
import time
from collections.abc import Callable
from typing import NamedTuple

from engine.asking import Refused, Role, Spoken
from engine.commands import Command
from engine.events import ActionSubmitted, Defeated, Event, Resumed, WentLive
from engine.state import Room
from engine.told import UNANSWERED
from interactions.ledger import Row, StatusChange
from interactions.past import Past
from interactions.snapshots import FELL_UNSEEN
from interactions.streams import Seat

BUSY = Refused("busy", "The table has its hands full. Try again in a moment.")

_random: list[str] = []
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [high + low for high in _SIGNS for low in _SIGNS]
"""Ten bits each, in order."""
BEGINNING = 1_577_836_800_000
"""2020, in ms since the epoch: 40 bits of milliseconds reach 34 years further."""


def new_id() -> str:
    """An opaque id of 16 signs: 40 bits of milliseconds, then 40 random bits, drawn from the system for many at a time.

    Ids that grow keep what is written at one time together in an index; random ones touch a page each.
    """
    if not _random:
        drawn = secrets.token_bytes(5 * 512)
        _random.extend([_signs(int.from_bytes(drawn[i : i + 5], "big")) for i in range(0, len(drawn), 5)])
    return _signs(int(time.time() * 1000) - BEGINNING) + _random.pop()


def _signs(number: int) -> str:
    """The low 40 bits as 8 signs."""
    return (
        _PAIRS[number >> 30 & 1023] + _PAIRS[number >> 20 & 1023] + _PAIRS[number >> 10 & 1023] + _PAIRS[number & 1023]
    )


class Person(NamedTuple):
    """Who asks: user id, role at the table, name; the session by which she is signed in, if by one; and the seal of the
    password she had then (`interactions.sweep.seal_of`)."""

    id: str
    role: Role
    name: str
    session: str = ""
    seal: str = ""

    @property
    def seat(self) -> tuple[str, str, str, str]:
        """What a seat keeps of her."""
        return self.id, self.role, self.session, self.seal


class Answer(NamedTuple):
    """What became of a command: `refused` or the acknowledged result (encoded JSON, may be empty)."""

    refused: Refused | None = None
    result: bytes = b""
    duplicate: bool = False


class Letter(NamedTuple):
    """A command on its way. The asker is a seat or socket, or whoever waits for `answer`."""

    person: Person
    command: Command
    command_id: str
    seat: Seat | None = None
    answer: Callable[[Answer], None] | None = None
    prepared: bool = False
    """What the command needs from the database has been looked up."""
    past: Past | None = None
    """For a rewind: the turns that the room does not remember."""
    draft: Room | None = None
    """For going live: the draft as it is now; what belongs to it may have changed since the room was opened."""
    spoken: Spoken | None = None
    """To moderate: the message that is meant."""
    alone: bool = False
    """To go live: Convex was asked and did not answer."""


class Doing(NamedTuple):
    """The command whose row is being written."""

    letter: Letter
    row: Row
    before: Room
    after: Room
    events: list[Event]


def status_change(doing: Doing) -> StatusChange | None:
    """What the command makes of the interaction's own columns, if anything."""
    before, after = doing.before.lasting, doing.after.lasting
    if before.live_status == after.live_status:
        return None
    return StatusChange(after.live_status, after.outcome, doing.row.at)


def snapshot_reason(doing: Doing) -> str:
    """Why the room is stored after this command (rules §12); empty where it is not."""
    before, after = doing.before, doing.after
    if before.table.round_number != after.table.round_number and before.table.round_number:
        return "round_end"
    if before.lasting.live_status != after.lasting.live_status:
        return {"paused": "pause", "completed": "completion"}.get(after.lasting.live_status, "")
    fallen = {event.audience for event in doing.events if isinstance(event, Defeated)}
    return "" if not fallen else "defeated" if "all" in fallen else FELL_UNSEEN


def result_of(events: list[Event]) -> bytes:
    """What the asker may need by name: the id of the action it submitted, a warning."""
    for event in events:
        if isinstance(event, ActionSubmitted):
            return b'{"actionId":"%b"}' % event.action.id.encode()
        if isinstance(event, WentLive | Resumed) and event.alone:
            return b'{"warning":"%b"}' % UNANSWERED.encode()
    return b""
