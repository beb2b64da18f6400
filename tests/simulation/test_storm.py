"""Whole interactions in a storm, of a fixed seed. What depends on the machine's pace is asserted only to have happened at all."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from simulation.processes import ROOT
from simulation.storm import lines
from simulation.storm.run import Storm

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def stormed(tmp_path_factory):
    """Four interactions of a fixed seed: how it ended, and the folder with what is left."""
    folder = tmp_path_factory.mktemp("storm")
    command = [sys.executable, "manage.py", "simulate", "--interactions", "4", "--seed", "12", "--json"]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command += ["--keep", str(folder)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False), folder


def test_a_few_interactions_hold_in_a_storm(stormed):
    done, _ = stormed
    found = json.loads(done.stdout or "{}")
    assert (found.get("breaches"), done.returncode) == ([], 0), done.stderr[-2000:]
    assert found["interactions"] == 4
    assert min(found[name] for name in ("commands", "refused", "rewinds", "reconnects", "secrets")) > 0
    assert set(lines.KINDS) - {"calm"} <= {kind for kind, times in found["faults"].items() if times}


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE chat_chatmessage SET content = 'something else' WHERE id = (SELECT MIN(id) FROM chat_chatmessage)",
        "UPDATE turns_turnrecord SET round_number = 99 WHERE turn_id = (SELECT MIN(turn_id) FROM turns_turnrecord)",
        "UPDATE interactions_journalentry SET events = x'90' WHERE seq = 3",
    ],
    ids=["chat", "turns", "journal"],
)
def test_a_projection_that_does_not_follow_from_the_journal_is_found(stormed, tmp_path, tampering):
    """In what was left without a breach."""
    left = Storm(folder=tmp_path, numbers=[], seed=0, faulty=False, say=print)
    for file in stormed[1].glob("storm.sqlite3*"):
        shutil.copy(file, tmp_path)
    with sqlite3.connect(left.database) as connection:
        connection.execute(tampering)
    connection.close()
    assert {breach.kind for breach in left.verified()} == {"projection"}
