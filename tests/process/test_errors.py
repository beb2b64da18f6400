"""Errors of real processes: of a command and under daphne they are in the outbox when the process has ended."""

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psycopg
import pytest

from tests import services
from tests.process.serving import PATIENCE, ROOT, Template, serving, surroundings

pytestmark = pytest.mark.process

NOWHERE = "http://127.0.0.1:9"
STUMBLES = [sys.executable, "manage.py", "shell", "-v0", "-c", "import logging; logging.getLogger('chat').error('Oh.')"]


@pytest.fixture
def database(template: Template, tmp_path: Path) -> Path:
    return template.copy_to(tmp_path / "db.sqlite3")


def reported(database: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT operations FROM sync_outboxentry WHERE op = 'reportError'").fetchall()
    return [json.loads(operations)["args"] for (operations,) in rows]


def test_of_a_command_each_is_counted(database: Path):
    for _ in range(2):
        subprocess.run(STUMBLES, cwd=ROOT, env=surroundings(database, CONVEX_URL=NOWHERE), check=True)
    [error] = reported(database)
    assert (error["logger"], error["message"], error["count"]) == ("chat", "Oh.", 2)


def test_on_postgresql_each_is_counted_too(tmp_path: Path):
    with services.postgresql() as url:
        Template(tmp_path, 0, DATABASE_URL=url)
        env = surroundings(tmp_path / "nothing", CONVEX_URL=NOWHERE, DATABASE_URL=url)
        for _ in range(2):
            subprocess.run(STUMBLES, cwd=ROOT, env=env, check=True)
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT operations FROM sync_outboxentry WHERE op = 'reportError'").fetchall()
    assert [json.loads(operations)["args"]["count"] for (operations,) in rows] == [2]


def test_a_command_ends_though_the_database_is_held_by_somebody_else(database: Path):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        env = surroundings(database, CONVEX_URL=NOWHERE, CAMPAIGNLIVE_DB_PATIENCE="600")
        subprocess.run(STUMBLES, cwd=ROOT, env=env, check=True, timeout=PATIENCE)


def test_under_daphne_they_are_there_when_it_has_ended(template: Template, database: Path):
    with closing(sqlite3.connect(database)) as connection, connection:
        [row] = connection.execute("SELECT MIN(id) FROM interactions_interaction WHERE id LIKE 'fight%'").fetchone()
        connection.execute("UPDATE interactions_journalentry SET events = x'c1' WHERE interaction_id = ?", (row,))
        connection.execute("DELETE FROM interactions_snapshot WHERE interaction_id = ?", (row,))
    with serving(template, database, "daphne", CONVEX_URL=NOWHERE) as served:
        headers = {"Cookie": f"sessionid={served.cast['mira'][1]}"}
        with pytest.raises(HTTPError):
            urlopen(Request(f"{served.origin}/api/interactions/{row}/state/", headers=headers), timeout=PATIENCE)
        served.end(signal.SIGTERM)
    assert any("the room stays closed" in error["message"] for error in reported(database))
