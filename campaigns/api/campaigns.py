"""Campaigns over REST."""

from typing import Any

from django.db import transaction
from django.db.models import F, FilteredRelation, Q, QuerySet
from rest_framework import serializers

from campaigns.api.filters import CampaignFilter
from campaigns.api.viewsets import ContentViewSet
from campaigns.api.wire import ContentSerializer
from campaigns.dissolving import dissolve
from campaigns.models import Campaign, Membership
from campaigns.roles import TableRole, table_role


class CampaignSerializer(ContentSerializer):
    """`role` is the asker's at the table; `activeInteractionId` names what is being played."""

    role = serializers.SerializerMethodField()
    activeInteractionId = serializers.CharField(source="active_id", read_only=True, allow_null=True)

    class Meta:
        model = Campaign
        fields = ["id", "name", "description", "dm_notes", "role", "activeInteractionId", "created_at"]
        read_only_fields = ["created_at"]

    def get_role(self, campaign: Any) -> TableRole:
        return table_role(campaign.member_role)

    def asker_role(self, row: Any) -> str:
        """Who founds a campaign owns it."""
        return Membership.Role.OWNER if self.instance is None else super().asker_role(row)

    def create(self, validated: dict[str, Any]) -> Campaign:
        with transaction.atomic():
            campaign = super().create(validated)
            user = self.context["request"].user
            Membership.objects.create(campaign=campaign, user=user, role=Membership.Role.OWNER)
        return campaign


class CampaignViewSet(ContentViewSet):
    """The asker's campaigns, with her role in each and what is being played there."""

    model = Campaign
    campaign_path = "pk"
    serializer_class = CampaignSerializer
    example = {"name": "Salt and Ash", "description": "A coast, and what the tide brings."}
    filterset_class = CampaignFilter
    ordering_fields = {**ContentViewSet.ordering_fields, "createdAt": "created_at"}

    def get_queryset(self) -> QuerySet[Campaign]:
        playing = FilteredRelation("interactions", condition=Q(interactions__live_status__in=["live", "paused"]))
        return super().get_queryset().annotate(active=playing).annotate(active_id=F("active__id"))

    def take_away(self, row: Campaign) -> None:
        """With its drafts; what was played is kept, and so is its campaign."""
        dissolve(row)

    def campaign_of_new(self, request: Any) -> str | None:
        return None
