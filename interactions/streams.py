"""A seat at a table and the streams it follows: frames counted without gaps, the newest kept for those who missed some."""

from collections import deque
from collections.abc import Sequence
from typing import Any

from interactions import protocol
from interactions.shapes.documents import STREAM_OF
from interactions.sockets import Frame, Socket

KEPT = 64
"""Frames of a stream that are kept for those who missed some."""
CATCH_UP_BYTES = 128 * 1024
"""More missed frames than this are not sent: a snapshot is shorter."""
VIEWED = "viewed "
"""Begins the key of a stream that follows a player's own document for DMs who view as her."""

Document = dict[str, Any]

_ENCODED = bytearray(4096)
"""Where messages are encoded before they are copied into their frame: one place that stays warm."""


class Seat:
    """One socket that has joined a room.

    `eyes`: as whom it sees, a user id and a role; its person's own, until a DM views as another. `shared` names the stream
    that it shares with others, `own` is the key of the one that is its person's alone.
    """

    __slots__ = ("eyes", "own", "pinged_at", "role", "seal", "sent_away", "session", "shared", "socket", "user_id")

    def __init__(self, socket: Socket, user_id: str, role: str, session: str = "", seal: str = "") -> None:
        self.socket = socket
        self.user_id = user_id
        self.role = role
        self.session = session
        self.seal = seal
        self.sent_away = False
        """Nothing that still comes from it is heard."""
        self.pinged_at = 0
        """In the room's time; 0 for one that does not ping."""
        self.looks_through((user_id, role))

    def looks_through(self, eyes: tuple[str, str]) -> None:
        """Who views as another gets an own stream without what is said to her alone."""
        self.eyes = eyes
        self.shared = STREAM_OF[eyes[1]]
        self.own = VIEWED + eyes[0] if self.views_as else self.user_id

    def send_away(self, code: int, reason: str = "") -> None:
        """Close it; what it had to say behind that is too late."""
        self.sent_away = True
        self.socket.close(code, reason)

    @property
    def views_as(self) -> bool:
        """Whether it only looks on, through the eyes of somebody else."""
        return self.eyes[0] != self.user_id


class Stream:
    """Frames counted from 1 without gaps, the newest kept. Once followed, it goes on whether or not somebody is there: its
    number tells nothing of what happened, and who was cut off gets what she missed."""

    __slots__ = ("_head", "frames", "n", "name", "role", "seats")

    def __init__(self, name: str) -> None:
        self.name = name
        self._head = protocol.update_head(name)
        self.n = 0
        self.frames: deque[Frame] = deque(maxlen=KEPT)
        self.seats: list[Seat] = []
        self.role = ""
        """Of whoever followed last; empty as long as nobody ever has."""

    def follow(self, seat: Seat) -> None:
        """In another role than before the stream begins anew: nothing was made of it for a while."""
        role = seat.eyes[1]
        if self.role and self.role != role:
            self.n += 1
            self.frames.clear()
        self.seats.append(seat)
        self.role = role

    def frame(self, at: int, messages: Sequence[Document]) -> Frame:
        """The next frame of this stream."""
        self.n += 1
        protocol.encode_into(messages, _ENCODED)
        frame = Frame(self._head % (self.n, at), _ENCODED, protocol.END)
        self.frames.append(frame)
        return frame

    def since(self, n: int) -> list[Frame] | None:
        """The frames after `n`; None where they are not kept, or `n` is not of this life."""
        missing = self.n - n
        if missing < 0 or missing > len(self.frames):
            return None
        missed = list(self.frames)[len(self.frames) - missing :]
        return missed if sum(len(frame.raw) for frame in missed) <= CATCH_UP_BYTES else None
