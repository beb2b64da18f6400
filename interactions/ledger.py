"""How rows reach the table: many in one statement, without an ORM instance.

A batch that fails is tried row by row, so that one room's fault is that room's alone. A row is only written while its
room's epoch stands: where another process has opened the room since, it is refused as stale.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import DatabaseError, IntegrityError, connection

from sync.sql import in_turn

log = logging.getLogger(__name__)

COLUMNS = "interaction_id, seq, epoch, person, command_id, content_hash, at, v, events, result"
AT_ONCE = 256
"""Rows in one statement: ten values each stay far below what SQLite binds (32,766)."""


class Row(NamedTuple):
    """One accepted command as it stands in the table; `events` and `result` are msgpack."""

    interaction: str
    seq: int
    epoch: int
    person: str
    command_id: str
    content_hash: bytes
    at: int
    v: int
    events: bytes
    result: bytes


class StatusChange(NamedTuple):
    """What the row makes of the interaction's own columns, in the same transaction; `at` in ms since the epoch."""

    live_status: str
    outcome: str
    at: int


class Entry(NamedTuple):
    row: Row
    status: StatusChange | None
    done: Callable[[Exception | None], None]


class StaleEpoch(Exception):
    """Another process has opened this room since: this one must not write for it any more."""


class AlreadyThere(Exception):
    """This person's command id stands in the journal already."""


class OtherIsLive(Exception):
    """The campaign has another live interaction."""


class Ledger:
    """Writes batches through this thread's database connection."""

    def write(self, batch: Sequence[Entry]) -> list[Exception | None]:
        """What became of each entry: None once it is on disk, otherwise why it is not."""
        try:
            self._write(batch)
        except Exception as error:
            if len(batch) == 1 or of_the_disk(error):
                return [_explain(entry, error) for entry in batch]
            log.warning("a batch of %s rows failed (%s); trying each by itself", len(batch), error)
            return [outcome for entry in batch for outcome in self.write([entry])]
        return [None] * len(batch)

    def close(self) -> None:
        connection.close()

    def _write(self, batch: Sequence[Entry]) -> None:
        connection.ensure_connection()
        cursor = connection.connection.cursor()
        try:
            alone = connection.vendor == "sqlite" and len(batch) <= AT_ONCE and not any(e.status for e in batch)
            with in_turn():
                if alone:
                    _insert(cursor, batch)
                else:
                    _in_transaction(cursor, batch)
        finally:
            cursor.close()


def of_the_disk(error: Exception) -> bool:
    """Whether the disk is full or the database held, and no row is at fault: none need be tried by itself then."""
    code = getattr(error, "sqlite_errorcode", None) or getattr(error.__cause__, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def _insert(cursor: Any, batch: Sequence[Entry]) -> None:
    """One statement is one transaction and one wait without the interpreter lock. Raises `StaleEpoch`."""
    cursor.execute(_statement(len(batch)), [value for entry in batch for value in entry.row])
    if cursor.rowcount != len(batch):
        raise StaleEpoch


@cache
def _statement(rows: int) -> str:
    """Inserts what stands in an interaction of that epoch; on PostgreSQL that interaction is held until the commit."""
    sqlite = connection.vendor == "sqlite"
    one = f"({', '.join(['?' if sqlite else '%s'] * 10)})"
    values = f"(VALUES {', '.join([one] * rows)}) AS given"
    if sqlite:
        return (
            f"INSERT INTO interactions_journalentry ({COLUMNS}) SELECT given.* FROM {values}"
            " CROSS JOIN interactions_interaction AS held ON held.id = given.column1 AND held.epoch = given.column3"
        )
    return (
        f"INSERT INTO interactions_journalentry ({COLUMNS}) SELECT given.* FROM {values} ({COLUMNS})"
        " JOIN interactions_interaction AS held ON held.id = given.interaction_id AND held.epoch = given.epoch"
        " FOR SHARE OF held"
    )


def _in_transaction(cursor: Any, batch: Sequence[Entry]) -> None:
    cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
    try:
        for start in range(0, len(batch), AT_ONCE):
            _insert(cursor, batch[start : start + AT_ONCE])
        for entry in batch:
            if entry.status:
                _set_status(cursor, entry.row, entry.status)
        cursor.execute("COMMIT")
    except BaseException:
        _roll_back(cursor)
        raise


def _set_status(cursor: Any, row: Row, status: StatusChange) -> None:
    mark = "?" if connection.vendor == "sqlite" else "%s"
    moment = connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(status.at / 1000, UTC))
    values: list[Any] = [status.live_status, status.outcome, moment]
    also = {"live": f", started_at = COALESCE(started_at, {mark})", "completed": f", ended_at = {mark}"}
    more = also.get(status.live_status, "")
    cursor.execute(
        f"UPDATE interactions_interaction SET live_status = {mark}, outcome = {mark}, updated_at = {mark}{more}"
        f" WHERE id = {mark}",
        [*values, *([moment] if more else []), row.interaction],
    )


def _explain(entry: Entry, error: Exception) -> Exception | None:
    """After a failure of this row alone. A commit whose fate is unknown is read back by command id."""
    try:
        found = _read_back(entry.row)
    except DatabaseError:
        connection.close()
        return error
    if found == (entry.row.seq, entry.row.epoch):
        return None
    if found is not None:
        return AlreadyThere()
    refused = isinstance(error, IntegrityError) or type(error).__name__ in ("IntegrityError", "UniqueViolation")
    return OtherIsLive() if refused and entry.status and entry.status.live_status == "live" else error


def _read_back(row: Row) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, epoch FROM interactions_journalentry"
            " WHERE interaction_id = %s AND person = %s AND command_id = %s",
            [row.interaction, row.person, row.command_id],
        )
        found = cursor.fetchone()
    return (int(found[0]), int(found[1])) if found else None


def _roll_back(cursor: Any) -> None:
    try:
        cursor.execute("ROLLBACK")
    except Exception as error:
        log.debug("nothing to roll back: %s", error)
