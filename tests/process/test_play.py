"""Play through real sockets: ids, order, and somebody who has stopped reading."""

import asyncio
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import AsyncExitStack, closing

import pytest

from tests.process.guest import Guest, roll, room, seated, visiting
from tests.process.serving import PATIENCE, Served, Template, serving

pytestmark = pytest.mark.process


def rows(served: Served, fight: str, id: str) -> int:
    """How often the command stands in the journal."""
    with closing(sqlite3.connect(f"file:{served.database}?mode=ro", uri=True)) as database:
        found = "SELECT COUNT(*) FROM interactions_journalentry WHERE interaction_id = ? AND command_id = ?"
        return int(database.execute(found, [fight, id]).fetchone()[0])


async def test_two_persons_with_the_same_command_id_are_both_heard(served: Served, key: str):
    async with seated(served, f"fight{key}", "mira", "aria", "bram") as [mira, aria, bram]:
        await roll(mira, key)
        for guest in (aria, bram):
            answer = await guest.asks("sendChat", "same", content=f"I am {guest.name}.")
            assert answer == {"type": "ack", "id": "same"}
        assert rows(served, f"fight{key}", "same") == 2


async def test_the_same_id_again_is_answered_once_more_and_with_other_content_refused(served: Served, key: str):
    walk = {"entityId": f"aria{key}", "action": {"type": "move", "path": [{"x": 2, "y": 0}]}}
    async with seated(served, f"fight{key}", "mira", "aria") as [mira, aria]:
        await roll(mira, key)
        first = await aria.asks("takeTurn", "walk", **walk)
        assert first["result"]["actionId"]
        assert await aria.asks("takeTurn", "walk", **walk) == {**first, "duplicate": True}
        other = await aria.asks("takeTurn", "walk", **{**walk, "endTurn": True})
        assert (other["type"], other["code"]) == ("error", "conflict")
        thin = await aria.asks("moveEntity", "walk", entityId=f"aria{key}", path=[{"x": 2, "y": 0}])
        assert thin == {**first, "duplicate": True}
        assert rows(served, f"fight{key}", "walk") == 1
        lever = await aria.asks("interactObject", "lever", entityId=f"aria{key}", description="I pull the lever.")
        assert lever["result"]["actionId"] and lever["type"] == "ack"


async def test_a_dm_who_views_as_a_player_only_looks_on(served: Served, key: str):
    fight, (aria_id, _) = f"fight{key}", served.cast["aria"]
    async with visiting(served, "mira", room(fight)) as mira, seated(served, fight, "aria") as [aria]:
        assert (await mira.asks("joinRoom", viewAs=aria_id))["type"] == "ack"
        assert mira.heard[0]["you"]["userId"] == aria_id
        assert (await mira.asks("rollInitiative"))["code"] == "forbidden"
        assert (await aria.asks("joinRoom", viewAs=served.cast["bram"][0]))["code"] == "forbidden"
        assert (await mira.asks("joinRoom"))["type"] == "ack"
        await roll(mira, key)


async def test_what_is_refused_is_heard_by_its_asker_alone(served: Served, key: str):
    async with seated(served, f"fight{key}", "mira", "aria", "bram", "sven") as [mira, aria, bram, sven]:
        await roll(mira, key)
        assert (await bram.asks("takeTurn", entityId=f"bram{key}", action={"type": "end"}))["code"] == "not_your_turn"
        assert (await sven.asks("sendChat", content="Boo!"))["code"] == "forbidden"
        assert (await aria.asks("skipTurn"))["code"] == "forbidden"
        await mira.asks("sendChat", "marker", content="Go on.")
        for guest in (mira, aria, bram, sven):
            chat = await hears_chat(guest, "Go on.")
            assert [m["type"] for m in chat["messages"]] == ["chatMessage"]
            errors = [frame["code"] for frame in guest.heard if frame["type"] == "error"]
            assert errors == {"bram": ["not_your_turn"], "sven": ["forbidden"], "aria": ["forbidden"]}.get(
                guest.name, []
            )


async def hears_chat(guest: Guest, content: str) -> dict:
    def wanted(frame: dict) -> bool:
        return any(m.get("message", {}).get("content") == content for m in frame.get("messages", []))

    return next((frame for frame in guest.heard if wanted(frame)), None) or await guest.hears(wanted)


async def test_a_turn_reaches_everybody_in_numbers_without_gaps(served: Served, key: str):
    async with seated(served, f"fight{key}", "mira", "aria", "bram", "sven") as guests:
        mira, aria, bram, sven = guests
        await roll(mira, key)
        walk = [{"x": 2, "y": 0}, {"x": 2, "y": 1}]
        answer = await aria.asks("takeTurn", entityId=f"aria{key}", endTurn=True, action={"type": "move", "path": walk})
        assert answer["type"] == "ack"
        await bram.asks("sendChat", content="Done.")
        for guest, stream in ((mira, "dm"), (aria, "party"), (bram, "party"), (sven, "table")):
            await hears_chat(guest, "Done.")
            numbers = [frame["n"] for frame in guest.updates(stream)]
            first = next(frame for frame in guest.heard if frame["type"] == "snapshot")["at"][stream]
            assert numbers == list(range(first + 1, first + 1 + len(numbers)))
            moved = [m for frame in guest.updates(stream) for m in frame["messages"] if m.get("event") == "MOVED"]
            assert [(m["entityId"], m["feet"], m["to"]) for m in moved] == [(f"aria{key}", 10, {"x": 2, "y": 1})]


async def test_a_sixth_window_closes_the_first_with_4409(served: Served, key: str):
    """Whether or not any of them has joined."""
    async with AsyncExitStack() as stack:
        windows = [await stack.enter_async_context(visiting(served, "aria", room(f"fight{key}"))) for _ in range(6)]
        assert await windows[0].closed() == 4409
        assert windows[0].heard == []
        for window in windows[1:]:
            assert (await window.asks("joinRoom"))["type"] == "ack"
            assert (await window.asks("leaveRoom"))["type"] == "ack"


# Somebody who stopped reading


class Deaf:
    """A socket with little room that joins and then never reads."""

    def __init__(self, served: Served, name: str, fight: str) -> None:
        self.line = socket.socket()
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.line.settimeout(PATIENCE)
        self.line.connect(("127.0.0.1", served.port))
        self.line.sendall(
            f"GET {room(fight)} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\nOrigin: {served.origin}\r\n"
            f"Cookie: sessionid={served.cast[name][1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert self.line.recv(12) == b"HTTP/1.1 101"
        join = b'{"type":"joinRoom","id":"join"}'
        self.line.sendall(bytes([0x81, 0x80 | len(join), 0, 0, 0, 0]) + join)

    def reads_to_the_end(self) -> int:
        """Bytes until the line is dead."""
        count = 0
        try:
            while part := self.line.recv(1 << 20):
                count += len(part)
        except ConnectionError:
            pass
        return count


@pytest.fixture(scope="module", params=["serve", "daphne"])
def patient(
    request: pytest.FixtureRequest, template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server that lets anybody say as much as she likes."""
    folder = tmp_path_factory.mktemp(f"patient-{request.param}")
    with serving(
        template,
        folder / "db.sqlite3",
        request.param,
        CAMPAIGNLIVE_SOCKETS_RATE="100000",
        CAMPAIGNLIVE_SOCKETS_BURST="100000",
    ) as served:
        yield served


WORD = "☃" * 2000
"""The longest there is: 6 KB."""


def gone(served: Served, frame: dict) -> bool:
    """Whether this tells that Sven has left."""
    sven = {"connected": None}
    presences = [m["changes"].get("presence", {}) for m in frame.get("messages", []) if m["type"] == "stateDelta"]
    return any(presence.get(served.cast["sven"][0]) == sven for presence in presences)


async def test_who_stops_reading_holds_up_nobody(patient: Served, key: str):
    """`serve` breaks the line when 256 KiB wait for him; daphne does not say how much waits, and he may stay."""
    async with seated(patient, f"fight{key}", "mira", "aria", "bram") as [mira, aria, bram]:
        await roll(mira, key)
        deaf = await asyncio.to_thread(Deaf, patient, "sven", f"fight{key}")
        said = 0
        while said < 2000 and not any(gone(patient, frame) for frame in bram.heard):
            for _ in range(25):
                await aria.says("sendChat", f"word-{said}", content=WORD)
                said += 1
            assert (await aria.answer(f"word-{said - 1}"))["type"] == "ack"
            await bram.hears_words(said)
        left = any(gone(patient, frame) for frame in bram.heard)
        assert left == (patient.server == "serve"), f"after {said} words"
        numbers = [frame["n"] for frame in bram.updates("party")]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if left:
            assert await asyncio.to_thread(deaf.reads_to_the_end) < said * 6000
        deaf.line.close()
