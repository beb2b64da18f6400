"""The socket of alerts at a real server."""

import json

import pytest

from tests.process.guest import Guest, room, visiting
from tests.process.serving import Served

pytestmark = pytest.mark.process

ALERTS = "/ws/alerts/"


async def alert_about(guest: Guest, fight: str, kind: str) -> dict[str, object]:
    while True:
        frame = await guest.next()
        if frame["type"] == "alert" and frame["interactionId"] == fight and frame["kind"] == kind:
            return dict(frame)


async def test_a_player_elsewhere_on_the_site_hears_of_the_game(served: Served, key: str):
    async with visiting(served, "aria", ALERTS) as aria, visiting(served, "mira", room(f"fight{key}")) as mira:
        await mira.asks("joinRoom")
        assert (await mira.asks("pauseInteraction"))["type"] == "ack"
        alert = await alert_about(aria, f"fight{key}", "interactionPaused")
        await aria.socket.send(json.dumps({"type": "read", "ids": [alert["id"]]}))
        while await aria.next() != {"type": "read", "ids": [alert["id"]]}:
            pass
    async with visiting(served, "bram", ALERTS) as bram:  # who comes later is told what is unread
        await alert_about(bram, f"fight{key}", "interactionPaused")
    async with visiting(served, "aria", ALERTS) as aria:
        await aria.socket.send(json.dumps({"type": "ping", "t": 1}))
        told = [await aria.next()]
        while told[-1]["type"] != "pong":
            told.append(await aria.next())
        assert alert["id"] not in [frame.get("id") for frame in told]


async def test_only_who_is_signed_in_listens(served: Served):
    async with visiting(served, "aria", ALERTS, cookie=False) as nobody:
        assert await nobody.closed() == 4401
    async with visiting(served, "aria", ALERTS, origin="http://evil.example") as elsewhere:
        assert await elsewhere.closed() == 4403


@pytest.mark.parametrize(
    "said",
    [
        "",
        "{",
        '{"type": "joinRoom"}',
        '{"type":"read","ids":[1]}',
        '{"type":"read","ids":["' + "x" * 65 + '"]}',
        "[" * 9000,
    ],
)
async def test_what_is_no_frame_is_refused_and_closes_nothing(served: Served, said: str):
    async with visiting(served, "otto", ALERTS) as otto:
        await otto.socket.send(said)
        assert json.loads(await otto.socket.recv())["code"] == "malformed"
        await otto.socket.send('{"type": "ping", "t": 2}')
        assert json.loads(await otto.socket.recv())["type"] == "pong"


async def test_binary_and_too_large_frames_close_it_with_their_codes(served: Served):
    for said, code in ((b"\x00", 4400), ("x" * 65_537, 4413)):
        async with visiting(served, "otto", ALERTS) as otto:
            await otto.socket.send(said)
            assert await otto.closed() == code
