"""`python -m simulation.bench.idle`: what rooms cost in which nothing happens but time: a DM sits there, and a clock runs.

Measured is the CPU of the whole process by its kernel clock, as a part of one core: first with nobody there, then with all.
"""

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from simulation.bench.__main__ import NO_LIMIT, prepare
from simulation.bench.line import dial
from simulation.processes import Served, cpu_used, free_port, serve
from simulation.seats import Seating

AT_ONCE = 16
PATIENCE = 120


class Sitting:
    """A DM at her table. Nobody pings: the sweep leaves those alone who never did."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[bytes] | None = None

    async def sit_down(self, place: str, seating: Seating, limit: int) -> None:
        """Live, with a turn of `limit` seconds under way. Raises ConnectionError where something is refused."""
        url = f"{place}/ws/interactions/{seating.interaction_ids[0]}/"
        self.line = await dial(url, seating.dm.cookie, self._hear)
        for number, (command, content) in enumerate(
            (
                ("joinRoom", {}),
                ("startInteraction", {}),
                ("updateTurnSettings", {"turnTimeLimit": limit, "dmTurnTimeLimit": limit}),
                ("rollInitiative", {}),
            )
        ):
            await self._ask({"type": command, "id": f"i{number}", "data": content})

    async def _ask(self, frame: dict[str, Any]) -> None:
        self.answered = asyncio.get_running_loop().create_future()
        self.line.say(msgspec.json.encode(frame))
        answer = await asyncio.wait_for(self.answered, PATIENCE)
        if answer.startswith(b'{"type":"error"'):
            raise ConnectionError(answer.decode())

    def _hear(self, buffer: bytes, start: int, end: int) -> None:
        answers = buffer.startswith((b'{"type":"ack"', b'{"type":"error"'), start)
        if answers and self.answered is not None and not self.answered.done():
            self.answered.set_result(buffer[start:end])


async def measured(wanted: argparse.Namespace, server: Served, seatings: list[Seating]) -> dict[str, Any]:
    """Parts of a core in percent: `empty` without anybody, `idle` with all; and by thread."""
    await asyncio.sleep(wanted.settle)
    empty, _ = await _spent(server, wanted.seconds)
    place = f"ws://127.0.0.1:{server.port}"
    tables = [Sitting() for _ in seatings]
    for start in range(0, len(seatings), AT_ONCE):
        part = list(zip(tables, seatings, strict=True))[start : start + AT_ONCE]
        await asyncio.gather(*(table.sit_down(place, seating, wanted.limit) for table, seating in part))
    await asyncio.sleep(wanted.settle)
    idle, threads = await _spent(server, wanted.seconds)
    closed = [table.line.closed for table in tables if table.line.closed]
    if closed:
        raise ConnectionError(f"{len(closed)} lines were closed: {closed[0]}")
    return {"rooms": len(tables), "limit_s": wanted.limit, "empty": empty, "idle": idle, "threads": threads}


async def _spent(server: Served, seconds: float) -> tuple[float, dict[str, float]]:
    used, began = cpu_used(server.pid), time.perf_counter()
    await asyncio.sleep(seconds)
    since, took = cpu_used(server.pid).since(used), time.perf_counter() - began
    threads = {name: round(100 * spent / took, 3) for name, spent in since.threads.items() if spent > took / 1e5}
    return round(100 * since.total / took, 3), threads


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulation.bench.idle", description=__doc__)
    parser.add_argument("--rooms", type=int, default=1000)
    parser.add_argument("--limit", type=int, default=3600, help="Seconds that a turn may take (default 3600).")
    parser.add_argument("--seconds", type=float, default=60, help="Measured seconds (default 60).")
    parser.add_argument("--settle", type=float, default=20, help="Seconds of rest before measuring (default 20).")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campaignlive-idle-") as folder:
        database = Path(folder) / "idle.sqlite3"
        seatings, _ = prepare(database, wanted.rooms)
        server = serve(free_port(), database, env=NO_LIMIT)
        try:
            server.wait_until_it_listens()
            print(json.dumps(asyncio.run(measured(wanted, server, seatings))))
        finally:
            server.stop(10)


if __name__ == "__main__":
    main()
