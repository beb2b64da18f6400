"""Items, spells and conditions over REST: a campaign's own and the shared library's."""

from campaigns.api.copies import SharedViewSet
from campaigns.api.creatures import SOURCE
from campaigns.api.examples import CAMPAIGN
from campaigns.api.filters import ConditionFilter, ItemFilter, SpellFilter
from campaigns.api.viewsets import ContentViewSet
from campaigns.api.wire import ContentSerializer
from campaigns.models import Condition, Item, Spell


class ItemSerializer(ContentSerializer):
    class Meta:
        model = Item
        fields = [
            *("id", "campaign", "name", "kind", "description", "category", "rarity", "attunement", "charges"),
            *("weight", "value_gp", "damage_count", "damage_sides", "damage_type", "damage_bonus", "attack_bonus"),
            *("properties", "reach", "range_normal", "range_long", "armor_class", "dex_cap", "shield_bonus"),
            *("heal_count", "heal_sides", "heal_bonus", *SOURCE),
        ]
        read_only_fields = SOURCE


class ItemViewSet(SharedViewSet):
    """Items: weapons, armor, potions, gear and magic items."""

    model = Item
    serializer_class = ItemSerializer
    example = {
        "campaignId": CAMPAIGN,
        "name": "Longsword",
        "kind": "weapon",
        "damageCount": 1,
        "damageSides": 8,
        "damageType": "slashing",
        "reach": 5,
        "weight": 3,
        "valueGp": 15,
    }
    filterset_class = ItemFilter
    ordering_fields = {**ContentViewSet.ordering_fields, "valueGp": "value_gp", "weight": "weight"}


class SpellSerializer(ContentSerializer):
    class Meta:
        model = Spell
        fields = [
            *("id", "campaign", "name", "level", "school", "casting_time", "ritual", "range_text", "range_feet"),
            *("verbal", "somatic", "material", "material_text", "duration", "concentration", "description"),
            *("higher_level", "classes", "attack_roll", "saving_throw", "damage", *SOURCE),
        ]
        read_only_fields = SOURCE


class SpellViewSet(SharedViewSet):
    """Spells; every member of a campaign reads its own ones."""

    model = Spell
    serializer_class = SpellSerializer
    example = {
        "campaignId": CAMPAIGN,
        "name": "Fireball",
        "level": 3,
        "school": "evocation",
        "savingThrow": "dexterity",
        "damage": [{"count": 8, "sides": 6, "bonus": 0, "type": "fire"}],
    }
    filterset_class = SpellFilter
    ordering_fields = {**ContentViewSet.ordering_fields, "level": "level"}


class ConditionSerializer(ContentSerializer):
    class Meta:
        model = Condition
        fields = ["id", "campaign", "key", "name", "description", *SOURCE]
        read_only_fields = SOURCE


class ConditionViewSet(SharedViewSet):
    """Conditions, as the rules text tells them."""

    model = Condition
    serializer_class = ConditionSerializer
    example = {"campaignId": CAMPAIGN, "key": "floured", "name": "Floured", "description": "White all over."}
    filterset_class = ConditionFilter
