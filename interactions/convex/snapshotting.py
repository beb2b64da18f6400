"""A room's state as an entry of the outbox: the whole as JSON, what each kind of viewer may see of it, and its lineage."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
from django.conf import settings

from engine.state import SCHEMA, Room
from engine.view import document
from interactions.convex.lineage import Journal, revision_of, told
from interactions.snapshots import URGENT
from sync.outbox import Entry, Operation
from sync.pacing import breathing

PIECE = 900_000
"""Bytes of JSON in one document of Convex, which holds 1 MiB."""
STREAMS = ("dm", "party", "table")
NEWEST = "snapshot"

pack = msgspec.json.Encoder().encode
unpack = msgspec.json.Decoder(Room).decode


class Stood(NamedTuple):
    """A room as it stood after the last row of its lineage, at `at` (ms since the epoch)."""

    room: Room
    lineage: Sequence[Journal]
    at: int
    reason: str


def snapshot(stood: Stood, *, force: bool = False, settles: bool = False) -> Entry:
    """`force`: it replaces one that knows another history, of which Convex keeps a copy. `settles`: what was a conflict
    before this one may not be one any more."""
    text = pack(stood.room)
    sum_, revision = hashlib.sha256(text).hexdigest(), revision_in(stood.lineage)
    pieces = list(_pieces(text)) if len(text) > PIECE else []
    key = {"interactionId": stood.room.id, "revision": revision}
    sending = [
        Operation("saveSnapshotChunk", {**key, "index": i, "count": len(pieces), "data": piece, "sha256": sum_})
        for i, piece in enumerate(pieces)
    ]
    held: dict[str, Any] = {"chunks": len(pieces)} if pieces else {"snapshot": text.decode()}
    whole = {
        **key,
        **held,
        "lineage": [told(one) for one in stood.lineage],
        "sha256": sum_,
        "schemaVersion": SCHEMA,
        "at": stood.at,
        "reason": stood.reason,
        "views": {stream: pack(document(stood.room, stream)).decode() for stream in breathing(STREAMS)},
        **({"force": True} if force else {}),
    }
    return Entry(
        key=stood.room.id,
        operations=(*sending, Operation("saveStateSnapshot", whole)),
        revision=revision,
        newest_only=NEWEST,
        wait=0 if force or stood.reason in URGENT else settings.CONVEX["snapshot_every"],
        settles=force or settles,
    )


def revision_in(lineage: Sequence[Journal]) -> int:
    return revision_of(len(lineage) - 1, lineage[-1].seq)


def _pieces(text: bytes) -> Iterator[str]:
    """The text in pieces that do not cut a character in two."""
    start = 0
    while start < len(text):
        end = min(start + PIECE, len(text))
        while end < len(text) and text[end] & 0xC0 == 0x80:
            end -= 1
        yield text[start:end].decode()
        start = end
