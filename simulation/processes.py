"""Server processes that simulations start and end, and what the kernel says they used (Linux)."""

import asyncio
import contextlib
import math
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import SystemRandom

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
SECONDS_TO_START = 120


class NotServing(Exception):
    """A server process ended, or did not listen in time."""


def know_only(database: Path, **more: str) -> None:
    """From here on this process and those that it starts know that file: nobody's other database, and no Convex on which
    somebody may rely. `more` are further variables."""
    for name in ("DATABASE_URL", "CONVEX_URL", "CONVEX_ADMIN_KEY"):
        os.environ.pop(name, None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaignlive.settings")
    os.environ.update(CAMPAIGNLIVE_DB=str(database), **more)


class Served:
    """A child process that listens on a port of this machine. `core` pins it; `log` gets what it prints."""

    def __init__(
        self,
        command: Sequence[str],
        port: int,
        *,
        env: Mapping[str, str] | None = None,
        core: int | None = None,
        log: Path | None = None,
    ) -> None:
        self.port = port
        self.started = time.monotonic()
        pin = None if core is None else (lambda: os.sched_setaffinity(0, {core}))
        with open(log or os.devnull, "ab") as said:
            self.process = subprocess.Popen(
                [*command], cwd=ROOT, env={**os.environ, **(env or {})}, stdout=said, stderr=said, preexec_fn=pin
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_until_it_listens(self) -> None:
        """Raises `NotServing`."""
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise NotServing(f"The server ended with {self.process.returncode}.")
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise NotServing(f"Nothing listens on port {self.port} after {SECONDS_TO_START} s.")

    def kill(self) -> None:
        """At once, without a word: `kill -9`."""
        self.process.kill()
        self.process.wait()

    def stop(self, seconds: float = 60.0) -> int:
        """Asks it to end and waits; the exit code. What does not end in time is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
        return int(self.process.returncode)


def serve(port: int, database: Path, **more: object) -> Served:
    """`manage.py serve` on that port with that SQLite file."""
    env = {**_dict(more.pop("env", {})), "CAMPAIGNLIVE_DB": str(database)}
    command = [
        *_list(more.pop("before", [])),
        sys.executable,
        "manage.py",
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    return Served(command, port, env=env, **more)  # type: ignore[arg-type]  # the rest are Served's own keywords


def _dict(value: object) -> dict[str, str]:
    assert isinstance(value, dict)
    return value


def _list(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


async def until(so: Callable[[], object], every: float = 0.05, within: float = math.inf) -> bool:
    """Asks in a thread until it is so: another process sets no event. False where it was not within so many seconds."""
    began = time.monotonic()
    while not await asyncio.to_thread(so):
        if time.monotonic() - began > within:
            return False
        await asyncio.sleep(every)
    return True


PORTS = range(20_000, 32_000)
"""Below those that Linux gives to whoever connects somewhere. A server that is killed finds its port free when it starts
again: no client that tries to come back, and no other program's, has got it as its own end meanwhile."""


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    chance = SystemRandom()  # several processes look for one at the same time
    while True:
        port = chance.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


class Used(Struct, frozen=True):
    """CPU time of a process in seconds so far: all of it, by the names of the threads that still run, and by their ids."""

    total: float
    threads: dict[str, float]
    tasks: dict[int, float]

    def since(self, before: "Used") -> "Used":
        threads = {name: seconds - before.threads.get(name, 0.0) for name, seconds in self.threads.items()}
        tasks = {id: seconds - before.tasks.get(id, 0.0) for id, seconds in self.tasks.items()}
        return Used(self.total - before.total, threads, tasks)


def cpu_used(pid: int) -> Used:
    """By the kernel's clocks. Threads of one name are added up."""
    threads: dict[str, float] = {}
    tasks: dict[int, float] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (task / "comm").read_text().strip()
            nanoseconds = int((task / "schedstat").read_text().split()[0])
        except FileNotFoundError:
            continue  # it ended while we looked
        threads[name] = threads.get(name, 0.0) + nanoseconds / 1e9
        tasks[int(task.name)] = nanoseconds / 1e9
    return Used(time.clock_gettime(_clock_of(pid)), threads, tasks)


def _clock_of(pid: int) -> int:
    """The CPU clock of another process, as clock_getcpuclockid(3) composes it."""
    return (~pid << 3) | 2


def memory_used(pid: int) -> int:
    """Resident memory in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
