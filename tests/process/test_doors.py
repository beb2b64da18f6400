"""Who gets in at the socket's door, and with which code the others are sent away."""

import asyncio
import contextlib
import json
import sqlite3
from contextlib import closing
from urllib.request import Request, urlopen

import pytest
from websockets.exceptions import InvalidStatus
from websockets.frames import Frame, Opcode

from tests.process.guest import room, visiting
from tests.process.serving import PATIENCE, Served

pytestmark = pytest.mark.process


def ticket_for(served: Served, name: str, path: str, origin: str = "") -> str:
    """As a program gets one that is signed in."""
    headers = {
        "Cookie": f"sessionid={served.cast[name][1]}; csrftoken={'c' * 32}",
        "X-CSRFToken": "c" * 32,
        "Content-Type": "application/json",
        **({"Origin": origin} if origin else {}),
    }
    asked = Request(f"{served.origin}/api/ws-tickets/", json.dumps({"path": path}).encode(), headers)
    with urlopen(asked, timeout=PATIENCE) as answer:
        return str(json.load(answer)["ticket"])


async def close_code(served: Served, name: str, path: str, **how: object) -> int:
    async with visiting(served, name, path, **how) as guest:
        return await guest.closed()


async def gets_in(served: Served, name: str, path: str, **how: object) -> bool:
    async with visiting(served, name, path, **how) as guest:
        await guest.says("joinRoom", "in")
        return (await guest.next())["type"] == "snapshot"


async def test_a_member_gets_in_from_our_page(served: Served, key: str):
    assert await gets_in(served, "sven", room(f"fight{key}"))


async def test_who_is_not_signed_in_is_sent_away(served: Served, key: str):
    assert await close_code(served, "aria", room(f"fight{key}"), cookie=False) == 4401


async def test_a_foreign_page_is_sent_away(served: Served, key: str):
    assert await close_code(served, "aria", room(f"fight{key}"), origin="http://evil.example") == 4403


async def test_who_says_no_origin_needs_a_ticket(served: Served, key: str):
    assert await close_code(served, "aria", room(f"fight{key}"), origin=None) == 4403


async def test_an_origin_that_is_none_is_sent_away(served: Served, key: str):
    """By daphne itself, in part."""
    for origin in ("http://[", "null", "file://", "http://", "javascript:0", "\\\\", "http://a@b@c:99999999/"):
        try:
            assert await close_code(served, "aria", room(f"fight{key}"), origin=origin) == 4403, origin
        except InvalidStatus as refused:
            assert (served.server, refused.response.status_code) == ("daphne", 400), origin
    assert "Traceback" not in served.log()


@pytest.mark.parametrize("pieces", [1, 2])
async def test_who_speaks_before_she_is_answered_breaks_nothing(serve: Served, key: str, pieces: int):
    """With her request in one packet, or right behind it (RFC 6455 §4.1: no client may)."""
    request = (
        f"GET {room(f'fight{key}')} HTTP/1.1\r\nHost: 127.0.0.1:{serve.port}\r\nOrigin: {serve.origin}\r\n"
        f"Cookie: sessionid={serve.cast['aria'][1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    packet = request.encode() + Frame(Opcode.TEXT, b'{"type": "joinRoom", "id": "early"}').serialize(mask=True)
    half = len(request) if pieces == 2 else len(packet)
    reader, writer = await asyncio.open_connection("127.0.0.1", serve.port)
    for piece in filter(None, (packet[:half], packet[half:])):
        writer.write(piece)
        await writer.drain()
    writer.write_eof()
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionResetError):
            await reader.read()
    writer.close()
    assert await gets_in(serve, "aria", room(f"fight{key}"))
    assert "Traceback" not in serve.log()


async def test_the_outsider_and_who_asks_for_nothing_hear_the_same(served: Served, key: str):
    for name, path in (
        ("otto", room(f"fight{key}")),
        ("otto", room("no-such")),
        ("aria", room("no-such")),
        ("aria", "/ws/"),
    ):
        assert await close_code(served, name, path) == 4404


async def test_a_ticket_opens_its_door_once(served: Served, key: str):
    path = room(f"fight{key}")
    once = f"{path}?ticket={ticket_for(served, 'aria', path)}"
    assert await gets_in(served, "aria", once, cookie=False, origin=None)
    assert await close_code(served, "aria", once, cookie=False, origin=None) == 4401


async def test_a_ticket_opens_no_other_door(served: Served, key: str):
    ticket = ticket_for(served, "aria", room("another"))
    assert await close_code(served, "aria", f"{room(f'fight{key}')}?ticket={ticket}", cookie=False, origin=None) == 4401


async def test_a_ticket_is_good_from_its_own_origin_only(served: Served, key: str):
    path = room(f"fight{key}")
    ticket = ticket_for(served, "aria", path)
    assert await close_code(served, "aria", f"{path}?ticket={ticket}", origin="http://evil.example") == 4401


async def test_an_outsiders_ticket_opens_nothing(served: Served, key: str):
    path = room(f"fight{key}")
    ticket = ticket_for(served, "otto", path)
    assert await close_code(served, "otto", f"{path}?ticket={ticket}", cookie=False, origin=None) == 4404


async def test_a_late_ticket_is_worth_nothing(served: Served, key: str):
    path = room(f"fight{key}")
    ticket = ticket_for(served, "aria", path)
    with closing(sqlite3.connect(served.database, timeout=PATIENCE)) as database, database:
        database.execute("UPDATE interactions_wsticket SET expires_at = '2020-01-01 00:00:00'")
    assert await close_code(served, "aria", f"{path}?ticket={ticket}", cookie=False, origin=None) == 4401


async def test_a_room_that_cannot_be_read_lets_nobody_in_and_is_named_in_the_log(served: Served, key: str):
    torn = (
        "INSERT INTO interactions_journalentry (interaction_id, seq, epoch, person, command_id, content_hash, at, v,"
        " events, result) VALUES (?, 2, 1, '1', 'torn', x'00', 0, 1, x'c1', x'')"
    )
    with closing(sqlite3.connect(served.database, timeout=PATIENCE)) as database, database:
        database.execute(torn, [f"fight{key}"])
    for name in ("mira", "aria"):
        assert await close_code(served, name, room(f"fight{key}")) == 4404
    assert f"the room stays closed: interaction fight{key}, journal row 2" in served.log()
    assert "Exception in ASGI" not in served.log()
