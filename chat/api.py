"""What was said in an interaction, over REST; what moderators have hidden is not shown."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from chat.models import ChatMessage
from interactions import rooms
from interactions.api.asking import interaction_of
from interactions.api.paging import InOrder


class MessageSerializer(serializers.ModelSerializer):
    class Meta:
        model = ChatMessage
        fields = ["id"]

    def to_representation(self, message: ChatMessage) -> dict[str, Any]:
        shown = {
            "id": message.id,
            "userId": message.user_id,
            "name": message.name,
            "content": message.content,
            "type": message.type,
            "timestamp": message.timestamp,
        }
        return {**shown, "entityId": message.entity_id} if message.entity_id else shown


class Chat(ListAPIView):
    """GET …/chat/"""

    pagination_class = InOrder
    serializer_class = MessageSerializer

    def get_queryset(self) -> QuerySet[Any]:
        interaction = interaction_of(self.request, self.kwargs["id"])
        rooms.catch_up(interaction.pk)
        return ChatMessage.objects.filter(interaction=interaction, hidden=False)
