"""Followers read the journal behind the rooms: each from its own cursor, in batches, in the writer thread when it is free.

A follower turns rows into rows of its own, so that reading them again changes nothing. One that cannot digest a row
stands still for that interaction, loudly; the rest goes on.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from engine.events import Event
from engine.state import Room
from interactions import ledger
from interactions.redoing import redoable
from interactions.storage import TORN, unpack_events
from interactions.tables import beneath, mark, parts
from sync.dying import passing

log = logging.getLogger(__name__)

AT_ONCE = 300
"""Journal rows of one transaction at most: many, since a transaction pays for each page of the database that it touches."""
BEGINNING = (0, "")


class Row(NamedTuple):
    """A journal row as followers read it."""

    interaction: str
    seq: int
    at: int
    person: str
    command_id: str
    events: list[Event]


class Torn(list[Event]):
    """The events of a row that cannot be read: whoever looks at them stops there, and says why."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def __iter__(self) -> Iterator[Event]:
        raise self.error


class Follower(Protocol):
    """One projection of the journal.

    `project` writes what the rows mean, idempotently, through a cursor with `%s` parameters; the rows may be of several
    interactions, in order within each. `expected` is the same computed from all rows of one interaction, `stored` what
    the tables hold: natural key → record, for `verify_journal`. `contradictions` says in sentences where what is stored
    disagrees with the room as of the same row, found otherwise than by reading the events again. `cut_back` forgets what
    rows after `seq`, from the time `at` (ms) on, made of the tables, and returns the row behind which it reads on.
    """

    name: str

    def project(self, cursor: Any, rows: Sequence[Row]) -> None: ...

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]: ...

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]: ...

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]: ...

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int: ...


@cache
def followers() -> tuple[Follower, ...]:
    """Those of settings.JOURNAL_FOLLOWERS, in order."""
    return tuple(import_string(path)() for path in settings.JOURNAL_FOLLOWERS)


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


Fresh = Mapping[str, Sequence[ledger.Row]]
"""By interaction: rows that its room has written lately, in order. They need not be read from the table."""


def advance(ids: list[str], portion: int | None = None, fresh: Fresh | None = None) -> list[str]:
    """One transaction of reading on. Returns the interactions that are not read to the end yet."""
    if not ids:
        return []
    rows = AT_ONCE if portion is None else portion
    try:
        return _read_on(ids, _feed, rows, fresh or {})
    except Exception as error:
        if ledger.of_the_disk(error):
            raise
        log.warning("followers could not digest together what they read (%r); row by row", error)
        return _read_on(ids, _feed_row_by_row, rows, fresh or {})


Cursors = dict[tuple[str, str], tuple[int, str]]
"""By (follower, interaction): how far it has read, and why it stands still there; the empty word where it does not."""
Unread = dict[str, list[Row]]
"""By interaction, in order."""
Feed = Callable[[Any, Follower, Unread], Cursors]


def _read_on(ids: list[str], feed: Feed, portion: int, fresh: Fresh) -> list[str]:
    with redoable(), connection.cursor() as cursor:
        unread, cursors, left = _unread(beneath(cursor), ids, portion, fresh)
        moved: Cursors = {}
        for follower in followers():
            new = _new_to(follower, unread, cursors)
            if new:
                moved |= feed(cursor, follower, new)
        if moved:
            _move(beneath(cursor), moved)
        passing("in_follower")
    return left


def _unread(driver: Any, ids: list[str], portion: int, fresh: Fresh) -> tuple[Unread, Cursors, list[str]]:
    """At most `portion` rows that some follower has not read, the cursors there, and the interactions that are left."""
    unread: Unread = {}
    cursors: Cursors = {}
    start = 0
    while start < len(ids):
        some = _next_few(ids, start, portion, fresh)
        cursors |= _cursors(driver, some)
        for position, interaction in enumerate(some, start):
            rows = _rows(driver, interaction, cursors, portion, fresh.get(interaction))
            if rows:
                unread[interaction] = rows
                portion -= len(rows)
            if portion <= 0:
                return unread, cursors, ids[position:]
        start += len(some)
    return unread, cursors, []


TOGETHER = 16
"""Interactions whose cursors are read with one query."""


def _next_few(ids: list[str], start: int, portion: int, fresh: Fresh) -> list[str]:
    """As many interactions as make a portion by what is known of them."""
    some: list[str] = []
    for interaction in ids[start : start + TOGETHER]:
        some.append(interaction)
        portion -= len(fresh.get(interaction, ()))
        if portion <= 0:
            break
    return some


def _cursors(driver: Any, ids: list[str]) -> Cursors:
    marks = ", ".join([mark()] * len(ids))
    driver.execute(
        f"SELECT follower, interaction_id, seq, error FROM interactions_followercursor WHERE interaction_id IN ({marks})",
        ids,
    )
    return {(follower, interaction): (seq, error) for follower, interaction, seq, error in driver.fetchall()}


def _rows(
    driver: Any, interaction: str, cursors: Cursors, portion: int, fresh: Sequence[ledger.Row] | None
) -> list[Row]:
    """The rows that some follower has not read, of those who go on at all."""
    places = [cursors.get((follower.name, interaction), BEGINNING) for follower in followers()]
    going = [seq for seq, error in places if not error]
    if not going:
        return []
    read = min(going)
    if fresh and fresh[0].seq <= read + 1 and fresh[-1].seq - fresh[0].seq + 1 == len(fresh):
        start = read + 1 - fresh[0].seq
        return [
            Row(interaction, row.seq, row.at, row.person, row.command_id, _events(row.events))
            for row in fresh[start : start + portion]
        ]
    driver.execute(
        "SELECT seq, at, person, command_id, events FROM interactions_journalentry"
        f" WHERE interaction_id = {mark()} AND seq > {mark()} ORDER BY seq LIMIT {portion}",
        (interaction, read),
    )
    return [Row(interaction, seq, at, who, id, _events(packed)) for seq, at, who, id, packed in driver.fetchall()]


def _events(packed: bytes) -> list[Event]:
    try:
        return unpack_events(packed)
    except TORN as error:
        return Torn(error)


def _new_to(follower: Follower, unread: Unread, cursors: Cursors) -> Unread:
    new: Unread = {}
    for interaction, rows in unread.items():
        seq, error = cursors.get((follower.name, interaction), BEGINNING)
        if not error and rows[-1].seq > seq:
            new[interaction] = rows if rows[0].seq > seq else [row for row in rows if row.seq > seq]
    return new


def _feed(cursor: Any, follower: Follower, new: Unread) -> Cursors:
    follower.project(cursor, list(chain.from_iterable(new.values())))
    return {(follower.name, interaction): (rows[-1].seq, "") for interaction, rows in new.items()}


def _feed_row_by_row(cursor: Any, follower: Follower, new: Unread) -> Cursors:
    """Something cannot be digested: find the row, stop there, let the other interactions go on."""
    moved: Cursors = {}
    for interaction, rows in new.items():
        for row in rows:
            try:
                with transaction.atomic():
                    follower.project(cursor, [row])
            except Exception as error:
                if ledger.of_the_disk(error):
                    raise  # it is no fault of the row: nobody stands still for it
                log.exception("follower %s stops at interaction %s, row %s", follower.name, interaction, row.seq)
                moved[follower.name, interaction] = (row.seq - 1, repr(error))
                break
            moved[follower.name, interaction] = (row.seq, "")
    return moved


def cut_back(interaction_id: str, seq: int, at: int) -> None:
    """The journal ends at row `seq` now; what came after, from the time `at` on, is forgotten by everybody, and who stood
    still goes on. Inside a transaction. Raises `Refused`."""
    with connection.cursor() as cursor:
        cursors = _cursors(beneath(cursor), [interaction_id])
        moved: Cursors = {}
        for follower in followers():
            place = follower.name, interaction_id
            read_on = follower.cut_back(cursor, interaction_id, seq, at)
            moved[place] = min(read_on, cursors.get(place, BEGINNING)[0]), ""
        _move(beneath(cursor), moved)


def _move(driver: Any, moved: Cursors) -> None:
    for part in parts([(*place, *reached) for place, reached in moved.items()]):
        driver.execute(_moving(len(part), mark()), list(chain.from_iterable(part)))


@cache
def _moving(count: int, placeholder: str) -> str:
    one = f"({', '.join([placeholder] * 4)})"
    return (
        "INSERT INTO interactions_followercursor (follower, interaction_id, seq, error)"
        f" VALUES {', '.join([one] * count)}"
        " ON CONFLICT (interaction_id, follower) DO UPDATE SET seq = excluded.seq, error = excluded.error"
    )
