"""Triggers that note which rows have changed: whoever saves, in whatever way, in the very transaction.

A migration that makes a watched table anew (on SQLite most alterations do) takes its triggers away, and must put them back
with the same `Watch`; a test compares what there is with what there should be.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.migrations.operations.base import Operation

PREFIX: Final = "convex_"
NOTES: Final = "campaigns_contentchange"


class Watched(NamedTuple):
    """Changes of `table` are changes of the row of `kind` whose id is in `columns`, joined by colons.

    `of`: the columns that matter, where an UPDATE of others says nothing; empty: all.
    """

    table: str
    kind: str
    columns: tuple[str, ...] = ("id",)
    of: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Of its triggers, without what fires them."""
        return f"{PREFIX}{self.table}_{self.kind}".lower()


def statements(watched: Watched, vendor: str) -> list[str]:
    """What makes the triggers."""
    return list(_on_postgresql(watched) if vendor == "postgresql" else _on_sqlite(watched))


def undoing(watched: Watched, vendor: str) -> list[str]:
    """What takes them away."""
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {watched.name} ON {watched.table}",
            f"DROP FUNCTION IF EXISTS {watched.name}()",
        ]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in names(watched, vendor)]


def names(watched: Watched, vendor: str) -> list[str]:
    """Of the triggers in the database."""
    if vendor == "postgresql":
        return [watched.name]
    return [f"{watched.name}_{what}" for what in ("insert", "update", "leave", "delete")]


def missing(all_watched: Iterator[Watched] | list[Watched]) -> list[str]:
    """The names of triggers that should be there and are not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
    return [name for watched in all_watched for name in names(watched, connection.vendor) if name not in there]


def _on_sqlite(watched: Watched) -> Iterator[str]:
    new, old = _id(watched, "NEW"), _id(watched, "OLD")
    of = f" OF {', '.join(watched.of)}" if watched.of else ""
    fires = {
        "insert": ("INSERT", f"{new} IS NOT NULL", new),
        "update": (f"UPDATE{of}", f"{new} IS NOT NULL", new),
        "leave": ("UPDATE", f"{old} IS NOT NULL AND {old} IS NOT {new}", old),
        "delete": ("DELETE", f"{old} IS NOT NULL", old),
    }
    for name, (what, condition, id) in zip(names(watched, "sqlite"), fires.values(), strict=True):
        yield (
            f"CREATE TRIGGER {name} AFTER {what} ON {watched.table} WHEN {condition} BEGIN"
            f" INSERT INTO {NOTES} (kind, row_id) VALUES ('{watched.kind}', {id}); END"
        )


def _on_postgresql(watched: Watched) -> Iterator[str]:
    new, old = _id(watched, "NEW"), _id(watched, "OLD")
    # Not UPDATE OF: the type of a column that a trigger names cannot be altered.
    other = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in watched.of)
    passed = f" IF TG_OP = 'UPDATE' THEN IF NOT ({other}) THEN RETURN NULL; END IF; END IF;" if other else ""
    note = f"INSERT INTO {NOTES} (kind, row_id) VALUES ('{watched.kind}', {{0}});"
    yield (
        f"CREATE FUNCTION {watched.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN{passed}"
        f" IF TG_OP <> 'INSERT' AND {old} IS NOT NULL AND (TG_OP = 'DELETE' OR {old} IS DISTINCT FROM {new})"
        f" THEN {note.format(old)} END IF;"
        f" IF TG_OP <> 'DELETE' AND {new} IS NOT NULL THEN {note.format(new)} END IF;"
        " RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {watched.name} AFTER INSERT OR UPDATE OR DELETE ON {watched.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {watched.name}()"
    )


def _id(watched: Watched, row: str) -> str:
    """The id of the changed row as a text; NULL where a column of it is."""
    parts = [f"CAST({row}.{column} AS text)" for column in watched.columns]
    return parts[0] if len(parts) == 1 else "(" + " || ':' || ".join(parts) + ")"


class Watch(Operation):
    """A migration's operation: puts the triggers of these tables in place, and notes every row that is there already."""

    reduces_to_sql = True
    reversible = True

    def __init__(self, watched: list[Watched]) -> None:
        self.watched = [Watched(*one) for one in watched]

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.watched], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        for one in self.watched:
            for statement in (*undoing(one, vendor), *statements(one, vendor)):
                schema_editor.execute(statement, params=None)
            id = _id(one, one.table)
            schema_editor.execute(
                f"INSERT INTO {NOTES} (kind, row_id) SELECT DISTINCT '{one.kind}', {id} FROM {one.table} WHERE {id} IS NOT NULL",
                params=None,
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        vendor = schema_editor.connection.vendor
        for one in self.watched:
            for statement in undoing(one, vendor):
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return f"Notes changes of {', '.join(one.table for one in self.watched)} for Convex"
