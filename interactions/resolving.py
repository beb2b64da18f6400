"""A journal with a row that cannot be read, cut back so that the room opens again.

For staff, while no process has the room open: the rules say that nobody but a person decides what is lost.
"""

from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from campaigns.ids import new_id
from engine.asking import Refused
from engine.dice import seed_hash
from engine.events import CutBack
from engine.state import SCHEMA, Room
from interactions import followers, replay, rooms
from interactions.convex.lineage import Journal, ancestry_of, kept_as
from interactions.models import DiceSeeds, Interaction, JournalEntry, Shipment, Snapshot
from interactions.storage import draw_seed, pack


class Cut(NamedTuple):
    """What was done: the last row that stayed, and how many went."""

    kept: int
    gone: int


def first_unreadable(interaction_id: str) -> tuple[int, str] | None:
    """The first row that is missing, cannot be read or does not follow from those before it, and why."""
    room: Room | None = None
    seq = 0
    try:
        for row in replay.rows(interaction_id):
            seq = row.seq - 1
            room = replay.continued(room, [row])
            seq = row.seq
    except Exception as error:  # whatever folding raises: the row is what is wrong
        return seq + 1, str(error) if isinstance(error, replay.Unreadable) else f"its events do not follow: {error!r}"
    snapshot = Snapshot.objects.filter(pk=interaction_id, seq__gt=seq).first()
    return (seq + 1, f"it is missing: the snapshot is of row {snapshot.seq}") if snapshot else None


def cut_back(interaction_id: str, first: int) -> Cut:
    """Take row `first` and all behind it away, with everything that was made of them; the dice get new seeds.

    Raises `Refused` with a sentence, and then nothing has changed.
    """
    if rooms.open_state(interaction_id) is not None:
        raise Refused("conflict", "The room is open in this process.")
    try:
        with transaction.atomic():
            cut = _cut(interaction_id, first - 1)
    except IntegrityError as error:
        raise Refused("conflict", "Another interaction of this campaign is live. End it first.") from error
    followers.catch_up([interaction_id])
    return cut


def _cut(interaction_id: str, kept: int) -> Cut:
    interaction = Interaction.objects.select_for_update().get(pk=interaction_id)
    room, at = _until(interaction_id, kept)
    going = JournalEntry.objects.filter(interaction=interaction, seq__gt=kept)
    snapshots = Snapshot.objects.filter(interaction=interaction)
    highest = max(going.aggregate(last=Max("seq"))["last"] or 0, *snapshots.values_list("seq", flat=True), 0)
    if highest <= kept:
        raise Refused("conflict", f"There is no row {kept + 1}: the journal ends before it.")
    began = going.order_by("seq").values_list("at", flat=True).first()
    gone, _ = going.delete()
    snapshots.delete()
    followers.cut_back(interaction_id, kept, at if began is None else began)
    _begin_anew(interaction, highest)
    _set_columns(interaction, room)
    public = _new_seeds(interaction_id)
    if room is not None:
        _say_so(interaction, kept + 1, at, public)
    return Cut(kept, gone)


def _until(interaction_id: str, seq: int) -> tuple[Room | None, int]:
    """The room after row `seq`, from the journal alone, and that row's time; None and 0 where nothing is to stay."""
    room: Room | None = None
    at = reached = 0
    bad = first_unreadable(interaction_id)
    if bad is not None and bad[0] <= seq:
        raise Refused("conflict", f"Row {bad[0]} cannot be read either: cut there.")
    for row in replay.rows(interaction_id, until=seq):
        room, at, reached = replay.continued(room, [row]), row.at, row.seq
    if reached < seq:
        raise Refused("conflict", f"There is no row {seq + 1}: the journal ends at {reached}.")
    return room, at


def _begin_anew(interaction: Interaction, highest: int) -> None:
    """What stays is another journal now: Convex may know rows of the old one that are gone."""
    known = max([highest, *Shipment.objects.filter(pk=interaction.pk).values_list("snapshot_seq", flat=True)])
    left = Journal(interaction.journal_id, known, 0)
    ancestry = kept_as([*ancestry_of(interaction), left])
    Interaction.objects.filter(pk=interaction.pk).update(ancestry=ancestry, journal_id=new_id())
    Shipment.objects.filter(pk=interaction.pk).update(overtaken=True)


def _set_columns(interaction: Interaction, room: Room | None) -> None:
    """As the last row that stays left them. The new epoch shuts out whoever opened the room before."""
    lasting = room.lasting if room else None
    ended = lasting is not None and lasting.live_status == "completed"
    Interaction.objects.filter(pk=interaction.pk).update(
        epoch=F("epoch") + 1,
        live_status=lasting.live_status if lasting else "idle",
        outcome=lasting.outcome if lasting else "",
        started_at=interaction.started_at if room else None,
        ended_at=interaction.ended_at if ended else None,
    )
    interaction.refresh_from_db()


def _new_seeds(interaction_id: str) -> bytes:
    """What fell after the cut is known: no die may fall by the same numbers again. Returns the public one."""
    public, secret = draw_seed("public"), draw_seed("secret")
    DiceSeeds.objects.update_or_create(interaction_id=interaction_id, defaults={"public": public, "secret": secret})
    return public


def _say_so(interaction: Interaction, seq: int, at: int, public: bytes) -> None:
    """The journal tells itself. At the time of the row before: a clock that runs is not to lose what passed since."""
    JournalEntry.objects.create(
        interaction=interaction,
        seq=seq,
        epoch=interaction.epoch,
        person="",
        command_id=f"cut-back-{interaction.epoch}",
        content_hash=b"",
        at=at,
        v=SCHEMA,
        events=pack([CutBack(seed_hash=seed_hash(public))]),
        result=b"",
    )
