"""Which kinds of rows have documents in Convex: our own, and those that apps above register in `settings.CONVEX_CONTENT`."""

import time
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

from campaigns.convex.fields import PULLED
from campaigns.convex.watching import Watched
from sync.outbox import Entry, entry

Key = tuple[str, str]
"""A kind and the id of a row of it."""

NEWEST: Final = "content"


class Content(NamedTuple):
    """The document of a row, without revision and times.

    `shared`: it goes to Convex only because something needs it (rows of the library, accounts). `needs`: what it refers
    to and a restore must find.
    """

    table: str
    fields: dict[str, Any]
    needs: frozenset[Key] = frozenset()
    shared: bool = False


def later(last: int) -> int:
    """The revision behind `last`: ms since the epoch."""
    return max(last + 1, time.time_ns() // 1_000_000)


def put(id: str, content: Content, revision: int, base: int) -> Entry:
    """`base`: the revision of the last edit made in Convex that is in the row; the function refuses to overwrite a later one."""
    document = {"externalId": id, "revision": revision, "updatedAt": time.time_ns() // 1_000_000, **content.fields}
    args = {"table": content.table, "document": document, **_unless_edited(content.table, base)}
    return entry(f"content:{content.table}:{id}", "putContent", args, revision=revision, newest_only=NEWEST)


def remove(id: str, table: str, revision: int, base: int) -> Entry:
    """A tombstone: what comes late does not bring the document back."""
    args = {"table": table, "externalId": id, "revision": revision, **_unless_edited(table, base)}
    return entry(f"content:{table}:{id}", "removeContent", args, revision=revision, newest_only=NEWEST)


def _unless_edited(table: str, base: int) -> dict[str, int]:
    """What nobody pulls is right as it is here, whoever has edited it there."""
    return {"base": base} if table in PULLED else {}


class Kind(NamedTuple):
    """A kind of rows. `read` makes the documents of those that are there, by id, in a fixed number of queries.

    `put`, `remove` and `later` are as above but for kinds whose documents have operations or revisions of their own.
    """

    name: str
    model: type[Model]
    read: Callable[[Collection[str]], Mapping[str, Content]]
    watched: tuple[Watched, ...]
    put: Callable[[str, Content, int, int], Entry] = put
    remove: Callable[[str, str, int, int], Entry] = remove
    later: Callable[[int], int] = later


@cache
def kinds() -> dict[str, Kind]:
    """All of them by name."""
    found = [kind for path in settings.CONVEX_CONTENT for kind in import_string(path)]
    return {kind.name: kind for kind in found}
