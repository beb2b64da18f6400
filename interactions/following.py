"""Keeps the followers within a second of the rooms: what rooms write gathers for a moment and is read behind the journal,
in portions after which the next turn may be written.
"""

import asyncio
import logging
from collections.abc import Iterable
from concurrent.futures import Future
from time import perf_counter
from typing import Any

from interactions import followers
from interactions.followers import AT_ONCE, Fresh, advance
from interactions.journal import Journal
from interactions.ledger import Row

log = logging.getLogger(__name__)

FEWEST = 20
LONG = 0.02
"""Seconds. The next turn waits while a transaction of followers is under way, so portions shrink that take longer."""
PAUSE = 0.9
"""Seconds that rows may gather before they are read."""
KEPT = 20_000
"""Rows that are kept in memory for them meanwhile; beyond it they are read from the table."""


class Following:
    """The schedule of one process."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._fresh: dict[str, list[Row]] = {}
        self._count = 0
        self._portion = AT_ONCE // 2
        self._timer: asyncio.TimerHandle | None = None
        self._running = False

    def touch(self, row: Row) -> None:
        """There is a new row, and it is on disk; on the event loop."""
        kept = self._fresh.setdefault(row.interaction, [])
        if self._count < KEPT:
            self._count += 1
            kept.append(row)
        else:
            kept.clear()  # too much to hold: what is not here is read from the table
        if self._timer is None and not self._running:
            self._timer = self._journal.loop.call_later(PAUSE, self._start)

    def _start(self) -> None:
        self._timer = None
        self._running = True
        fresh, self._fresh, self._count = self._fresh, {}, 0
        self._go_on(list(fresh), fresh)

    def _go_on(self, ids: list[str], fresh: Fresh) -> None:
        future = self._journal.behind(lambda: self._advance(ids, fresh))
        future.add_done_callback(lambda done: self._journal.loop.call_soon_threadsafe(self._advanced, done, fresh))

    def _advance(self, ids: list[str], fresh: Fresh) -> list[str]:
        began = perf_counter()
        left = advance(ids, self._portion, fresh)
        self._portion = fitting(self._portion, perf_counter() - began)
        return left

    def _advanced(self, done: "Future[list[str]]", fresh: Fresh) -> None:
        error = done.exception()
        if error is not None:
            log.error("followers stumbled; they try again with the next row", exc_info=error)
        left = [] if error else done.result()
        if left:
            self._go_on(left, fresh)
            return
        self._running = False
        if self._fresh:
            self._timer = self._journal.loop.call_later(PAUSE, self._start)

    def catch_up(self, ids: Iterable[str] | None = None) -> "Future[Any]":
        """Read to the end of the journal, of these interactions or of all."""
        chosen = None if ids is None else list(ids)
        future = self._journal.behind(lambda: followers.catch_up(followers.behind() if chosen is None else chosen))
        future.add_done_callback(_report)
        return future


def _report(future: "Future[Any]") -> None:
    if future.exception() is not None:
        log.error("followers could not catch up", exc_info=future.exception())


def fitting(portion: int, took: float) -> int:
    """The next portion, after one of `portion` rows took so many seconds."""
    if took > LONG:
        return max(FEWEST, portion // 2)
    return min(AT_ONCE, portion + FEWEST) if took < LONG / 2 else portion
