"""`script/bench`: writes the tables, starts both servers on one core, plays in interleaved rounds, and tells what it cost."""

import argparse
import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvloop

from simulation.bench.report import figures, line, shares, told
from simulation.bench.rounds import Stage
from simulation.bench.table import GameTable, RelayTable
from simulation.processes import Served, free_port, know_only, serve
from simulation.seats import Seating

NO_LIMIT = {"CAMPAIGNLIVE_SOCKETS_RATE": "100000", "CAMPAIGNLIVE_SOCKETS_BURST": "100000"}
"""Messages a second that the server lets one socket send here: a closed loop knows no breaks."""


def options(parser: argparse.ArgumentParser, **defaults: float) -> argparse.ArgumentParser:
    """How much is played, the same for every bench; `defaults` where its own are others."""
    parser.add_argument("--rooms", type=int, default=50, help="Tables of six sockets (default %(default)s).")
    parser.add_argument("--rounds", type=int, default=3, help="Interleaved rounds (default %(default)s).")
    parser.add_argument("--seconds", type=float, default=5.0, help="Measured seconds of a round (default %(default)s).")
    parser.add_argument("--warm-up", type=float, default=2.0, help="Seconds of play before them (default %(default)s).")
    parser.add_argument(
        "--pace",
        type=float,
        default=0.0,
        help="Open loop: turns a second and room; 0: closed loop (default %(default)s).",
    )
    parser.add_argument("--json", action="store_true", help="Print only the figures, as JSON.")
    parser.set_defaults(**defaults)
    return parser


def arguments() -> argparse.Namespace:
    what = "What a turn costs, beside a bare relay. The lowest round counts."
    return options(argparse.ArgumentParser(prog="script/bench", description=what)).parse_args()


def prepare(database: Path, rooms: int, **surroundings: str) -> tuple[list[Seating], str]:
    """Writes the tables with the settings that the server will have; them, and how SQLite syncs."""
    know_only(database, **surroundings)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from simulation.worlds import write_tables

    call_command("migrate", verbosity=0)
    seatings = write_tables(rooms, hit_points=10_000)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        level = int(cursor.fetchone()[0])
    connection.close()
    return seatings, ("OFF", "NORMAL", "FULL", "EXTRA")[level]


class Bench:
    """Both servers on one core, and who plays on them from the other."""

    def __init__(self, wanted: argparse.Namespace, folder: Path, say: Callable[[str], None]) -> None:
        self._wanted, self._folder, self._log, self._say = wanted, folder, folder / "server.log", say
        self._cores = sorted(os.sched_getaffinity(0))
        self._servers: list[Served] = []

    async def run(self, seatings: list[Seating], synchronous: str) -> dict[str, Any]:
        """The figures. Raises ConnectionError where a server refused what it should not."""
        wanted, say = self._wanted, self._say
        os.sched_setaffinity(0, {self._cores[-1]})
        game = await self._game(seatings)
        quiet_collector()
        first = await game.play(wanted.warm_up, wanted.seconds / 2)
        say(line("(warm)", first))
        size = round(first.bytes / first.frames)
        relay = await self._relay(seatings, size)
        games, relays = [], []
        for _ in range(wanted.rounds):
            games.append(await game.play(wanted.warm_up, wanted.seconds))
            say(line("server", games[-1]))
            relays.append(await relay.play(wanted.warm_up / 2, wanted.seconds / 2))
            say(line("relay", relays[-1]))
        found = figures(wanted.rooms, games, relays, game.bytes_per_connection, synchronous)
        say(shares(min(games, key=lambda one: one.cpu)))
        say(
            f"The relay's frame has {size} bytes, our mean. Cores: server {self._cores[0]}, generator {self._cores[-1]}."
        )
        say(told(found))
        return found

    async def _game(self, seatings: list[Seating]) -> Stage:
        stats = self._folder / "stats.json"
        env = {"CAMPAIGNLIVE_STATS": str(stats), **NO_LIMIT}
        server = serve(free_port(), self._folder / "bench.sqlite3", env=env, core=self._cores[0], log=self._log)
        return await self._open(Stage(server, GameTable, self._wanted.pace, stats), seatings)

    async def _relay(self, seatings: list[Seating], size: int) -> Stage:
        port = free_port()
        command = [sys.executable, "-m", "simulation.bench.relay", str(port), str(size)]
        server = Served(command, port, core=self._cores[0], log=self._log)
        return await self._open(Stage(server, RelayTable, self._wanted.pace, None), seatings)

    async def _open(self, stage: Stage, seatings: list[Seating]) -> Stage:
        self._servers.append(stage.server)
        stage.server.wait_until_it_listens()
        await stage.sit_down(seatings)
        return stage

    def stop(self) -> None:
        for server in self._servers:
            server.stop(5)


def quiet_collector() -> None:
    """The generator's own pauses are not the server's."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 50, 1000)


def run(wanted: argparse.Namespace, folder: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """One bench in `folder`; where it fails, what the servers printed is told too."""
    seatings, synchronous = prepare(folder / "bench.sqlite3", wanted.rooms)
    bench = Bench(wanted, folder, say)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(bench.run(seatings, synchronous))
    except Exception:
        say((folder / "server.log").read_text()[-4000:])
        raise
    finally:
        bench.stop()


def main() -> int:
    wanted = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def say(text: str) -> None:
        print(text, file=sys.stderr if wanted.json else sys.stdout, flush=True)

    with tempfile.TemporaryDirectory(prefix="campaignlive-bench-") as folder:
        found = run(wanted, Path(folder), say)
    if wanted.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
