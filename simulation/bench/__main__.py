"""`script/bench`: writes the tables, starts both servers on one core, plays in interleaved rounds, and tells what it cost."""

import argparse
import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description="What a turn costs, beside a bare relay.")
    parser.add_argument("--rooms", type=int, default=50, help="Tables of six sockets (default 50).")
    parser.add_argument("--rounds", type=int, default=3, help="Interleaved rounds; the lowest counts (default 3).")
    parser.add_argument("--seconds", type=float, default=5.0, help="Measured seconds of a round (default 5).")
    parser.add_argument("--warm-up", type=float, default=2.0, help="Seconds of play before them (default 2).")
    parser.add_argument(
        "--pace", type=float, default=0.0, help="Open loop: turns a second and room (default: closed loop)."
    )
    parser.add_argument("--json", action="store_true", help="Print only the figures, as JSON.")
    return parser.parse_args()


def prepare(database: Path, rooms: int) -> Any:
    """Writes the tables with the settings the server will have; them, and how SQLite syncs."""
    os.environ["CAMPAIGNLIVE_DB"] = str(database)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaignlive.settings")
    os.environ.pop("DATABASE_URL", None)
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


async def measure(wanted: argparse.Namespace, folder: Path, say: Any) -> dict[str, Any]:
    """All of it, in one event loop. Raises ConnectionError where a server refused what it should not."""
    from simulation.bench.report import figures, line, shares, told
    from simulation.bench.rounds import Stage
    from simulation.bench.table import GameTable, RelayTable
    from simulation.processes import Served, free_port, serve

    seatings, synchronous = prepare(folder / "bench.sqlite3", wanted.rooms)
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    stats = folder / "stats.json"
    servers = []
    with open(folder / "server.log", "wb") as log:
        server = serve(
            free_port(), folder / "bench.sqlite3", core=cores[0], log=log, env={"CAMPAIGNLIVE_STATS": str(stats)}
        )
        servers.append(server)
        try:
            server.wait_until_it_listens()
            game = Stage(server, GameTable, wanted.pace, stats)
            await game.sit_down(seatings)
            quiet_collector()
            first = await game.play(wanted.warm_up, wanted.seconds / 2)
            say(line("(warm)", first))
            port = free_port()
            size = round(first.bytes / first.frames)
            command = [sys.executable, "-m", "simulation.bench.relay", str(port), str(size)]
            servers.append(Served(command, port, core=cores[0], log=log))
            servers[-1].wait_until_it_listens()
            relay = Stage(servers[-1], RelayTable, wanted.pace, None)
            await relay.sit_down(seatings)
            games, relays = [], []
            for _ in range(wanted.rounds):
                games.append(await game.play(wanted.warm_up, wanted.seconds))
                say(line("server", games[-1]))
                relays.append(await relay.play(wanted.warm_up / 2, wanted.seconds / 2))
                say(line("relay", relays[-1]))
            found = figures(wanted.rooms, games, relays, game.bytes_per_connection, synchronous)
            say(shares(min(games, key=lambda one: one.cpu)))
            say(f"The relay's frame has {size} bytes, our mean. Server on core {cores[0]}, generator on {cores[-1]}.")
            say(told(found))
            return found
        except Exception:
            say((folder / "server.log").read_text()[-4000:])
            raise
        finally:
            for one in servers:
                one.stop(5)


def quiet_collector() -> None:
    """The generator's own pauses are not the server's."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 50, 1000)


def main() -> int:
    wanted = arguments()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    say = (lambda text: print(text, file=sys.stderr, flush=True)) if wanted.json else print

    import uvloop

    with tempfile.TemporaryDirectory(prefix="campaignlive-bench-") as folder:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            found = runner.run(measure(wanted, Path(folder), say))
    if wanted.json:
        print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
