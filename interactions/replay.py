"""A room as the journal alone has it, or a snapshot and what came after; reads with its own SQL, opens nothing."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

import msgspec
from django.db import connection

from engine.events import Event, Genesis, Opened
from engine.evolve import fold
from engine.state import Room
from interactions.followers import Row
from interactions.storage import TORN


class Unreadable(Exception):
    """A row or a snapshot that cannot be read; the message names it."""


class Kept(NamedTuple):
    """A snapshot, decoded; `version` of the program that wrote it is `engine.state.SCHEMA` then."""

    seq: int
    room: Room
    version: int


NO_END = 1 << 62
"""A row that no journal has."""

_events = msgspec.msgpack.Decoder(list[Event])
_room = msgspec.msgpack.Decoder(Room)


def rows(interaction_id: str, after: int = 0, until: int | None = None) -> Iterator[Row]:
    """The journal of an interaction in order, without holes; raises Unreadable, naming interaction and seq."""
    expected = after + 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, at, person, command_id, events FROM interactions_journalentry"
            " WHERE interaction_id = %s AND seq > %s AND seq <= %s ORDER BY seq",
            [interaction_id, after, NO_END if until is None else until],
        )
        for seq, at, person, command_id, packed in cursor.fetchall():
            if seq != expected:
                raise Unreadable(f"journal {interaction_id}: row {expected} is missing, {seq} follows")
            expected += 1
            yield Row(interaction_id, seq, at, person, command_id, events_of(interaction_id, seq, packed))


def events_of(interaction_id: str, seq: int, packed: bytes) -> list[Event]:
    """The events of a row. Raises Unreadable."""
    try:
        return _events.decode(packed)
    except TORN as error:
        raise Unreadable(f"journal {interaction_id}: row {seq} cannot be read: {error}") from error


def snapshot(interaction_id: str) -> Kept | None:
    """The stored snapshot, checked against its sum; None where there is none. Raises Unreadable."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, state, sha256, v FROM interactions_snapshot WHERE interaction_id = %s", [interaction_id]
        )
        found = cursor.fetchone()
    if found is None:
        return None
    seq, state, digest, version = found
    return Kept(seq, room_of(interaction_id, state, digest), version)


def room_of(interaction_id: str, state: bytes, digest: str) -> Room:
    """The room of a stored snapshot. Raises Unreadable."""
    if sha256(state).hexdigest() != digest:
        raise Unreadable(f"snapshot {interaction_id}: its state does not match its sha256")
    try:
        room = _room.decode(state)
    except TORN as error:
        raise Unreadable(f"snapshot {interaction_id}: it cannot be read: {error}") from error
    if room.id != interaction_id:
        raise Unreadable(f"snapshot {interaction_id}: it is of interaction {room.id}")
    return room


def continued(room: Room | None, journal: Iterable[Row]) -> Room | None:
    """The room after these rows; from nothing the first row has to open it, and None stays None without rows."""
    for row in journal:
        room = fold(room or _opened(row), row.events)
    return room


def _opened(row: Row) -> Room:
    first = row.events[0] if row.events else None
    if not isinstance(first, Opened | Genesis) or first.room is None:
        raise Unreadable(f"journal {row.interaction}: row {row.seq} does not open the room")
    return first.room


def room_at(interaction_id: str, seq: int) -> Room:
    """The room after row `seq`, from the snapshot where it is readable and not newer, else from the first row."""
    try:
        kept = snapshot(interaction_id)
    except Unreadable:
        kept = None
    if kept and kept.seq > seq:
        kept = None
    room = continued(kept and kept.room, rows(interaction_id, kept.seq if kept else 0, seq))
    if room is None:
        raise Unreadable(f"journal {interaction_id}: there is nothing up to row {seq}")
    return room
