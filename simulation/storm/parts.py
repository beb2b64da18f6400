"""A storm in several processes, since one server has one core: each plays at some of the tables, and the report is of all.

Which table an interaction is played at does not depend on it, nor does anything that happens there.
"""

import asyncio
import hashlib
import json
import math
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from simulation.processes import ROOT
from simulation.storm.course import joined
from simulation.storm.played import Breach
from simulation.storm.run import AT_ONCE


class Broken(Exception):
    """A part ended without a report."""


def parts_for(interactions: int, wanted: int | None) -> list[list[int]]:
    """The tables of each part: as many parts as are `wanted`, else one a core where there is enough for all of them."""
    cores = len(os.sched_getaffinity(0))
    parts = wanted or min(cores, math.ceil(interactions / AT_ONCE))
    tables = range(min(interactions, AT_ONCE))
    return [mine for part in range(parts) if (mine := list(tables[part::parts]))]


async def play_parts(
    parts: list[list[int]], folder: Path, seed: int, arguments: list[str], say: Callable[[str], None]
) -> dict[str, Any]:
    """The report of them all; `arguments` go to each. Raises `Broken`."""
    began = time.monotonic()
    playing = [_play(tables, folder / f"part-{number}", seed, arguments, say) for number, tables in enumerate(parts)]
    found = await asyncio.gather(*playing)
    course = joined((folder / f"part-{number}" / "course.json").read_bytes() for number in range(len(parts)))
    (folder / "course.json").write_bytes(course)
    return {
        **_summed(found),
        "course": hashlib.sha256(course).hexdigest()[:16],
        "breaches": [msgspec.convert(breach, Breach) for part in found for breach in part["breaches"]],
        "again": [line for part in found for line in part["again"]],
        "seconds": round(time.monotonic() - began, 1),
    }


async def _play(
    tables: list[int], folder: Path, seed: int, arguments: list[str], say: Callable[[str], None]
) -> dict[str, Any]:
    """A part's own report."""
    command = ["manage.py", "simulate", *arguments, "--seed", str(seed), "--json", "--keep", str(folder), "--tables"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, *map(str, tables), cwd=ROOT, stdout=pipe, stderr=pipe
    )
    assert process.stdout is not None and process.stderr is not None
    try:
        report, last = await asyncio.gather(process.stdout.read(), _tell(process.stderr, say))
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    try:
        found: dict[str, Any] = json.loads(report)
    except ValueError:
        raise Broken(f"What plays at the tables {tables} ended with {code}: {' '.join(last)}") from None
    return found


async def _tell(lines: asyncio.StreamReader, say: Callable[[str], None]) -> deque[str]:
    """Passes on how far it is; the last lines."""
    last: deque[str] = deque(maxlen=5)
    async for line in lines:
        last.append(line.decode(errors="replace").rstrip())
        if last[-1].startswith("Interaction"):
            say(last[-1])
    return last


def _summed(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures, and tables of figures."""
    total: dict[str, Any] = {}
    for part in found:
        for name, figure in part.items():
            if isinstance(figure, dict):
                before = total.get(name, {})
                total[name] = {key: before.get(key, 0) + figure.get(key, 0) for key in sorted({*before, *figure})}
            elif isinstance(figure, int) and name != "seed":
                total[name] = total.get(name, 0) + figure
    return total
