"""A row that cannot be read, at a real server: the room stays closed and says so, the others go on, and staff open it again."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from signal import SIGKILL

import pytest

from tests.process.guest import roll, room, seated, visiting
from tests.process.serving import PATIENCE, ROOT, Served, Template, serving, surroundings
from tests.process.test_endings import FIGHT, KEY, journal

pytestmark = pytest.mark.process


def managed(database: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=surroundings(database), capture_output=True, text=True, timeout=PATIENCE
    )


def spoil(database: Path, command_id: str) -> int:
    """Overwrite the events of this command's row; its number."""
    with closing(sqlite3.connect(database)) as connection, connection:
        row = "WHERE interaction_id = ? AND command_id = ?"
        connection.execute(f"UPDATE interactions_journalentry SET events = x'c1' {row}", [FIGHT, command_id])
        return int(
            connection.execute(f"SELECT seq FROM interactions_journalentry {row}", [FIGHT, command_id]).fetchone()[0]
        )


async def is_sent_away(served: Served) -> tuple[int, str]:
    async with visiting(served, "aria", room(FIGHT)) as aria:
        return await aria.closed(), str(aria.socket.close_reason)


async def test_the_room_stays_closed_others_go_on_and_staff_open_it_again(template: Template, tmp_path: Path):
    database = tmp_path / "db.sqlite3"
    with serving(template, database) as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            await roll(mira, KEY)
            for word in ("first", "second", "third"):
                await aria.asks("sendChat", word, content=word)
        served.end(SIGKILL)
    seq = spoil(database, "second")
    with serving(template, database) as served:
        assert await is_sent_away(served) == (4404, "This room cannot be opened; ask its DM.")
        assert f"the room stays closed: interaction {FIGHT}, journal row {seq}: " in served.log()
        async with seated(served, "fight-1", "mira", "aria") as [mira, aria]:
            await roll(mira, "-1")
            assert (await aria.asks("sendChat", content="We play on."))["type"] == "ack"
        refused = managed(database, "resolve_journal", FIGHT, "--truncate", str(seq), "--yes")
        assert (refused.returncode, "stop that server first" in refused.stderr) == (1, True)
        assert await is_sent_away(served) == (4404, "This room cannot be opened; ask its DM.")
    out = tmp_path / "out.json"
    done = managed(database, "resolve_journal", FIGHT, "--export", str(out), "--truncate", str(seq), "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    [copy] = (tmp_path / "journals").iterdir()
    assert copy.read_text() == out.read_text()
    assert [row["seq"] for row in json.loads(out.read_text())["rows"] if "base64" in row] == [seq]
    assert managed(database, "verify_journal").returncode == 0
    with serving(template, database) as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            chat = next(frame for frame in aria.heard if frame["type"] == "snapshot")["recent"]["chat"]
            assert [message["message"]["content"] for message in chat] == ["first"]
            assert (await aria.asks("sendChat", "third", content="Once more."))["type"] == "ack"
            assert (await aria.asks("takeTurn", entityId=f"aria{KEY}", action={"type": "end"}))["type"] == "ack"
    assert [seq for seq, _ in journal(database)] == list(range(1, len(journal(database)) + 1))
    assert managed(database, "verify_journal").returncode == 0
