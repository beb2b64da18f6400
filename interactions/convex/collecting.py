"""What has been played, put into the outbox: behind the journal's followers, and outside of the journal's thread.

The documents are made outside of any transaction; a live table only waits for their entries being stored. What is collected
twice has the same revisions, and is known in Convex.
"""

import logging
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from interactions import replay
from interactions.convex import documents
from interactions.convex.lineage import Lineage, ancestry_of, interaction_revision, lineage_of, revision_of
from interactions.convex.records import Part, records
from interactions.convex.remembering import Followed, Remembered
from interactions.convex.snapshotting import Stood, snapshot
from interactions.followers import followers
from interactions.models import Interaction, Shipment, Snapshot
from interactions.redoing import redoable
from sync import outbox
from sync.outbox import Entry, Operation, entry

log = logging.getLogger(__name__)

PORTION = 100
"""Journal rows whose entries are stored in one transaction."""
PORTIONS = 20
"""At most, before whoever collects looks after something else."""
AT_LEAST = 60_000
"""Milliseconds of play after which Convex gets a snapshot also where nothing else calls for one."""

_remembered = Remembered()


class Overtaken(Exception):
    """Somebody else has collected here meanwhile."""


class Place(NamedTuple):
    """How far an interaction has been collected (`shipment`), and how far its followers have read."""

    interaction: Interaction
    shipment: Shipment
    reached: int


def collect() -> int:
    """Put what has been played since into the outbox; how many entries, 0 where nothing is left."""
    if not outbox.switched_on():
        return 0
    count, portions = 0, PORTIONS
    for interaction_id in _behind():
        while portions and (put := _guarded(interaction_id)):
            count, portions = count + put, portions - 1
    return count + (_snapshots() if portions else 0)


def _behind() -> list[str]:
    """The interactions whose last follower has read on, and those whose journal was left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.interaction_id FROM interactions_followercursor c LEFT JOIN interactions_shipment s"
            " ON s.interaction_id = c.interaction_id WHERE c.follower = %s AND c.seq > COALESCE(s.seq, 0)"
            " UNION SELECT s.interaction_id FROM interactions_shipment s WHERE s.overtaken",
            [followers()[-1].name],
        )
        return [str(row[0]) for row in cursor.fetchall()]


def _guarded(interaction_id: str) -> int:
    """One interaction that cannot be collected is no reason to leave the others."""
    try:
        return _collect_one(interaction_id)
    except Overtaken:
        return 0
    except Exception:
        log.exception("interaction %s cannot be put into the outbox", interaction_id)
        return 0


def _collect_one(interaction_id: str) -> int:
    place = _place(interaction_id)
    if place is None:
        return 0
    generation = len(place.interaction.ancestry)
    entries = _cuts(place)
    after = 0 if entries or place.shipment.generation != generation else place.shipment.seq
    rows = list(replay.rows(interaction_id, after, min(place.reached, after + PORTION)))
    if not rows and not place.shipment.overtaken:
        return 0
    part = Part(interaction_id, place.interaction.journal_id, generation, after, rows[-1].seq if rows else after, rows)
    followed = _remembered.before(interaction_id, part.journal_id, after)
    followed.read(rows)
    shipped = Shipment(
        interaction_id=interaction_id,
        generation=generation,
        seq=part.until,
        snapshot_seq=place.shipment.snapshot_seq if generation == place.shipment.generation else 0,
        snapshot_at=place.shipment.snapshot_at if generation == place.shipment.generation else 0,
    )
    if rows:
        entries += list(_entries(place.interaction, part, followed, shipped, whole=part.until == place.reached))
    _store(entries, place.shipment, shipped)
    _remembered.keep(part.journal_id, followed)
    return len(entries)


def _place(interaction_id: str) -> Place | None:
    interaction = Interaction.objects.prefetch_related("participants", "reward_items").filter(pk=interaction_id).first()
    if interaction is None:
        return None
    shipment = Shipment.objects.filter(pk=interaction_id).first() or Shipment(interaction_id=interaction_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*), MIN(seq) FROM interactions_followercursor WHERE interaction_id = %s", [interaction_id]
        )
        count, least = cursor.fetchone()
    return Place(interaction, shipment, least if count >= len(followers()) else 0)


def _cuts(place: Place) -> list[Entry]:
    """What the journals that were left have made behind their last row that counts is void."""
    generation, ancestry = place.shipment.generation, ancestry_of(place.interaction)
    return [
        entry(
            place.interaction.pk,
            "cutBack",
            {
                "interactionId": place.interaction.pk,
                "journalId": journal.id,
                "afterSeq": journal.kept,
                "revision": revision_of(generation + 1 + number, 0),
            },
        )
        for number, journal in enumerate(ancestry[generation:])
    ]


def _entries(
    interaction: Interaction, part: Part, followed: Followed, shipped: Shipment, *, whole: bool
) -> Iterator[Entry]:
    """The records in order; then how the interaction stands, where these are all rows there are."""
    for owner in records():
        for operation in owner.operations(part):
            yield Entry(key=part.interaction_id, operations=(operation,))
    if whole and followed.room is not None:
        yield _standing(interaction, followed)
        yield _timeout(followed)
        if followed.at - shipped.snapshot_at >= AT_LEAST:
            lineage = lineage_of(interaction, followed.seq)
            first = not shipped.snapshot_at
            yield snapshot(Stood(followed.room, lineage, followed.at, "regular"), settles=first)
            shipped.snapshot_seq, shipped.snapshot_at = followed.seq, followed.at


def _standing(interaction: Interaction, followed: Followed) -> Entry:
    assert followed.room is not None
    revision = interaction_revision(len(interaction.ancestry), followed.seq)
    fields = documents.played(interaction, followed.room, followed.seq, followed.at, followed.arrived)
    document = {"externalId": interaction.pk, "revision": revision, **fields}
    return entry(interaction.pk, "upsertInteraction", document, revision=revision, newest_only="interaction")


def _timeout(followed: Followed) -> Entry:
    assert followed.room is not None
    runs_out, audience = documents.timeout(followed.room)
    args = {"interactionId": followed.room.id, "currentTurnTimeout": runs_out, "at": followed.at}
    operation = Operation("setCurrentTurnTimeout", {**args, **({"audience": audience} if runs_out else {})})
    return Entry(key=followed.room.id, operations=(operation,), revision=followed.at, newest_only="timeout")


def _snapshots() -> int:
    """Those that were stored here since, of rows that have been collected."""
    found = Snapshot.objects.raw(
        "SELECT s.* FROM interactions_snapshot s JOIN interactions_shipment p ON p.interaction_id = s.interaction_id"
        " WHERE s.seq > p.snapshot_seq AND s.seq <= p.seq LIMIT %s",
        [PORTION],
    )
    return sum(_send(stored) for stored in found)


def _send(stored: Snapshot) -> int:
    try:
        room = replay.room_of(stored.pk, bytes(stored.state), stored.sha256)
    except replay.Unreadable as error:
        log.error("%s; it is not sent to Convex", error)
        return 0
    interaction, shipment = Interaction.objects.get(pk=stored.pk), Shipment.objects.get(pk=stored.pk)
    if shipment.overtaken or shipment.generation != len(interaction.ancestry) or stored.seq > shipment.seq:
        return 0
    lineage: Lineage = lineage_of(interaction, stored.seq)
    shipped = Shipment(
        interaction_id=stored.pk,
        generation=shipment.generation,
        seq=shipment.seq,
        snapshot_seq=stored.seq,
        snapshot_at=stored.at,
    )
    try:
        _store([snapshot(Stood(room, lineage, stored.at, stored.reason))], shipment, shipped)
    except Overtaken:
        return 0
    return 1


def _store(entries: list[Entry], seen: Shipment, shipped: Shipment) -> None:
    """Raises `Overtaken` where the place is not any more as it was seen. The commit need not be on disk at once: what is
    lost with it is collected again."""
    values: list[Any] = [shipped.generation, shipped.seq, shipped.snapshot_seq, shipped.snapshot_at]
    with redoable(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interactions_shipment (interaction_id, generation, seq, snapshot_seq, snapshot_at, overtaken)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (interaction_id) DO UPDATE SET"
            " generation = excluded.generation, seq = excluded.seq, snapshot_seq = excluded.snapshot_seq,"
            " snapshot_at = excluded.snapshot_at, overtaken = excluded.overtaken WHERE interactions_shipment.generation = %s"
            " AND interactions_shipment.seq = %s AND interactions_shipment.overtaken = %s",
            [shipped.interaction_id, *values, False, seen.generation, seen.seq, seen.overtaken],
        )
        if cursor.rowcount != 1:
            raise Overtaken
        outbox.put(cursor, entries)
