"""From the outbox to Convex: one batch a round, by one process at a time."""

import logging
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sync import waiting
from sync.client import RetryLater
from sync.dying import passing
from sync.lease import Elsewhere, Lease
from sync.outbox import now_ms
from sync.sending import Call, Result, Sending

log = logging.getLogger(__name__)

AGAIN = 2_000
"""Milliseconds, at most, until an entry is tried again on which alone Convex failed; the next time twice as many."""
EVER = 1 << 62


class Round(NamedTuple):
    """What one round did; `more`: there is something to be sent at once."""

    delivered: int = 0
    parked: int = 0
    more: bool = False


class Delivery:
    """Rounds of delivery. `now` is in ms since the epoch."""

    def __init__(
        self, call: Call, *, now: Callable[[], int] = now_ms, chance: Callable[[], float] = random.random
    ) -> None:
        self._over_the_line, self._now, self._chance = call, now, chance
        self._lease = Lease()

    def round(self, *, impatient: bool = False) -> Round:
        """Send what may be sent now, at most one batch; `impatient`: also what could wait for something newer, or to be
        tried again. Raises `RetryLater`, and `Elsewhere` where another process delivers."""
        until = EVER if impatient else self._now()
        entries, more = waiting.take(until)
        if entries and not self._lease.is_good(self._now()):
            self._lease.take(self._now())
            entries, more = waiting.take(until)  # who delivered before may have got that far
        return self._send(entries, more) if entries else Round()

    def release(self) -> None:
        """Let another process deliver."""
        self._lease.release()

    def _send(self, entries: list[waiting.Unsent], more: bool) -> Round:
        sending = Sending(self._call, self._later)
        try:
            sending.send(entries)
        except RetryLater as later:
            waiting.settle(sending.outcomes, self._now(), str(later))
            raise
        except Elsewhere:
            waiting.settle(sending.outcomes, self._now())
            raise
        waiting.settle(sending.outcomes, self._now())
        parked = [each for each in sending.outcomes if each.parked]
        for each in parked:
            log.warning("not for Convex, parked: entry %s of %s: %s", each.entry.id, each.entry.key, each.reason)
        return Round(sum(each.is_delivered for each in sending.outcomes), len(parked), more)

    def _call(self, operations: Sequence[bytes]) -> list[Result]:
        if not self._lease.is_good(self._now()):
            self._lease.take(self._now())
        passing("before_sending")
        results = self._over_the_line(operations)
        passing("after_sending")
        return results

    def _later(self, attempts: int) -> int:
        return self._now() + int(AGAIN * 2 ** (attempts - 1) * (0.5 + self._chance() / 2))
