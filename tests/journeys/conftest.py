"""A real server with the demo in a database of its own, and a real Chromium."""

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
from tests.journeys.people import Person

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SWITCHES = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]

PATIENCE_MILLISECONDS = 20_000

expect.set_options(timeout=PATIENCE_MILLISECONDS)


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
    environment = {**os.environ, "CAMPAIGNLIVE_DB": str(database)}
    subprocess.run([sys.executable, "manage.py", *command], check=True, env=environment, stdout=subprocess.DEVNULL)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The demo, freshly seeded."""
    path = tmp_path / "journey.sqlite3"
    manage(path, "migrate", "-v0")
    manage(path, "seed_demo")
    return path


class Server:
    """The server of one journey. It can be killed and started again at the same address."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.served = serve(self.port, self.database)
        self.served.wait_until_it_listens()


@pytest.fixture
def server(database: Path) -> Iterator[Server]:
    running = Server(database)
    yield running
    running.served.stop()


@pytest.fixture
def person(browser: Browser, server: Server) -> Iterator[Callable[..., Person]]:
    """Seats people by name, each with her own context; in the end nobody's browser may have complained."""
    seated: list[Person] = []

    def seat(name: str, **context: Any) -> Person:
        somebody = Person(browser, server.address, name, **context)
        seated.append(somebody)
        return somebody

    yield seat
    complaints = [(somebody.name, somebody.complaints) for somebody in seated if somebody.complaints]
    for somebody in seated:
        somebody.page.context.close()
    assert not complaints
