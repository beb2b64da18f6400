"""A person at a real socket: says something, and hears until what should come has come."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.contract import Witness
from tests.process.serving import PATIENCE, Served

Frame = dict[str, Any]
LINE: dict[str, Any] = {
    "compression": None, "ping_interval": None, "max_size": None, "proxy": None,
    "open_timeout": PATIENCE, "close_timeout": 1,
}  # fmt: skip


class Guest:
    """`heard` holds every frame so far; an id that is not given is `<name>-1`, `<name>-2` …"""

    def __init__(self, name: str, socket: ClientConnection) -> None:
        self.name, self.socket = name, socket
        self.witness = Witness(name)
        self.heard: list[Frame] = []
        self._ids = count(1)

    async def says(self, type: str, id: str = "", **content: Any) -> str:
        """Send a frame without waiting for what comes of it; its id."""
        id = id or f"{self.name}-{next(self._ids)}"
        await self.socket.send(json.dumps({"type": type, "id": id, "data": content}))
        return id

    async def asks(self, type: str, id: str = "", **content: Any) -> Frame:
        """The `ack` or `error` that answers."""
        return await self.answer(await self.says(type, id, **content))

    async def answer(self, id: str) -> Frame:
        """To the frame of that id."""
        return await self.hears(lambda frame: frame.get("id") == id)

    async def hears(self, wanted: Callable[[Frame], bool]) -> Frame:
        """The next frame that is `wanted`; those before it are kept in `heard`. Fails after a while."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = await self.next()
                if wanted(frame):
                    return frame

    async def next(self) -> Frame:
        frame = json.loads(await self.socket.recv())
        self.heard.append(frame)
        self.witness.hears(frame)
        return frame

    async def closed(self) -> int:
        """Hears to the end; the close code, 1006 where there was none."""
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self.next()
        return self.socket.close_code or 1006

    async def hears_words(self, count: int) -> None:
        """Until so many chat messages have come in all."""
        while sum(m["type"] == "chatMessage" for frame in self.heard for m in frame.get("messages", [])) < count:
            await self.hears(lambda frame: frame["type"] == "update")

    def updates(self, stream: str) -> list[Frame]:
        """The numbered frames of a stream heard so far."""
        return [frame for frame in self.heard if frame["type"] == "update" and frame["stream"] == stream]


@contextlib.asynccontextmanager
async def visiting(
    served: Served, name: str, path: str, *, origin: str | None = "", cookie: bool = True, **options: Any
) -> AsyncIterator[Guest]:
    """`name` at the socket of `path`, from one of our own pages unless `origin` says otherwise."""
    headers = {"Cookie": f"sessionid={served.cast[name][1]}"} if cookie else {}
    async with connect(
        f"ws://127.0.0.1:{served.port}{path}",
        origin=served.origin if origin == "" else origin,  # type: ignore[arg-type]
        additional_headers=headers,
        **{**LINE, **options},
    ) as socket:
        guest = Guest(name, socket)
        yield guest
    guest.witness.closes(socket.close_code)


@contextlib.asynccontextmanager
async def seated(served: Served, fight: str, *names: str) -> AsyncIterator[list[Guest]]:
    """These people in the room of `fight`, joined."""
    async with contextlib.AsyncExitStack() as stack:
        guests = [await stack.enter_async_context(visiting(served, name, room(fight))) for name in names]
        for guest in guests:
            assert (await guest.asks("joinRoom"))["type"] == "ack"
        yield guests


def room(fight: str) -> str:
    """The path of an interaction's socket."""
    return f"/ws/interactions/{fight}/"


async def roll(mira: Guest, key: str) -> None:
    """Initiative is rolled: aria is up, then bram, the lurker and the wolf."""
    order = {f"{name}{key}": 20 - 5 * place for place, name in enumerate(("aria", "bram", "lurker", "wolf"))}
    assert (await mira.asks("rollInitiative", values=order))["type"] == "ack"
