"""Work beside a game, in small pieces: the interpreter has one lock, and whoever plays waits for a whole piece each time.

A thread that has said so (`politely`) rests four times as long as it has worked, whenever it has worked for a little while.
Who works long asks for a break (`breathe`) between two pieces of it, never inside a transaction: others would wait for that.
"""

import threading
from collections.abc import Iterable, Iterator
from time import sleep, thread_time
from typing import TypeVar

Thing = TypeVar("Thing")

PIECE = 0.0003
"""Seconds of the processor after which it rests."""
REST = 4.0
"""Times as long as it has worked."""

_here = threading.local()


def politely() -> None:
    """From now on this thread rests."""
    _here.since = thread_time()


def is_polite() -> bool:
    return hasattr(_here, "since")


def breathe() -> None:
    """Rest, if it is time for it; in threads that do not, this costs next to nothing."""
    since = getattr(_here, "since", None)
    if since is None:
        return
    worked = thread_time() - since
    if worked >= PIECE:
        sleep(worked * REST)
        _here.since = thread_time()


def breathing(things: Iterable[Thing]) -> Iterator[Thing]:
    """The things, one after the other, with a break now and then."""
    for each in things:
        yield each
        breathe()
