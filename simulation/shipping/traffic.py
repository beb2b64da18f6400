"""`python -m simulation.shipping.traffic`: what an hour of play at one table comes to in calls and bytes, at people's pace.

A DM and five players with a break before each command, the ordinary settings, and the stand-in, which counts. What is there
before anybody plays (people, content, drafts) is delivered first, and counted apart.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from simulation.bench.__main__ import prepare
from simulation.bot import Bot
from simulation.client import Client
from simulation.processes import free_port, serve, until
from simulation.seats import Person, Seating
from simulation.shipping.comparing import undelivered
from simulation.shipping.here import reading
from simulation.shipping.standin import StandIn

COUNTED = ("calls", "requestBytes", "replyBytes", "readBytes", "writtenBytes")


class Table:
    """Everybody at one table, playing until told to stop."""

    def __init__(self, seating: Seating, port: int, pause: float) -> None:
        self._seating, self._port, self._pause = seating, port, pause
        self._bots = [Bot(self._client(person), person.user_id, pause=pause) for person in seating.everybody]

    def _client(self, person: Person) -> Client:
        place = f"127.0.0.1:{self._port}"
        url = f"ws://{place}/ws/interactions/{self._seating.interaction_ids[0]}/"
        return Client(url, f"http://{place}", {"Cookie": f"sessionid={person.cookie}"})

    async def play(self, seconds: float) -> None:
        dm, *players = self._bots
        lines = [asyncio.create_task(dm.client.run())]
        playing = [asyncio.create_task(dm.play())]
        while dm.document.get("liveStatus", "idle") == "idle":
            await dm.client.changed(1)
        lines += [asyncio.create_task(bot.client.run()) for bot in players]
        playing += [asyncio.create_task(bot.play()) for bot in players]
        await asyncio.wait(playing, timeout=seconds)
        for bot in self._bots:
            bot.stopping = True
        for task in (*playing, *lines):
            task.cancel()
        await asyncio.gather(*playing, *lines, return_exceptions=True)


async def measured(wanted: argparse.Namespace, folder: Path, seating: Seating) -> dict[str, Any]:
    """By function, per hour; and before."""
    stand_in = StandIn(folder)
    stand_in.start()
    database = folder / "traffic.sqlite3"
    server = serve(free_port(), database, env=stand_in.environment, log=folder / "server.log")
    try:
        server.wait_until_it_listens()
        await _delivered(database)
        before, began = stand_in.traffic(), time.monotonic()
        await Table(seating, server.port, wanted.pause).play(wanted.minutes * 60)
        played = time.monotonic() - began
        await _delivered(database)
        return {"minutes": round(played / 60, 2), **_figures(before, stand_in.traffic(), played, _played(database))}
    finally:
        server.stop()
        stand_in.kill()


async def _delivered(database: Path) -> None:
    await until(lambda: not undelivered(database), every=0.2)


def _played(database: Path) -> dict[str, int]:
    with reading(database) as connection:
        counts = {
            "turns": "SELECT COUNT(*) FROM turns_turnrecord WHERE end_time IS NOT NULL",
            "commands": "SELECT COUNT(*) FROM interactions_journalentry WHERE person > ''",
            "logs": "SELECT COUNT(*) FROM turns_liveinteractionlog",
        }
        return {name: int(connection.execute(statement).fetchone()[0]) for name, statement in counts.items()}


def _figures(before: dict[str, Any], after: dict[str, Any], seconds: float, played: dict[str, int]) -> dict[str, Any]:
    nothing = dict.fromkeys(COUNTED, 0)
    by_function = {
        path: {name: round((counted[name] - before.get(path, nothing)[name]) * 3600 / seconds) for name in COUNTED}
        for path, counted in after.items()
    }
    whole = {name: sum(counted[name] for counted in by_function.values()) for name in COUNTED}
    first = {name: sum(counted[name] for counted in before.values()) for name in COUNTED}
    hourly = {name: round(count * 3600 / seconds) for name, count in played.items()}
    return {"per_hour": {**hourly, **whole}, "by_function": by_function, "before": first}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulation.shipping.traffic", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="How long is played at most (default 10).")
    parser.add_argument("--pause", type=float, default=8, help="Seconds before each command of anybody (default 8).")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campaignlive-traffic-") as name:
        folder = Path(name)
        # What is written to the file is noted for Convex.
        [seating], _ = prepare(folder / "traffic.sqlite3", 1, CONVEX_URL="http://127.0.0.1:1")
        print(json.dumps(asyncio.run(measured(wanted, folder, seating)), indent=1))


if __name__ == "__main__":
    main()
