"""Rows prepared for the database beforehand, so that the transaction that writes them does nothing else.

Comparing, checking and turning values into parameters happens outside of it; inside there is one statement a model,
run once a row: `INSERT … ON CONFLICT (id) DO UPDATE`.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model

from campaigns.srd.fixture import UnreadableSource

Parameters = tuple[Any, ...]


class Upsert(msgspec.Struct, frozen=True):
    """One statement and the parameters of each row; all rows have every column of the model."""

    sql: str
    rows: tuple[Parameters, ...]

    def run(self) -> None:
        """Write the rows, in whatever transaction is open."""
        if self.rows:
            with connection.cursor() as cursor:
                cursor.executemany(self.sql, self.rows)


def upsert(model: type[Model], rows: Iterable[Model], columns: Sequence[str]) -> Upsert:
    """Rows to add whole; of those whose id is there already only `columns` (names of fields) are written."""
    fields = model._meta.concrete_fields
    return Upsert(_statement(model, columns), tuple(_parameters(row, fields) for row in rows))


def unlike(row: Model, present: dict[str, Any], columns: Iterable[str]) -> bool:
    """Whether the database would hold something else after writing these columns of a cleaned row."""
    return any(getattr(row, column) != present[column] for column in columns)


def check(row: Model, source: str, known: Sequence[str] = ()) -> None:
    """Every field but those in `known`; UnreadableSource names the row of the source. Constraints are the database's."""
    try:
        row.clean_fields(exclude=known)
    except ValidationError as wrong:
        raise UnreadableSource(f"“{source}” cannot be kept: {' '.join(wrong.messages)}") from wrong


def _statement(model: type[Model], columns: Sequence[str]) -> str:
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields
    names = ", ".join(quote(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    written = [quote(model._meta.get_field(name).column) for name in columns]  # type: ignore[union-attr]  # all concrete
    updates = ", ".join(f"{name} = excluded.{name}" for name in written)
    key = quote(model._meta.pk.column)  # type: ignore[union-attr]  # every model here has one
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places}) ON CONFLICT ({key}) DO UPDATE SET {updates}"


def _parameters(row: Model, fields: Sequence[Any]) -> Parameters:
    return tuple(field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields)
