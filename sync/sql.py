"""Statements of the outbox as the driver takes them: Django's cursor would search each for placeholders again."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

Thing = TypeVar("Thing")

AT_ONCE = (256, 64, 16, 4, 1)
"""Rows in one statement: few sizes, so that the driver finds each statement prepared."""


def beneath(cursor: Any) -> Any:
    """The driver's own cursor of this thread's connection."""
    return connection.connection.cursor() if connection.vendor == "sqlite" else cursor


def mark() -> str:
    """The driver's placeholder."""
    return "?" if connection.vendor == "sqlite" else "%s"


def marks(count: int) -> str:
    """So many placeholders, with commas between."""
    return ", ".join([mark()] * count)


def parts(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    """The things in parts of the sizes of AT_ONCE, the largest first."""
    start = 0
    for size in AT_ONCE:
        while len(things) - start >= size:
            yield things[start : start + size]
            start += size


_writing = threading.Lock()
PATIENCE = 0.05
"""Seconds that a thread waits for another one of this process; longer ones are the database's to settle."""


@contextmanager
def in_turn() -> Iterator[None]:
    """SQLite has one writer, and who comes second sleeps for milliseconds, however soon the first is done. Threads of one
    process wait for each other here instead, and are woken at once."""
    held = connection.vendor == "sqlite" and _writing.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if held:
            _writing.release()


@contextmanager
def lazily() -> Iterator[Any]:
    """A cursor in a transaction whose commit need not be on disk when it returns: what it writes is made again. So whoever
    waits to write waits less."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic(), connection.cursor() as cursor:
            yield beneath(cursor)
        return
    connection.ensure_connection()
    connection.connection.execute("PRAGMA synchronous=NORMAL")
    try:
        with in_turn(), transaction.atomic(), connection.cursor() as cursor:
            yield beneath(cursor)
    finally:
        _wait_for_the_disk_again()


def _wait_for_the_disk_again() -> None:
    """What this connection writes next may have been promised: where it does not obey, the next one begins with that."""
    if connection.connection is None:
        return
    try:
        connection.connection.execute("PRAGMA synchronous=FULL")
    except Exception:
        connection.close()
        raise
