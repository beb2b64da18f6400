"""What waits in the outbox: taken in the order in which it is to be sent, and settled once it is known what became of it.

Reading takes no lock. Settling is a few short transactions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection, transaction

from sync.dying import passing
from sync.models import Parked
from sync.pacing import breathe, breathing
from sync.sql import beneath, lazily, mark, marks, parts

COUNT = 200
"""Operations of one call."""
BYTES = 900_000
"""Bytes of the operations of one call, unless one alone has more."""
SETTLED = 32
"""Entries that are settled in one transaction."""


class Unsent(NamedTuple):
    """An entry as it stood when it was read; `operations` are JSON."""

    id: int
    key: str
    newest_only: str
    edition: int
    attempts: int
    operations: tuple[bytes, ...]

    @property
    def in_line(self) -> bool:
        """Whether those behind it with the same key wait for it."""
        return not self.newest_only


class Outcome(NamedTuple):
    """What became of an entry: delivered, tried again not before a time (ms), or parked."""

    entry: Unsent
    parked: Parked | None = None
    reason: str = ""
    not_before: int = 0

    @property
    def is_delivered(self) -> bool:
        return not (self.parked or self.not_before)


def take(now: int) -> tuple[list[Unsent], bool]:
    """What may be sent at `now` (ms since the epoch), as much as fits into one call or else one entry alone; and whether
    there was more."""
    with connection.cursor() as cursor:
        driver = beneath(cursor)
        driver.execute(_taking(mark()), (now, now, COUNT, BYTES))
        rows = driver.fetchall()
    found = [Unsent(*row[:5], tuple(row[5].encode().split(b"\n"))) for row in breathing(rows)]
    fitting = _within(found, COUNT)
    return fitting, len(fitting) < len(found) or bool(rows and rows[-1][6])


def _within(entries: list[Unsent], count: int) -> list[Unsent]:
    """The first of them, of at most so many operations together, but at least one."""
    for place, each in enumerate(entries):
        count -= len(each.operations)
        if count < 0 and place:
            return entries[:place]
    return entries


@cache
def _taking(placeholder: str) -> str:
    """The sizes are added up over a few columns of the first so many; texts are read of those only that fit. The last
    column says whether others were found that did not, or as many as were asked for."""
    held = (
        "SELECT key FROM sync_outboxentry WHERE not_before > 0 AND newest_only = '' AND parked = ''"
        f" AND not_before > {placeholder}"
    )
    first = (
        "SELECT id, size FROM sync_outboxentry"
        f" WHERE parked = '' AND not_before <= {placeholder} AND NOT (newest_only = '' AND key IN ({held}))"
        f" ORDER BY id LIMIT {placeholder}"
    )
    summed = (
        "SELECT id, size, SUM(size) OVER (ORDER BY id) AS through, COUNT(*) OVER () AS found,"
        f" SUM(size) OVER () AS whole FROM ({first}) AS first"
    )
    return (
        "SELECT e.id, e.key, e.newest_only, e.edition, e.attempts, e.operations,"
        f" (s.whole > s.through OR s.found = {COUNT}) AS more"
        f" FROM ({summed}) AS s JOIN sync_outboxentry AS e ON e.id = s.id"
        f" WHERE s.through <= {placeholder} OR s.through = s.size ORDER BY e.id"
    )


def settle(outcomes: Sequence[Outcome], now: int, trouble: str = "") -> None:
    """Forget what is delivered, set aside what is parked, and note how it goes; `trouble` is why no more could be sent.
    An entry that was replaced since it was read stays as it is. Some at a time: those who play want to write meanwhile, and
    what is not yet forgotten may be sent again."""
    for start in range(0, max(len(outcomes), 1), SETTLED):
        breathe()
        _settle(outcomes[start : start + SETTLED], now, trouble)


def _settle(outcomes: Sequence[Outcome], now: int, trouble: str) -> None:
    delivered = [each.entry for each in outcomes if each.is_delivered]
    with lazily() as driver:
        _delete(driver, delivered)
        for each in outcomes:
            if not each.is_delivered:
                _set_aside(driver, each)
        passing("in_settling")
        note(driver, now, trouble, len(delivered))


def note(driver: Any, now: int, trouble: str, delivered: int = 0) -> None:
    """How it goes, in the one row of SyncState."""
    since = f"CASE WHEN failing_since = 0 THEN {mark()} ELSE failing_since END"
    driver.execute(
        f"UPDATE sync_syncstate SET reason = {mark()}, failing_since = {since}, delivered = delivered + {mark()} WHERE id = 1"
        if trouble
        else f"UPDATE sync_syncstate SET reason = {mark()}, failing_since = 0, last_success = {mark()},"
        f" delivered = delivered + {mark()} WHERE id = 1",
        (trouble, now, delivered),
    )


def _delete(driver: Any, entries: Iterable[Unsent]) -> None:
    by_edition: dict[int, list[int]] = defaultdict(list)
    for each in entries:
        by_edition[each.edition].append(each.id)
    for edition, ids in by_edition.items():
        for part in parts(ids):
            driver.execute(
                f"DELETE FROM sync_outboxentry WHERE edition = {mark()} AND id IN ({marks(len(part))})",
                [edition, *part],
            )


def _set_aside(driver: Any, outcome: Outcome) -> None:
    entry = outcome.entry
    driver.execute(
        f"UPDATE sync_outboxentry SET attempts = {mark()}, parked = {mark()}, parked_reason = {mark()},"
        f" not_before = {mark()} WHERE id = {mark()} AND edition = {mark()}",
        [
            entry.attempts + 1,
            outcome.parked.value if outcome.parked else "",
            outcome.reason if outcome.parked else "",
            outcome.not_before,
            entry.id,
            entry.edition,
        ],
    )


def send_again(ids: Sequence[int]) -> int:
    """Parked entries stand in line again; how many."""
    count = 0
    with transaction.atomic(), connection.cursor() as cursor:
        driver = beneath(cursor)
        for part in parts(ids):
            driver.execute(
                "UPDATE sync_outboxentry SET parked = '', parked_reason = '', attempts = 0, not_before = 0"
                f" WHERE parked > '' AND id IN ({marks(len(part))})",
                list(part),
            )
            count += driver.rowcount
    return count
