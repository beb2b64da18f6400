"""A bad network between a bot and the server: a TCP proxy in this process that delays, cuts, half-opens and doubles connections.

What befalls the n-th connection of a line is drawn from the seed: the same line fails after the same number of bytes.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from random import Random

from msgspec import Struct

from simulation.storm.canaries import Canaries, Tap

CHUNK = 1 << 16
KINDS = ("calm", "delay", "cut", "deaf", "dead", "double")
"""Nothing; every piece comes late; both ends are lost; the client goes and the server does not notice; the server goes
and the client does not notice; the server gets everything twice, on two connections."""
WEIGHTS = (3, 2, 3, 2, 2, 2)


class Fault(Struct, frozen=True):
    """What befalls a connection, after so many bytes to the client; `seconds` of each delay, or of a half-open state."""

    kind: str = "calm"
    after: int = 0
    seconds: float = 0.0


def drawn(seed: str, number: int) -> Fault:
    """The fate of the n-th connection of the line that `seed` names."""
    chance = Random(f"{seed}/{number}")
    kind = chance.choices(KINDS, WEIGHTS)[0]
    seconds = chance.uniform(0.002, 0.02) if kind == "delay" else chance.uniform(0.3, 1.2)
    return Fault(kind, int(chance.uniform(500, 40_000)), seconds)


class Line:
    """One person's way to the server. `fate(number)` says what befalls her connections; `faults` counts what happened."""

    def __init__(self, user_id: str, server: int, canaries: Canaries, fate: Callable[[int], Fault]) -> None:
        self.user_id, self._server, self._canaries, self._fate = user_id, server, canaries, fate
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = self.connections = 0
        self.healed = False
        self.doubling = 0
        self.faults: Counter[str] = Counter()
        self.leaks: set[str] = set()

    async def open(self) -> None:
        self._listening = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        self.port = self._listening.sockets[0].getsockname()[1]

    def heal(self) -> None:
        """Nothing more befalls new connections."""
        self.healed = True

    async def close(self) -> None:
        if self._listening:
            self._listening.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        fault = Fault() if self.healed else self._fate(self.connections)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await _Connection(self, fault).carry(reader, writer)

    async def to_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._server)

    def tap(self) -> Callable[[bytes], None]:
        """For one connection to this person."""
        tap = Tap(self._canaries, self.user_id)
        return lambda chunk: self.leaks.update(tap.passes(chunk))


class _Connection:
    """One connection through a line and the one or two behind it."""

    def __init__(self, line: Line, fault: Fault) -> None:
        self._line, self._fault = line, fault
        self._carried = 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        doubled = self._fault.kind == "double"
        ends = [await self._line.to_server() for _ in range(2 if doubled else 1)]
        servers = [end[1] for end in ends]
        up = asyncio.create_task(self._up(reader, servers))
        down = asyncio.create_task(self._down(ends[0][0], writer))
        aside = [asyncio.create_task(self._aside(end[0])) for end in ends[1:]]
        self._line.doubling += doubled
        self._line.faults["double"] += doubled
        try:
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
            if down.done() and not down.cancelled() and down.exception() is None and down.result():
                await self._half_open(reader, writer, servers, up)
        finally:
            self._line.doubling -= doubled
            for task in (up, down, *aside):
                task.cancel()
            for end in (writer, *servers):
                end.transport.abort()
            await asyncio.gather(up, down, *aside, return_exceptions=True)

    async def _up(self, reader: asyncio.StreamReader, servers: list[asyncio.StreamWriter]) -> None:
        while chunk := await reader.read(CHUNK):
            await self._late()
            for server in servers:
                if not server.transport.is_closing():
                    server.write(chunk)

    async def _down(self, server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Until the server ends it (False), or the fault befalls it (True)."""
        see = self._line.tap()
        fails = self._fault.kind in ("cut", "deaf", "dead")
        while chunk := await server.read(CHUNK):
            await self._late()
            left = self._fault.after - self._carried
            ends = fails and len(chunk) >= left
            chunk = chunk[:left] if ends else chunk
            self._carried += len(chunk)
            see(chunk)
            if writer.transport.is_closing():
                return False
            writer.write(chunk)
            if ends:
                await writer.drain()
                self._line.faults[self._fault.kind] += 1
                return True
        with contextlib.suppress(OSError):
            await writer.drain()
            writer.close()
            await writer.wait_closed()
        return False

    async def _aside(self, server: asyncio.StreamReader) -> None:
        """What the doubled connection hears goes nowhere, but is looked at."""
        see = self._line.tap()
        while chunk := await server.read(CHUNK):
            see(chunk)

    async def _late(self) -> None:
        if self._fault.kind == "delay" and not self._line.healed:
            self._line.faults["delay"] += 1
            await asyncio.sleep(self._fault.seconds)

    async def _half_open(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        servers: list[asyncio.StreamWriter],
        up: "asyncio.Task[None]",
    ) -> None:
        """One side is gone, and the other one does not know it yet."""
        match self._fault.kind:
            case "deaf":
                up.cancel()
                writer.transport.abort()
            case "dead":
                up.cancel()
                for server in servers:
                    server.transport.abort()
            case _:
                return
        await asyncio.sleep(self._fault.seconds)
