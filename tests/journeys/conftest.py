"""A real server with the demo in a database of its own, and a real Chromium."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from simulation.processes import free_port, serve
from tests.journeys.people import PATIENCE, Person
from tests.journeys.tables import LAPTOP, PHONE, Table, start_from_the_mill_yard

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
UNHURRIED = {"CAMPAIGNLIVE_TABLE_TURN_TIME_LIMIT": "3600"}
"""Surroundings of a server at which no turn runs out while axe looks at a page, unless a journey is about that."""
SWITCHES = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


def manage(database: Path, *command: str) -> None:
    """One command of manage.py on that database."""
    _python(database, "manage.py", *command)


def _python(database: Path, *arguments: str) -> str:
    environment = {**os.environ, "CAMPAIGNLIVE_DB": str(database)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE, text=True).stdout


class Demo:
    """The demo, seeded once for all journeys: without a draft and with one. `cookies` has a session for each of its people."""

    def __init__(self, folder: Path) -> None:
        self._plain, self._drafted = folder / "plain.sqlite3", folder / "drafted.sqlite3"
        manage(self._plain, "migrate", "-v0")
        manage(self._plain, "seed_demo")
        signing_in = "import django; django.setup(); from tests.journeys import doors; doors.main()"
        self.cookies: dict[str, str] = json.loads(_python(self._plain, "-c", signing_in))
        self._copy(self._plain, self._drafted)
        manage(self._drafted, "seed_demo_interaction")

    def copy_to(self, path: Path, *, drafted: bool) -> None:
        self._copy(self._drafted if drafted else self._plain, path)

    def _copy(self, made: Path, path: Path) -> None:
        """With what still stands in the write-ahead log."""
        for suffix in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{made}{suffix}", f"{path}{suffix}")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return Demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def database(demo: Demo, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The demo, freshly seeded; with its draft, ready to go live, where the test is marked `drafted`."""
    path = tmp_path / "journey.sqlite3"
    demo.copy_to(path, drafted=request.node.get_closest_marker("drafted") is not None)
    return path


class Server:
    """The server of one journey. It can be killed and started again at the same address."""

    def __init__(self, database: Path, cookies: dict[str, str]) -> None:
        self.database = database
        self.cookies = cookies
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.served = serve(self.port, self.database, env=UNHURRIED)
        self.served.wait_until_it_listens()


@pytest.fixture
def server(database: Path, demo: Demo) -> Iterator[Server]:
    running = Server(database, demo.cookies)
    yield running
    running.served.stop()


@pytest.fixture
def person(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    """Seats people by name, each with her own context; in the end nobody's browser may have complained."""
    seated: list[Person] = []

    def seat(name: str, **context: Any) -> Person:
        somebody = Person(browser, server.address, name, server.cookies.get(name, ""), **context)
        seated.append(somebody)
        return somebody

    yield seat
    complaints = [(somebody.name, somebody.complaints) for somebody in seated if somebody.complaints]
    for somebody in seated:
        somebody.page.context.close()
    assert not complaints


@pytest.fixture
def table(person: Callable[..., Person]) -> Table:
    """Mira and Aria at laptops, Bram with a phone; everybody is in, nobody has rolled."""
    seated = Table(person("mira", **LAPTOP), person("aria", **LAPTOP), person("bram", **PHONE))
    for somebody in seated:
        somebody.sign_in()
    seated.mira.open_campaign("The Drowned Mill")
    start_from_the_mill_yard(seated.mira, {"Mill Goblin": 1, "Lurker": 1}, "Lurker")
    for player in (seated.aria, seated.bram):
        player.join()
    return seated
