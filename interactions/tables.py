"""A follower's table as plain records: many written with one statement, read back in the same shape; no ORM instances.

A record is a msgspec struct whose fields are the columns, in order; a list or a dict among them, or JSONText, is a JSON
column.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any, Generic, NewType, TypeVar

import msgspec
from django.db import connection
from django.db.models import Model
from msgspec.structs import astuple

Record = TypeVar("Record", bound=msgspec.Struct)
JSONText = NewType("JSONText", str)
"""JSON that is encoded already, for a JSON column."""

AT_ONCE = (256, 64, 16, 4, 1)
"""Records in one statement. Few sizes, so that the driver finds each statement prepared; 256 of 25 columns stay far
below what a database binds (SQLite: 32,766)."""


class RecordTable(Generic[Record]):
    """The table of `model`, unique in `key`.

    With `newer_wins` a record replaces the one that is there unless that has the higher `revision`; otherwise the
    one that is there stays. Either way the same record may be written any number of times. Records that were restored
    from Convex (`restored_from`) are of another journal: only `find` knows them.
    """

    def __init__(self, model: type[Model], record: type[Record], *key: str, newer_wins: bool = True) -> None:
        self.name = model._meta.db_table
        self.record = record
        self.key = key
        self.own = " AND restored_from = ''" if _can_be_restored(model) else ""
        """Leaves only the records that this interaction's own journal has made."""
        self.unique = key if len(key) == 1 or not self.own else (*key, "restored_from")
        self.columns = record.__struct_fields__
        kinds = {field.name: field.type for field in msgspec.structs.fields(record)}
        self._json = [i for i, column in enumerate(self.columns) if _is_json(kinds[column])]
        self._texts = [column for column in self.columns if kinds[column] is JSONText]
        self._flags = [i for i, column in enumerate(self.columns) if kinds[column] is bool]
        self._newer_wins = newer_wins

    def write(self, cursor: Any, records: Sequence[Record]) -> None:
        """Insert the records, or bring those up to date that are there."""
        driver = beneath(cursor)
        for part in parts(records):
            values = chain.from_iterable(map(self._encoded if self._json else astuple, part))
            driver.execute(_upsert(self, len(part), mark()), list(values))

    def find(self, cursor: Any, column: str, values: Iterable[str]) -> list[Record]:
        """The records whose `column` is among `values`."""
        driver = beneath(cursor)
        found: list[Record] = []
        for part in parts(list(values)):
            driver.execute(_select(self, column, len(part), mark()), part)
            found += self._read(driver.fetchall())
        return found

    def between(self, interaction_id: str, column: str, after: int, until: int) -> list[Record]:
        """What this interaction's journal has made, where `column` is beyond `after` and not beyond `until`."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(self.columns)} FROM {self.name} WHERE interaction_id = %s{self.own}"
                f" AND {column} > %s AND {column} <= %s ORDER BY {column}",
                [interaction_id, after, until],
            )
            return self._read(cursor.fetchall())

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        """Everything the table holds of an interaction's own journal, by key."""
        with connection.cursor() as cursor:
            sql = f"SELECT {', '.join(self.columns)} FROM {self.name} WHERE interaction_id = %s{self.own}"
            cursor.execute(sql, [interaction_id])
            return self.by_key(self._read(cursor.fetchall()))

    def cut_back(self, cursor: Any, interaction_id: str, column: str, seq: int) -> None:
        """Delete an interaction's records whose `column` is beyond `seq`."""
        cursor.execute(
            f"DELETE FROM {self.name} WHERE interaction_id = %s AND {column} > %s{self.own}", [interaction_id, seq]
        )

    def by_key(self, records: Iterable[Record]) -> dict[str, dict[str, Any]]:
        """The records as plain dictionaries by their natural key, as `verify_journal` compares them."""
        found = {}
        for record in records:
            plain = msgspec.to_builtins(record)
            plain.update((column, msgspec.json.decode(plain[column])) for column in self._texts)
            found[":".join(str(plain[column]) for column in self.key)] = plain
        return found

    def _read(self, rows: Iterable[Sequence[Any]]) -> list[Record]:
        return [self._decoded(row) if self._json or self._flags else self.record(*row) for row in rows]

    def _encoded(self, record: Record) -> Sequence[Any]:
        values = list(astuple(record))
        for i in self._json:
            values[i] = msgspec.json.encode(values[i]).decode()
        return values

    def _decoded(self, row: Sequence[Any]) -> Record:
        values = list(row)
        for i in self._json:
            values[i] = msgspec.json.decode(values[i])
        for i in self._flags:
            values[i] = bool(values[i])
        return self.record(*values)


def parts(things: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """The things in parts of the sizes of AT_ONCE, the largest first."""
    start = 0
    for size in AT_ONCE:
        while len(things) - start >= size:
            yield things[start : start + size]
            start += size


def beneath(cursor: Any) -> Any:
    """The driver's own cursor: Django's would search every statement for placeholders again, at 4 µs a record."""
    return connection.connection.cursor() if connection.vendor == "sqlite" else cursor


def mark() -> str:
    """The driver's placeholder."""
    return "?" if connection.vendor == "sqlite" else "%s"


def _can_be_restored(model: type[Model]) -> bool:
    return any(field.name == "restored_from" for field in model._meta.fields)


def _is_json(kind: Any) -> bool:
    return getattr(kind, "__origin__", kind) in (list, dict)


@cache
def _upsert(table: RecordTable[Any], count: int, placeholder: str) -> str:
    one = f"({', '.join([placeholder] * len(table.columns))})"
    rest = [column for column in table.columns if column not in table.key]
    if table._newer_wins:
        changes = ", ".join(f"{column} = excluded.{column}" for column in rest)
        conflict = f"UPDATE SET {changes} WHERE excluded.revision >= {table.name}.revision"
    else:
        conflict = "NOTHING"
    into = f"INTO {table.name} ({', '.join(table.columns)}) VALUES {', '.join([one] * count)}"
    return f"INSERT {into} ON CONFLICT ({', '.join(table.unique)}) DO {conflict}"


@cache
def _select(table: RecordTable[Any], column: str, count: int, placeholder: str) -> str:
    wanted = ", ".join([placeholder] * count)
    return f"SELECT {', '.join(table.columns)} FROM {table.name} WHERE {column} IN ({wanted})"
