"""An import beside a live table: others write while it is prepared, and whenever it is killed the library is as it was."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.campaigns.importing import REED_TALES
from tests.process.guest import roll, seated
from tests.process.serving import PATIENCE, ROOT, Served, Template, surroundings

pytestmark = pytest.mark.process

WORDS = 60

BESIDE = """
import sqlite3, sys, django
django.setup()
from pathlib import Path
from campaigns import library
from campaigns.srd.reading import read_content

library.CHUNK = 2
other = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
steps = []

def write(done, total):
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE campaigns_campaign SET dm_notes = dm_notes || 'x'")
    assert other.execute("SELECT COUNT(*) FROM campaigns_monster WHERE campaign_id IS NULL").fetchone() == (0,)
    other.execute("COMMIT")
    steps.append(done)

change = library.prepare(read_content(Path(sys.argv[2])), write)
print(len(steps), steps[-1])
library.switch(change)
print(other.execute("SELECT COUNT(*) FROM campaigns_monster WHERE campaign_id IS NULL").fetchone()[0])
"""
"""Another connection that waits for nobody writes between any two chunks."""

KILLED = """
import os, signal, sys, django
django.setup()
from campaigns import belongings, library
from django.core.management import call_command

where = sys.argv[2]
if where == "preparing":
    library.upsert = lambda *rows: os.kill(os.getpid(), signal.SIGKILL)
if where == "writing":
    belongings.Belongings.run = lambda self: os.kill(os.getpid(), signal.SIGKILL)
call_command("import_srd", sys.argv[1])
"""


def python(script: str, database: Path, *words: object) -> "subprocess.CompletedProcess[str]":
    env = surroundings(database)
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def in_the_library(database: Path) -> list[int]:
    """How many rows without a campaign there are of each kind."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        count = "SELECT COUNT(*) FROM campaigns_{} WHERE campaign_id IS NULL"
        return [
            connection.execute(count.format(kind)).fetchone()[0] for kind in ("monster", "spell", "item", "condition")
        ]


def test_others_write_between_any_two_chunks_of_an_import(template: Template, tmp_path: Path):
    database = template.copy_to(tmp_path / "db.sqlite3")
    done = python(BESIDE, database, database, REED_TALES)
    assert done.stderr == ""
    assert done.stdout.split() == ["17", "33", "5"]


@pytest.mark.parametrize("where", ["preparing", "writing"])
def test_an_import_that_is_killed_leaves_nothing_and_the_next_one_is_whole(
    template: Template, tmp_path: Path, where: str
):
    database = template.copy_to(tmp_path / "db.sqlite3")
    assert python(KILLED, database, REED_TALES, where).returncode == -9
    assert in_the_library(database) == [0, 0, 0, 0]
    assert python(KILLED, database, REED_TALES, "never").returncode == 0
    assert in_the_library(database) == [5, 6, 20, 2]


async def test_a_live_table_plays_on_during_an_import(serve: Served, key: str):
    async with seated(serve, f"fight{key}", "mira", "aria") as [mira, aria]:
        await roll(mira, key)
        command = [sys.executable, "manage.py", "import_srd", str(REED_TALES)]
        importing = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=surroundings(serve.database), stdout=asyncio.subprocess.DEVNULL
        )
        for number in range(WORDS):
            said = await aria.asks("sendChat", f"word-{number}", content="We play on.")
            assert said == {"type": "ack", "id": f"word-{number}"}
        assert await asyncio.wait_for(importing.wait(), PATIENCE) == 0
    assert in_the_library(serve.database)[0] == 5
