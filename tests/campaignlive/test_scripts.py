"""The commands a newcomer types, as far as they can be tried without serving."""

import contextlib
import socket
import subprocess

import pytest
from django.conf import settings

from campaignlive import sole
from tests.services import free_port

pytestmark = pytest.mark.process


def demo(*options: str) -> subprocess.CompletedProcess[str]:
    command = [settings.BASE_DIR / "script" / "demo", *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=300)


def test_the_demo_tells_its_options():
    told = demo("--help")
    assert told.returncode == 0
    for option in ("--reset", "--port", "--seed", "--bots", "--bots-dm", "--until-end"):
        assert option in told.stdout


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--bot"], 'script/demo does not know "--bot"; script/demo --help lists what it knows.'),
        (["--port"], '--port needs a whole number, not "".'),
        (["--port", "70000"], "--port needs a number from 1 to 65535, not 70000."),
        (["--bots", "five"], '--bots needs a whole number, not "five".'),
    ],
)
def test_the_demo_refuses_what_it_does_not_understand(options: list[str], sentence: str):
    refused = demo(*options)
    assert (refused.returncode, refused.stdout, refused.stderr) == (2, "", sentence + "\n")


def test_the_demo_says_that_its_port_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = demo("--port", str(port))
    assert refused.returncode == 1
    assert refused.stderr == f"Port {port} is already in use; stop what is there, or choose another with --port N.\n"


def test_the_demo_says_how_many_bots_it_has_and_whom_they_wait_for():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = demo("--bots", "9", "--until-end", "--port", str(taken.getsockname()[1])).stdout
    assert told.startswith("There are five players, so five bots play, not 9.\nNo bot is the Dungeon Master: ")


@pytest.mark.parametrize("options", [[], ["--reset"]])
def test_the_demo_leaves_a_database_alone_that_is_being_served_on_another_port(options: list[str]):
    database = settings.BASE_DIR / "var" / "demo.sqlite3"
    with contextlib.ExitStack() as held:
        with contextlib.suppress(sole.Taken):  # somebody plays the demo here: as good as our own lock
            held.enter_context(sole.alone(database, "this test"))
        refused = demo("--port", str(free_port()), *options)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{database} is being served already (process ")
    assert refused.stderr.endswith("stop that server first.\n")


def test_the_lock_file_carries_no_addresses():
    assert "://" not in (settings.BASE_DIR / "package-lock.json").read_text()
