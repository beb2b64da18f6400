"""How far each interaction has been collected for Convex, and how far it could be; in plain statements: many tables play."""

import json
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from interactions.convex.lineage import Lineage, lineage_in
from interactions.convex.records import records


class Overtaken(Exception):
    """Somebody else has collected here meanwhile."""


class Shipped(NamedTuple):
    """A row of `Shipment`."""

    generation: int = 0
    seq: int = 0
    snapshot_seq: int = 0
    snapshot_at: int = 0
    overtaken: bool = False


class Place(NamedTuple):
    """`reached`: the row to which all have read whose tables are collected; `ancestry` are the journals before this one."""

    interaction_id: str
    journal_id: str
    ancestry: Lineage
    shipped: Shipped
    reached: int

    @property
    def generation(self) -> int:
        return len(self.ancestry)

    @property
    def begins(self) -> bool:
        """Nothing of this journal has been collected."""
        return self.shipped.overtaken or self.shipped.generation != self.generation


@cache
def _writers() -> list[str]:
    """The followers whose tables are read."""
    return [name for owner in records() for name in owner.followers]


@cache
def _place() -> str:
    """One who stands still holds up what is read of his tables, and so everything of that interaction."""
    cursors = (
        f"interactions_followercursor c WHERE c.interaction_id = i.id AND c.follower IN ({marks(len(_writers()))})"
    )
    return (
        "SELECT i.id, i.journal_id, i.ancestry, s.generation, s.seq, s.snapshot_seq, s.snapshot_at, s.overtaken,"
        f" (SELECT COUNT(*) FROM {cursors}), (SELECT MIN(c.seq) FROM {cursors})"
        " FROM interactions_interaction i LEFT JOIN interactions_shipment s ON s.interaction_id = i.id WHERE i.id = %s"
    )


def marks(count: int) -> str:
    """So many placeholders of Django's cursor."""
    return ", ".join(["%s"] * count)


def behind() -> list[str]:
    """The interactions of which the last of them has read on, and those whose journal was left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.interaction_id FROM interactions_followercursor c LEFT JOIN interactions_shipment s"
            " ON s.interaction_id = c.interaction_id WHERE c.follower = %s AND c.seq > COALESCE(s.seq, 0)"
            " UNION SELECT s.interaction_id FROM interactions_shipment s WHERE s.overtaken",
            _writers()[-1:],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def resting(until: int) -> list[str]:
    """The interactions that Convex has no snapshot of the last row of, where nothing has happened since `until` (ms)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.interaction_id FROM interactions_shipment s JOIN interactions_journalentry j"
            " ON j.interaction_id = s.interaction_id AND j.seq = s.seq"
            " WHERE s.seq > s.snapshot_seq AND NOT s.overtaken AND j.at <= %s",
            [until],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def place_of(interaction_id: str) -> Place | None:
    """None where it is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_place(), [*_writers(), *_writers(), interaction_id])
        found = cursor.fetchone()
    if found is None:
        return None
    id, journal_id, ancestry, *shipped, count, least = found
    known = json.loads(ancestry) if isinstance(ancestry, str) else ancestry
    place = Shipped(*shipped[:-1], bool(shipped[-1])) if shipped[0] is not None else Shipped()
    return Place(id, journal_id, lineage_in(known), place, least if count >= len(_writers()) else 0)


def move(cursor: Any, place: Place, to: Shipped) -> None:
    """Raises `Overtaken` where the place is not any more as it was seen."""
    seen = place.shipped
    cursor.execute(
        "INSERT INTO interactions_shipment (interaction_id, generation, seq, snapshot_seq, snapshot_at, overtaken)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (interaction_id) DO UPDATE SET"
        " generation = excluded.generation, seq = excluded.seq, snapshot_seq = excluded.snapshot_seq,"
        " snapshot_at = excluded.snapshot_at, overtaken = excluded.overtaken"
        " WHERE interactions_shipment.generation = %s AND interactions_shipment.seq = %s"
        " AND interactions_shipment.overtaken = %s",
        [place.interaction_id, *to, seen.generation, seen.seq, seen.overtaken],
    )
    if cursor.rowcount != 1:
        raise Overtaken
