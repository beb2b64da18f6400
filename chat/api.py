"""What was said in an interaction, over REST; what moderators have hidden is not shown."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from chat.answers import MessageRecord
from chat.models import ChatMessage
from interactions import rooms
from interactions.api.asking import interaction_of
from interactions.api.documented import answers, ref
from interactions.api.paging import InOrder
from interactions.standing import role_in


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
        optional = {"entityId": message.entity_id, "recipients": message.recipients}
        return {**shown, **{name: value for name, value in optional.items() if value}}


@extend_schema_view(get=answers(ref(MessageRecord)))
class Chat(ListAPIView):
    """What was said to all, to the asker alone, and between the DMs and one player to DMs."""

    pagination_class = InOrder
    serializer_class = MessageSerializer

    def get_queryset(self) -> QuerySet[Any]:
        interaction = interaction_of(self.request, self.kwargs["id"])
        rooms.catch_up(interaction.pk)
        heard = Q(type="party") | Q(heard_by__contains=f"|{self.request.user.pk}|")
        if role_in(interaction) == "dm":
            heard |= Q(type="dm")
        return ChatMessage.objects.filter(heard, interaction=interaction, hidden=False)
