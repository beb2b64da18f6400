"""Which kind of content is at which address below /api/."""

from campaigns.api.campaigns import CampaignViewSet
from campaigns.api.creatures import CharacterViewSet, MonsterViewSet, NPCViewSet
from campaigns.api.magic import ConditionViewSet, ItemViewSet, SpellViewSet
from campaigns.api.places import LocationViewSet, MapViewSet, QuestViewSet

ROUTES = [
    ("campaigns", CampaignViewSet, "campaign"),
    ("maps", MapViewSet, "map"),
    ("locations", LocationViewSet, "location"),
    ("quests", QuestViewSet, "quest"),
    ("characters", CharacterViewSet, "character"),
    ("npcs", NPCViewSet, "npc"),
    ("monsters", MonsterViewSet, "monster"),
    ("spells", SpellViewSet, "spell"),
    ("items", ItemViewSet, "item"),
    ("conditions", ConditionViewSet, "condition"),
]
"""Prefix, viewset and the name that addresses are reversed by."""
