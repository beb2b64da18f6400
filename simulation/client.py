"""One player's connection to a room: joins, keeps its documents by merge patches, asks, and lives through lost connections.

A command that was not answered is sent again under the same id after reconnecting; a gap in a stream's numbers is filled
by joining again with `since`. Nothing here knows the game.
"""

import asyncio
import random
import secrets
from collections.abc import Callable
from typing import Any, Protocol

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from simulation.documents import Document, merged

Frame = dict[str, Any]
FINAL_CLOSE_CODES = frozenset({4401, 4403, 4404, 4409})
FINAL_ANSWERS = frozenset({401, 403, 404})
"""After these, coming again is of no use."""
SLOW_DOWN_SECONDS = 1.0
"""What was too much at once goes out again after this."""


class Gone(Exception):
    """The server does not want this client any more; `code` is the close code or the HTTP status."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code = code


class Diary(Protocol):
    """Who writes down what was sent and what was answered, outside of the server."""

    def sent(self, command_id: str, command: str, content: Frame) -> None: ...

    def answered(self, command_id: str, reply: Frame) -> None: ...


class Client:
    """`url` is the room's socket; `headers` carry the session cookie; `on_message(message, stream)` hears every message once,
    `on_frame(frame)` every frame as it comes."""

    def __init__(
        self,
        url: str,
        origin: str,
        headers: dict[str, str],
        *,
        diary: Diary | None = None,
        on_message: Callable[[Frame, str], None] | None = None,
        on_frame: Callable[[Frame], None] | None = None,
        longest_pause: float = 5.0,
    ) -> None:
        self._url, self._origin, self._headers = url, origin, headers
        self._diary, self._on_message, self._longest_pause = diary, on_message, longest_pause
        self._on_frame = on_frame
        self._socket: ClientConnection | None = None
        self._unanswered: dict[str, Frame] = {}
        self._replies: dict[str, asyncio.Future[Frame]] = {}
        self._joins = 0
        self._joining = ""
        self._slowing: asyncio.TimerHandle | None = None
        self._resending: asyncio.Task[None] | None = None
        self._something_new = asyncio.Event()
        self.joined = asyncio.Event()
        self.documents: dict[str, Document] = {}
        self.at: dict[str, int] = {}
        self.life: Any = None
        self.you: Frame = {}
        self.connections = self.gaps = self.snapshots = 0
        self.gone: Gone | None = None

    # What its owner calls

    async def run(self) -> None:
        """Stays connected until cancelled; returns when the server does not want this client any more (`gone` says why)."""
        misses = 0
        try:
            while True:
                try:
                    await self._stay_connected()
                    misses = 0
                except InvalidStatus as refused:
                    if refused.response.status_code in FINAL_ANSWERS:
                        raise Gone(refused.response.status_code, "refused at the door") from refused
                    misses += 1
                except (OSError, WebSocketException, TimeoutError):
                    misses = 0 if self.joined.is_set() else misses + 1
                self.joined.clear()
                await self._between(misses)
        except Gone as gone:
            self.gone = gone
            self._wake()

    async def _between(self, misses: int) -> None:
        """Before it comes again, after so many attempts in vain."""
        await asyncio.sleep(random.random() * min(self._longest_pause, 0.1 * 2 ** min(misses, 10)))

    async def ask(self, command: str, content: Frame, command_id: str = "") -> Frame:
        """The `ack` or `error` frame that answers, however many connections it takes."""
        command_id = command_id or secrets.token_hex(8)
        frame = {"type": command, "id": command_id, "data": content}
        if self._diary:
            self._diary.sent(command_id, command, content)
        self._unanswered[command_id] = frame
        reply = self._replies[command_id] = asyncio.get_running_loop().create_future()
        if self.joined.is_set():
            await self._send(frame)
        return await reply

    async def changed(self, timeout: float) -> bool:
        """Waits until a frame came in since the last call; False when none did within `timeout` seconds."""
        try:
            await asyncio.wait_for(self._something_new.wait(), timeout)
        except TimeoutError:
            return False
        self._something_new.clear()
        return True

    # Connecting

    async def _stay_connected(self) -> None:
        async with connect(
            self._url,
            origin=self._origin,
            additional_headers=self._headers,
            compression=None,
            max_size=None,
            ping_interval=None,
            open_timeout=30,
            close_timeout=1,
            proxy=None,
        ) as socket:
            self._socket = socket
            self.connections += 1
            try:
                await self._join()
                async for text in socket:
                    await self._hear(msgspec.json.decode(text))
            except ConnectionClosed:
                pass  # the code says whether to come again
            finally:
                self._socket = None
                self._hold_back()
        if socket.close_code in FINAL_CLOSE_CODES:
            raise Gone(socket.close_code, socket.close_reason or "")

    async def _join(self) -> None:
        self._joins += 1
        self._joining = f"join-{self._joins}"
        since = {"room": self.life, **self.at} if self.life is not None else None
        await self._send({"type": "joinRoom", "id": self._joining, "data": {"since": since} if since else {}})

    async def _send(self, frame: Frame) -> None:
        if self._socket is None:
            return
        try:
            await self._socket.send(msgspec.json.encode(frame).decode())
        except ConnectionClosed:
            return  # it stays unanswered and is sent again after the next join

    # Hearing

    async def _hear(self, frame: Frame) -> None:
        if self._on_frame:
            self._on_frame(frame)
        match frame["type"]:
            case "update":
                await self._update(frame)
            case "snapshot":
                self._replace(frame)
            case "ack" | "error":
                await self._answer(frame)
        self._wake()

    def _wake(self) -> None:
        self._something_new.set()

    async def _update(self, frame: Frame) -> None:
        stream, n = frame["stream"], frame["n"]
        seen = self.at.get(stream, 0)
        if n <= seen:
            return
        if n > seen + 1:
            self.gaps += 1
            if self.joined.is_set():
                self.joined.clear()
                await self._join()
            return
        self.at[stream] = n
        for message in frame["messages"]:
            if message["type"] == "stateDelta":
                self.documents[stream] = merged(self.documents.get(stream, {}), message["changes"])
            if self._on_message:
                self._on_message(message, stream)

    def _replace(self, frame: Frame) -> None:
        self.snapshots += 1
        self.life, self.at = frame["room"], dict(frame["at"])
        self.documents, self.you = dict(frame["state"]), frame["you"]

    async def _answer(self, frame: Frame) -> None:
        command_id = frame.get("id") or ""
        if not command_id and frame.get("code") == "rate_limited":
            self._slow_down()
            return
        if command_id == self._joining:
            await self._joined(frame)
            return
        reply = self._replies.pop(command_id, None)
        self._unanswered.pop(command_id, None)
        if self._diary and reply is not None:
            self._diary.answered(command_id, frame)
        if reply is not None and not reply.done():
            reply.set_result(frame)

    async def _joined(self, frame: Frame) -> None:
        if frame["type"] == "error":
            raise Gone(0, f"cannot join: {frame['code']} {frame['message']}")
        self.joined.set()
        await self._resend()

    async def _resend(self) -> None:
        for unanswered in list(self._unanswered.values()):
            await self._send(unanswered)

    def _slow_down(self) -> None:
        """Something was dropped, and nobody says what: all that has no answer goes out again, a little later."""
        if self._slowing is None:
            self._slowing = asyncio.get_running_loop().call_later(SLOW_DOWN_SECONDS, self._go_on)

    def _go_on(self) -> None:
        self._slowing = None
        self._resending = asyncio.ensure_future(self._resend() if self.joined.is_set() else self._join())

    def _hold_back(self) -> None:
        """The next join sends everything again anyway."""
        if self._slowing is not None:
            self._slowing.cancel()
            self._slowing = None

    # For those who test what happens then

    def cut(self) -> None:
        """Loses the connection, as a bad network would; `run` comes back."""
        if self._socket is not None and self._socket.transport is not None:
            self._socket.transport.abort()
