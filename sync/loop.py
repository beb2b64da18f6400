"""Round after round of delivery, whatever happens, and how long to wait in between."""

import logging
import random
from collections.abc import Callable
from time import monotonic, thread_time

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from sync import client, newcomer
from sync.client import RetryLater
from sync.delivery import Delivery, Round
from sync.lease import Elsewhere
from sync.pacing import is_polite
from sync.sending import calling
from sync.thorough import stumbled

log = logging.getLogger(__name__)

FIRST = 1.0
"""Seconds that one waits at most after the first failure; after each other one twice as long, up to `longest_wait`."""
LOOK_AGAIN = 5.0
"""Seconds until one looks again whether the other process still delivers."""
BREATH = 0.05
"""Seconds between full batches: a database has one writer at a time, and those who play come first."""
COLLECT_EVERY = 1.0
"""Seconds at least between askings of those who bring entries themselves."""
SHARE = 20
"""Beside a game they get a twentieth of one processor at most, on the average, and so does the sending of a backlog: the more
there is at once, the cheaper it is."""


class Backoff:
    """How long to wait after failures: full jitter, so that nodes do not come back all at once."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self.failures = 0

    def failed(self, at_least: float = 0.0) -> float:
        """Seconds until the next attempt."""
        most = min(settings.CONVEX["longest_wait"], FIRST * 2 ** min(self.failures, 10))
        self.failures += 1
        return at_least + self._chance() * most

    def succeeded(self) -> None:
        self.failures = 0


class Loop:
    """Steps of a delivery that goes on. `clock` is in seconds, and monotonic."""

    def __init__(
        self,
        delivery: Delivery,
        *,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.delivery = delivery
        self.last = Round()
        self.trouble = ""
        self._backoff = Backoff(chance)
        self._clock = clock
        self._collecting = clock()

    def step(self) -> float:
        """One round; the seconds to wait before the next. Never raises."""
        self.last = Round()
        try:
            if self._clock() >= self._collecting:
                self._collecting = self._clock() + self._collect()
            began = thread_time()
            self.last = self.delivery.round()
            spent = thread_time() - began
        except Elsewhere as elsewhere:
            self.trouble = str(elsewhere)
            return LOOK_AGAIN
        except RetryLater as later:
            if not self._backoff.failures:
                log.warning("%s What there is waits in the outbox.", later)
            self.trouble = str(later)
            return self._backoff.failed(later.after)
        except Exception as error:
            log.exception("the delivery to Convex stumbled; it goes on")
            self.trouble = repr(error)
            _begin_anew()
            return self._backoff.failed()
        if self._backoff.failures:
            log.warning("Convex takes entries again.")
        self.trouble = ""
        self._backoff.succeeded()
        if not self.last.more:
            return float(settings.CONVEX["gather"])
        return max(BREATH, spent * SHARE) if is_polite() else BREATH

    def _collect(self) -> float:
        """Seconds until the next time."""
        began = thread_time()
        collect()
        return max(COLLECT_EVERY, (thread_time() - began) * SHARE) if is_polite() else COLLECT_EVERY


def collect() -> int:
    """Ask those who bring their entries themselves, behind what they are about; how many they brought. One that stumbles
    does not keep the others from it."""
    count = 0
    for path in settings.CONVEX_COLLECTORS:
        try:
            count += import_string(path)()
        except Exception:
            log.exception("%s could not bring its entries", path)
            stumbled(f"{path} could not bring its entries.")
            _begin_anew()
    return count


def _begin_anew() -> None:
    """The next statement opens a connection of its own: this one may be what is broken."""
    if not connection.in_atomic_block:
        connection.close()


def over_http() -> Loop:
    """The loop that talks to the Convex of the settings."""
    return Loop(Delivery(calling(client.connect())))


def for_this_database() -> Loop:
    """The same, which sends nothing to where another database's accounts are."""
    return Loop(Delivery(newcomer.asking_first(client.connect())))
