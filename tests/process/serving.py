"""Real server processes for tests: `manage.py serve` or daphne, each with a database file of its own, gone afterwards."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from tests.services import free_port

ROOT = Path(__file__).resolve().parents[2]
TABLES = 96
"""Tables laid in a fresh database: each test takes one that nobody has sat at."""
PATIENCE = 60
"""Seconds after which something that should have happened counts as not happening."""

COMMANDS = {
    "serve": [sys.executable, "manage.py", "serve", "--port", "{port}"],
    "daphne": [sys.executable, "-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", "campaignlive.asgi:application"],
}


def surroundings(database: Path, **more: str) -> dict[str, str]:
    """The environment of a process on that database."""
    own = {"CAMPAIGNLIVE_DB": str(database), "CAMPAIGNLIVE_SECRET_KEY": "open sesame", "CONVEX_URL": ""}
    return {**os.environ, **own, **more}


class Template:
    """A database with the cast and their tables, made once and copied for each server. `cast`: name → (user id, cookie)."""

    def __init__(self, folder: Path, tables: int = TABLES, **more: str) -> None:
        self.path = folder / "template.sqlite3"
        more |= {"CAMPAIGNLIVE_TABLES": str(tables)}
        env = surroundings(self.path, **more)
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
        lay = "import django; django.setup(); from tests import people; people.main()"
        made = subprocess.run([sys.executable, "-c", lay], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
        self.cast: dict[str, tuple[str, str]] = {name: tuple(of) for name, of in json.loads(made.stdout).items()}

    def copy_to(self, path: Path) -> Path:
        """With what still stands in the write-ahead log."""
        for suffix in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{self.path}{suffix}", f"{path}{suffix}")
        return path


class Served:
    """A running server."""

    def __init__(
        self, server: str, process: "subprocess.Popen[bytes]", port: int, database: Path, template: Template
    ) -> None:
        self.server, self.process, self.port, self.database = server, process, port, database
        self.cast = template.cast
        self.origin = f"http://127.0.0.1:{port}"

    def end(self, signal: int) -> int:
        """Send it a signal; its exit code."""
        self.process.send_signal(signal)
        return self.process.wait(PATIENCE)

    def log(self) -> str:
        """What it has printed so far."""
        return self.database.with_suffix(".log").read_text()


@contextlib.contextmanager
def serving(template: Template, database: Path, server: str = "serve", **env: str) -> Iterator[Served]:
    """A server on a free port; on `database` as it is, or on a fresh copy of the template where there is no such file."""
    if not database.exists():
        template.copy_to(database)
    port = free_port()
    command = [part.format(port=port) for part in COMMANDS[server]]
    with open(database.with_suffix(".log"), "ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=surroundings(database, **env), stdout=log, stderr=log)
    served = Served(server, process, port, database, template)
    try:
        _wait_until_healthy(served)
        yield served
    finally:
        process.kill()
        process.wait()


def _wait_until_healthy(served: Served) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and served.process.poll() is None:
        with contextlib.suppress(OSError), urlopen(f"{served.origin}/healthz", timeout=10) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"it does not serve: {served.log()}")
