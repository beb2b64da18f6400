"""The rows authors write. What must never be is a database constraint; what only a form can know is in `clean`."""

from campaigns.models.attacks import AttackKind, CreatureAttack
from campaigns.models.campaign import Campaign, Membership
from campaigns.models.creatures import NPC, Monster, PlayerCharacter, Size, StatBlock
from campaigns.models.items import InventoryEntry, Item, ItemKind, Slot
from campaigns.models.places import Location, Map, Quest

__all__ = [
    "NPC",
    "AttackKind",
    "Campaign",
    "CreatureAttack",
    "InventoryEntry",
    "Item",
    "ItemKind",
    "Location",
    "Map",
    "Membership",
    "Monster",
    "PlayerCharacter",
    "Quest",
    "Size",
    "Slot",
    "StatBlock",
]
