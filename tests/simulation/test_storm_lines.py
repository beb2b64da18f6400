"""The failing lines between a bot and the server: what befalls them, and when."""

import asyncio
from collections import Counter

import pytest

from simulation.storm import lines
from simulation.storm.canaries import Canaries
from simulation.storm.hours import Hours
from simulation.storm.lines import Fault, Line

ARIA = "u-aria"


async def through(fault: Fault):
    """What comes back of `hello` over a line with this fault, what the server got, and what the line says of it."""
    got: list[bytes] = []

    async def serve(reader, writer):
        place = len(got)
        got.append(b"")
        writer.write(b"x" * 100)
        while chunk := await reader.read(100):
            got[place] += chunk
            writer.write(b"ok")

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    line = Line(ARIA, server.sockets[0].getsockname()[1], Canaries("1"), lambda number: fault)
    await line.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"hello")
    heard = b""
    try:
        while len(heard) < 102 and (chunk := await asyncio.wait_for(reader.read(100), 60)):
            heard += chunk
    except ConnectionError:
        pass
    writer.transport.abort()
    await line.close()
    server.close()
    return heard, got, line.faults


async def test_a_calm_line_carries_everything():
    heard, got, faults = await through(Fault())
    assert (heard, got, +faults) == (b"x" * 100 + b"ok", [b"hello"], Counter())


async def test_a_slow_line_carries_everything_late():
    heard, _, faults = await through(Fault("delay", seconds=0.001))
    assert heard == b"x" * 100 + b"ok"
    assert faults["delay"] >= 2


@pytest.mark.parametrize("kind", ["cut", "deaf", "dead"])
async def test_a_failing_line_ends_in_the_middle_of_a_frame(kind):
    heard, _, faults = await through(Fault(kind, after=40, seconds=0.01))
    assert len(heard) <= 40
    assert faults[kind] == 1


async def test_a_doubling_line_tells_the_server_twice():
    heard, got, faults = await through(Fault("double"))
    assert heard == b"x" * 100 + b"ok"
    assert got[0] == b"hello"
    assert len(got) == 2
    assert faults["double"] == 1


@pytest.mark.parametrize(("kind", "ends"), [("deaf", (0, 1)), ("dead", (1, 0))])
async def test_a_line_is_half_open_until_its_own_time_has_come(kind, ends):
    """However fast the machine is. `ends`: connections with the client, and with the server."""
    hours, fault = Hours(), Fault(kind, after=40, seconds=3)
    server = await asyncio.start_server(lambda reader, writer: writer.write(b"x" * 100), "127.0.0.1", 0)
    line = Line(ARIA, server.sockets[0].getsockname()[1], Canaries("1"), lambda number: fault, hours.call_later)
    await line.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    assert len(await reader.readexactly(40)) == 40
    async with asyncio.timeout(60):
        while hours.due is None:
            await asyncio.sleep(0)
    assert (line.facing, line.upstream) == ends
    hours.ring()
    assert (hours.now, line.facing, line.upstream, line.deceived) == (3, 0, 0, None)
    writer.transport.abort()
    await line.close()
    server.close()


def test_everything_befalls_a_line_sooner_or_later():
    assert {lines.drawn("5/3/player-2/line", number).kind for number in range(60)} == set(lines.KINDS)
