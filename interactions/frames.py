"""A message as bytes on the wire, and the bits of ASGI that both kinds of socket share."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

LIMIT = 256 * 1024
"""Bytes that may wait for one reader; beyond it the reader is too slow."""

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Frame:
    """One text message as the websocket frame around it (RFC 6455 §5.2: unmasked, final, text), its payload in pieces."""

    __slots__ = ("_head", "raw")

    def __init__(self, *pieces: bytes | bytearray) -> None:
        size = sum(map(len, pieces))
        if size < 126:
            head = bytes((0x81, size))
        elif size < 65536:
            head = b"\x81\x7e" + size.to_bytes(2, "big")
        else:
            head = b"\x81\x7f" + size.to_bytes(8, "big")
        self._head = len(head)
        self.raw = b"".join((head, *pieces))

    @property
    def payload(self) -> bytes:
        return self.raw[self._head :]


async def close(send: Send, code: int, reason: str) -> None:
    """Close a socket that may be closed already from the other side."""
    try:
        await send({"type": "websocket.close", "code": code, "reason": reason})
    except (RuntimeError, OSError):
        return


def close_later(send: Send, code: int, reason: str) -> None:
    later(close(send, code, reason))


_running: set[asyncio.Task[None]] = set()


def later(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine that nobody waits for; a reader that is gone is nobody's error."""
    task = asyncio.get_running_loop().create_task(work)
    _running.add(task)
    task.add_done_callback(_finished)


def _finished(task: "asyncio.Task[None]") -> None:
    _running.discard(task)
    if not task.cancelled():
        task.exception()
