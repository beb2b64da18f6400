"""What whoever sets up a server is told of what cannot be, and of what looks as if it were meant for us."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core import checks

from campaignlive.checks import OTHERS, strangers
from campaignlive.choices import variables

WRONG = "CAMPAIGNLIVE_TABLE_DM_GRACE must be a whole number from 0 to 3600, not 'soon'.\n"
MISSPELT = (
    "CAMPAIGNLIVE_TABLE_TURN_LIMIT is set, and nothing reads it. Did you mean CAMPAIGNLIVE_TABLE_TURN_TIME_LIMIT?"
)


def manage(*words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=os.environ | surroundings, capture_output=True, text=True, timeout=300
    )


@pytest.mark.process
@pytest.mark.parametrize("command", ["check", "serve", "migrate", "runserver", "no_such_command"])
def test_a_value_that_cannot_be_ends_every_command_with_a_sentence(command: str):
    ended = manage(command, CAMPAIGNLIVE_TABLE_DM_GRACE="soon")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", WRONG)


@pytest.mark.process
@pytest.mark.parametrize("command", ["check", "serve"])
def test_so_does_one_in_the_file(command: str, tmp_path: Path):
    file = tmp_path / "campaignlive.toml"
    file.write_text('[table]\nmissed_turns = "never"')
    ended = manage(command, CAMPAIGNLIVE_CONFIG=str(file))
    said = "missed_turns of campaignlive.toml must be one of auto, dm, off, not 'never'.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", said)


@pytest.mark.process
def test_who_wants_to_know_where_it_was_found_sees_it():
    ended = manage("check", "--traceback", CAMPAIGNLIVE_TABLE_DM_GRACE="soon")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Traceback") and ended.stderr.endswith(WRONG)


@pytest.mark.process
def test_a_misspelt_variable_is_named_by_every_command_that_checks(tmp_path: Path):
    surroundings = {"CAMPAIGNLIVE_TABLE_TURN_LIMIT": "60", "CAMPAIGNLIVE_CONFIG": str(tmp_path / "none.toml")}
    checked = manage("check", **surroundings)
    assert checked.returncode == 0
    assert MISSPELT in checked.stderr
    assert f"CAMPAIGNLIVE_CONFIG names {tmp_path / 'none.toml'}, and there is no such file" in checked.stderr
    assert MISSPELT in manage("migrate", "--plan", CAMPAIGNLIVE_DB=str(tmp_path / "db"), **surroundings).stderr


def test_serve_is_one_of_them(monkeypatch: pytest.MonkeyPatch):
    from campaignlive.management.commands.serve import Command

    monkeypatch.setenv("CAMPAIGNLIVE_TABLE_TURN_LIMIT", "60")
    assert Command().requires_system_checks == "__all__"
    assert MISSPELT in [message.msg for message in checks.run_checks()]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("CAMPAIGNLIVE_TABEL_DM_GRACE", "CAMPAIGNLIVE_TABLE_DM_GRACE"),
        ("CAMPAIGNLIVE_SOCKET_RATE", "CAMPAIGNLIVE_SOCKETS_RATE"),
        ("CAMPAIGNLIVE_ALLOWED_HOST", "CAMPAIGNLIVE_ALLOWED_HOSTS"),
        ("CAMPAIGNLIVE_CONVEX_LONGEST", "CAMPAIGNLIVE_CONVEX_LONGEST_WAIT"),
    ],
)
def test_the_nearest_name_is_told(name: str, meant: str):
    assert strangers([name]) == [f"{name} is set, and nothing reads it. Did you mean {meant}?"]


def test_in_a_section_of_ours_nothing_is_left_unsaid():
    assert strangers(["CAMPAIGNLIVE_TABLE_WALLPAPER"]) == ["CAMPAIGNLIVE_TABLE_WALLPAPER is set, and nothing reads it."]


def test_names_that_containers_are_given_are_no_misspellings_of_ours():
    """Kubernetes names them after the service."""
    service = ["CAMPAIGNLIVE_SERVICE_HOST", "CAMPAIGNLIVE_SERVICE_PORT", "CAMPAIGNLIVE_PORT"]
    assert strangers([*service, "CAMPAIGNLIVE_PORT_8000_TCP", "CAMPAIGNLIVE_PORT_8000_TCP_ADDR", "HOME"]) == []


def test_every_variable_that_is_read_is_known():
    """Those of sections follow from what may be chosen; the others are listed."""
    read = set()
    for folder in (
        "campaignlive",
        "campaigns",
        "chat",
        "convex",
        "engine",
        "interactions",
        "script",
        "simulation",
        "sync",
    ):
        for file in (settings.BASE_DIR / folder).rglob("*"):
            if file.is_file() and file.suffix in ("", ".py", ".ts"):
                read |= set(re.findall(r"\bCAMPAIGNLIVE_[A-Z]+(?:_[A-Z]+)*\b", file.read_text()))
    known = {*OTHERS, *(name for section in variables().values() for name in section)}
    assert strangers(known) == []
    assert read - known <= {"CAMPAIGNLIVE_PORT"}, "an example of a name that is not ours"
