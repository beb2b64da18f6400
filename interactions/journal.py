"""What was accepted, on disk. One writer thread a process gathers what all its rooms have waiting into one transaction.

`append` is called on the event loop; its `done` is called there when the row is on disk, or with the reason why it is
not. What has no hurry (snapshots, followers) goes through `behind`, and runs when no row waits.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from time import thread_time
from typing import Any

from interactions.ledger import Entry, Ledger, Row, StatusChange
from sync.dying import passing

log = logging.getLogger(__name__)


class Journal:
    """The one writer of a process."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._waiting: list[Entry] = []
        self._due = False
        self._writing = False
        self._ready = threading.Condition()
        self._batches: deque[list[Entry]] = deque()
        self._jobs: deque[tuple[Callable[[], Any], Future[Any]]] = deque()
        self._stopping = False
        self.rows = self.commits = 0
        self.cpu_rows = self.cpu_behind = 0.0
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    # On the event loop

    def append(self, row: Row, status: StatusChange | None, done: Callable[[Exception | None], None]) -> None:
        """Hand over a row. `done(None)` on the loop once it is on disk, `done(error)` if it is not and never will be."""
        self._waiting.append(Entry(row, status, done))
        if not self._due and not self._writing:
            self._due = True
            self.loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._due = False
        if not self._waiting:
            return
        batch, self._waiting = self._waiting, []
        self._writing = True
        with self._ready:
            self._batches.append(batch)
            self._ready.notify()

    def _written(self, batch: list[Entry], outcomes: Sequence[Exception | None]) -> None:
        self._writing = False
        for entry, outcome in zip(batch, outcomes, strict=True):
            try:
                entry.done(outcome)
            except Exception:
                log.exception("a room failed after row %s %s", entry.row.interaction, entry.row.seq)
        if self._waiting and not self._due:
            self._due = True
            self.loop.call_soon(self._hand_over)

    # From any thread

    def behind(self, job: Callable[[], Any]) -> Future[Any]:
        """Run `job` in the writer thread when no row waits; it has the thread's database connection to itself."""
        future: Future[Any] = Future()
        with self._ready:
            self._jobs.append((job, future))
            self._ready.notify()
        return future

    def stop(self) -> None:
        """Write what waits and end the thread; returns when it has."""
        with self._ready:
            self._stopping = True
            self._ready.notify()
        self._thread.join()

    # In the writer thread

    def _write(self) -> None:
        ledger = Ledger()
        while True:
            with self._ready:
                while not (self._batches or self._jobs or self._stopping):
                    self._ready.wait()
                batch = self._batches.popleft() if self._batches else None
                job = self._jobs.popleft() if batch is None and self._jobs else None
            started = thread_time()
            if batch is not None:
                self._commit(ledger, batch)
                self.cpu_rows += thread_time() - started
            elif job is not None:
                _run(*job)
                self.cpu_behind += thread_time() - started
            else:
                ledger.close()
                return

    def _commit(self, ledger: Ledger, batch: list[Entry]) -> None:
        passing("before_commit")
        outcomes = ledger.write(batch)
        passing("after_commit")
        self.commits += 1
        self.rows += len(batch)
        self.loop.call_soon_threadsafe(self._written, batch, outcomes)


def _run(job: Callable[[], Any], future: "Future[Any]") -> None:
    try:
        future.set_result(job())
    except Exception as error:
        future.set_exception(error)
