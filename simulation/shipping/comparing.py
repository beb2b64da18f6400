"""Convex held against the node: everything once, the same, and nothing more; a sentence for whatever is not so."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from simulation.documents import Document, without
from simulation.shipping import content, here, states
from simulation.shipping.here import Row, reading, rows, trimmed
from simulation.shipping.there import There

DERIVED = frozenset("_id _creationTime updatedAt externalId at forDms forPlayers forSpectators owner".split())
"""What Convex's functions add to a record, and what only they need."""
SEEN = {
    "all": (True, True, True),
    "party": (True, True, False),
    "dm": (True, False, False),
    "own": (False, False, False),
}
"""By audience: whether DMs, players, spectators may find a record. Of logs only those for whom there are words."""

Told = Iterator[tuple[str, str]]


class Breach(Struct, frozen=True):
    """`kind`: lost, doubled, more, differs, seen, parked, reported, waits, loud."""

    kind: str
    sentence: str


def breaches(database: Path, there: There, *, chat: bool = True, ended: bool = False) -> list[Breach]:
    """Everything that is not as it must be; empty where Convex holds exactly what the node holds. `ended`: no server runs."""
    with reading(database) as connection:
        found = [
            *_doubled(there),
            *_happened(connection, there, chat),
            *states.differences(connection, there, ended=ended),
            *content.differences(connection, there),
            *_left(connection),
            *(("reported", f"{row['logger']}: {row['message']}") for row in there["applicationErrors"]),
        ]
    return [Breach(*one) for one in found]


def _doubled(there: There) -> Told:
    for table, documents in there.items():
        counted = Counter(row["externalId"] for row in documents if "externalId" in row)
        yield from (("doubled", f"{table} has {id} {count} times") for id, count in counted.items() if count > 1)


def _happened(connection: sqlite3.Connection, there: There, chat: bool) -> Told:
    for table, wanted in here.records(connection).items():
        held = {row["externalId"]: row for row in there[table]}
        if table == "chatMessages" and not chat:
            wanted = {}
        for id in sorted(wanted.keys() - held.keys()):
            yield "lost", f"{table} {id} is not in Convex"
        for id in sorted(held.keys() - wanted.keys()):
            yield "more", f"{table} {id} is in Convex and not here"
        for id in sorted(held.keys() & wanted.keys()):
            yield from ((kind, f"{table} {id}: {what}") for kind, what in _record(table, wanted[id], held[id]))


def _record(table: str, wanted: Row, held: Row) -> Told:
    found = trimmed({name: value for name, value in held.items() if name not in DERIVED})
    if table == "chatMessages":
        found.pop("revision", None)
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            yield "differs", f"{name} is {found.get(name)!r}, and {wanted.get(name)!r} here"
    may = SEEN[wanted["audience"]] if not wanted.get("hidden") else (False, False, False)
    for who, allowed in zip(("forDms", "forPlayers", "forSpectators"), may, strict=True):
        if held[who] and not allowed:
            yield "seen", f"it is {who}, and for {wanted['audience']} here"
        if allowed and not held[who] and table != "liveInteractionLogs":
            yield "seen", f"it is not {who}, and for {wanted['audience']} here"


def _left(connection: sqlite3.Connection) -> Told:
    for row in rows(connection, "SELECT op, key, parked, parked_reason FROM sync_outboxentry"):
        kind = "parked" if row["parked"] else "waits"
        yield kind, f"{row['op']} of {row['key']}: {row['parked_reason']}"


def unseen(there: There, interaction: str, documents: Mapping[str, Document]) -> list[Breach]:
    """What sockets heard last, by stream, against the views in Convex. Presence is no part of a state."""
    views = {row["stream"]: row["view"] for row in there["interactionViews"] if row["interactionId"] == interaction}
    found = []
    for stream, document in documents.items():
        held: Any = json.loads(views.get(stream, "null"))
        if held is None or without(held, "presence") != without(document, "presence"):
            found.append(Breach("differs", f"{interaction}: what {stream} sees in Convex is not what a socket heard"))
    return found


# Whether it is time to look


def waiting(database: Path) -> int:
    """Entries, journal rows, snapshots and changes of content that have not reached Convex, and rows that no stored state
    has yet. 0: all that there is has arrived."""
    return _counted(database, (*NOT_YET, NOT_STORED))


def undelivered(database: Path) -> int:
    """The same while it is played: what is only not yet in a stored state does not count."""
    return _counted(database, NOT_YET)


def _counted(database: Path, statements: Sequence[str]) -> int:
    with reading(database) as connection:
        return sum(int(connection.execute(statement).fetchone()[0]) for statement in statements)


NOT_YET = (
    "SELECT COUNT(*) FROM sync_outboxentry WHERE parked = ''",
    "SELECT COUNT(*) FROM campaigns_contentchange",
    "SELECT COUNT(*) FROM interactions_journalentry j LEFT JOIN interactions_shipment s ON s.interaction_id = j.interaction_id"
    " WHERE j.seq > COALESCE(s.seq, 0) OR s.overtaken",
    "SELECT COUNT(*) FROM interactions_snapshot n LEFT JOIN interactions_shipment s ON s.interaction_id = n.interaction_id"
    " WHERE n.seq > COALESCE(s.snapshot_seq, 0)",
)
NOT_STORED = (
    "SELECT COUNT(*) FROM interactions_journalentry j LEFT JOIN interactions_snapshot n ON n.interaction_id = j.interaction_id"
    " WHERE j.seq > COALESCE(n.seq, 0)"
)
