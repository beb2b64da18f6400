"""Characters, NPCs and monsters over REST: a list shows their numbers, one of them its whole stat block."""

from typing import Any

from rest_framework import serializers

from campaigns.api.copies import SharedViewSet
from campaigns.api.examples import BITE, CAMPAIGN, TACTICS
from campaigns.api.fields import no_such
from campaigns.api.filters import CharacterFilter, MonsterFilter, NPCFilter
from campaigns.api.parts import CreatureSerializer
from campaigns.api.viewsets import ContentViewSet
from campaigns.api.wire import ContentSerializer
from campaigns.models import NPC, Membership, Monster, PlayerCharacter
from campaigns.permissions import DMS
from campaigns.words import ABILITIES
from engine.asking import Refused

NUMBERS = [
    *("size", "armor_class", "hit_points"),
    *("speed_walk", "speed_fly", "speed_swim", "speed_climb", "speed_burrow"),
    *ABILITIES,
    *("saves", "skills", "senses", "languages", "initiative_modifier"),
    *("damage_resistances", "damage_vulnerabilities", "damage_immunities", "condition_immunities"),
]
PARTS = ["attacks", "features"]
SOURCE = ["source", "licence", "attribution"]


class MonsterRowSerializer(ContentSerializer):
    class Meta:
        model = Monster
        fields = [
            *("id", "campaign", "name", "creature_type", "alignment", "challenge_rating", "xp"),
            *("description", "legendary_uses", "dm_notes", *NUMBERS, *SOURCE),
        ]
        read_only_fields = SOURCE


class MonsterSerializer(CreatureSerializer, MonsterRowSerializer):
    class Meta(MonsterRowSerializer.Meta):
        fields = [*MonsterRowSerializer.Meta.fields, *PARTS]


class MonsterViewSet(SharedViewSet):
    """Monsters: a campaign's own, and those of the shared library (`campaignId` null), which everybody reads."""

    model = Monster
    serializer_class = MonsterSerializer
    row_serializer_class = MonsterRowSerializer
    with_parts = ("attacks", "features")
    example = {
        "campaignId": CAMPAIGN,
        "name": "Ash wolf",
        "challengeRating": 0.25,
        "hitPoints": 11,
        "attacks": [BITE],
        "features": [TACTICS],
    }
    filterset_class = MonsterFilter
    ordering_fields = {
        **ContentViewSet.ordering_fields,
        "challengeRating": "challenge_rating",
        "hitPoints": "hit_points",
        "armorClass": "armor_class",
        "xp": "xp",
    }


class NPCRowSerializer(ContentSerializer):
    class Meta:
        model = NPC
        fields = ["id", "campaign", "name", "description", "dm_notes", *NUMBERS]


class NPCSerializer(CreatureSerializer, NPCRowSerializer):
    class Meta(NPCRowSerializer.Meta):
        fields = [*NPCRowSerializer.Meta.fields, *PARTS]


class NPCViewSet(ContentViewSet):
    """NPCs: those for whom the DM speaks."""

    model = NPC
    serializer_class = NPCSerializer
    row_serializer_class = NPCRowSerializer
    with_parts = ("attacks", "features")
    example = {
        "campaignId": CAMPAIGN,
        "name": "Odo the miller",
        "hitPoints": 4,
        "skills": {"insight": 4},
        "attacks": [BITE],
    }
    filterset_class = NPCFilter


class CharacterRowSerializer(ContentSerializer):
    """Numbers and notes are for the character's player and the DMs alone."""

    class Meta:
        model = PlayerCharacter
        fields = [
            *("id", "campaign", "owner", "name", "species", "character_class", "background", "description", "level"),
            *("xp", "current_hp", *NUMBERS, "spell_slots", "spells", "notes", "dm_notes"),
        ]

    def settle(self, row: Any, attrs: dict[str, Any]) -> None:
        """A player makes characters for herself and keeps them; a DM gives them to members."""
        super().settle(row, attrs)
        user = self.context["request"].user
        if self.instance is None and "owner" not in attrs and self.asker_role(row) not in DMS:
            row.owner = user
        if "owner" not in attrs or row.owner_id == getattr(self.instance, "owner_id", None):
            return
        if self.asker_role(row) not in DMS and row.owner_id != user.pk:
            raise Refused("forbidden", "Only a DM gives a character to somebody else.")
        members = Membership.objects.filter(campaign=row.campaign_id, user=row.owner_id)
        if row.owner_id is not None and not members.exists():
            raise serializers.ValidationError({"userId": no_such(row.owner_id).detail})


class CharacterSerializer(CreatureSerializer, CharacterRowSerializer):
    class Meta(CharacterRowSerializer.Meta):
        fields = [*CharacterRowSerializer.Meta.fields, *PARTS]


class CharacterViewSet(ContentViewSet):
    """Player characters: their players and the DMs read and write the sheet, the others read who they are."""

    model = PlayerCharacter
    serializer_class = CharacterSerializer
    row_serializer_class = CharacterRowSerializer
    of_row = ("spells",)
    with_parts = ("attacks", "features")
    example = {
        "campaignId": CAMPAIGN,
        "name": "Sella",
        "characterClass": "Wizard",
        "level": 3,
        "hitPoints": 17,
        "currentHP": 12,
        "spellSlots": {"1": {"maximum": 4, "used": 1}},
    }
    filterset_class = CharacterFilter
    ordering_fields = {**ContentViewSet.ordering_fields, "level": "level"}
