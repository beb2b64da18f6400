"""Sockets to addresses that do not exist: accepted, so that the browser sees the code, and closed with 4404."""

from typing import Any

from django.urls import re_path


async def no_such_room(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": 4404, "reason": "no such room"})


nowhere = [re_path(r"", no_such_room)]
