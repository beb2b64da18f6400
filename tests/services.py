"""Real servers for tests: a PostgreSQL cluster and a Redis of our own, on free ports, gone afterwards."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulation.processes import free_port as free_port

PATIENCE_SECONDS = 60


def wait_for(ready: Callable[[], bool], what: str) -> None:
    """Looks ten times a second until `ready()`; fails the test after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not ready():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} did not come up in {PATIENCE_SECONDS} s")
        time.sleep(0.1)


def listens(port: int) -> bool:
    """Whether somebody accepts connections on the port."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextlib.contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis without a disk; yields its address for REDIS_URL. Skips where redis-server is missing."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed")
    port = free_port()
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: listens(port), "redis-server")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A fresh cluster with the database `evening`; yields its address for DATABASE_URL. Skips where PostgreSQL is missing.

    PostgreSQL refuses to run as root, so under root it runs as the user `postgres` that its package makes, in a folder of its
    own: pytest's are private to who runs it, and every pytest that starts sees to that again.
    """
    tools = _postgresql_tools()
    who = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="campaignlive-postgresql-") as folder:
        if who:
            shutil.chown(folder, who)
        yield from _cluster(tools, Path(folder), who)


def _cluster(tools: Path, cluster: Path, who: str | None) -> Iterator[str]:
    port = free_port()
    subprocess.run(
        [tools / "initdb", "-D", cluster, "-U", "mira", "-A", "trust", "--no-sync"],
        check=True, user=who, cwd="/", stdout=subprocess.DEVNULL,
    )  # fmt: skip
    server = subprocess.Popen(
        [tools / "postgres", "-D", cluster, "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"],
        user=who, cwd="/", stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(lambda: listens(port), "PostgreSQL")
        _create_database(port)
        yield f"postgres://mira@127.0.0.1:{port}/evening"
    finally:
        server.terminate()
        server.wait()


def _create_database(port: int) -> None:
    import psycopg

    def created() -> bool:
        with (
            contextlib.suppress(psycopg.OperationalError),
            psycopg.connect(host="127.0.0.1", port=port, user="mira", dbname="postgres", autocommit=True) as connection,
        ):
            connection.execute("CREATE DATABASE evening")
            return True
        return False

    wait_for(created, "PostgreSQL's first connection")


def _postgresql_tools() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = versions[-1] if versions else shutil.which("initdb")
    if not found:
        pytest.skip("PostgreSQL is not installed")
    return Path(found).parent
