"""A room from disk: snapshot and journal tail, its seeds, its people. Runs in a thread, never on the event loop."""

import hashlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
from django.db import transaction
from django.db.models import F

from campaigns.models import Membership
from campaigns.roles import table_role
from engine.asking import Refused
from engine.dice import seed_hash
from engine.events import Event
from engine.evolve import fold
from engine.state import SCHEMA, Room
from interactions.models import DiceSeeds, Interaction, JournalEntry, Snapshot
from interactions.opening import room_of

log = logging.getLogger(__name__)

RECENT_ROWS = 150
"""Journal rows that are read for what a newcomer is told of chat, log and turns."""

pack = msgspec.msgpack.Encoder().encode
unpack_events = msgspec.msgpack.Decoder(list[Event]).decode
unpack_room = msgspec.msgpack.Decoder(Room).decode


class Unreadable(Exception):
    """A journal row that cannot be read: the room stays closed until a person has looked."""

    def __init__(self, interaction: str, seq: int, why: str) -> None:
        super().__init__(f"interaction {interaction}, journal row {seq}: {why}")
        self.interaction, self.seq = interaction, seq


class Opening(NamedTuple):
    """Everything a room needs to go on. `seen` maps `command_key` to the content's hash; `recent` has (at, events) of the
    newest rows, the events as they are stored: decoded ones of all rooms would be much colder memory than bytes."""

    state: Room
    seq: int
    epoch: int
    seeds: tuple[bytes, bytes]
    seen: dict[str, bytes]
    recent: list[tuple[int, bytes]]
    members: dict[str, dict[str, str]]


def open_room(interaction_id: str) -> Opening:
    """Take the room over (raising its epoch) and read it. Raises `Refused("not_found")`, `Unreadable`."""
    with transaction.atomic():
        if not Interaction.objects.filter(pk=interaction_id).update(epoch=F("epoch") + 1):
            raise Refused("not_found", "There is no such interaction.")
        seeds = seeds_of(interaction_id)
    interaction = Interaction.objects.select_related("location__map").get(pk=interaction_id)
    state, seq = read_room(interaction, seeds)
    return Opening(
        state=state,
        seq=seq,
        epoch=interaction.epoch,
        seeds=seeds,
        seen=_seen(interaction_id),
        recent=_recent(interaction_id, seq - RECENT_ROWS),
        members=members_of(interaction.campaign_id),
    )


def view_room(interaction_id: str) -> Room:
    """The room as it stands on disk, without taking it over. Raises `Refused("not_found")`, `Unreadable`."""
    interaction = Interaction.objects.select_related("location__map").filter(pk=interaction_id).first()
    if interaction is None:
        raise Refused("not_found", "There is no such interaction.")
    seeds = DiceSeeds.objects.filter(interaction=interaction).first()
    return read_room(interaction, (bytes(seeds.public), b"") if seeds else (b"", b""))[0]


def read_room(interaction: Interaction, seeds: tuple[bytes, bytes]) -> tuple[Room, int]:
    """State and seq: snapshot + tail, or the journal alone, or, before anything happened, the draft."""
    start = _from_snapshot(interaction.pk)
    state, seq = start if start else (None, 0)
    for at_seq, _, events in tail(interaction.pk, seq):
        if at_seq != seq + 1:
            raise Unreadable(interaction.pk, seq + 1, "it is missing")
        state = _after(interaction.pk, at_seq, state, events)
        seq = at_seq
    return (state, seq) if state is not None else (room_of(interaction, seed_hash(seeds[0])), 0)


def _after(interaction_id: str, seq: int, state: Room | None, events: Sequence[Event]) -> Room:
    """`Opened` is the first event there is, so that a room needs nothing before it."""
    try:
        return fold(state, events)  # type: ignore[arg-type]  # None only before Opened, which looks at nothing
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
    except msgspec.DecodeError as error:
        raise Unreadable(interaction_id, seq, str(error)) from error


def _from_snapshot(interaction_id: str) -> tuple[Room, int] | None:
    """None where there is no readable one: then the journal alone tells, and the log says so."""
    row = Snapshot.objects.filter(interaction_id=interaction_id).first()
    if row is None:
        return None
    state = bytes(row.state)
    if row.v > SCHEMA or hashlib.sha256(state).hexdigest() != row.sha256:
        log.error("the snapshot of %s at %s is unreadable; rebuilding from the journal", interaction_id, row.seq)
        return None
    try:
        return unpack_room(state), row.seq
    except msgspec.DecodeError as error:
        log.error("the snapshot of %s at %s is unreadable (%s)", interaction_id, row.seq, error)
        return None


def command_key(person: str, command_id: str) -> str:
    """A command's name within its interaction; user ids have no slash."""
    return f"{person}/{command_id}"


def _seen(interaction_id: str) -> dict[str, bytes]:
    rows = JournalEntry.objects.filter(interaction_id=interaction_id)
    columns = rows.values_list("person", "command_id", "content_hash")
    return {command_key(person, id): bytes(hash) for person, id, hash in columns.iterator()}


def _recent(interaction_id: str, after: int) -> list[tuple[int, bytes]]:
    """Raises `Unreadable` now rather than when somebody joins."""
    rows = JournalEntry.objects.filter(interaction_id=interaction_id, seq__gt=after).order_by("seq")
    found = [(seq, at, bytes(events)) for seq, at, events in rows.values_list("seq", "at", "events")]
    for seq, _, events in found:
        _decoded(interaction_id, seq, events)
    return [(at, events) for _, at, events in found]


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
