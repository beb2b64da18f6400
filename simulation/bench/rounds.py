"""One side of the comparison: a server process, its tables, and what a stretch of play costs there."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from simulation.bench.table import GameTable, RelayTable, Table, Tally
from simulation.processes import Served, Used, cpu_used, memory_used
from simulation.seats import Seating

SIDE_BY_SIDE = 8
"""Tables that sit down at the same time."""
PATIENCE = 60
"""Seconds after which a table that was not heard of is stuck."""


def percentile(took: list[float], part: float) -> float:
    ordered = sorted(took)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


class Round(Struct, frozen=True, kw_only=True):
    """A stretch of play. Times in seconds, `cpu` per turn in microseconds; sizes in bytes as they crossed the network."""

    seconds: float
    turns: int
    refusals: int
    cpu: float
    journal: float
    followers: float
    took: list[float]
    frames: int
    bytes: int
    threads: dict[str, float]
    tasks: dict[int, float] = {}
    """Seconds of each thread, by the kernel's id."""
    rows_a_commit: float = 0.0

    @property
    def turns_per_second(self) -> float:
        return self.turns / self.seconds

    def percentile(self, part: float) -> float:
        """The time within which that part of the turns was heard by everybody, in seconds."""
        return percentile(self.took, part)


class Stage:
    """A server and the tables that play on it. With `pace` (turns a second and table) open loop, else closed."""

    def __init__(
        self, server: Served, kind: type[GameTable] | type[RelayTable], pace: float, stats: Path | None
    ) -> None:
        self.server = server
        self.bytes_per_connection = 0.0
        self._kind, self._pace, self._stats = kind, pace, stats
        self._tally = Tally()
        self._tables: list[Table] = []
        self._playing = False

    async def sit_down(self, seatings: Sequence[Seating]) -> None:
        """Connects everybody. Raises ConnectionError."""
        before = memory_used(self.server.pid)
        place = f"ws://127.0.0.1:{self.server.port}"
        for start in range(0, len(seatings), SIDE_BY_SIDE):
            part = list(enumerate(seatings))[start : start + SIDE_BY_SIDE]
            tables = [self._kind(number, self._tally, self._when_done) for number, _ in part]
            await asyncio.gather(
                *(table.sit_down(place, seating) for table, (_, seating) in zip(tables, part, strict=True))
            )
            self._tables += tables
        lines = sum(len(table.lines) for table in self._tables)
        self.bytes_per_connection = (memory_used(self.server.pid) - before) / lines

    def _when_done(self, table: Table) -> None:
        if self._playing and not self._pace:
            table.due = perf_counter()
            table.act()

    async def play(self, warm_up: float, seconds: float) -> Round:
        """Plays, and measures the last `seconds`. Raises ConnectionError where tables came to a stop."""
        self._playing = True
        pacing = asyncio.create_task(self._keep_pace()) if self._pace else None
        if not pacing:
            for table in self._tables:
                table.due = perf_counter()
                table.act()
        await asyncio.sleep(warm_up)
        before, spent = self._counted(), self._spent()
        used, began = cpu_used(self.server.pid), perf_counter()
        self._tally.start()
        await asyncio.sleep(seconds)
        await self._until_a_turn_is_taken()
        used, took = cpu_used(self.server.pid).since(used), perf_counter() - began
        measured = self._round(used, took, before, spent)
        self._playing = False
        if pacing:
            pacing.cancel()
        await self._come_to_rest()
        return measured

    async def _keep_pace(self) -> None:
        """Each table acts at its own moment of the beat; one that is late goes on as soon as it can, and its time counts."""
        beat = 1 / self._pace
        count = len(self._tables)
        moment = perf_counter()
        while True:
            for number, table in enumerate(self._tables):
                due = moment + beat * number / count
                wait = due - perf_counter()
                if wait > 0.001:
                    await asyncio.sleep(wait)
                if not table.running:
                    table.due = min(due, perf_counter())
                    table.act()
            moment += beat

    async def _until_a_turn_is_taken(self) -> None:
        """A machine may be so busy that there was none yet."""
        for _ in range(PATIENCE * 20):
            if self._tally.turns:
                return
            await asyncio.sleep(0.05)

    async def _come_to_rest(self) -> None:
        for _ in range(PATIENCE * 20):
            if not any(table.running for table in self._tables):
                return
            await asyncio.sleep(0.05)
        stuck = [table for table in self._tables if table.running]
        closed = next((line.closed for table in stuck for line in table.lines if line.closed), "no line is closed")
        raise ConnectionError(f"{len(stuck)} tables are stuck ({closed}). {self._tally.complaint}")

    def _round(self, used: Used, seconds: float, before: tuple[int, int], spent: dict[str, float]) -> Round:
        turns, (frames, size), now = self._tally.turns, self._counted(), self._spent()
        if not turns:
            raise ConnectionError(f"No turn was taken. {self._tally.complaint}")
        parts = {name: now.get(name, 0.0) - spent.get(name, 0.0) for name in ("cpu_journal", "cpu_followers")}
        rows, commits = (now.get(name, 0.0) - spent.get(name, 0.0) for name in ("rows", "commits"))
        return Round(
            seconds=seconds,
            turns=turns,
            refusals=self._tally.refusals,
            cpu=used.total / turns * 1e6,
            journal=parts["cpu_journal"] / rows * 1e6 if rows else 0.0,
            followers=parts["cpu_followers"] / rows * 1e6 if rows else 0.0,
            took=self._tally.took,
            frames=frames - before[0],
            bytes=size - before[1],
            threads=used.threads,
            tasks=used.tasks,
            rows_a_commit=rows / commits if commits else 0.0,
        )

    def _counted(self) -> tuple[int, int]:
        lines = [line for table in self._tables for line in table.lines]
        return sum(line.frames for line in lines), sum(line.bytes for line in lines)

    def _spent(self) -> dict[str, float]:
        """What the server says its writer thread used; it says so once a second."""
        if self._stats is None or not self._stats.exists():
            return {}
        return dict(json.loads(self._stats.read_text()))

    def hang_up(self) -> None:
        for table in self._tables:
            table.hang_up()
