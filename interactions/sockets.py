"""One send path per socket, behind which the server may be any. A write never waits for the reader."""

from collections import deque
from typing import Any, Protocol

from interactions.direct import DirectSocket, Hook, WebSocketsSansIOProtocol
from interactions.frames import LIMIT, Frame, Send, close, later

__all__ = ["Frame", "PlainSocket", "Socket", "socket_for"]

TOO_SLOW = 4408


class Socket(Protocol):
    """What a room knows of a connection."""

    def hear(self, hook: Hook | None) -> None: ...

    def write(self, *frames: Frame) -> None: ...

    def close(self, code: int, reason: str = "") -> None: ...


def socket_for(send: Send) -> Socket:
    """The direct way where the server is uvicorn's sans-IO implementation, else the plain one."""
    protocol: Any = getattr(send, "__self__", None)
    return DirectSocket(protocol, send) if isinstance(protocol, WebSocketsSansIOProtocol) else PlainSocket(send)


class PlainSocket:
    """ASGI `send` behind a bounded queue and a task that empties it: daphne, the test communicator."""

    __slots__ = ("_closing", "_send", "_sending", "_size", "_waiting")

    def __init__(self, send: Send) -> None:
        self._send = send
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._sending = False
        self._closing: tuple[int, str] | None = None

    def hear(self, hook: Hook | None) -> None:
        """Messages come through ASGI `receive`."""

    def write(self, *frames: Frame) -> None:
        if self._closing:
            return
        for frame in frames:
            payload = frame.payload
            self._waiting.append(payload)
            self._size += len(payload)
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
            later(self._empty())

    async def _empty(self) -> None:
        try:
            while self._waiting:
                payload = self._waiting.popleft()
                await self._send({"type": "websocket.send", "text": payload.decode()})
                self._size = max(0, self._size - len(payload))
            if self._closing:
                await close(self._send, *self._closing)
        finally:
            self._sending = False
