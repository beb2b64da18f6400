"""The rows behind live rooms: the interaction and its draft, the journal, snapshots, cursors and dice seeds."""

from interactions.models.alert import Alert
from interactions.models.interaction import Interaction, LiveStatus, Participant, WsTicket
from interactions.models.journal import DiceSeeds, FollowerCursor, JournalEntry, Snapshot

__all__ = [
    "Alert",
    "DiceSeeds",
    "FollowerCursor",
    "Interaction",
    "JournalEntry",
    "LiveStatus",
    "Participant",
    "Snapshot",
    "WsTicket",
]
