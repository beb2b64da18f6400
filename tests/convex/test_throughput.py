"""A large backlog goes out through the outbox to the last entry, and who delivers it does not grow with it."""

import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.convex.standin import StandIn
from tests.process.serving import PATIENCE, Template
from tests.process.test_convex import delivering, fill, left

pytestmark = pytest.mark.process

FEW, MANY = 2_000, 10_000
WORDS = '{"text":"' + "The door creaks. " * 150 + '"}'
TEXT = MANY * len(WORDS) / 2**20
"""MiB: so much of the file SQLite may keep in its cache, which holds 64."""
MORE = 32
"""MiB beside it. Whoever held the entries themselves would need twice TEXT."""


class Memory(NamedTuple):
    """The most MiB that were resident: when a fifth had gone, and in all."""

    early: float
    most: float


def delivered(database: Path, convex: StandIn) -> Memory:
    """Everything, by `sync_convex --once`."""
    entries, resident = left(database), [(0, 0.0)]
    with delivering(database, convex, "--once") as process:
        end = time.monotonic() + 20 * PATIENCE
        while process.poll() is None:
            assert time.monotonic() < end, "it does not come to an end"
            status = Path(f"/proc/{process.pid}/status").read_text()
            found = [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:")]
            resident += [(left(database), each) for each in found]
            time.sleep(0.02)
        said = process.communicate()[0]
    assert process.returncode == 0, said
    assert left(database) == 0
    gone = [most for count, most in resident if 0 < count <= entries * 4 // 5]
    assert gone, "nobody looked while it delivered"
    return Memory(gone[0], resident[-1][1])


def test_ten_thousand_entries_arrive_through_the_outbox_and_memory_stays_flat(tmp_path: Path, stand_in: StandIn):
    database = Template(tmp_path, 1).copy_to(tmp_path / "db.sqlite3")
    fill(database, FEW, WORDS)
    few = delivered(database, stand_in)
    fill(database, MANY, WORDS)
    assert left(database) == MANY
    many = delivered(database, stand_in)
    lines = [int(row["seq"]) for row in stand_in.rows("liveInteractionLogs", sessionId="evening")]
    assert sorted(lines) == list(range(1, MANY + 1))
    assert many.most - many.early < MORE
    assert many.most - few.most < TEXT + MORE
