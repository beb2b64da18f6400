"""One server on one file: whoever comes second is told so, and a death lets the next one in."""

import subprocess
import sys
from pathlib import Path
from signal import SIGKILL

import pytest

from campaignlive import sole
from tests.process.serving import PATIENCE, ROOT, Template, serving, surroundings
from tests.services import free_port

pytestmark = pytest.mark.process


def second(database: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "manage.py", "serve", "--port", str(free_port())]
    env = surroundings(database)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE)


def asked(database: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """What script/demo asks before it touches its database."""
    command = [sys.executable, "-m", "campaignlive.sole", str(database), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)


def test_a_second_server_on_the_same_file_is_refused_and_a_killed_one_makes_room_at_once(
    template: Template, tmp_path: Path
):
    database = tmp_path / "db.sqlite3"
    with serving(template, database) as served:
        (tmp_path / "other.sqlite3").symlink_to(database)
        for refused in (second(database), second(tmp_path / "other.sqlite3")):
            assert (refused.returncode, refused.stdout) == (1, "")
            assert f"(process {served.process.pid}, {served.origin}/): stop that server first." in refused.stderr
            assert "Traceback" not in refused.stderr
        served.end(SIGKILL)
        with serving(template, database) as again:
            assert again.process.poll() is None


def test_a_database_is_not_reset_under_a_running_server(template: Template, tmp_path: Path):
    database = tmp_path / "db.sqlite3"
    with serving(template, database) as served:
        for refused in (asked(database), asked(database, "--reset")):
            assert refused.returncode == 1
            assert f"process {served.process.pid}" in refused.stderr
        assert database.exists()
    assert asked(database).returncode == 0
    assert database.exists()
    assert asked(database, "--reset").returncode == 0
    assert not database.exists()


def test_two_files_do_not_stand_in_each_others_way(tmp_path: Path):
    with sole.alone(tmp_path / "a.sqlite3"), sole.alone(tmp_path / "b.sqlite3"), pytest.raises(sole.Taken) as taken:
        sole.alone(tmp_path / "a.sqlite3").__enter__()
    assert "a.sqlite3 is being served already" in str(taken.value)
