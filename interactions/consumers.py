"""Sockets to rooms: a consumer translates, and knows nothing of the game.

`__call__` is overridden: Channels' own makes tasks and waits on the channel layer for every message, which a room does
not use (docs/decisions/0001-sockets-belong-to-rooms.md).
"""

import asyncio
import logging
from typing import Any

from channels.consumer import AsyncConsumer
from django.conf import settings

from engine.asking import Refused
from interactions import protocol, rooms
from interactions.admission import TurnedAway, admit
from interactions.flow import Allowance
from interactions.letters import Letter, Person, new_id
from interactions.room import LiveRoom
from interactions.sockets import Frame, Socket, socket_for
from interactions.storage import CLOSED, Unreadable
from interactions.streams import Seat

log = logging.getLogger(__name__)

LOOKING_ON = Refused("forbidden", "You only look on here, as somebody else. Act in a window of your own.")
BROKEN, NO_SUCH_ROOM, TOO_LARGE, FLOOD = 4400, 4404, 4413, 4429


class RoomConsumer(AsyncConsumer):
    """One socket of one person in one interaction's room."""

    room: LiveRoom
    person: Person
    socket: Socket
    done = False

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        try:
            self.person, self.room = await self._admitted(scope)
        except TurnedAway as away:
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": away.code, "reason": away.reason})
            return
        await send({"type": "websocket.accept"})
        self.socket = socket_for(send)
        self.seat = Seat(self.socket, *self.person.seat)
        self.allowance = Allowance(*settings.SOCKET_RATE)
        self.clock = asyncio.get_running_loop().time
        self.socket.hear(self._guarded)
        self.room.seating.enter(self.seat)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                text = message.get("text")
                self._guarded(None if text is None else text.encode())
        finally:
            self.socket.hear(None)  # they hold each other
            self.room.seating.gone(self.seat)

    async def _admitted(self, scope: dict[str, Any]) -> tuple[Person, LiveRoom]:
        interaction_id = scope["url_route"]["kwargs"]["interaction_id"]
        try:
            directory = rooms.here()
            person = await directory.in_thread(lambda: admit(scope, interaction_id))
            return person, await directory.room(interaction_id)
        except Refused as refused:
            code = rooms.RESTARTING if refused.code == "busy" else NO_SUCH_ROOM
            raise TurnedAway(code, refused.message[:100]) from refused
        except Unreadable as error:
            log.error("the room stays closed: %s", error)
            raise TurnedAway(NO_SUCH_ROOM, CLOSED) from error
        except TurnedAway:
            raise
        except Exception as error:
            log.exception("nobody could be let into %s", interaction_id)
            raise TurnedAway(rooms.RESTARTING, "something went wrong on our side; come again") from error

    def _guarded(self, text: bytes | None) -> None:
        """Whatever goes wrong is the asker's answer, never a close with 1011."""
        if self.done or self.seat.sent_away:
            return
        try:
            self._received(text)
        except Exception:
            reference = new_id()
            log.exception("reference %s: a frame in room %s", reference, self.room.id)
            refused = Refused("internal", f"Something went wrong on our side (reference {reference}).")
            self.socket.write(Frame(protocol.error(refused)))

    def _received(self, text: bytes | None) -> None:
        """Size, rate, form; then it is the room's."""
        if text is None:
            self._refuse_and_close(Refused("malformed", "Text frames only."), BROKEN)
        elif len(text) > protocol.MAX_INBOUND:
            self._refuse_and_close(Refused("too_large", "A frame has 64 KiB at most."), TOO_LARGE)
        elif not self.allowance.take(self.clock()):
            self._too_fast(text)
        else:
            self._handle(text)

    def _handle(self, text: bytes) -> None:
        try:
            inbound = protocol.parse(text)
        except protocol.Malformed as refused:
            self.socket.write(Frame(protocol.error(refused, refused.id)))
            return
        match inbound:
            case protocol.Asked(id, command):
                if self.seat.views_as:
                    self._refuse(LOOKING_ON, id)
                else:
                    self.room.submit(Letter(self.person, command, id, self.seat))
            case protocol.Ping(t):
                self.seat.pinged_at = now = self.room.now()
                self.socket.write(Frame(protocol.pong(t, now)))
            case protocol.Join(id, since, view_as):
                self._join(id, since, view_as)
            case protocol.Leave(id):
                self.room.seating.leave(self.seat)
                self.socket.write(Frame(protocol.ack(id)))

    def _join(self, id: str, since: dict[str, Any], view_as: str | None) -> None:
        try:
            self.room.seating.join(self.seat, self.person, since, view_as)
        except Refused as refused:
            self._refuse(refused, id)
        else:
            self.socket.write(Frame(protocol.ack(id)))

    def _refuse(self, refused: Refused, id: str) -> None:
        self.socket.write(Frame(protocol.error(refused, id)))

    def _too_fast(self, text: bytes) -> None:
        if self.allowance.abused:
            self._refuse_and_close(Refused("rate_limited", "Far too many messages."), FLOOD)
        else:
            refused = Refused("rate_limited", "Slow down a little, and send it again.")
            self.socket.write(Frame(protocol.error(refused, protocol.id_of(text))))

    def _refuse_and_close(self, refused: Refused, code: int) -> None:
        """Whatever came behind it in the same read is not heard any more."""
        self.done = True
        self.socket.write(Frame(protocol.error(refused)))
        self.socket.close(code, refused.code)
