"""The socket of alerts: one per window of a signed-in person, wherever on the site she is."""

import logging
from typing import Annotated, Any

import msgspec
from channels.consumer import AsyncConsumer
from django.conf import settings
from msgspec import Meta, Struct

from engine.asking import Refused
from engine.commands import Id
from interactions import protocol, rooms
from interactions.admission import TurnedAway, admit_anywhere
from interactions.alerting import Ear, mark_read, unread
from interactions.flow import Allowance
from interactions.frames import Frame
from interactions.letters import new_id
from interactions.sockets import socket_for

log = logging.getLogger(__name__)

BROKEN, TOO_LARGE, FLOOD, RESTARTING = 4400, 4413, 4429, 4503


class Read(Struct, frozen=True, tag="read", tag_field="type", forbid_unknown_fields=True):
    """These alerts have been read."""

    ids: Annotated[list[Id], Meta(max_length=200)]


class Ping(Struct, frozen=True, tag="ping", tag_field="type"):
    t: float = 0


_decode = msgspec.json.Decoder(Read | Ping).decode


class AlertConsumer(AsyncConsumer):
    """Tells what is unread on coming in, then what is new; hears what has been read. `__call__` as in `consumers`."""

    done = False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        try:
            self.rooms = rooms.here()
            person = await self.rooms.in_thread(lambda: admit_anywhere(scope))
        except TurnedAway as away:
            await send({"type": "websocket.close", "code": away.code, "reason": away.reason})
            return
        except Exception as error:
            if not isinstance(error, Refused):
                log.exception("nobody could be let in for alerts")
            await send({"type": "websocket.close", "code": RESTARTING, "reason": "come again"})
            return
        self.socket = socket_for(send)
        self.ear = Ear(self.socket, person.id, person.session, person.seal)
        self.allowance = Allowance(*settings.SOCKET_RATE)
        self.rooms.alerts.enter(self.ear)
        try:
            await self._tell_what_waits()
            while (message := await receive())["type"] == "websocket.receive":
                if not self.done:
                    await self._received(message.get("text"))
        finally:
            self.rooms.alerts.leave(self.ear)

    async def _tell_what_waits(self) -> None:
        """Read only when it already listens: what is stored meanwhile comes twice rather than never."""
        user_id = self.ear.user_id
        waiting = await self.rooms.in_thread(lambda: unread(user_id))
        if waiting:
            self.socket.write(*[Frame(protocol.encode(shown)) for shown in waiting])

    async def _received(self, text: str | None) -> None:
        if text is None:
            self._end(BROKEN, "text frames only")
        elif len(text) > protocol.MAX_INBOUND or len(text.encode()) > protocol.MAX_INBOUND:
            self._end(TOO_LARGE, "too large")
        elif self.allowance.take(self.rooms.loop.time()):
            await self._guarded(text)
        elif self.allowance.abused:
            self._end(FLOOD, "far too many messages")
        else:
            self._say(protocol.error(Refused("rate_limited", "Slow down a little, and send it again.")))

    async def _guarded(self, text: str) -> None:
        """Whatever goes wrong is an answer, never a close with 1011."""
        try:
            await self._handle(_decode(text))
        except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
            self._say(protocol.error(Refused("malformed", f"That is nothing one can say here: {error}.")))
        except Exception:
            reference = new_id()
            log.exception("reference %s: a frame about alerts", reference)
            self._say(protocol.error(Refused("internal", f"Something went wrong on our side (reference {reference}).")))

    async def _handle(self, asked: Read | Ping) -> None:
        if isinstance(asked, Ping):
            self._say(protocol.pong(asked.t, self.rooms.clock.wall()))
            return
        user_id = self.ear.user_id
        ids = [id for id in asked.ids if "\0" not in id]
        await self.rooms.in_thread(lambda: mark_read(user_id, ids))
        self.rooms.alerts.tell([(user_id, {"type": "read", "ids": ids})])

    def _say(self, payload: bytes) -> None:
        self.socket.write(Frame(payload))

    def _end(self, code: int, reason: str) -> None:
        """Whatever comes behind it is not heard any more."""
        self.done = True
        self.socket.close(code, reason)
