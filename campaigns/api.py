"""Authored content over REST, for reading: each list limited to the asker's campaigns, the DM's secrets to DMs.

`?campaign=` and `?search=` narrow every list.
"""

from typing import Any

from django.db.models import F, FilteredRelation, Model, OuterRef, Q, QuerySet, Subquery
from rest_framework import serializers, viewsets

from campaigns.models import NPC, Campaign, Item, Location, Membership, Monster, PlayerCharacter, Quest
from campaigns.roles import table_role

DMS = (Membership.Role.OWNER, Membership.Role.CO_DM)


class CampaignSerializer(serializers.ModelSerializer):
    role = serializers.SerializerMethodField()
    activeInteractionId = serializers.CharField(source="active_id", allow_null=True)
    createdAt = serializers.DateTimeField(source="created_at")

    class Meta:
        model = Campaign
        fields = ["id", "name", "description", "role", "activeInteractionId", "createdAt"]

    def get_role(self, campaign: Any) -> str:
        return table_role(campaign.member_role)


class CampaignViewSet(viewsets.ReadOnlyModelViewSet):
    """The asker's campaigns, with her role in each and what is being played there."""

    serializer_class = CampaignSerializer

    def get_queryset(self) -> QuerySet[Campaign]:
        mine = Membership.objects.filter(user=self.request.user, campaign=OuterRef("pk"))
        playing = FilteredRelation("interactions", condition=Q(interactions__live_status__in=["live", "paused"]))
        return (
            Campaign.objects.annotate(member_role=Subquery(mine.values("role")[:1]))
            .filter(member_role__isnull=False)
            .annotate(active=playing)
            .annotate(active_id=F("active__id"))
        )


class ContentSerializer(serializers.Serializer):
    """What every list shows; `columns` says what else, by wire name."""

    id = serializers.CharField()
    name = serializers.CharField()
    campaignId = serializers.CharField(source="campaign_id", allow_null=True)


class PlaceSerializer(ContentSerializer):
    description = serializers.CharField()


class QuestSerializer(PlaceSerializer):
    locationId = serializers.CharField(source="location_id", allow_null=True)


class CreatureSerializer(ContentSerializer):
    size = serializers.CharField()
    armorClass = serializers.IntegerField(source="armor_class")
    hitPoints = serializers.IntegerField(source="hit_points")


class CharacterSerializer(CreatureSerializer):
    """The numbers are for the character's player and the DMs; the row comes with the asker's `member_role`."""

    NUMBERS = ("armorClass", "xp", "currentHP")

    userId = serializers.CharField(source="owner_id", allow_null=True)
    level = serializers.IntegerField()
    xp = serializers.IntegerField()
    currentHP = serializers.IntegerField(source="current_hp", allow_null=True)

    def to_representation(self, character: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(character)
        if character.member_role in DMS or character.owner_id == self.context["request"].user.pk:
            return shown
        return {name: value for name, value in shown.items() if name not in self.NUMBERS}


class ItemSerializer(PlaceSerializer):
    kind = serializers.CharField()


class ContentViewSet(viewsets.ReadOnlyModelViewSet):
    """Rows of the campaigns in which the asker has one of `roles`; with `library` also those that belong to none."""

    model: type[Model]
    roles: tuple[str, ...] = DMS
    library = False

    def get_queryset(self) -> QuerySet[Any]:
        mine = Membership.objects.filter(user=self.request.user, role__in=self.roles).values("campaign")
        allowed = Q(campaign__in=mine)
        if self.library:
            allowed |= Q(campaign__isnull=True)
        rows = self.model._default_manager.filter(allowed)
        asked = self.request.query_params
        if asked.get("campaign"):
            rows = rows.filter(campaign_id=asked["campaign"])
        return rows.filter(name__icontains=asked["search"]) if asked.get("search") else rows


class LocationViewSet(ContentViewSet):
    model = Location
    serializer_class = PlaceSerializer


class QuestViewSet(ContentViewSet):
    model = Quest
    serializer_class = QuestSerializer


class CharacterViewSet(ContentViewSet):
    model = PlayerCharacter
    roles = tuple(Membership.Role.values)
    serializer_class = CharacterSerializer

    def get_queryset(self) -> QuerySet[Any]:
        mine = Membership.objects.filter(user=self.request.user, campaign=OuterRef("campaign"))
        return super().get_queryset().annotate(member_role=Subquery(mine.values("role")[:1]))


class NPCViewSet(ContentViewSet):
    model = NPC
    serializer_class = CreatureSerializer


class MonsterViewSet(ContentViewSet):
    model = Monster
    library = True
    serializer_class = CreatureSerializer


class ItemViewSet(ContentViewSet):
    model = Item
    library = True
    serializer_class = ItemSerializer
