"""How rows reach the table: one transaction a batch, one INSERT for all its rows, no ORM instance.

A batch that fails is tried row by row, so that one room's fault is that room's alone.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, IntegrityError, connection

if TYPE_CHECKING:
    from interactions.journal import Entry, Row, StatusChange

log = logging.getLogger(__name__)

COLUMNS = "interaction_id, seq, epoch, person, command_id, content_hash, at, v, events, result"
AT_ONCE = 256
"""Rows in one statement: ten values each stay far below what SQLite binds (32,766)."""


class StaleEpoch(Exception):
    """Another process has opened this room since: this one must not write for it any more."""


class AlreadyThere(Exception):
    """This person's command id stands in the journal already."""


class OtherIsLive(Exception):
    """The campaign has another live interaction."""


class Ledger:
    """Writes batches through this thread's database connection."""

    def write(self, batch: "Sequence[Entry]") -> "list[Exception | None]":
        """What became of each entry: None once it is on disk, otherwise why it is not."""
        try:
            self._transaction(batch)
        except Exception as error:
            if len(batch) == 1:
                return [self._explain(batch[0], error)]
            log.warning("a batch of %s rows failed (%s); trying each by itself", len(batch), error)
            return [outcome for entry in batch for outcome in self.write([entry])]
        return [None] * len(batch)

    def close(self) -> None:
        connection.close()

    def _transaction(self, batch: "Sequence[Entry]") -> None:
        connection.ensure_connection()
        cursor = connection.connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
            _check_epochs(cursor, batch)
            for start in range(0, len(batch), AT_ONCE):
                part = batch[start : start + AT_ONCE]
                cursor.execute(_insert(len(part), _mark()), [value for entry in part for value in entry.row])
            for entry in batch:
                if entry.status:
                    _set_status(cursor, entry.row, entry.status)
            cursor.execute("COMMIT")
        except BaseException:
            _roll_back(cursor)
            raise
        finally:
            cursor.close()

    def _explain(self, entry: "Entry", error: Exception) -> Exception | None:
        """After a failure of this row alone. A commit whose fate is unknown is read back by command id."""
        if isinstance(error, StaleEpoch):
            return error
        try:
            found = _read_back(entry.row)
        except DatabaseError:
            connection.close()
            return error
        if found == (entry.row.seq, entry.row.epoch):
            return None
        if found is not None:
            return AlreadyThere()
        integrity = isinstance(error, IntegrityError) or type(error).__name__ in ("IntegrityError", "UniqueViolation")
        return OtherIsLive() if integrity and entry.status and entry.status.live_status == "live" else error


def _mark() -> str:
    return "?" if connection.vendor == "sqlite" else "%s"


@cache
def _insert(rows: int, mark: str) -> str:
    one = f"({', '.join([mark] * 10)})"
    return f"INSERT INTO interactions_journalentry ({COLUMNS}) VALUES {', '.join([one] * rows)}"


@cache
def _epochs(count: int, mark: str) -> str:
    lock = " FOR SHARE" if mark == "%s" else ""
    return f"SELECT id, epoch FROM interactions_interaction WHERE id IN ({', '.join([mark] * count)}){lock}"


def _check_epochs(cursor: Any, batch: "Sequence[Entry]") -> None:
    expected = {entry.row.interaction: entry.row.epoch for entry in batch}
    cursor.execute(_epochs(len(expected), _mark()), list(expected))
    if dict(cursor.fetchall()) != expected:
        raise StaleEpoch


def _set_status(cursor: Any, row: "Row", status: "StatusChange") -> None:
    mark = _mark()
    sets = ["live_status", "outcome"]
    values: list[Any] = [status.live_status, status.outcome]
    when = _moment(status.at)
    if status.live_status == "live":
        assignments = f"started_at = COALESCE(started_at, {mark})"
    elif status.live_status == "completed":
        assignments = f"ended_at = {mark}"
    else:
        assignments = f"updated_at = {mark}"
    names = ", ".join([*(f"{name} = {mark}" for name in sets), assignments])
    cursor.execute(f"UPDATE interactions_interaction SET {names} WHERE id = {mark}", [*values, when, row.interaction])


def _moment(at: int) -> Any:
    """Milliseconds since the epoch as this database keeps a DateTimeField."""
    from datetime import UTC, datetime

    return connection.ops.adapt_datetimefield_value(datetime.fromtimestamp(at / 1000, UTC))


def _read_back(row: "Row") -> tuple[int, int] | None:
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
