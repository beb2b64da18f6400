"""Whole interactions in a storm, of a fixed seed; and that what failed fails again."""

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


SIMULATE = (sys.executable, "manage.py", "simulate")
WITH_A_FAULT = (sys.executable, "-m", "tests.simulation.planted")


def storm(*arguments, command=SIMULATE):
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [*command, *map(str, arguments), "--json"]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def stormed(tmp_path_factory):
    """Four interactions of a fixed seed, two and two: how it ended, and the folder with what is left."""
    folder = tmp_path_factory.mktemp("storm")
    return storm("--interactions", 4, "--seed", 12, "--processes", 2, "--keep", folder), folder


def test_a_few_interactions_hold_in_a_storm(stormed):
    done, _ = stormed
    found = json.loads(done.stdout or "{}")
    assert (found.get("breaches"), done.returncode) == ([], 0), done.stderr[-2000:]
    assert found["interactions"] == 4
    assert min(found[name] for name in ("commands", "refused", "rewinds", "reconnects", "secrets")) > 0
    assert set(lines.KINDS) - {"calm"} <= {kind for kind, times in found["faults"].items() if times}


def test_one_of_them_alone_is_the_same_again_command_for_command_and_row_for_row(stormed, tmp_path):
    """Also its ids, its times and its dice; and how often connections were lost. However many servers played."""
    again = json.loads(storm("--only", 3, "--seed", 12, "--keep", tmp_path).stdout)
    [course] = json.loads((tmp_path / "course.json").read_bytes())
    assert course == json.loads((stormed[1] / "course.json").read_bytes())[3]
    assert again["commands"] == len(course["commands"]) > 20
    assert len(course["journal"]) > 20


def test_what_failed_fails_again(stormed):
    """A fault of the server is found, and found in the same way by the command that the report names."""
    done = storm("--interactions", 2, "--seed", 2, command=WITH_A_FAULT)
    found = json.loads(done.stdout)
    assert (done.returncode, {breach["kind"] for breach in found["breaches"]}) == (1, {"secret"})
    [line] = found["again"]
    _, _, *arguments = line.split()
    assert json.loads(storm(*arguments, command=WITH_A_FAULT).stdout)["breaches"] == found["breaches"]


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
    for file in (stormed[1] / "part-1").glob("storm.sqlite3*"):
        shutil.copy(file, tmp_path)
    with sqlite3.connect(left.database) as connection:
        connection.execute(tampering)
    connection.close()
    assert {breach.kind for breach in left.verified()} == {"projection"}
