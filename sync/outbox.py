"""How something gets into the outbox: `put` through a follower's cursor, `add` beside what the ORM saves.

Either writes in the transaction that is open, so that an entry is there exactly if what it tells of is. Without
CONVEX_URL nothing is put there at all.
"""

import time
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction

from sync.pacing import breathing
from sync.sql import beneath, mark, marks, parts


class Operation(msgspec.Struct, frozen=True):
    """One call of a function of Convex: its name in the contract, its arguments as they go out (plain JSON; a
    `msgspec.Raw` is JSON already)."""

    op: str
    args: dict[str, Any] | msgspec.Raw


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be sent: `operations` in order, all of them or (where one fails) none of what comes behind.

    `key` names the line in which it stands: an interaction, or a row of content. With a `newest_only` name it takes the
    place of an unsent one of the same key and name, unless that has the higher `revision`. `wait`: seconds that it may
    wait for a newer one; 0 is urgent, and lifts the wait of the one whose place it takes. `settles`: it is sent even if
    the one whose place it takes is parked as a conflict; otherwise it is parked in its stead.
    """

    key: str
    operations: tuple[Operation, ...]
    revision: int = 0
    newest_only: str = ""
    wait: float = 0.0
    settles: bool = True


def entry(key: str, op: str, args: dict[str, Any] | msgspec.Raw, **more: Any) -> Entry:
    """An entry of one operation; `more` are Entry's other fields."""
    return Entry(key=key, operations=(Operation(op, args),), **more)


def packed(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries, their arguments as JSON: done before a transaction, nobody who wants to write waits for it."""
    return [
        msgspec.structs.replace(each, operations=tuple(map(_packed, each.operations))) for each in breathing(entries)
    ]


def _packed(operation: Operation) -> Operation:
    return Operation(operation.op, msgspec.Raw(_pack(operation.args)))


def switched_on() -> bool:
    """Whether there is a Convex to send to."""
    return bool(settings.CONVEX_URL)


def put(cursor: Any, entries: Sequence[Entry]) -> None:
    """Write the entries through a cursor of this thread's connection, in its transaction."""
    if not entries or not switched_on():
        return
    driver, now = beneath(cursor), now_ms()
    line = [each for each in entries if not each.newest_only]
    for part in parts(line):
        driver.execute(_inserting(len(part), mark()), list(chain.from_iterable(_row(each, now) for each in part)))
    for each in newest(entries):
        settling = [each.settles, each.settles]
        driver.execute(_replacing(mark()), [*_row(each, now), *settling])


def add(*entries: Entry) -> None:
    """The same for code that saves through the ORM: beside it, inside its transaction."""
    if entries and switched_on():
        with transaction.atomic(), connection.cursor() as cursor:
            put(cursor, entries)


def newest(entries: Iterable[Entry]) -> list[Entry]:
    """Of each key and `newest_only` name the last of the highest revision, as urgent as the most urgent of them."""
    kept: dict[tuple[str, str], Entry] = {}
    for each in entries:
        if each.newest_only:
            place = each.key, each.newest_only
            kept[place] = _newer(kept.get(place), each)
    return list(kept.values())


def _newer(held: Entry | None, other: Entry) -> Entry:
    if held is None:
        return other
    winner = other if other.revision >= held.revision else held
    return msgspec.structs.replace(winner, wait=min(held.wait, other.wait))


def revisions(keys: Sequence[str]) -> dict[str, int]:
    """The next revision of each of what has no journal: ms since the epoch, and more than any that was given to it or seen."""
    now = now_ms()
    with transaction.atomic(), connection.cursor() as cursor:
        driver = beneath(cursor)
        for part in parts(sorted(set(keys))):
            driver.execute(_counting(len(part), mark()), list(chain.from_iterable((key, now) for key in part)))
        return _known(driver, keys)


def saw(seen: dict[str, int]) -> None:
    """Revisions that somebody else gave: ours will be higher."""
    with transaction.atomic(), connection.cursor() as cursor:
        driver = beneath(cursor)
        for part in parts(sorted(seen.items())):
            driver.execute(_raising(len(part), mark()), list(chain.from_iterable(part)))


def _known(driver: Any, keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in parts(sorted(set(keys))):
        driver.execute(f"SELECT key, revision FROM sync_lastrevision WHERE key IN ({marks(len(part))})", list(part))
        found |= dict(driver.fetchall())
    return found


def now_ms() -> int:
    return time.time_ns() // 1_000_000


_pack = msgspec.json.Encoder().encode
_COLUMNS = (
    "key, newest_only, edition, op, revision, size, created_at, not_before, attempts, parked, parked_reason, operations"
)
_COUNT = 12


def _row(each: Entry, now: int) -> tuple[Any, ...]:
    operations = b"\n".join(map(_pack, each.operations))
    later = now + int(each.wait * 1000) if each.wait else 0
    name = each.operations[-1].op
    size = len(operations)
    return each.key, each.newest_only, 0, name, each.revision, size, now, later, 0, "", "", operations.decode()


@cache
def _inserting(count: int, placeholder: str) -> str:
    one = f"({', '.join([placeholder] * _COUNT)})"
    return f"INSERT INTO sync_outboxentry ({_COLUMNS}) VALUES {', '.join([one] * count)}"


@cache
def _replacing(placeholder: str) -> str:
    """Since when something waits stays as it was, and so does a conflict that this one does not settle."""
    kept = f"sync_outboxentry.parked = 'conflict' AND NOT {placeholder}"
    return (
        f"{_inserting(1, placeholder)} ON CONFLICT (key, newest_only) WHERE newest_only > '' DO UPDATE SET"
        " edition = sync_outboxentry.edition + 1, op = excluded.op, revision = excluded.revision, size = excluded.size,"
        " not_before = CASE WHEN sync_outboxentry.attempts = 0 AND sync_outboxentry.not_before < excluded.not_before"
        " THEN sync_outboxentry.not_before ELSE excluded.not_before END,"
        f" attempts = 0, parked = CASE WHEN {kept} THEN 'conflict' ELSE '' END,"
        f" parked_reason = CASE WHEN {kept} THEN sync_outboxentry.parked_reason ELSE '' END,"
        " operations = excluded.operations WHERE excluded.revision >= sync_outboxentry.revision"
    )


@cache
def _counting(count: int, placeholder: str) -> str:
    return (
        f"{_revising(count, placeholder)} revision = CASE WHEN sync_lastrevision.revision < excluded.revision"
        " THEN excluded.revision ELSE sync_lastrevision.revision + 1 END"
    )


@cache
def _raising(count: int, placeholder: str) -> str:
    return (
        f"{_revising(count, placeholder)} revision = excluded.revision"
        " WHERE sync_lastrevision.revision < excluded.revision"
    )


def _revising(count: int, placeholder: str) -> str:
    one = f"({placeholder}, {placeholder})"
    into = f"INSERT INTO sync_lastrevision (key, revision) VALUES {', '.join([one] * count)}"
    return f"{into} ON CONFLICT (key) DO UPDATE SET"
