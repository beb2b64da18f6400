"""How often the same thing came to any process of this database, also before they were started anew."""

import secrets
from typing import Any, NamedTuple

KEPT = 2 * 24 * 3600 * 1000
"""Milliseconds after its last time that something is forgotten."""


class Tallied(NamedTuple):
    """All that came. `source` names this database's count; `last_at` is later than the one that was told before."""

    source: str
    count: int
    first_at: int
    last_at: int


def add(cursor: Any, name: str, count: int, first_at: int, last_at: int) -> Tallied:
    """So many more of them, from then to then (ms). In the transaction that is open."""
    cursor.execute(_ADDING, [name, secrets.token_hex(8), count, first_at, last_at])
    [found] = cursor.fetchall()
    return Tallied(*found)


def forget(cursor: Any, now: int) -> None:
    """What came last long ago."""
    cursor.execute("DELETE FROM sync_tally WHERE last_at < %s", [now - KEPT])


_ADDING = (
    "INSERT INTO sync_tally (name, source, count, first_at, last_at) VALUES (%s, %s, %s, %s, %s)"
    " ON CONFLICT (name) DO UPDATE SET count = sync_tally.count + excluded.count, last_at ="
    " CASE WHEN excluded.last_at > sync_tally.last_at THEN excluded.last_at ELSE sync_tally.last_at + 1 END"
    " RETURNING source, count, first_at, last_at"
)
