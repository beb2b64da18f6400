"""What Convex knows of an interaction, asked through a client that somebody hands in."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

import msgspec

from engine.state import SCHEMA, Participant, Room
from interactions.convex.lineage import Lineage, heard, row_of
from interactions.convex.records import Document, records
from interactions.convex.snapshotting import unpack
from sync import client

PAGE = 200
"""Documents of one answer."""


class Client(Protocol):
    """`sync.client.Client`, as far as it is needed here. Both raise `RetryLater` and `FunctionFailed`."""

    def query(self, name: str, args: Any = None) -> Any: ...

    def mutation(self, name: str, args: Any = None) -> Any: ...


UNANSWERED = (client.RetryLater, client.FunctionFailed)


class Unusable(Exception):
    """What Convex holds cannot be gone on from; the message is a sentence."""


class Stored(NamedTuple):
    """A room as Convex has it, at `at` (ms since the epoch). `arrived`: the characters as they first came; `document`: the
    interaction's, empty where Convex has none."""

    room: Room
    lineage: Lineage
    at: int
    arrived: Mapping[str, Participant]
    document: Document


class Held(NamedTuple):
    """A snapshot as Convex holds it, whether or not it can be read here."""

    text: bytes
    lineage: Lineage
    at: int


@contextmanager
def connected(patience: float = client.PATIENCE) -> Iterator[client.Client]:
    """The Convex of the settings; `patience` in seconds for each call."""
    connection = client.connect(patience=patience)
    try:
        yield connection
    finally:
        connection.close()


def lineage(convex: Client, interaction_id: str) -> Lineage:
    """The history of the snapshot that Convex has; empty where it has none. Raises `RetryLater` for what is no history."""
    found = convex.query("node:lineageOf", {"interactionId": interaction_id})
    if found is None:
        return ()
    try:
        return heard(found["lineage"])
    except (TypeError, LookupError, ValueError) as error:
        raise client.RetryLater("node:lineageOf answered what is no history.") from error


def stored(convex: Client, interaction_id: str) -> Stored | None:
    """The newest snapshot with what belongs to it; None where there is none. Raises `Unusable`."""
    text, head = _text(convex, interaction_id)
    if head is None:
        return None
    document = convex.query("node:interactionOf", {"interactionId": interaction_id}) or {}
    arrived = msgspec.json.decode(document.get("record", "{}")).get("arrived", {})
    return Stored(
        room=_room(text, head, interaction_id),
        lineage=heard(head["lineage"]),
        at=int(head["at"]),
        arrived=msgspec.convert(arrived, dict[str, Participant]),
        document=document,
    )


def held(convex: Client, interaction_id: str) -> Held | None:
    """The newest snapshot, which nobody goes on from; None where there is none."""
    text, head = _text(convex, interaction_id)
    return head and Held(text, heard(head["lineage"]), int(head["at"]))


def _text(convex: Client, interaction_id: str) -> tuple[bytes, Document | None]:
    """The pieces of one and the same snapshot: where a newer one comes between them, from the beginning."""
    asked = {"interactionId": interaction_id}
    head = convex.query("node:loadStateSnapshot", {**asked, "chunk": 0})
    while head is not None:
        pieces, sum_ = [head["data"]], head["sha256"]
        for number in range(1, int(head["chunks"])):
            piece = convex.query("node:loadStateSnapshot", {**asked, "chunk": number})
            if piece is None or piece["sha256"] != sum_:
                head = convex.query("node:loadStateSnapshot", {**asked, "chunk": 0})
                break
            pieces.append(piece["data"])
        else:
            return "".join(pieces).encode(), head
    return b"", None


def _room(text: bytes, head: Document, interaction_id: str) -> Room:
    whose = f"The snapshot of {interaction_id} in Convex"
    if hashlib.sha256(text).hexdigest() != head["sha256"]:
        raise Unusable(f"{whose} does not match its sha256.")
    if head["schemaVersion"] > SCHEMA:
        raise Unusable(f"{whose} was written by a newer version ({int(head['schemaVersion'])}).")
    try:
        room = unpack(text)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Unusable(f"{whose} cannot be read: {error}.") from error
    if room.id != interaction_id:
        raise Unusable(f"{whose} is of interaction {room.id}.")
    return room


def happened(convex: Client, interaction_id: str, until: Lineage) -> dict[str, list[Document]]:
    """By table: the records of these journals, up to the rows that are known of them, as they stood then."""
    reaches = {journal.id: journal.seq for journal in until}
    return {
        table: [_as_then(one, until) for one in _all(convex, table, interaction_id) if _counts(one, reaches)]
        for owner in records()
        for table in owner.tables
    }


def _counts(document: Document, reaches: Mapping[str, int]) -> bool:
    return not document.get("voided") and document["seq"] <= reaches.get(document["journalId"], -1)


RESTATED = "restated"
"""Marks a record that stood otherwise than Convex has it."""


def _as_then(document: Document, until: Lineage) -> Document:
    """What was taken back behind the last row that is known was not yet."""
    generation, row = row_of(int(document["revision"]))
    known = generation < len(until) and row <= until[generation].seq
    return document if known or not document.get("undone") else {**document, "undone": False, RESTATED: True}


def _all(convex: Client, table: str, interaction_id: str) -> Iterator[Document]:
    cursor = None
    while True:
        asked = {"table": table, "interactionId": interaction_id, "cursor": cursor, "numItems": PAGE}
        page: Mapping[str, Any] = convex.query("node:recordsOf", asked)
        found: Sequence[Document] = page["page"]
        yield from found
        if page["isDone"]:
            return
        cursor = page["continueCursor"]
