"""A room from disk: snapshot and journal tail, its seeds, its people. Runs in a thread, never on the event loop."""

import hashlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from django.db import DatabaseError, transaction
from django.db.models import F, Max

from campaigns.ids import new_id
from campaigns.models import Membership
from campaigns.roles import table_role
from engine.asking import Refused
from engine.dice import seed_hash
from engine.events import Event
from engine.evolve import fold
from engine.state import SCHEMA, Room
from interactions.lately import KEPT, Kept, Lately
from interactions.models import DiceSeeds, Interaction, JournalEntry, Snapshot
from interactions.opening import room_of

log = logging.getLogger(__name__)

CLOSED = "This room cannot be opened; ask its DM."
pack = msgspec.msgpack.Encoder().encode
unpack_events = msgspec.msgpack.Decoder(list[Event]).decode
unpack_room = msgspec.msgpack.Decoder(Room).decode


TORN = (msgspec.DecodeError, ValueError, RecursionError, MemoryError)
"""What decoding raises where bytes are not what was written; a text that is no UTF-8 is a ValueError."""


class Unreadable(Exception):
    """A journal row that cannot be read: the room stays closed until a person has looked."""

    def __init__(self, interaction: str, seq: int, why: str) -> None:
        super().__init__(f"interaction {interaction}, journal row {seq}: {why}")
        self.interaction, self.seq, self.why = interaction, seq, why


class Spoiled(Exception):
    """A snapshot that cannot be read; the message says why. The journal has everything that was in it."""


class Opening(NamedTuple):
    """Everything a room needs to go on. `seen` maps `command_key` to the content's hash."""

    state: Room
    seq: int
    epoch: int
    seeds: tuple[bytes, bytes]
    seen: dict[str, bytes]
    lately: Lately
    members: dict[str, dict[str, str]]


def open_room(interaction_id: str) -> Opening:
    """Take the room over (raising its epoch) and read it. Raises `Refused("not_found")`, `Unreadable`."""
    with transaction.atomic():
        if not Interaction.objects.filter(pk=interaction_id).update(epoch=F("epoch") + 1):
            raise Refused("not_found", "There is no such interaction.")
        _name_the_journal(interaction_id)
        seeds = seeds_of(interaction_id)
    interaction = Interaction.objects.select_related("location__map").get(pk=interaction_id)
    state, seq = read_room(interaction, seeds)
    return Opening(
        state=state,
        seq=seq,
        epoch=interaction.epoch,
        seeds=seeds,
        seen=_seen(interaction_id, seq),
        lately=lately(interaction_id, seq),
        members=members_of(interaction.campaign_id),
    )


def _name_the_journal(interaction_id: str) -> None:
    """One in which nothing stands yet gets a new name: the draft may come from a copy of the database, and two that go on
    from there are two histories."""
    Interaction.objects.filter(pk=interaction_id, journal__isnull=True).update(journal_id=new_id())


def view_room(interaction_id: str) -> Room:
    """The room as it stands on disk, without taking it over. Raises `Refused("not_found")`, `Unreadable`."""
    interaction = Interaction.objects.select_related("location__map").filter(pk=interaction_id).first()
    if interaction is None:
        raise Refused("not_found", "There is no such interaction.")
    return _read_closed(interaction)[0]


def trouble(interaction_id: str) -> Unreadable | None:
    """Why this room cannot be opened; None where it can. It is read, and not taken over."""
    interaction = Interaction.objects.select_related("location__map").get(pk=interaction_id)
    try:
        _, seq = _read_closed(interaction)
        _seen(interaction_id, seq)
        lately(interaction_id, seq)
    except Unreadable as error:
        return error
    return None


def _read_closed(interaction: Interaction) -> tuple[Room, int]:
    seeds = DiceSeeds.objects.filter(interaction=interaction).first()
    return read_room(interaction, (bytes(seeds.public), b"") if seeds else (b"", b""))


def read_room(interaction: Interaction, seeds: tuple[bytes, bytes]) -> tuple[Room, int]:
    """State and seq: snapshot + tail, or the journal alone, or, before anything happened, the draft.

    A snapshot that cannot be read is made anew of the journal, and the log says so.
    """
    kept = Snapshot.objects.filter(interaction_id=interaction.pk).first()
    state, seq, spoiled = None, 0, ""
    if kept is not None:
        try:
            state, seq = _of_snapshot(kept), kept.seq
        except Spoiled as error:
            spoiled = str(error)
    state, seq = _read_on(interaction.pk, state, seq)
    if kept is not None and spoiled:
        _mend(kept, state, seq, spoiled)
    return (state, seq) if state is not None else (room_of(interaction, seed_hash(seeds[0])), 0)


def _read_on(interaction_id: str, state: Room | None, seq: int) -> tuple[Room | None, int]:
    """From a snapshot of row `seq`, or from nothing, to the end of the journal."""
    beginning = seq
    for at_seq, _, events in tail(interaction_id, seq):
        if at_seq != seq + 1:
            raise Unreadable(interaction_id, seq + 1, "it is missing")
        state = _after(interaction_id, at_seq, state, events)
        seq = at_seq
        if state is None or state.id != interaction_id:
            raise Unreadable(interaction_id, at_seq, "it does not open this room")
    if seq == beginning and seq:
        _reaches(interaction_id, seq)
    return state, seq


def _reaches(interaction_id: str, seq: int) -> None:
    """A snapshot is never newer than the journal, unless rows were lost. Raises `Unreadable`."""
    last = _last(interaction_id)
    if last < seq:
        raise Unreadable(interaction_id, last + 1, f"it is missing: the snapshot is of row {seq}")


def _last(interaction_id: str) -> int:
    """The journal's last row; 0 where there is none."""
    return JournalEntry.objects.filter(interaction_id=interaction_id).aggregate(last=Max("seq"))["last"] or 0


def _after(interaction_id: str, seq: int, state: Room | None, events: Sequence[Event]) -> Room:
    """`Opened` or `Genesis` is the first event there is, so that a room needs nothing before it."""
    try:
        return fold(state, events)  # type: ignore[arg-type]  # None only before the first, which looks at nothing
    except Exception as error:
        raise Unreadable(interaction_id, seq, f"its events do not follow: {error!r}") from error


def tail(interaction_id: str, after: int) -> Iterator[tuple[int, int, list[Event]]]:
    """(seq, at, events) of the journal rows after `after`, in order."""
    rows = JournalEntry.objects.filter(interaction_id=interaction_id, seq__gt=after).order_by("seq")
    for seq, at, version, events in rows.values_list("seq", "at", "v", "events").iterator(chunk_size=500):
        if version > SCHEMA:
            raise Unreadable(interaction_id, seq, f"it was written by a newer version ({version})")
        yield seq, at, _decoded(interaction_id, seq, bytes(events))


def _decoded(interaction_id: str, seq: int, events: bytes) -> list[Event]:
    try:
        return unpack_events(events)
    except TORN as error:
        raise Unreadable(interaction_id, seq, f"its bytes cannot be read: {error}") from error


def _of_snapshot(row: Snapshot) -> Room:
    """Raises `Spoiled`."""
    packed = bytes(row.state)
    if row.v > SCHEMA:
        raise Spoiled(f"it was written by a newer version ({row.v})")
    if hashlib.sha256(packed).hexdigest() != row.sha256:
        raise Spoiled("it does not match its sha256")
    try:
        state = unpack_room(packed)
    except TORN as error:
        raise Spoiled(str(error)) from error
    if state.id != row.pk:
        raise Spoiled(f"it is of interaction {state.id}")
    return state


def _mend(spoiled: Snapshot, state: Room | None, seq: int, why: str) -> None:
    """Put what the journal says in its place; where somebody has stored another one meanwhile, that one stays."""
    log.error("the snapshot of %s is unreadable: %s; rebuilt from the journal, %s rows", spoiled.pk, why, seq)
    same = Snapshot.objects.filter(pk=spoiled.pk, seq=spoiled.seq, at=spoiled.at, sha256=spoiled.sha256)
    try:
        with transaction.atomic():
            if state is None:
                same.delete()
                return
            packed = pack(state)
            same.update(seq=seq, v=SCHEMA, state=packed, sha256=hashlib.sha256(packed).hexdigest(), reason="rebuilt")
    except DatabaseError as error:
        log.error("the snapshot of %s could not be stored anew: %r", spoiled.pk, error)


def command_key(person: str, command_id: str) -> str:
    """A command's name within its interaction; user ids have no slash."""
    return f"{person}/{command_id}"


def _seen(interaction_id: str, last: int) -> dict[str, bytes]:
    """Of all rows up to `last`. Raises `Unreadable` where one is missing, also before the snapshot."""
    rows = JournalEntry.objects.filter(interaction_id=interaction_id)
    columns = rows.values_list("person", "command_id", "content_hash")
    seen = {command_key(person, id): bytes(hash) for person, id, hash in columns.iterator()}
    if len(seen) < last:
        there = set(rows.values_list("seq", flat=True))
        raise Unreadable(interaction_id, next(seq for seq in range(1, last + 1) if seq not in there), "it is missing")
    return seen


def lately(interaction_id: str, last: int | None = None) -> Lately:
    """What a room remembers of its rows up to `last`, or of all. Raises `Unreadable` now rather than when somebody joins."""
    found = Lately()
    seq = last = _last(interaction_id) if last is None else last
    while seq > 0:
        rows = JournalEntry.objects.filter(interaction_id=interaction_id, seq__gt=seq - KEPT, seq__lte=seq)
        for row in map(Kept._make, rows.order_by("-seq").values_list("seq", "at", "events")):
            kept = row._replace(events=bytes(row.events))
            try:
                events = _decoded(interaction_id, kept.seq, kept.events)
            except Unreadable:
                if seq == last:
                    raise
                return found  # nobody needs it to go on
            if not found.recall(kept, events):
                return found
        seq -= KEPT
    return found


def accepted(interaction_id: str, person: str, command_id: str) -> tuple[bytes, bytes]:
    """Content hash and result (encoded JSON or empty) of a command that stands in the journal."""
    rows = JournalEntry.objects.filter(interaction_id=interaction_id, person=person, command_id=command_id)
    hash, result = rows.values_list("content_hash", "result").get()
    return bytes(hash), bytes(result)


def members_of(campaign_id: str) -> dict[str, dict[str, str]]:
    """By user id: name and role at the table."""
    rows = Membership.objects.filter(campaign_id=campaign_id).select_related("user")
    return {
        str(m.user_id): {"name": m.user.get_full_name() or m.user.get_username(), "role": table_role(m.role)}
        for m in rows
    }


def seeds_of(interaction_id: str) -> tuple[bytes, bytes]:
    """The interaction's dice seeds, drawn when first asked for."""
    row, _ = DiceSeeds.objects.get_or_create(
        interaction_id=interaction_id, defaults={"public": draw_seed("public"), "secret": draw_seed("secret")}
    )
    return bytes(row.public), bytes(row.secret)


def draw_seed(which: str) -> bytes:
    """256 random bits; a fixed seed exists for tests and the demo only."""
    from django.conf import settings

    fixed = settings.DICE_SEED
    return hashlib.sha256(f"{fixed}/{which}".encode()).digest() if fixed else secrets.token_bytes(32)
