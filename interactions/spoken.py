"""A chat message as the journal has it, for whoever moderates. Runs in a thread."""

from django.db import connection

from engine.asking import Spoken
from engine.events import MessageHidden, MessageShown, Said
from interactions import replay


def find(interaction_id: str, message_id: str) -> Spoken | None:
    """The message and whether it is hidden now; None where nothing of that id was said. Raises `replay.Unreadable`."""
    found: Spoken | None = None
    sign = message_id.encode(errors="replace")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, at, events FROM interactions_journalentry WHERE interaction_id = %s ORDER BY seq",
            [interaction_id],
        )
        for seq, at, packed in cursor.fetchall():
            if sign not in bytes(packed):
                continue  # few rows have to be decoded
            for event in replay.events_of(interaction_id, seq, packed):
                match event:
                    case Said(id=id) if id == message_id:
                        found = Spoken(event, at, hidden=False)
                    case MessageHidden(message_id=id) if found and id == message_id:
                        found = found._replace(hidden=True)
                    case MessageShown(message=said) if found and said.id == message_id:
                        found = found._replace(hidden=False)
    return found
