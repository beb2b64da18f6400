"""The one place that reaches into uvicorn: what it reads goes straight to a hook, what we write straight to its transport.

`serve` gives uvicorn `DirectProtocol`; an application that sets no hook notices nothing. Under any other server sockets
go the plain way (`interactions.sockets.PlainSocket`). Pinned in requirements.txt and smoke-tested.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.utils import apply_mask as slow_mask

from interactions.frames import LIMIT, Frame, Send, close_later

try:
    from websockets.speedups import apply_mask
except ImportError:
    apply_mask = slow_mask

Hook = Callable[[bytes | None], None]
"""Called with the payload of each text message, with None for a binary one."""

FINAL_TEXT = 0x81
MASKED = 0x80


class DirectProtocol(WebSocketsSansIOProtocol):
    """With a hook: no queue, no task to wake and no pause of reading for each message."""

    hook: Hook | None = None
    whole = True
    """So far each read was exactly one unfragmented text frame; from the first other one on, the parser reads it all."""

    def data_received(self, data: bytes) -> None:
        if self.handshake_initiated and not self.handshake_complete:
            self.transport.abort()  # no client may speak before it is answered (RFC 6455 §4.1)
            return
        if self.whole and self.hook is not None:
            payload = one_text_frame(data)
            if payload is not None:
                if not self.close_sent:
                    self.hook(payload)
                return
            self.whole = False
        super().data_received(data)

    def send_receive_event_to_app(self) -> None:
        if self.hook is None:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if not self.close_sent:
            self.hook(bytes(data) if self.curr_msg_data_type == "text" else None)


def one_text_frame(data: bytes) -> bytes | None:
    """The payload, if `data` is one whole final text frame of a client under 64 KiB (RFC 6455 §5.2), else None."""
    if len(data) < 6 or data[0] != FINAL_TEXT or not data[1] & MASKED:
        return None
    size, start = data[1] & 0x7F, 2
    if size == 126:
        size, start = data[2] << 8 | data[3], 4
    elif size == 127:
        return None
    if len(data) != start + 4 + size:
        return None
    return apply_mask(data[start + 4 :], data[start : start + 4])


class DirectSocket:
    """Writes frames to uvicorn's transport; what waits for a reader that has stopped is bounded."""

    __slots__ = ("_closing", "_protocol", "_send", "_transport", "_write")

    def __init__(self, protocol: Any, send: Send) -> None:
        self._protocol = protocol
        self._transport = protocol.transport
        self._write = protocol.transport.write
        self._send = send
        self._closing = False

    def hear(self, hook: Hook | None) -> None:
        """Messages go to `hook` from now on."""
        if isinstance(self._protocol, DirectProtocol):
            self._protocol.hook = hook

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
            close_later(self._send, code, reason)
