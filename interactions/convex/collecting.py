"""What has been played, put into the outbox: behind the journal's followers, and outside of the journal's thread.

The documents are made outside of any transaction; a live table only waits for their entries being stored. What is collected
twice has the same revisions, and is known in Convex.
"""

import logging
from collections.abc import Iterator
from time import thread_time

from django.db import connection

from interactions import replay
from interactions.convex import documents, genesis
from interactions.convex.lineage import Journal, Lineage, interaction_revision
from interactions.convex.places import Overtaken, Place, Shipped, behind, move, place_of, resting
from interactions.convex.records import Part, records
from interactions.convex.remembering import Followed, InTurn, Remembered
from interactions.convex.snapshotting import Stood, snapshot
from interactions.models import Snapshot
from interactions.redoing import redoable
from interactions.snapshots import FELL_UNSEEN
from sync import outbox
from sync.dying import passing
from sync.outbox import Entry, entry
from sync.pacing import breathe, breathing
from sync.thorough import resting_since, stumbled

log = logging.getLogger(__name__)

PORTION = 100
"""Journal rows whose entries are stored in one transaction."""
BUDGET = 0.25
"""Seconds of the processor, about, after which whoever collects looks after something else."""
AT_LEAST = 60_000
"""Milliseconds of play after which Convex gets a snapshot also where nothing else calls for one."""

_remembered, _resting = Remembered(), InTurn()
_unreadable: dict[str, int] = {}
"""By journal: the last row of those that rest and cannot be read."""
_said: dict[tuple[str, str], str] = {}
"""What the log says of each interaction, about its rows and about its state: nobody reads it who is told every second."""


def collect() -> int:
    """Put what has been played since into the outbox; how many entries, 0 where nothing is left."""
    if not outbox.switched_on():
        return 0
    until = thread_time() + BUDGET
    return _collect_played(until) + _snapshots() + _rest(until)


def _collect_played(until: float) -> int:
    count = 0
    for interaction_id in breathing(_remembered.in_turn(behind())):
        more = True
        while more:
            put, more = _guarded(interaction_id)
            count += put
            if thread_time() > until:
                return count
    return count


def _guarded(interaction_id: str) -> tuple[int, bool]:
    """How many entries, and whether there are more rows. One that cannot be collected is no reason to leave the others."""
    reached = 0
    try:
        place = place_of(interaction_id)
        if place is None:
            return 0, False
        reached = place.reached
        done = _collect(place)
    except Overtaken:
        return 0, False
    except Exception as error:
        sentence = f"Interaction {interaction_id} cannot be put into the outbox"
        _complain("rows", interaction_id, reached, sentence, error)
        return 0, False
    _said.pop(("rows", interaction_id), None)
    return done


def _complain(what: str, interaction_id: str, seq: int, sentence: str, error: Exception) -> None:
    """Whoever wants everything hears of it each time; the log, where it is something else than the last time."""
    stumbled(f"{sentence}.")
    place, why = (what, interaction_id), f"{seq}: {error!r}"
    if _said.get(place) != why:
        _said[place] = why
        log.error("%s", sentence, exc_info=error)


def _collect(place: Place) -> tuple[int, bool]:
    after = 0 if place.begins else place.shipped.seq
    until = min(place.reached, after + PORTION)
    rows = list(breathing(replay.rows(place.interaction_id, after, until)))
    if not rows and not place.shipped.overtaken:
        return 0, False
    entries = _cuts(place) if place.begins else []
    followed = _remembered.before(place.interaction_id, place.journal_id, after)
    followed.read(rows)
    old = Shipped() if place.begins else place.shipped
    shipped = Shipped(place.generation, max(after, followed.seq), old.snapshot_seq, old.snapshot_at)
    if rows:
        part = Part(place.interaction_id, place.journal_id, place.generation, after, followed.seq, rows)
        entries += [
            Entry(key=place.interaction_id, operations=(one,)) for of in records() for one in of.operations(part)
        ]
        if followed.seq == place.reached:
            shipped = _standing(place, followed, shipped, entries)
    entries = outbox.packed(entries)
    with redoable(), connection.cursor() as cursor:
        # The commit need not be on disk at once: what is lost with it is collected again.
        move(cursor, place, shipped)
        outbox.put(cursor, entries)
        passing("in_collecting")
    _remembered.keep(place.journal_id, followed)
    return len(entries), shipped.seq < place.reached


def _cuts(place: Place) -> list[Entry]:
    """What the journals that were left have made behind their last row that counts is void."""
    return [genesis.cut(place.interaction_id, one.id, one.kept) for one in place.ancestry[place.shipped.generation :]]


def _standing(place: Place, followed: Followed, shipped: Shipped, entries: list[Entry]) -> Shipped:
    """How the interaction stands, where these are all rows there are; a snapshot where the last one is long ago."""
    entries += _state(place, followed)
    if followed.room is None or followed.at - shipped.snapshot_at < AT_LEAST:
        return shipped
    stood = Stood(followed.room, _lineage(place, followed.seq), followed.at, "regular")
    entries.append(snapshot(stood, settles=not shipped.snapshot_at))
    return shipped._replace(snapshot_seq=followed.seq, snapshot_at=followed.at)


def _lineage(place: Place, seq: int) -> Lineage:
    return (*place.ancestry, Journal(place.journal_id, seq))


def _state(place: Place, followed: Followed) -> Iterator[Entry]:
    room, interaction = followed.room, followed.interaction(place.interaction_id)
    if room is None:
        return
    revision = interaction_revision(place.generation, followed.seq)
    breathe()
    lineage = _lineage(place, followed.seq)
    fields = documents.played(interaction, room, lineage, followed.at, followed.arrived, followed.happened)
    breathe()
    document = {"externalId": room.id, "revision": revision, **fields, "lastActivity": followed.heard_at}
    yield entry(room.id, "upsertInteraction", document, revision=revision, newest_only="interaction")


def _snapshots() -> int:
    """Those that were stored here since, of rows that have been collected. What was stored because somebody fell whom the
    players do not see goes with the next one: that something came would tell them."""
    found = Snapshot.objects.raw(
        "SELECT s.* FROM interactions_snapshot s JOIN interactions_shipment p ON p.interaction_id = s.interaction_id"
        " WHERE s.seq > p.snapshot_seq AND s.seq <= p.seq AND s.reason <> %s LIMIT %s",
        [FELL_UNSEEN, PORTION],
    )
    return sum(_guarded_state(stored) for stored in breathing(found))


def _guarded_state(stored: Snapshot) -> int:
    try:
        return _send(stored)
    except Exception as error:
        whose = str(error) if isinstance(error, replay.Unreadable) else f"the state of interaction {stored.pk}"
        _complain("state", stored.pk, stored.seq, f"{whose}; it is not sent to Convex", error)
        return 0


def _send(stored: Snapshot) -> int:
    place = place_of(stored.pk)
    if place is None or place.begins or stored.seq > place.shipped.seq:
        return 0
    room = replay.room_of(stored.pk, bytes(stored.state), stored.sha256)
    return _keep(
        place, snapshot(Stood(room, _lineage(place, stored.seq), stored.at, stored.reason)), stored.seq, stored.at
    )


def _rest(until: float) -> int:
    """Of rooms in which nothing has happened for a while, and of whose last row no snapshot was stored: nobody has come
    back to them after a crash. One at least, whatever else there was to do."""
    count = 0
    for interaction_id in breathing(_resting.in_turn(resting(resting_since(outbox.now_ms() - AT_LEAST)))):
        count += _guarded_rest(interaction_id)
        if thread_time() > until:
            break
    return count


def _guarded_rest(interaction_id: str) -> int:
    """What cannot be read is said once, and looked at again when there is something new."""
    try:
        place = place_of(interaction_id)
        if place is None or _unreadable.get(place.journal_id) == place.reached:
            return 0
        try:
            return _send_folded(place)
        except replay.Unreadable as error:
            _unreadable[place.journal_id] = place.reached
            log.error("%s; its state is not sent to Convex", error)
            stumbled(f"{error}; its state is not sent to Convex.")
    except Exception:
        log.exception("the state of interaction %s cannot be put into the outbox", interaction_id)
        stumbled(f"The state of interaction {interaction_id} cannot be put into the outbox.")
    return 0


def _send_folded(place: Place) -> int:
    if place.begins or place.shipped.seq != place.reached:
        return 0
    followed = _remembered.before(place.interaction_id, place.journal_id, place.shipped.seq)
    _remembered.keep(place.journal_id, followed)
    if followed.room is None:
        return 0
    stood = Stood(followed.room, _lineage(place, followed.seq), followed.at, "regular")
    return _keep(place, snapshot(stood, settles=not place.shipped.snapshot_at), followed.seq, followed.at)


def _keep(place: Place, sent: Entry, seq: int, at: int) -> int:
    """1, or 0 where somebody else has collected here meanwhile."""
    entries = outbox.packed([sent])
    try:
        with redoable(), connection.cursor() as cursor:
            move(cursor, place, place.shipped._replace(snapshot_seq=seq, snapshot_at=at))
            outbox.put(cursor, entries)
    except Overtaken:
        return 0
    return 1
