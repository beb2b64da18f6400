"""Errors brought into the outbox where `serve` does not do it: under other servers, and of commands.

By a thread that begins with the first of them, and for which a process that ends waits only a moment.
"""

import atexit
import contextlib
import threading

from django.db import connection

from campaignlive import errors
from campaignlive.errors import Gathering

PATIENCE = 5.0
"""Seconds that a process that ends waits for its last errors to be written."""


class Carrier:
    """Writes what is gathered, every few seconds while there is something, and at the end."""

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._ending = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There is something. Costs nothing but for the first time in a process, also in one that was forked."""
        with self._starting:
            if self._ending.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="errors", daemon=True)
            self._thread.start()

    def end(self, patience: float = PATIENCE) -> None:
        """Write what there is; what takes longer is left, and the process may end."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while not self._ending.wait(errors.EVERY):
            self._write()
        self._write()

    def _write(self) -> None:
        if self._gathering:
            with contextlib.suppress(Exception):  # what cannot be written stays gathered
                self._gathering.write()
            connection.close()


_carrier: Carrier | None = None


def begin() -> None:
    """From now on this process brings its errors away."""
    global _carrier
    if _carrier is None:
        _carrier = Carrier(errors.gathering)
        errors.gathering.noticed = _carrier.wake
        atexit.register(_carrier.end)


def hand_over() -> None:
    """Somebody does it from now on who may wait for the database."""
    if _carrier is not None:
        errors.gathering.noticed = lambda: None
        _carrier.end(0)
