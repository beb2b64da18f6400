"""How much a request may bring: Django would put all of it on the disk before anybody looks at it.

What is too much is read on and thrown away for a while, so that whoever still sends hears the answer.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

MEGABYTE = 1024 * 1024
MOST = 12 * MEGABYTE
"""A picture of a map has up to ten."""
IMPORT_MOST = 21 * MEGABYTE
"""The document of a campaign has up to twenty."""
IMPORTS = ("/campaigns/import/", "/api/campaigns/import/")
THROWN_AWAY = 4
"""Times the limit that is read without being kept."""


def limited(application: Application) -> Application:
    """The same http application, with 413 and a problem document for a body that is too large."""

    async def answering(scope: Message, receive: Receive, send: Send) -> None:
        most = IMPORT_MOST if scope["path"] in IMPORTS else MOST
        if _announced(scope) > most:
            await _refuse(receive, send, most, more=not _header(scope, b"expect"))
            return
        body = _Counted(receive, most)
        await application(scope, body.receive, send)
        if body.too_large:
            await _refuse(receive, send, most, body.more)

    return answering


class _Counted:
    """Ends the connection, as the application sees it, when more than `most` bytes have come."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive, self._left = receive, most
        self.too_large = self.more = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.too_large, self.more = True, message.get("more_body", False)
            return {"type": "http.disconnect"}
        return message


def _announced(scope: Message) -> int:
    length = _header(scope, b"content-length")
    return int(length) if length.isdigit() else 0


def _header(scope: Message, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key == name), b"")


async def _refuse(receive: Receive, send: Send, most: int, more: bool) -> None:
    """`more` is still to come; not from a client that waits until it hears that it may send."""
    thrown_away = 0
    while more and thrown_away < most * THROWN_AWAY:
        message = await receive()
        thrown_away += len(message.get("body", b""))
        more = message.get("more_body", False)
    sentence = f"A request may bring {most // MEGABYTE} MB at most."
    problem = {
        "type": "about:blank",
        "title": "Content Too Large",
        "status": 413,
        "detail": sentence,
        "code": "too_large",
    }
    headers = [(b"content-type", b"application/problem+json"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode()})
