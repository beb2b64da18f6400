"""A websocket client that costs next to nothing: cuts the stream into frames (RFC 6455 §5.2) and hands over where they lie."""

import asyncio
import base64
import os
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

Heard = Callable[[bytes, int, int], None]
"""Called with a buffer and the payload's start and end in it."""


class Line(asyncio.Protocol):
    """One connection. `heard` gets every text frame; counts frames and bytes as they come over the network."""

    def __init__(self, heard: Heard) -> None:
        self.heard = heard
        self.frames = self.bytes = 0
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.closed = ""
        self._rest = b""
        self._transport: Any = None  # uvloop's are no instances of asyncio's

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = self.closed or str(error or "connection lost")
        if not self.open.done():
            self.open.set_exception(ConnectionError(self.closed))

    def data_received(self, received: bytes) -> None:
        buffer = self._rest + received if self._rest else received
        if not self.open.done():
            buffer = self._handshake(buffer)
        self._rest = self._cut(buffer)

    def _handshake(self, buffer: bytes) -> bytes:
        head, end, rest = buffer.partition(b"\r\n\r\n")
        if not end:
            self._rest = b""
            return buffer
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            self.open.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
            return b""
        self.open.set_result(None)
        return rest

    def _cut(self, buffer: bytes) -> bytes:
        if not self.open.done():
            return buffer
        here, there = 0, len(buffer)
        while there - here >= 2:
            size, start = buffer[here + 1], here + 2
            if size == 126:
                if there - here < 4:
                    break
                size, start = buffer[here + 2] << 8 | buffer[here + 3], here + 4
            elif size == 127:
                if there - here < 10:
                    break
                size, start = int.from_bytes(buffer[here + 2 : here + 10], "big"), here + 10
            end = start + size
            if end > there:
                break
            self._take(buffer, here, start, end)
            here = end
        return buffer[here:]

    def _take(self, buffer: bytes, here: int, start: int, end: int) -> None:
        opcode = buffer[here] & 15
        self.frames += 1
        self.bytes += end - here
        if opcode == 1:
            self.heard(buffer, start, end)
        elif opcode == 8:
            self.closed = f"closed with {int.from_bytes(buffer[start : start + 2], 'big')}"

    def write(self, raw: bytes) -> None:
        self._transport.write(raw)

    def say(self, text: bytes) -> None:
        """Sends a text frame, masked with zeros: that is a mask too, and leaves the bytes alone."""
        size = len(text)
        head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + text)

    def hang_up(self) -> None:
        if self._transport:
            self._transport.abort()


async def dial(url: str, cookie: str, heard: Heard) -> Line:
    """An open line to `url` (ws://…), with the session of `cookie`. Raises ConnectionError where the server refuses."""
    parts = urlsplit(url)
    _, line = await asyncio.get_running_loop().create_connection(lambda: Line(heard), parts.hostname, parts.port)
    key = base64.b64encode(os.urandom(16)).decode()
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    line.write(
        f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: http://{parts.netloc}\r\n"
        f"Cookie: sessionid={cookie}\r\n\r\n".encode()
    )
    await asyncio.wait_for(line.open, 60)
    return line
