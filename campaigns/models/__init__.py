"""The rows authors write. What must never be is a database constraint; what only a form can know is in `clean`."""

from campaigns.models.answers import KeptAnswer
from campaigns.models.attacks import AttackKind, CreatureAttack
from campaigns.models.campaign import Campaign, Membership
from campaigns.models.convex import ContentChange, Counterpart, PullCursor
from campaigns.models.creatures import NPC, Monster, PlayerCharacter, Size, StatBlock
from campaigns.models.features import Feature, FeatureKind
from campaigns.models.invitation import Invitation
from campaigns.models.items import InventoryEntry, Item, ItemKind, Rarity, Slot
from campaigns.models.magic import Condition, School, Spell
from campaigns.models.places import Location, Map, Quest
from campaigns.models.sources import Sourced

__all__ = [
    "NPC",
    "AttackKind",
    "Campaign",
    "Condition",
    "ContentChange",
    "Counterpart",
    "CreatureAttack",
    "Feature",
    "FeatureKind",
    "InventoryEntry",
    "Invitation",
    "Item",
    "ItemKind",
    "KeptAnswer",
    "Location",
    "Map",
    "Membership",
    "Monster",
    "PlayerCharacter",
    "PullCursor",
    "Quest",
    "Rarity",
    "School",
    "Size",
    "Slot",
    "Sourced",
    "Spell",
    "StatBlock",
]
