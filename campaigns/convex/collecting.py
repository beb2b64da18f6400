"""From rows that have changed to entries of the outbox: read and compared outside of any transaction, written in a short one.

A live table never waits for documents being made, only for their entries being stored, PORTION rows at a time.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from time import thread_time
from typing import Any, Final, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import Max

from campaigns.convex.kinds import Content, Key, kinds
from campaigns.models import ContentChange, Counterpart
from sync import outbox
from sync.models import OutboxEntry
from sync.outbox import Entry
from sync.pacing import breathing
from sync.sql import in_turn

PORTION: Final = 50
"""Rows whose documents are made and stored at once."""
NOTES: Final = 2_000
"""Notes that are read at once; many may be of one row."""
AT_MOST: Final = 0.25
"""Seconds of the processor after which one stops, with portions left: whoever delivers asks once a second."""

_pack = msgspec.json.Encoder(order="deterministic").encode


class _Shipped(NamedTuple):
    """An entry, and what the counterpart is to say then; `seen` is the revision it had, 0: there was none."""

    entry: Entry
    counterpart: Counterpart
    seen: int


class Overtaken(Exception):
    """Somebody else has shipped or pulled one of the rows meanwhile."""


def collect() -> int:
    """Put what has changed into the outbox; how many rows were looked at. Where there is much, not all at once: ask again
    until it is 0."""
    if not outbox.switched_on():
        return 0
    until = thread_time() + AT_MOST
    noted = ContentChange.objects.order_by("pk").values_list("kind", "row_id")[:NOTES]
    keys = list(dict.fromkeys(noted))
    for start in range(0, len(keys), PORTION):
        portion = keys[start : start + PORTION]
        try:
            _ship(portion, _notes(portion))
        except Overtaken:
            return start  # the notes are still there
        if thread_time() > until:
            return start + len(portion)
    return len(keys)


def _notes(keys: list[Key]) -> list[int]:
    """All that there are of these rows now, before they are read: what is noted later is looked at again."""
    found: list[int] = []
    for kind, ids in _by_kind(keys).items():
        found += ContentChange.objects.filter(kind=kind, row_id__in=ids).values_list("pk", flat=True)
    return found


def squeeze() -> None:
    """Of several notes of one row keep the last. While Convex is switched off nobody else takes any away."""
    last = ContentChange.objects.order_by().values("kind", "row_id").annotate(last=Max("pk")).values("last")
    ContentChange.objects.exclude(pk__in=last).delete()


def note(kind: str, id: str) -> None:
    """As a trigger would."""
    ContentChange.objects.create(kind=kind, row_id=id)


def digest(content: Content) -> str:
    """Tells whether two documents are the same."""
    return hashlib.sha256(_pack([content.table, content.fields])).hexdigest()


def counterparts(keys: Iterable[Key]) -> dict[Key, Counterpart]:
    """Those that there are."""
    found: dict[Key, Counterpart] = {}
    for kind, ids in _by_kind(keys).items():
        rows = Counterpart.objects.filter(kind=kind, row_id__in=ids)
        found |= {(row.kind, row.row_id): row for row in rows}
    return found


def contents(keys: Iterable[Key]) -> dict[Key, Content]:
    """The documents of the rows that are there."""
    known, found = kinds(), {}
    for kind, ids in _by_kind(keys).items():
        if kind in known:
            found |= {(kind, id): content for id, content in known[kind].read(ids).items()}
    return found


def agreed(counterpart: Counterpart, content: Content) -> None:
    """The counterpart of a row about which both sides think the same."""
    counterpart.table = content.table
    counterpart.digest = digest(content)
    counterpart.fields = {name: value for name, value in content.fields.items() if name != "record"}
    counterpart.before = {}
    counterpart.gone = False


def differing(then: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The fields of `then` that are not so now; None for what was absent."""
    return {name: then.get(name) for name in then.keys() | now.keys() if then.get(name) != now.get(name)}


def _by_kind(keys: Iterable[Key]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for kind, id in keys:
        found[kind].append(id)
    return found


def _ship(keys: list[Key], notes: list[int]) -> int:
    """Raises Overtaken."""
    wanted, made = counterparts(keys), contents(keys)
    _follow(wanted, made)
    waiting = _waiting(wanted.values())
    shipped = [
        one
        for key in breathing({**dict.fromkeys(keys), **made})
        for one in _entries(key, made.get(key), wanted.get(key), key in waiting)
    ]
    with in_turn(), transaction.atomic():
        ContentChange.objects.filter(pk__in=notes).delete()
        _keep(shipped)
        outbox.add(*(one.entry for one in shipped))
    return len(shipped)


def _follow(wanted: dict[Key, Counterpart], made: dict[Key, Content]) -> None:
    """Adds what shipped documents refer to and Convex has not got yet; drops what is shared and nobody needs."""
    needed: set[Key] = set()
    while True:
        fresh = {key for content in made.values() for key in content.needs} - needed
        fresh -= made.keys() & {key for key in made if not made[key].shared}
        if not fresh:
            break
        needed |= fresh
        there = counterparts(fresh)
        wanted |= there
        made |= contents(fresh - there.keys() - made.keys())
    for key in [key for key, content in made.items() if content.shared]:
        if key not in needed and (key not in wanted or wanted[key].gone):
            del made[key]


def _waiting(known: Iterable[Counterpart]) -> set[Key]:
    """Of those the rows with an entry that Convex has not taken yet."""
    keys = {f"content:{one.table}:{one.row_id}": (one.kind, one.row_id) for one in known}
    found = OutboxEntry.objects.filter(key__in=keys).values_list("key", flat=True)
    return {keys[key] for key in found}


def _entries(key: Key, content: Content | None, before: Counterpart | None, waits: bool) -> Iterator[_Shipped]:
    """What Convex has to learn of this row: nothing where it knows, or has something that we have not taken in. `waits`:
    what it was to learn before is not certain to be there."""
    if before is not None and before.state:
        return
    kind = kinds()[key[0]]
    counterpart = before or Counterpart(kind=key[0], row_id=key[1])
    seen, table = counterpart.revision, counterpart.table
    if content is None:
        if before is None or before.gone or not table:
            return
        counterpart.revision = kind.later(seen)
        counterpart.gone, counterpart.digest = True, ""
        yield _Shipped(kind.remove(key[1], table, counterpart.revision, counterpart.pulled), counterpart, seen)
        return
    if counterpart.digest == digest(content) and not counterpart.gone:
        return
    counterpart.revision = kind.later(seen)
    if table and table != content.table:
        yield _Shipped(kind.remove(key[1], table, counterpart.revision, counterpart.pulled), counterpart, -1)
    then, unheard = counterpart.fields, counterpart.before if waits else {}
    agreed(counterpart, content)
    counterpart.before = {**differing(then, counterpart.fields), **unheard}
    yield _Shipped(kind.put(key[1], content, counterpart.revision, counterpart.pulled), counterpart, seen)


def _keep(shipped: list[_Shipped]) -> None:
    """Raises Overtaken where a counterpart is not any more as it was seen."""
    changed = {(one.counterpart.kind, one.counterpart.row_id): one for one in shipped if one.seen >= 0}
    for key, now in counterparts(changed).items():
        then = changed[key]
        if (now.revision, now.pulled, now.state) != (then.seen, then.counterpart.pulled, ""):
            raise Overtaken(str(now))
    Counterpart.objects.bulk_create(
        [one.counterpart for one in changed.values()],
        update_conflicts=True,
        unique_fields=["kind", "row_id"],
        update_fields=["table", "revision", "digest", "fields", "before", "gone"],
    )
