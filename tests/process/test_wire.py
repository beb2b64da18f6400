"""What a real server does with frames that are too large, broken, strange or too many: an answer, never a breakdown."""

import asyncio
import contextlib
import json

import pytest
from websockets.exceptions import ConnectionClosed

from tests.process.guest import Guest, room, seated, visiting
from tests.process.serving import Served

pytestmark = pytest.mark.process

KIB = 1024
TEXT_BUT_NO_COMMAND = {
    "no JSON": ("{", "malformed", None),
    "no object": ("[1, 2]", "malformed", None),
    "nothing at all": ("", "malformed", None),
    "no type": ('{"id": "x-1"}', "malformed", "x-1"),
    "a type that is no text": ('{"type": 7, "id": "x-2"}', "malformed", "x-2"),
    "an unknown type": ('{"type": "castSpell", "id": "x-3", "data": {}}', "unknown_type", "x-3"),
    "a type of a later version": ('{"type": "submitReaction", "id": "x-4", "data": {}}', "unknown_action", "x-4"),
    "no id": ('{"type": "startInteraction"}', "malformed", None),
    "an id that is too long": (f'{{"type": "startInteraction", "id": "{"x" * 65}"}}', "malformed", None),
    "a field too many": ('{"type": "joinRoom", "id": "x-5", "data": {"dm": true}}', "malformed", "x-5"),
    "a field too few": ('{"type": "takeTurn", "id": "x-6", "data": {}}', "malformed", "x-6"),
    "a number out of bounds": (
        '{"type": "override", "id": "x-7", "data": {"entityId": "a", "changes": {"hp": 1e30}}}',
        "malformed",
        "x-7",
    ),
    "deep JSON": ('{"type": "joinRoom", "id": "x-8", "data": ' + "[" * 20_000 + "]" * 20_000 + "}", "malformed", None),
    "deep JSON where anything may stand": (
        '{"type": "joinRoom", "id": "x-9", "data": {"since": {"room": ' + "[" * 20_000 + "]" * 20_000 + "}}}",
        "malformed",
        None,
    ),
    "half a surrogate": ('{"type": "sendChat", "id": "x-\\ud800", "data": {"content": "\\ud800"}}', "malformed", None),
    "a name no text can have": ('{"type": "\\u0000", "id": "x-10"}', "unknown_type", "x-10"),
}


async def test_text_that_is_no_command_is_answered_and_closes_nothing(served: Served, key: str):
    async with seated(served, f"fight{key}", "aria") as [aria]:
        for what, (text, code, id) in TEXT_BUT_NO_COMMAND.items():
            await aria.socket.send(text)
            error = await aria.next()
            assert (error["type"], error["code"], error.get("id")) == ("error", code, id), what
        assert (await aria.asks("leaveRoom"))["type"] == "ack"


async def test_a_command_in_fragments_is_one_command(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        await aria.socket.send(['{"type": "join', 'Room", "i', 'd": "in-three"}'])
        assert (await aria.answer("in-three"))["type"] == "ack"
        await (await aria.socket.ping())
        assert (await aria.asks("joinRoom"))["type"] == "ack"


async def test_several_commands_in_one_packet_are_answered_in_order(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        ids = [await aria.says(type) for type in ("joinRoom", "leaveRoom", "joinRoom", "leaveRoom")]
        await aria.answer(ids[-1])
        assert [frame["id"] for frame in aria.heard if frame["type"] == "ack"] == ids


async def test_exactly_64_kib_are_heard(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        head = '{"type": "joinRoom", "id": "large", "nothing": "'
        await aria.socket.send(head + "x" * (64 * KIB - len(head) - 2) + '"}')
        assert (await aria.answer("large"))["code"] == "malformed"
        assert (await aria.asks("joinRoom"))["type"] == "ack"


async def test_a_frame_beyond_64_kib_is_answered_and_closes_with_4413(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        await aria.socket.send(json.dumps({"type": "ping", "id": "x" * 64 * KIB}))
        assert await aria.closed() == 4413
        assert [frame["code"] for frame in aria.heard] == ["too_large"]


async def test_a_frame_beyond_128_kib_is_closed_but_not_as_our_fault(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        await aria.socket.send("x" * 129 * KIB)
        assert await aria.closed() in (1009, 4413)


async def test_a_binary_frame_is_answered_and_closes_with_4400(served: Served, key: str):
    async with seated(served, f"fight{key}", "aria", "bram") as [aria, bram]:
        await aria.socket.send(b'{"type": "leaveRoom", "id": "x"}')
        assert await aria.closed() == 4400
        assert aria.heard[-1]["code"] == "malformed"
        assert (await bram.asks("leaveRoom"))["type"] == "ack"


async def test_text_that_is_no_utf_8_is_answered(serve: Served, key: str):
    async with seated(serve, f"fight{key}", "aria") as [aria]:
        await aria.socket.send(b'{"type": "leaveRoom", "id": "\xff"}', text=True)
        assert (await aria.next())["code"] == "malformed"
        await aria.socket.send([b'{"type": "leaveRoom", ', b'"id": "\xff"}'], text=True)
        assert (await aria.next())["code"] == "malformed"
        assert (await aria.asks("leaveRoom"))["type"] == "ack"


async def test_daphne_itself_closes_over_text_that_is_no_utf_8(daphne: Served, key: str):
    async with seated(daphne, f"fight{key}", "aria") as [aria]:
        await aria.socket.send(b'{"type": "leaveRoom", "id": "\xff"}', text=True)
        assert await aria.closed() in (1006, 1007)


async def wave(guest: Guest, size: int) -> list[str]:
    """So many pings without a pause, and what is answered to each: however slow the machine, no less than a flood."""
    for _ in range(size):
        await guest.socket.send('{"type": "ping", "t": 1}')
    return [(await guest.next()).get("code", "pong") for _ in range(size)]


async def test_a_flood_is_told_to_slow_down_and_then_closed_with_4429(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await wave(aria, 50)
        assert aria.socket.close_code == 4429
        kinds = {frame.get("code", frame["type"]) for frame in aria.heard}
        assert kinds == {"pong", "rate_limited"}


async def test_who_slows_down_is_heard_again(serve: Served, key: str):
    async with visiting(serve, "aria", room(f"fight{key}")) as aria:
        while "rate_limited" not in await wave(aria, 50):
            pass
        answer = "rate_limited"
        while answer == "rate_limited":
            await asyncio.sleep(0.02)  # this is the slowing down: 50 a second, each refused one counting
            await aria.says("leaveRoom", "again")
            heard = await aria.next()
            answer = heard.get("code", heard["type"])
        assert answer == "ack"


async def test_a_ping_comes_back(served: Served, key: str):
    async with visiting(served, "aria", room(f"fight{key}")) as aria:
        await aria.socket.send('{"type": "ping", "t": 12.5}')
        pong = await aria.next()
        assert (pong["type"], pong["t"]) == ("pong", 12.5)
        assert pong["serverTime"] > 1_700_000_000_000
