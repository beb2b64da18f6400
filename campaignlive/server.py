"""`serve`: uvicorn as measured to be best for rooms, the collector tuned, and a SIGTERM that loses nothing."""

import asyncio
import gc
import json
import os
import socket
import sys
import threading
import time
import warnings
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import FrameType

import uvicorn
from django.conf import settings
from django.db import connection

from campaignlive import carrying, errors, sole
from interactions import rooms
from interactions.direct import DirectProtocol
from sync import outbox
from sync.background import Background

SWITCH = 0.0002
"""Seconds after which the event loop gets the interpreter back from another thread, the writer or the delivery to Convex; it asks
for it several times a turn. Python's own 5 ms are felt, and so is 1 ms; a twentieth of one costs more than it gives."""


def configuration(host: str, port: int) -> uvicorn.Config:
    """Sans-IO websockets without compression; our own pings instead of the protocol's, whose time-out closes with 1011;
    128 KiB inbound, so that our own check at 64 KiB can answer before it closes."""
    return uvicorn.Config(
        "campaignlive.asgi:application",
        host=host,
        port=port,
        ws=DirectProtocol,
        ws_max_size=128 * 1024,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        ws_ping_timeout=None,
        loop="uvloop",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_level="warning",
        backlog=2048,
        timeout_graceful_shutdown=5,
        server_header=False,
    )


class Server(uvicorn.Server):
    """Drains the rooms before uvicorn closes their sockets (with 1012, which no client of ours should see)."""

    _drained: Future[None] | None = None
    _convex: Background | None = None

    async def startup(self, sockets: object = None) -> None:
        await super().startup(sockets)  # type: ignore[arg-type]  # passed on as it came
        for server in self.servers:
            for listening in server.sockets:
                notice_the_dead(listening.fileno())
        tune_collector()
        sys.setswitchinterval(SWITCH)
        if outbox.switched_on():
            carrying.hand_over()
            self._errors = asyncio.create_task(errors.keep_writing(lambda job: rooms.here().journal.behind(job)))
            if settings.CONVEX["start_in_serve"]:
                self._convex = Background()
        if os.environ.get("CAMPAIGNLIVE_STATS"):
            self._stats = asyncio.create_task(write_stats(os.environ["CAMPAIGNLIVE_STATS"]))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal drains, and the process ends with 0; a second one ends it at once."""
        loop = rooms.here_or_none()
        if self._drained is not None or loop is None:
            super().handle_exit(sig, frame)
            return
        self._drained = asyncio.run_coroutine_threadsafe(self._drain(), loop)

    async def _drain(self) -> None:
        try:
            await rooms.stop(for_good=True)
        finally:
            if self._convex is not None:  # what hangs there is not waited for
                self._convex.stop()
            self.should_exit = True


def notice_the_dead(listening: int) -> None:
    """Connections that this socket accepts are probed by the kernel: a peer whose power or network is gone is noticed
    within 35 s, also while nothing is written to it."""
    wanted = {"TCP_KEEPIDLE": 20, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 35_000}
    with socket.socket(fileno=os.dup(listening)) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in wanted.items():
            if hasattr(socket, name):  # not every system has all of them
                held.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def tune_collector() -> None:
    """What is there after the start stays: keep it out of collections, and collect seldom (p99 at 1,000 rooms: 320 ms
    with the defaults, 1.5 ms without)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1000)


async def write_stats(path: str) -> None:
    """For benchmarks: once a second, what the writer thread has spent (CPU seconds) and on what, and which thread is which to
    the kernel."""
    while True:
        await asyncio.sleep(1)
        journal = rooms.here().journal
        stats = {
            "at": time.time(),
            "rows": journal.rows,
            "commits": journal.commits,
            "cpu_journal": journal.cpu_rows,
            "cpu_followers": journal.cpu_behind,
            "cpu_process": time.process_time(),
            "threads": {thread.name: thread.native_id for thread in threading.enumerate()},
        }
        _replace(path, json.dumps(stats))


def _replace(path: str, text: str) -> None:
    """Whoever reads it finds the whole text or the one before."""
    temporary = Path(f"{path}.new")
    temporary.write_text(text)
    temporary.replace(path)


def run(host: str, port: int) -> None:
    """Serve until told to stop. Raises `sole.Taken` where another process serves the same file, SystemExit where the
    address is taken."""
    # WhiteNoise reads small files in a moment; that they are read synchronously is known and meant.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")
    with _alone(host, port):
        print(f"Serving on http://{host}:{port}/ (Ctrl-C ends it)", flush=True)
        Server(configuration(host, port)).run()
        errors.write_the_last()


def _alone(host: str, port: int) -> AbstractContextManager[None]:
    if connection.vendor != "sqlite":
        return nullcontext()
    return sole.alone(connection.settings_dict["NAME"], f"http://{host}:{port}/")
