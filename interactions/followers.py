"""Followers read the journal behind the rooms: each from its own cursor, in batches, in the writer thread when it is free.

A follower turns rows into rows of its own, so that reading them again changes nothing. One that cannot digest a row
stands still for that interaction, loudly; the rest goes on.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from functools import cache
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from engine.events import Event
from engine.state import Room
from interactions.dying import passing
from interactions.journal import Journal
from interactions.storage import unpack_events

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Journal rows of one transaction: few enough that the next turn does not wait for it."""
PAUSE = 0.5
"""Seconds that rows may gather before they are read."""


class Row(NamedTuple):
    """A journal row as followers read it."""

    interaction: str
    seq: int
    at: int
    person: str
    command_id: str
    events: list[Event]


class Follower(Protocol):
    """One projection of the journal.

    `project` writes what the rows mean, idempotently, through a cursor with `%s` parameters; the rows may be of several
    interactions, in order within each. `expected` is the same computed from all rows of one interaction, `stored` what
    the tables hold: natural key → record, for `verify_journal`. `contradictions` says in sentences where what is stored
    disagrees with the room as of the same row, found otherwise than by reading the events again.
    """

    name: str

    def project(self, cursor: Any, rows: Sequence[Row]) -> None: ...

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]: ...

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]: ...

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]: ...


@cache
def followers() -> tuple[Follower, ...]:
    """Those of settings.JOURNAL_FOLLOWERS, in order."""
    return tuple(import_string(path)() for path in settings.JOURNAL_FOLLOWERS)


class Following:
    """Keeps the followers within a second of the rooms."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._touched: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._running = False

    def touch(self, interaction_id: str) -> None:
        """There is a new row; on the event loop."""
        self._touched.add(interaction_id)
        if self._timer is None and not self._running:
            self._timer = self._journal.loop.call_later(PAUSE, self._start)

    def _start(self) -> None:
        self._timer = None
        self._running = True
        touched, self._touched = self._touched, set()
        self._go_on(list(touched))

    def _go_on(self, ids: list[str]) -> None:
        future = self._journal.behind(lambda: advance(ids))
        future.add_done_callback(lambda done: self._journal.loop.call_soon_threadsafe(self._advanced, done))

    def _advanced(self, done: "Future[list[str]]") -> None:
        error = done.exception()
        if error is not None:
            log.error("followers stumbled; they try again with the next row", exc_info=error)
        left = [] if error else done.result()
        if left:
            self._go_on(left)
            return
        self._running = False
        if self._touched:
            self._timer = self._journal.loop.call_later(PAUSE, self._start)

    def catch_up(self, ids: Iterable[str] | None = None) -> "Future[Any]":
        """Read to the end of the journal, of these interactions or of all."""
        chosen = None if ids is None else list(ids)
        return self._journal.behind(lambda: catch_up(behind() if chosen is None else chosen))


def catch_up(ids: list[str]) -> None:
    """All followers read all rows of these interactions, in this thread."""
    while ids:
        ids = advance(ids)


def behind() -> list[str]:
    """The interactions that some follower has not read to the end."""
    count = len(followers())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.interaction_id FROM (SELECT interaction_id, MAX(seq) AS last FROM interactions_journalentry"
            " GROUP BY interaction_id) j WHERE (SELECT COUNT(*) FROM interactions_followercursor c"
            " WHERE c.interaction_id = j.interaction_id AND (c.seq >= j.last OR c.error <> '')) < %s",
            [count],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def advance(ids: list[str]) -> list[str]:
    """One transaction of reading on. Returns the interactions that are not read to the end yet."""
    if not ids:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        cursors, stopped = _cursors(cursor, ids)
        rows, left = _rows(cursor, ids, cursors, stopped)
        for follower in followers():
            _feed(cursor, follower, rows, cursors, stopped)
        passing("in_follower")
    return left


def _cursors(cursor: Any, ids: list[str]) -> tuple[dict[tuple[str, str], int], set[tuple[str, str]]]:
    """By (follower, interaction): how far it has read; and those that stand still."""
    marks = ", ".join(["%s"] * len(ids))
    cursor.execute(
        f"SELECT follower, interaction_id, seq, error FROM interactions_followercursor WHERE interaction_id IN ({marks})",
        ids,
    )
    found = cursor.fetchall()
    return {(f, i): seq for f, i, seq, _ in found}, {(f, i) for f, i, _, error in found if error}


def _rows(
    cursor: Any, ids: list[str], cursors: dict[tuple[str, str], int], stopped: set[tuple[str, str]]
) -> tuple[list[Row], list[str]]:
    names = [follower.name for follower in followers()]
    rows: list[Row] = []
    for position, interaction in enumerate(ids):
        going = [cursors.get((name, interaction), 0) for name in names if (name, interaction) not in stopped]
        if not going:
            continue
        cursor.execute(
            "SELECT interaction_id, seq, at, person, command_id, events FROM interactions_journalentry"
            " WHERE interaction_id = %s AND seq > %s ORDER BY seq LIMIT %s",
            [interaction, min(going), AT_ONCE],
        )
        found = cursor.fetchall()
        rows += [Row(i, seq, at, person, id, unpack_events(bytes(events))) for i, seq, at, person, id, events in found]
        if len(rows) >= AT_ONCE:
            return rows, ids[position:] if len(found) == AT_ONCE else ids[position + 1 :]
    return rows, []


def _feed(
    cursor: Any, follower: Follower, rows: list[Row], cursors: dict[tuple[str, str], int], stopped: set[tuple[str, str]]
) -> None:
    name = follower.name
    new = [
        row
        for row in rows
        if row.seq > cursors.get((name, row.interaction), 0) and (name, row.interaction) not in stopped
    ]
    if not new:
        return
    try:
        with transaction.atomic():
            follower.project(cursor, new)
    except Exception:
        _feed_one_by_one(cursor, follower, new)
        return
    _move(cursor, name, {row.interaction: row.seq for row in new})


def _feed_one_by_one(cursor: Any, follower: Follower, rows: list[Row]) -> None:
    """Something cannot be digested: find the interaction, stop there, let the others go on."""
    by_interaction: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_interaction[row.interaction].append(row)
    for interaction, some in by_interaction.items():
        for row in some:
            try:
                with transaction.atomic():
                    follower.project(cursor, [row])
            except Exception as error:
                log.exception("follower %s stops at interaction %s, row %s", follower.name, interaction, row.seq)
                _move(cursor, follower.name, {interaction: row.seq - 1}, repr(error))
                break
            _move(cursor, follower.name, {interaction: row.seq})


def _move(cursor: Any, name: str, seqs: dict[str, int], error: str = "") -> None:
    values = [value for interaction, seq in seqs.items() for value in (name, interaction, seq, error)]
    cursor.execute(
        "INSERT INTO interactions_followercursor (follower, interaction_id, seq, error) VALUES "
        + ", ".join(["(%s, %s, %s, %s)"] * len(seqs))
        + " ON CONFLICT (follower, interaction_id) DO UPDATE SET seq = excluded.seq, error = excluded.error",
        values,
    )
