"""Which kind of content is at which address below /api/."""

from campaigns.api.campaigns import CampaignViewSet
from campaigns.api.creatures import CharacterViewSet, MonsterViewSet, NPCViewSet
from campaigns.api.inventory import CharacterInventoryViewSet, NPCInventoryViewSet
from campaigns.api.magic import ConditionViewSet, ItemViewSet, SpellViewSet
from campaigns.api.members import InvitationViewSet, MemberViewSet
from campaigns.api.places import LocationViewSet, MapViewSet, QuestViewSet

PARENT = "(?P<parent_id>[^/.]+)"

ROUTES = [
    ("campaigns", CampaignViewSet, "campaign"),
    (f"campaigns/{PARENT}/members", MemberViewSet, "member"),
    (f"campaigns/{PARENT}/invitations", InvitationViewSet, "invitation"),
    ("maps", MapViewSet, "map"),
    ("locations", LocationViewSet, "location"),
    ("quests", QuestViewSet, "quest"),
    ("characters", CharacterViewSet, "character"),
    (f"characters/{PARENT}/inventory", CharacterInventoryViewSet, "character-inventory"),
    ("npcs", NPCViewSet, "npc"),
    (f"npcs/{PARENT}/inventory", NPCInventoryViewSet, "npc-inventory"),
    ("monsters", MonsterViewSet, "monster"),
    ("spells", SpellViewSet, "spell"),
    ("items", ItemViewSet, "item"),
    ("conditions", ConditionViewSet, "condition"),
]
"""Prefix, viewset and the name that addresses are reversed by."""
