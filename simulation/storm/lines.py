"""A bad network between a bot and the server: a TCP proxy in this process that delays, cuts, half-opens and doubles connections.

What befalls the n-th connection of a line is drawn from the seed: the same line fails after the same number of bytes.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any

from msgspec import Struct

from simulation.storm.canaries import Canaries, Tap

CHUNK = 1 << 16
PONG = b'"type":"pong"'
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


Later = Callable[[float, Callable[[], None]], object]
"""`loop.call_later`, or what somebody has whose time is another."""


class Line:
    """One person's way to the server. `fate(number)` says what befalls her connections; `faults` counts what happened.

    `facing` connections with her are open, and `upstream` ones behind them with the server; while she is `deceived`, the
    latter are gone without her knowing. `on_deceit` is called when that begins.
    """

    def __init__(
        self,
        user_id: str,
        server: int,
        canaries: Canaries,
        fate: Callable[[int], Fault],
        later: Later | None = None,
    ) -> None:
        self.user_id, self._server, self._canaries, self._fate = user_id, server, canaries, fate
        self.later = later or asyncio.get_running_loop().call_later
        self._listening: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = self.connections = self.facing = self.upstream = 0
        self.healed = False
        self.doubling = self.pongs_aside = 0
        self.deceived: _Connection | None = None
        self.on_deceit: Callable[[], None] = _nothing
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
            await _Connection(self, fault, writer).carry(reader)

    async def to_server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self._server)

    def tap(self) -> Callable[[bytes], None]:
        """For one connection to this person."""
        tap = Tap(self._canaries, self.user_id)
        return lambda chunk: self.leaks.update(tap.passes(chunk))

    def undeceive(self) -> None:
        """She has hung up by herself."""
        if self.deceived is not None:
            self.deceived.lose_client()


def _nothing() -> None:
    pass


class _Connection:
    """One connection through a line and the one or two behind it."""

    def __init__(self, line: Line, fault: Fault, writer: asyncio.StreamWriter) -> None:
        self._line, self._fault, self._writer = line, fault, writer
        self._servers: list[asyncio.StreamWriter] = []
        self._carried = 0
        self._over = asyncio.Event()
        self._answered = asyncio.Event()
        self._faces = True
        line.facing += 1

    async def carry(self, reader: asyncio.StreamReader) -> None:
        doubled = self._fault.kind == "double"
        self._line.doubling += doubled
        self._line.faults["double"] += doubled
        tasks: list[asyncio.Task[Any]] = []
        try:
            ends = [await self._behind() for _ in range(2 if doubled else 1)]
            up = asyncio.create_task(self._up(reader))
            down = asyncio.create_task(self._down(ends[0][0]))
            tasks = [up, down, *(asyncio.create_task(self._aside(*end)) for end in ends[1:])]
            await asyncio.wait([up, down], return_when=asyncio.FIRST_COMPLETED)
            if down.done() and not down.cancelled() and down.exception() is None and down.result():
                up.cancel()
                await self._half_open()
        finally:
            self._line.doubling -= doubled
            for task in tasks:
                task.cancel()
            self.lose_client()
            self._lose_servers()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _behind(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await self._line.to_server()
        self._servers.append(writer)
        self._line.upstream += 1
        return reader, writer

    def lose_client(self) -> None:
        if self._faces:
            self._faces = False
            self._line.facing -= 1
            self._writer.transport.abort()
        if self._line.deceived is self:
            self._line.deceived = None
        self._over.set()

    def _lose_servers(self) -> None:
        self._line.upstream -= len(self._servers)
        for server in self._servers:
            server.transport.abort()
        self._servers = []
        self._over.set()

    async def _up(self, reader: asyncio.StreamReader) -> None:
        """Nobody may speak before the handshake is answered, on neither of two connections."""
        while chunk := await reader.read(CHUNK):
            await self._late()
            for server in self._servers:
                if not server.transport.is_closing():
                    server.write(chunk)
            if self._fault.kind == "double":
                await self._answered.wait()

    async def _down(self, server: asyncio.StreamReader) -> bool:
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
            if self._writer.transport.is_closing():
                return False
            self._writer.write(chunk)
            if ends:
                return await self._befallen()
        with contextlib.suppress(OSError):
            await self._writer.drain()
            self._writer.close()
            await self._writer.wait_closed()
        return False

    async def _befallen(self) -> bool:
        """What was said goes out; then one side is gone, or both are."""
        await self._writer.drain()
        self._line.faults[self._fault.kind] += 1
        if self._fault.kind == "dead":
            self._line.deceived = self
            self._lose_servers()
            self._line.on_deceit()
        else:
            self.lose_client()
        if self._fault.kind == "cut":
            self._lose_servers()
        return True

    async def _aside(self, server: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """What the doubled connection hears goes nowhere, but is looked at."""
        see, before = self._line.tap(), b""
        try:
            while chunk := await server.read(CHUNK):
                self._answered.set()
                see(chunk)
                text = before + chunk
                self._line.pongs_aside += text.count(PONG)
                before = text[-len(PONG) + 1 :]
        finally:
            self._answered.set()
            if writer in self._servers:
                self._servers.remove(writer)
                self._line.upstream -= 1
                writer.transport.abort()

    async def _late(self) -> None:
        if self._fault.kind == "delay" and not self._line.healed:
            self._line.faults["delay"] += 1
            await asyncio.sleep(self._fault.seconds)

    async def _half_open(self) -> None:
        """One side is gone, and the other one does not know it yet."""
        self._over.clear()
        if self._fault.kind == "deaf":
            self._line.later(self._fault.seconds, self._lose_servers)
        elif self._line.deceived is self:
            self._line.later(self._fault.seconds, self.lose_client)
        else:
            return
        await self._over.wait()
