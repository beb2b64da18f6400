"""`script/torture --strace`: plays one fight under strace and shows that a sync of the log precedes every acknowledgement."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from simulation.processes import free_port, serve, until
from simulation.seats import Seating
from simulation.torture.diary import open_diary, read_diary
from simulation.torture.fights import Fights
from simulation.torture.trace import LONGEST, SYSCALLS, Order, read_trace

ENOUGH = 100
"""Acknowledgements to look at."""
SECONDS = 600


def main(prepare: Callable[[Path, int], Seating], say: Callable[[str], None]) -> int:
    """0 where every acknowledgement was found behind its sync, else 1."""
    if shutil.which("strace") is None:
        say("Not shown: strace is not installed here, so nobody knows when the log was synced.")
        return 1
    with tempfile.TemporaryDirectory(prefix="campaignlive-strace-") as name:
        folder = Path(name)
        seating = prepare(folder / "torture.sqlite3", 20)
        asyncio.run(_play(seating, folder))
        order = _order(folder)
    if order.too_early or not order.acked:
        say(
            f"Of {len(order.acked)} acknowledgements {len(order.too_early)} came before their sync: {order.too_early[:5]}."
        )
        return 1
    say(
        f"{len(order.acked)} acknowledgements, each behind a sync of the -wal file with its row in it ({order.syncs} syncs)."
    )
    return 0


async def _play(seating: Seating, folder: Path) -> None:
    port, diary = free_port(), open_diary(folder / "diary.jsonl")
    strace = [
        "strace",
        "-D",
        "-f",
        "-y",
        "-q",
        "-s",
        str(LONGEST),
        "-e",
        f"trace={SYSCALLS}",
        "-o",
        str(folder / "trace"),
    ]
    server = serve(port, folder / "torture.sqlite3", before=strace, log=folder / "server.log")
    fights = Fights(seating, port, diary, seed=1)
    playing = asyncio.create_task(fights.go_on())
    try:
        async with asyncio.timeout(SECONDS):
            while fights.acked < ENOUGH and not playing.done():
                await asyncio.wait([playing], timeout=0.1)
            fights.stop()
            await playing
    finally:
        playing.cancel()
        server.stop()
        os.close(diary)
    await _written_down(folder / "trace")


async def _written_down(trace: Path) -> None:
    """strace goes its own way (-D): its last line says that the server has ended."""

    def ended() -> bool:
        with open(trace, "rb") as lines:
            lines.seek(-200, os.SEEK_END)
            return b"+++" in lines.read()

    await until(ended, within=60)


def _order(folder: Path) -> Order:
    ids = {note.command_id for note in read_diary(folder / "diary.jsonl") if note.said == "sent"}
    with open(folder / "trace", errors="replace") as lines:
        return read_trace(lines, ids)
