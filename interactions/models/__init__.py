"""The rows behind live rooms: the interaction and its draft, the journal, snapshots, cursors, dice seeds, shipments."""

from interactions.models.alert import Alert
from interactions.models.interaction import Interaction, LiveStatus, Participant, WsTicket
from interactions.models.journal import DiceSeeds, FollowerCursor, JournalEntry, Snapshot
from interactions.models.shipment import Shipment

__all__ = [
    "Alert",
    "DiceSeeds",
    "FollowerCursor",
    "Interaction",
    "JournalEntry",
    "LiveStatus",
    "Participant",
    "Shipment",
    "Snapshot",
    "WsTicket",
]
