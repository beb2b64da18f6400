"""A room that goes on from what Convex has: a new journal that begins with a genesis, new dice, and the records of before.

What is here of the journal before it is left: brought out into a file, and its records kept as those of another journal.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Max

from campaigns.ids import new_id
from engine.asking import Refused
from engine.dice import seed_hash
from engine.events import Genesis
from engine.state import SCHEMA
from interactions import followers
from interactions.convex.fetching import RESTATED, Stored
from interactions.convex.lineage import Journal, Lineage, kept_as, lineage_of, revision_of
from interactions.convex.presence import entries
from interactions.convex.records import Document, records
from interactions.models import DiceSeeds, Interaction, JournalEntry, Shipment, Snapshot
from interactions.storage import draw_seed, pack
from sync import outbox
from sync.outbox import Entry, entry, now_ms

OTHER_IS_LIVE = "Another interaction of this campaign is live. End it first."


class TakenOver(Refused):
    """The room was replaced by what Convex has: whoever asked should look at it before going on."""

    def __init__(self) -> None:
        sentence = "Convex has a later state of this interaction, and it has been taken over. Look at it, and go on from there."
        super().__init__("conflict", sentence)


def local_lineage(interaction: Interaction) -> Lineage:
    """The history that is on disk here."""
    last = JournalEntry.objects.filter(interaction=interaction).aggregate(last=Max("seq"))["last"] or 0
    return lineage_of(interaction, last)


def begin(interaction_id: str, stored: Stored, happened: Mapping[str, Sequence[Document]], seen: Lineage) -> None:
    """The room goes on from `stored`, which happened after all of `happened`; all of that or nothing. `seen` is the history
    that was to be replaced. Raises `Refused` where there is another one by now."""
    try:
        with transaction.atomic():
            interaction = Interaction.objects.select_for_update().get(pk=interaction_id)
            if local_lineage(interaction) != seen:
                raise Refused("busy", "It has gone on meanwhile. Try again.")
            replace(interaction, stored, happened)
    except IntegrityError as error:
        raise Refused("conflict", OTHER_IS_LIVE) from error
    followers.catch_up([interaction_id])


def replace(interaction: Interaction, stored: Stored, happened: Mapping[str, Sequence[Document]]) -> None:
    """What is here of the interaction, by a journal that begins with what is stored. Inside a transaction."""
    left = local_lineage(interaction)
    genesis = _genesis(interaction, stored, happened)
    for owner in records():
        owner.leave(interaction.pk, interaction.journal_id, {one.id: one.seq for one in stored.lineage})
        for table in owner.tables:
            owner.restore(table, happened.get(table, ()))
        owner.make_way(genesis)
    JournalEntry.objects.filter(interaction=interaction).delete()
    Snapshot.objects.filter(interaction=interaction).delete()
    followers.cut_back(interaction.pk, 0, 0)
    _set_columns(interaction, stored, (*stored.lineage, *forsaken(left, stored.lineage)))
    JournalEntry.objects.create(
        interaction=interaction,
        seq=1,
        epoch=interaction.epoch,
        person="",
        command_id=f"genesis-{interaction.epoch}",
        content_hash=b"",
        at=stored.at,  # a clock that runs is not to lose what passed since
        v=SCHEMA,
        events=pack([genesis]),
        result=b"",
    )
    Shipment.objects.update_or_create(
        interaction_id=interaction.pk, defaults={"generation": 0, "seq": 0, "snapshot_seq": 0, "overtaken": True}
    )
    outbox.add(*_restated(interaction, happened))
    if stored.document.get("connectedParticipants"):  # whom a node told of that may be no more
        outbox.add(*entries([(interaction.pk, [], stored.at)]))


TOLD_BY = {"turnRecords": "recordTurn", "playerActions": "recordAction"}
"""The operations by which Convex is told of what may be taken back."""
DERIVED = frozenset("_id _creationTime at forDms forPlayers forSpectators owner voided".split()) | {RESTATED}
"""Fields that are not the node's."""


def _restated(interaction: Interaction, happened: Mapping[str, Sequence[Document]]) -> Iterator[Entry]:
    """What Convex has otherwise than it stood, before anything that the new journal tells."""
    revision = revision_of(len(interaction.ancestry), 0)
    for table, op in TOLD_BY.items():
        for one in happened.get(table, ()):
            if one.get(RESTATED):
                fields = {name: value for name, value in one.items() if name not in DERIVED}
                yield entry(interaction.pk, op, {**fields, "revision": revision})


def _genesis(interaction: Interaction, stored: Stored, happened: Mapping[str, Sequence[Document]]) -> Genesis:
    public, secret = draw_seed("public"), draw_seed("secret")
    DiceSeeds.objects.update_or_create(interaction=interaction, defaults={"public": public, "secret": secret})
    return Genesis(
        room=stored.room,
        seed_hash="" if stored.room.lasting.outcome else seed_hash(public),
        arrived=dict(stored.arrived),
        submitted=tuple(one for owner in records() for one in owner.submitted(stored.room, happened)),
    )


def _set_columns(interaction: Interaction, stored: Stored, ancestry: Lineage) -> None:
    """As the state has them; the new epoch shuts out whoever opened the room before."""
    lasting, then = stored.room.lasting, datetime.fromtimestamp(stored.at / 1000, UTC)
    kept = msgspec.json.decode(stored.document.get("record", "{}"))
    interaction.epoch += 1
    interaction.ancestry, interaction.journal_id = kept_as(ancestry), new_id()
    interaction.live_status, interaction.outcome = lasting.live_status, lasting.outcome
    interaction.started_at = interaction.started_at or moment(kept.get("startedAt")) or then
    ended = interaction.ended_at or moment(kept.get("endedAt")) or then
    interaction.ended_at = ended if lasting.live_status == "completed" else None
    interaction.save()


def moment(ms: float | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)


def forsaken(left: Sequence[Journal], lineage: Sequence[Journal]) -> list[Journal]:
    """The journals of one history that are not in another, which goes on: it knows of them, and nothing of them counts."""
    known = {one.id for one in lineage}
    return [one._replace(kept=0) for one in left if one.id not in known]


def cut(interaction_id: str, journal_id: str, kept: int) -> Entry:
    """What that journal has made behind row `kept` is void in Convex."""
    args = {"interactionId": interaction_id, "journalId": journal_id, "afterSeq": kept, "revision": now_ms()}
    return entry(interaction_id, "cutBack", args)
