"""What was said, as its documents in Convex say it, where a site has switched that on; and back, for a restore."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection

from chat.followers import TABLE, Message, moderated
from chat.models import DMS, ChatMessage, between_bars
from engine.events import ActionSubmitted, Genesis
from engine.state import Room
from interactions.convex.records import Happened, Part, leave, overwrite
from sync.outbox import Operation

Document = dict[str, Any]

AUDIENCES = {"party": "all", "dm": "dm", "private": "own"}
"""Who hears a message of each type; with `own` only those in `heardBy`. Of a notice of the table `heard_by` says it."""


class Records:
    """See `interactions.convex.records.Records`."""

    tables = ("chatMessages",)
    followers = ("chat.messages",)

    def operations(self, part: Part) -> list[Operation]:
        """What was said in these rows, and what was hidden or shown again in them."""
        if not settings.CONVEX["chat"]:
            return []
        said = {one.id: (one, one.seq) for one in TABLE.between(part.interaction_id, "seq", part.after, part.until)}
        changed = {id: row.seq for row in part.rows for id in moderated([row])}
        with connection.cursor() as cursor:
            for one in TABLE.find(cursor, "id", changed):
                said[one.id] = (one, max(one.seq, changed[one.id]))
        return [Operation("recordChat", _document(part, *one)) for one in said.values()]

    def leave(self, interaction_id: str, journal_id: str, reaches: Mapping[str, int]) -> None:
        leave(ChatMessage, interaction_id, journal_id, reaches)

    def restore(self, table: str, documents: Sequence[Document]) -> None:
        overwrite(ChatMessage, map(_row, documents))

    def submitted(self, room: Room, happened: Happened) -> list[ActionSubmitted]:
        return []

    def make_way(self, genesis: Genesis) -> None:
        """A room knows of no message."""


def _document(part: Part, message: Message, revision: int) -> Document:
    return part.document(
        message.id,
        message.seq,
        revision,
        _audience(message),
        userId=message.user_id or None,
        name=message.name or None,
        entityId=message.entity_id or None,
        content=message.content,
        type=message.type,
        recipients=message.recipients or None,
        heardBy=[ear for ear in message.heard_by.split("|") if ear and ear != DMS] or None,
        timestamp=message.timestamp,
        hidden=message.hidden or None,
    )


def _audience(message: Message) -> str:
    if message.type != "system":
        return AUDIENCES.get(message.type, "dm")
    ears = message.heard_by.split("|")
    return "dm" if DMS in ears else "own" if message.heard_by else "all"


def _row(document: Document) -> dict[str, Any]:
    get = document.get
    ears = [*[DMS] * (document["type"] == "system" and document["audience"] == "dm"), *get("heardBy", [])]
    return {
        "id": document["externalId"],
        "interaction_id": document["interactionId"],
        "user_id": get("userId", ""),
        "name": get("name", ""),
        "entity_id": get("entityId", ""),
        "content": document["content"],
        "type": document["type"],
        "recipients": get("recipients", []),
        "heard_by": between_bars(ears),
        "timestamp": int(document["timestamp"]),
        "seq": int(document["seq"]),
        "hidden": get("hidden", False),
        "restored_from": document["journalId"],
    }
