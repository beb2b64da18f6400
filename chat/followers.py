"""Reads what was said, and what of it was hidden, from the journal. The same row may come again."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from chat.models import DMS, ChatMessage, between_bars
from engine.events import MessageHidden, MessageShown, Said
from engine.state import Room
from interactions.replay import Row
from interactions.tables import RecordTable


class Message(Struct, gc=False):
    id: str
    interaction_id: str
    user_id: str
    name: str
    entity_id: str
    content: str
    type: str
    recipients: list[str]
    heard_by: str
    timestamp: int
    seq: int
    hidden: bool = False


TABLE = RecordTable(ChatMessage, Message, "id", newer_wins=False)


class Messages:
    name = "chat.messages"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        TABLE.write(cursor, _messages(rows))
        for message_id, hidden in moderated(rows).items():
            cursor.execute("UPDATE chat_chatmessage SET hidden = %s WHERE id = %s", [hidden, message_id])

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        messages, hidden = _messages(rows), moderated(rows)
        return TABLE.by_key([replace(one, hidden=hidden.get(one.id, False)) for one in messages])

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        return []

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        """What was hidden in rows that are gone is shown again, as in the room: all that stays is read anew."""
        TABLE.cut_back(cursor, interaction_id, "seq", seq)
        cursor.execute(
            "UPDATE chat_chatmessage SET hidden = %s WHERE interaction_id = %s AND restored_from = ''",
            [False, interaction_id],
        )
        return 0


def _messages(rows: Sequence[Row]) -> list[Message]:
    return [
        Message(
            id=event.id,
            interaction_id=row.interaction,
            user_id=event.user_id,
            name=event.name,
            entity_id=event.entity_id,
            content=event.content,
            type=event.type,
            recipients=list(event.recipients),
            heard_by=_heard_by(event),
            timestamp=row.at,
            seq=row.seq,
        )
        for row in rows
        for event in row.events
        if type(event) is Said
    ]


def _heard_by(said: Said) -> str:
    """See `ChatMessage`. Of a notice of the table its type does not tell whether the DMs hear it."""
    return between_bars([*[DMS] * (said.type == "system" and said.audience == "dm"), *said.to])


def moderated(rows: Sequence[Row]) -> dict[str, bool]:
    """By message: whether it is hidden after these rows; only those that were hidden or shown in them."""
    found: dict[str, bool] = {}
    for row in rows:
        for event in row.events:
            if type(event) is MessageHidden:
                found[event.message_id] = True
            elif type(event) is MessageShown:
                found[event.message.id] = False
    return found
