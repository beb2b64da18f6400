"""How frames leave: straight into uvicorn's transport, or through ASGI where the server is another."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.frames import Frame as Wire
from websockets.frames import Opcode

from campaignlive.server import configuration
from interactions.direct import DirectProtocol, DirectSocket, one_text_frame
from interactions.frames import LIMIT, Frame
from interactions.sockets import TOO_SLOW, PlainSocket, socket_for
from tests.services import free_port


class Ears:
    """An application that hands its socket over and remembers what it hears, and by which way."""

    def __init__(self) -> None:
        self.socket: Any = None
        self.hooked: list[bytes | None] = []
        self.received: list[dict[str, Any]] = []
        self.ready, self.ended = asyncio.Event(), asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        self.socket = socket_for(send)
        self.socket.hear(self.hooked.append)
        self.ready.set()
        while (message := await receive())["type"] == "websocket.receive":
            self.received.append(message)
        self.ended.set()


@contextlib.asynccontextmanager
async def heard_by(ears: Ears, **more: Any) -> AsyncIterator[ClientConnection]:
    """A client of the server that `serve` runs, with `ears` as its application."""
    config = configuration("127.0.0.1", free_port())
    config.app, config.lifespan = ears, "off"
    for name, value in more.items():
        setattr(config, name, value)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    async with asyncio.timeout(60):
        while not server.started:
            await asyncio.sleep(0.01)
        async with connect(f"ws://127.0.0.1:{config.port}/", compression=None, proxy=None) as client:
            await ears.ready.wait()
            yield client
        await ears.ended.wait()
        server.should_exit = True
        await running


async def test_serve_reaches_into_uvicorn_as_it_is_pinned():
    """What is written past ASGI arrives; what arrives is heard past ASGI; and closing goes the usual way."""
    ears = Ears()
    async with heard_by(ears) as client:
        assert isinstance(ears.socket, DirectSocket)
        assert isinstance(ears.socket._protocol, DirectProtocol)
        for size in (1, 125, 126, 65_535, 65_536, 200_000):
            ears.socket.write(Frame(b"x" * size))
            assert await client.recv() == "x" * size
        ears.socket.write(Frame(b"one"), Frame(b"two"))
        assert [await client.recv(), await client.recv()] == ["one", "two"]
        await client.send("hello ☃")
        await client.send(["in ", "three ", "parts"])
        await client.send("after that")
        await client.send(b"bytes")
        await (await client.ping())
        assert ears.hooked == ["hello ☃".encode(), b"in three parts", b"after that", None]
        assert ears.received == []
        ears.socket.close(4409, "replaced")
        ears.socket.write(Frame(b"too late"))
        await client.wait_closed()
        assert (client.close_code, client.close_reason) == (4409, "replaced")


async def test_under_plain_uvicorn_messages_come_the_usual_way():
    ears = Ears()
    async with heard_by(ears, ws="websockets-sansio") as client:
        assert isinstance(ears.socket, DirectSocket)
        await client.send("hello")
        ears.socket.write(Frame(b"answer"))
        assert await client.recv() == "answer"
        await (await client.ping())
        assert (ears.hooked, [message["text"] for message in ears.received]) == ([], ["hello"])


def on_the_wire(data: bytes, mask: bool = True, opcode: Opcode = Opcode.TEXT, fin: bool = True) -> bytes:
    return Wire(opcode, data, fin).serialize(mask=mask)


@given(st.binary(max_size=300) | st.integers(0, 65_535).map(bytes))
def test_a_whole_text_frame_is_read_as_the_parser_reads_it(payload: bytes):
    assert one_text_frame(on_the_wire(payload)) == payload


@given(st.binary(max_size=200), st.data())
def test_anything_else_is_left_to_the_parser(payload: bytes, drawn: st.DataObject):
    frame = on_the_wire(payload)
    part = frame[: drawn.draw(st.integers(0, len(frame) - 1))]
    others = [
        part,
        frame + b"\x00",
        frame + frame,
        on_the_wire(payload, mask=False),
        on_the_wire(payload, opcode=Opcode.BINARY),
        on_the_wire(payload, fin=False),
        on_the_wire(bytes(65_536)),
    ]
    assert [one_text_frame(other) for other in others] == [None] * len(others)


class Server:
    """An ASGI server whose `send` waits while the reader does not read."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.reads = asyncio.Event()
        self.reads.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.reads.wait()
        self.sent.append(message)

    async def until(self, count: int) -> None:
        async with asyncio.timeout(60):
            while len(self.sent) < count:
                await asyncio.sleep(0)


async def test_the_plain_way_keeps_the_order_and_closes_behind_what_was_written():
    server = Server()
    plain = PlainSocket(server.send)
    plain.write(Frame(b"one"), Frame(b"two"))
    plain.write(Frame("☃".encode()))
    plain.close(4409, "replaced")
    plain.close(4503)
    plain.write(Frame(b"too late"))
    await server.until(4)
    assert [message.get("text", message.get("code")) for message in server.sent] == ["one", "two", "☃", 4409]


async def test_the_plain_way_drops_who_is_too_slow():
    server = Server()
    server.reads.clear()
    plain = PlainSocket(server.send)
    for _ in range(5):
        plain.write(Frame(b"x" * (LIMIT // 4)))
        await asyncio.sleep(0)
    server.reads.set()
    await server.until(2)
    await asyncio.sleep(0)
    assert [message["type"] for message in server.sent] == ["websocket.send", "websocket.close"]
    assert server.sent[-1]["code"] == TOO_SLOW


@pytest.mark.parametrize("size", [10, 200])
async def test_the_plain_way_forgets_what_was_read(size: int):
    """However many frames there were: nobody is too slow who has read them."""
    server = Server()
    plain = PlainSocket(server.send)
    for count in range(1, 2000):
        plain.write(Frame(b"x" * size))
        await server.until(count)
    await asyncio.sleep(0)
    assert plain._size == 0


async def test_a_reader_who_is_gone_is_nobodys_error():
    async def send(message: dict[str, Any]) -> None:
        raise OSError("the line is dead")

    plain = PlainSocket(send)
    plain.write(Frame(b"one"))
    plain.close(4503)
    for _ in range(5):
        await asyncio.sleep(0)
    plain.write(Frame(b"two"))
