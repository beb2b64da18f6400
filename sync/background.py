"""Delivery beside something more important: a thread of its own, which can neither block its process nor end it."""

import logging
import threading
from collections.abc import Callable

from django.db import connection

from sync.loop import Loop, for_this_database
from sync.pacing import politely

log = logging.getLogger(__name__)


class Background:
    """Steps of a loop until it is told to stop. `made` makes the loop, in the thread."""

    def __init__(self, made: Callable[[], Loop] = for_this_database) -> None:
        self._made = made
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="convex", daemon=True)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def stop(self, patience: float = 0.0) -> bool:
        """Begin no other step; wait so many seconds for the last one. Whether it has ended: a call that hangs is left
        alone, and what it was about is sent again another time."""
        self._ending.set()
        self._thread.join(patience)
        return not self.is_alive

    def _run(self) -> None:
        politely()
        try:
            loop = self._made()
            while not self._ending.is_set():
                self._ending.wait(loop.step())
            loop.delivery.release()
        except Exception:
            log.exception("the delivery to Convex ended; play goes on, and the outbox keeps what there is")
        finally:
            connection.close()
