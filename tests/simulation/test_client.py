"""A client that lives through gaps and lost connections, against a server that the test plays itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import ServerConnection, serve

from simulation.client import Client

PATIENCE = 60
SNAPSHOT = {
    "type": "snapshot",
    "room": "life-1",
    "at": {"party": 3},
    "you": {"userId": "u-aria", "role": "player"},
    "state": {"party": {"round": 1}},
}


class House:
    """The other end: `heard` are the client's frames, in order and over all connections; the test answers them."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.line: ServerConnection | None = None

    async def receive(self, line: ServerConnection) -> None:
        self.line = line
        async for text in line:
            self.heard.put_nowait(json.loads(text))

    async def next(self, kind: str) -> dict[str, Any]:
        frame = await asyncio.wait_for(self.heard.get(), PATIENCE)
        assert frame["type"] == kind
        return frame

    async def say(self, *frames: dict[str, Any]) -> None:
        for frame in frames:
            await self.line.send(json.dumps(frame))

    async def let_in(self, snapshot: dict[str, Any] | None = SNAPSHOT) -> dict[str, Any]:
        """Answers the next joinRoom, with a snapshot or without; what was asked for."""
        join = await self.next("joinRoom")
        await self.say(*([snapshot] if snapshot else []), {"type": "ack", "id": join["id"]})
        return join["data"]


class Book:
    """A diary on nothing but memory."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def sent(self, command_id: str, command: str, content: dict[str, Any]) -> None:
        self.lines.append(f"sent {command_id}")

    def answered(self, command_id: str, reply: dict[str, Any]) -> None:
        self.lines.append(f"{reply['type']} {command_id}")


@asynccontextmanager
async def playing(**more: Any) -> AsyncIterator[tuple[House, Client]]:
    house = House()
    async with serve(house.receive, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = Client(f"ws://127.0.0.1:{port}/", f"http://127.0.0.1:{port}", {}, longest_pause=0.01, **more)
        running = asyncio.create_task(client.run())
        try:
            yield house, client
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def update(n: int, **changes: Any) -> dict[str, Any]:
    return {"type": "update", "stream": "party", "n": n, "messages": [{"type": "stateDelta", "changes": changes}]}


async def until(client: Client, seen) -> None:
    async with asyncio.timeout(PATIENCE):
        while not seen():
            await client.changed(0.1)


async def test_a_newcomer_joins_without_since_and_takes_over_the_snapshot():
    async with playing() as (house, client):
        assert await house.let_in() == {}
        await asyncio.wait_for(client.joined.wait(), PATIENCE)
        assert (client.documents, client.at) == ({"party": {"round": 1}}, {"party": 3})


async def test_updates_are_merged_in_their_order_and_messages_heard_once():
    told = []
    async with playing(on_message=lambda message, stream: told.append(message["changes"])) as (house, client):
        await house.let_in()
        await house.say(update(4, round=2, turn={"up": "aria"}), update(4, round=9), update(5, turn=None))
        await until(client, lambda: client.at.get("party") == 5)
        assert client.documents["party"] == {"round": 2}
        assert told == [{"round": 2, "turn": {"up": "aria"}}, {"turn": None}]


async def test_whoever_reads_along_hears_every_frame_as_it_came():
    heard: list[str] = []
    async with playing(on_frame=lambda frame: heard.append(frame["type"])) as (house, _):
        await house.let_in()
        await house.say(update(4, round=2), update(6, round=4))
        await house.next("joinRoom")
        assert heard == ["snapshot", "ack", "update", "update"]


async def test_a_gap_is_filled_by_joining_again_with_since():
    async with playing() as (house, client):
        await house.let_in()
        await house.say(update(4, round=2), update(6, round=4))
        join = await house.next("joinRoom")
        assert join["data"]["since"] == {"room": "life-1", "party": 4}
        await house.say(update(5, round=3), update(6, round=4), {"type": "ack", "id": join["id"]})
        await until(client, lambda: client.at.get("party") == 6)
        assert (client.documents["party"], client.gaps) == ({"round": 4}, 1)


async def test_what_was_not_answered_is_sent_again_under_the_same_id():
    book = Book()
    async with playing(diary=book) as (house, client):
        await house.let_in()
        await asyncio.wait_for(client.joined.wait(), PATIENCE)
        asking = asyncio.create_task(client.ask("takeTurn", {"entityId": "aria"}, "c1"))
        first = await house.next("takeTurn")
        house.line.transport.abort()
        assert (await house.let_in(None))["since"] == {"room": "life-1", "party": 3}
        assert await house.next("takeTurn") == first
        await house.say({"type": "ack", "id": "c1", "duplicate": True})
        assert (await asking)["duplicate"]
        assert book.lines == ["sent c1", "ack c1"]


async def test_what_is_asked_while_nobody_listens_waits_for_the_next_join():
    async with playing() as (house, client):
        asking = asyncio.create_task(client.ask("sendChat", {"content": "Hello?"}, "c1"))
        await house.let_in()
        await house.next("sendChat")
        await house.say({"type": "error", "id": "c1", "code": "chat_disabled", "message": "No chat here."})
        assert (await asking)["code"] == "chat_disabled"


async def test_a_room_that_was_opened_anew_replaces_everything():
    async with playing() as (house, client):
        await house.let_in()
        await asyncio.wait_for(client.joined.wait(), PATIENCE)
        house.line.transport.abort()
        await house.let_in({**SNAPSHOT, "room": "life-2", "at": {"party": 0}, "state": {"party": {"round": 8}}})
        await until(client, lambda: client.life == "life-2")
        assert (client.documents, client.at) == ({"party": {"round": 8}}, {"party": 0})


async def test_whoever_is_sent_away_for_good_does_not_come_back():
    async with playing() as (house, client):
        await house.let_in()
        await house.line.close(4403, "no longer a member")
        await until(client, lambda: client.gone is not None)
        assert client.gone.code == 4403


async def test_a_restarting_server_is_visited_again():
    async with playing() as (house, client):
        await house.let_in()
        await house.line.close(4503, "restarting")
        assert (await house.let_in())["since"]["room"] == "life-1"
        assert client.gone is None
