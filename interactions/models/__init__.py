"""The rows behind live rooms: interaction and draft, journal, snapshots, cursors, dice seeds, and what Convex was told."""

from interactions.models.alert import Alert
from interactions.models.interaction import Interaction, LiveStatus, Participant, WsTicket
from interactions.models.journal import DiceSeeds, FollowerCursor, JournalEntry, LastHeard, Snapshot
from interactions.models.seated import Seated
from interactions.models.shipment import Shipment

__all__ = [
    "Alert",
    "DiceSeeds",
    "FollowerCursor",
    "Interaction",
    "JournalEntry",
    "LastHeard",
    "LiveStatus",
    "Participant",
    "Seated",
    "Shipment",
    "Snapshot",
    "WsTicket",
]
