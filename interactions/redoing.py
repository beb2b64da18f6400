"""Transactions that may be lost: what they write is made again from the journal.

On SQLite they do not wait for the disk. After a power cut the write-ahead log ends at the last frame that is whole: with
such a transaction its cursors are gone too, and it is done again. Whatever the journal commits after it syncs both.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sync.sql import lazily


@contextmanager
def redoable() -> Iterator[None]:
    """A transaction of this thread's connection whose commit need not be on disk when it returns."""
    with lazily():
        yield
