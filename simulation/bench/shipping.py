"""`script/bench --convex`: what Convex costs those who play, whatever state it is in.

Two servers on one core, one with Convex and one without, are played in turns; the other one is stopped meanwhile (SIGSTOP).
Measured is the CPU of the event loop and of the journal's thread, per turn, and the time within which 99 of 100 turns were
heard by everybody. The stand-in for Convex, in life on another machine, has to make do with what both cores leave:
`nice` would not do, since what runs then goes on for some milliseconds when somebody else wants the core.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import uvloop
from msgspec import Struct

from simulation.bench.__main__ import NO_LIMIT, options, prepare, quiet_collector
from simulation.bench.rounds import Round, Stage, percentile
from simulation.bench.table import GameTable
from simulation.processes import Served, free_port, serve, until
from simulation.seats import Seating
from simulation.shipping.comparing import undelivered
from simulation.shipping.faults import FAULTS, HALFWAY, MODES, SLOW
from simulation.shipping.standin import StandIn

LIMIT = 1.2
STATES = ("up", *FAULTS)
SECONDS_TO_DRAIN = 120
LEFT_OVER = ("chrt", "--idle", "0")
"""Before a command that gets what nobody else wants of the cores."""


class Cost(Struct, frozen=True):
    """Of one round: CPU of event loop and journal, and of everything else in the process, in µs a turn; seconds of each turn."""

    play: float
    rest: float
    took: list[float]

    @classmethod
    def of(cls, one: Round, threads: dict[str, int], pid: int) -> "Cost":
        play = one.tasks.get(pid, 0.0) + one.tasks.get(threads["journal"], 0.0)
        return cls(play / one.turns * 1e6, one.cpu - play / one.turns * 1e6, one.took)


class Side:
    """A server with its tables; it runs only while it is asked to."""

    def __init__(self, folder: Path, name: str, seatings: list[Seating], env: dict[str, str], pace: float) -> None:
        self._stats = folder / f"{name}.json"
        self._seatings = seatings
        self.database = folder / f"{name}.sqlite3"
        env = {"CAMPAIGNLIVE_STATS": str(self._stats), **NO_LIMIT, **env}
        core = sorted(os.sched_getaffinity(0))[0]
        self.server: Served = serve(free_port(), self.database, env=env, core=core, log=folder / f"{name}.log")
        self.stage = Stage(self.server, GameTable, pace, self._stats)

    async def open(self) -> None:
        self.server.wait_until_it_listens()
        await self.stage.sit_down(self._seatings)
        await until(self._stats.exists, every=0.1)

    def sleep(self) -> None:
        os.kill(self.server.pid, signal.SIGSTOP)

    def wake(self) -> None:
        os.kill(self.server.pid, signal.SIGCONT)

    async def play(self, warm_up: float, seconds: float) -> Cost:
        one = await self.stage.play(warm_up, seconds)
        return Cost.of(one, json.loads(self._stats.read_text())["threads"], self.server.pid)

    def stop(self) -> None:
        self.wake()
        self.server.stop(10)


class Comparison:
    """All states one after the other, `rounds` of each, with and without in turns."""

    def __init__(self, wanted: argparse.Namespace, without: Side, with_it: Side, stand_in: StandIn) -> None:
        self._wanted, self._without, self._with, self._stand_in = wanted, without, with_it, stand_in

    async def run(self) -> dict[str, Any]:
        await self._without.open()
        self._without.sleep()
        await self._with.open()
        quiet_collector()
        await self._drained()
        found = {}
        for state in self._wanted.states.split(","):
            found[state] = await self._in_state(state)
            say(told(state, found[state]))
        return found

    async def _in_state(self, state: str) -> dict[str, Any]:
        if state in MODES:
            self._stand_in.fault(MODES[state], ms=SLOW if state == "slow" else None)
        with_it, without = [], []
        for number in range(self._wanted.rounds):
            order = [(self._with, with_it), (self._without, without)]
            for side, costs in order if number % 2 else order[::-1]:
                costs.append(await self._round(side, state))
        waited = undelivered(self._with.database)
        self._stand_in.fault("none")
        return {**_figures(with_it, without), "waited": waited, "drained_s": round(await self._drained(), 1)}

    async def _round(self, side: Side, state: str) -> Cost:
        other = self._without if side is self._with else self._with
        other.sleep()
        side.wake()
        wanted = self._wanted
        dying = None
        if side is self._with and state in HALFWAY:
            dying = asyncio.create_task(self._die(state, wanted.warm_up + wanted.seconds / 2))
        cost = await side.play(wanted.warm_up, wanted.seconds)
        if dying is not None:
            await dying
        if self._stand_in.process is None:
            await asyncio.to_thread(self._stand_in.start)
        return cost

    async def _die(self, state: str, after: float) -> None:
        """Beside the players: waiting for its end here would count as their time. What it holds it keeps."""
        await asyncio.sleep(after)
        await asyncio.to_thread(self._stand_in.restart if state == "restarted" else self._stand_in.kill)

    async def _drained(self) -> float:
        """Nothing of what was played with Convex waits any more: the next state begins as this one did."""
        self._without.sleep()
        self._with.wake()
        began = time.monotonic()
        await until(lambda: not undelivered(self._with.database), every=0.1, within=SECONDS_TO_DRAIN)
        return time.monotonic() - began


def _figures(with_it: list[Cost], without: list[Cost]) -> dict[str, Any]:
    """Middle rounds; p99 of all turns of all rounds as well, since one round has few in its last hundredth."""
    sides = (without, with_it)
    cpu = [median(cost.play for cost in side) for side in sides]
    late = [median(percentile(cost.took, 0.99) for cost in side) * 1e3 for side in sides]
    pooled = [percentile([took for cost in side for took in cost.took], 0.99) * 1e3 for side in sides]
    rest = [median(cost.rest for cost in side) for side in sides]
    return {
        "cpu_us": [round(one, 1) for one in cpu],
        "cpu_ratio": round(cpu[1] / cpu[0], 2),
        "p99_ms": [round(one, 2) for one in late],
        "p99_ratio": round(late[1] / late[0], 2),
        "p99_of_all_ms": [round(one, 2) for one in pooled],
        "p99_of_all_ratio": round(pooled[1] / pooled[0], 2),
        "sync_us": round(rest[1] - rest[0], 1),
    }


def told(state: str, found: dict[str, Any]) -> str:
    """A state in one line."""
    (cpu_off, cpu_on), (off, on), (all_off, all_on) = found["cpu_us"], found["p99_ms"], found["p99_of_all_ms"]
    return (
        f"{state:<12} CPU {cpu_off:6.1f} → {cpu_on:6.1f} µs a turn ({found['cpu_ratio']:.2f}), p99 {off:6.2f} → "
        f"{on:6.2f} ms ({found['p99_ratio']:.2f}; of all turns {all_off:.2f} → {all_on:.2f}, {found['p99_of_all_ratio']:.2f}),"
        f" the delivery itself {found['sync_us']:.0f} µs a turn; {found['waited']} waited, gone after {found['drained_s']} s"
    )


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    what = "What Convex costs those who play. Of each state the middle round counts, and all turns together."
    parser = argparse.ArgumentParser(prog="script/bench --convex", description=what)
    parser.add_argument("--states", default=",".join(STATES), help="Which, with commas between (default: all).")
    return options(parser, rooms=30, rounds=5, seconds=8.0, pace=2.0).parse_args()


@contextlib.contextmanager
def both(wanted: argparse.Namespace, folder: Path) -> Iterator[tuple[Side, Side, StandIn]]:
    """The same tables twice, and the stand-in."""
    seatings, _ = prepare(folder / "without.sqlite3", wanted.rooms)
    for suffix in ("", "-wal"):
        file = folder / f"without.sqlite3{suffix}"
        if file.exists():
            (folder / f"with.sqlite3{suffix}").write_bytes(file.read_bytes())
    stand_in = StandIn(folder, keep=True, before=LEFT_OVER)
    stand_in.start()
    sides = [
        Side(folder, "without", seatings, {"CONVEX_URL": ""}, wanted.pace),
        Side(folder, "with", seatings, stand_in.environment, wanted.pace),
    ]
    try:
        yield sides[0], sides[1], stand_in
    finally:
        for side in sides:
            side.stop()
        stand_in.kill()


def main() -> int:
    wanted = arguments()
    with tempfile.TemporaryDirectory(prefix="campaignlive-bench-") as folder, both(wanted, Path(folder)) as parts:
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(Comparison(wanted, *parts).run())
    if wanted.json:
        print(json.dumps(found))
    worst = max(max(one["cpu_ratio"], one["p99_ratio"]) for one in found.values())
    say(f"The worst ratio is {worst} (limit {LIMIT}).")
    return 0


if __name__ == "__main__":
    sys.exit(main())
