"""One send path per socket, behind which the server may be any. A write never waits for the reader.

`DirectSocket` reaches into uvicorn's sans-IO websocket protocol and writes frames built once to its transport;
`PlainSocket` is the same through ASGI `send`, for every other server (daphne, the test communicator).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

LIMIT = 256 * 1024
"""Bytes that may wait for one reader; beyond it the reader is too slow (4408)."""

TOO_SLOW = 4408

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Frame:
    """One text message, as payload and as the websocket frame around it (RFC 6455 §5.2: unmasked, final, text)."""

    __slots__ = ("payload", "raw")

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        size = len(payload)
        if size < 126:
            head = bytes((0x81, size))
        elif size < 65536:
            head = b"\x81\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x81\x7f" + size.to_bytes(8, "big")
        self.raw = head + payload


class Socket(Protocol):
    """What a room knows of a connection."""

    def write(self, *frames: Frame) -> None: ...

    def close(self, code: int, reason: str = "") -> None: ...


def socket_for(send: Send) -> "Socket":
    """The direct way where the server is uvicorn's sans-IO implementation, else the plain one."""
    protocol = getattr(send, "__self__", None)
    if type(protocol).__name__ == "WebSocketsSansIOProtocol" and hasattr(protocol, "transport"):
        return DirectSocket(protocol, send)
    return PlainSocket(send)


class DirectSocket:
    """Writes to the transport; smoke-tested against the pinned uvicorn."""

    __slots__ = ("_closing", "_send", "_transport", "_write")

    def __init__(self, protocol: Any, send: Send) -> None:
        self._transport = protocol.transport
        self._write = protocol.transport.write
        self._send = send
        self._closing = False

    def write(self, *frames: Frame) -> None:
        if self._closing or self._transport.is_closing():
            return
        self._write(frames[0].raw if len(frames) == 1 else b"".join([frame.raw for frame in frames]))
        if self._transport.get_write_buffer_size() > LIMIT:
            self._closing = True
            self._transport.abort()

    def close(self, code: int, reason: str = "") -> None:
        if not self._closing:
            self._closing = True
            _later(_close(self._send, code, reason))


class PlainSocket:
    """A bounded queue and a task that empties it."""

    __slots__ = ("_closing", "_send", "_sending", "_size", "_waiting")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._sending = False
        self._closing: tuple[int, str] | None = None

    def write(self, *frames: Frame) -> None:
        if self._closing:
            return
        for frame in frames:
            self._waiting.append(frame.payload)
            self._size += len(frame.payload)
        if self._size > LIMIT:
            self._waiting.clear()
            self._size = 0
            self.close(TOO_SLOW, "too slow")
        self._start()

    def close(self, code: int, reason: str = "") -> None:
        if self._closing is None:
            self._closing = (code, reason)
            self._start()

    def _start(self) -> None:
        if not self._sending:
            self._sending = True
            _later(self._empty())

    async def _empty(self) -> None:
        try:
            while self._waiting:
                payload = self._waiting.popleft()
                await self._send({"type": "websocket.send", "text": payload.decode()})
                self._size -= len(payload)
            if self._closing:
                await _close(self._send, *self._closing)
        finally:
            self._sending = False


async def _close(send: Send, code: int, reason: str) -> None:
    try:
        await send({"type": "websocket.close", "code": code, "reason": reason})
    except (RuntimeError, OSError):
        return  # closed from the other side in the meantime


_running: set[asyncio.Task[None]] = set()


def _later(work: Any) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_finished)


def _finished(task: "asyncio.Task[None]") -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()  # a reader that is gone is nobody's error
