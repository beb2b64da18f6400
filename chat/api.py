"""What was said in an interaction, over REST; what moderators have hidden is not shown."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from chat.answers import MessageRecord
from chat.models import ChatMessage, heard_by
from engine.commands import HideChat
from interactions import rooms
from interactions.api.answers import Done
from interactions.api.asking import ask, command, interaction_of, need
from interactions.api.documented import answers, asks, ref, without
from interactions.api.paging import InOrder
from interactions.standing import role_in, sees


class Moderate(APIView):
    """Hides a message from everybody who heard it."""

    repeatable = ("post",)
    hidden = True

    @asks(HideChat, without(HideChat, {"messageId", "hidden"}), Done)
    def post(self, request: Request, id: str, message_id: str) -> Response:
        asked = command(HideChat, request.data, messageId=message_id, hidden=self.hidden)
        return Response(ask(request, interaction_of(request, id), asked))


class ShowAgain(Moderate):
    """Shows a message again that was hidden."""

    hidden = False


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


class EitherWay(InOrder):
    """Oldest first, or with `newest_first=true` the other way round: so one reads back from what one has."""

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        ordering: tuple[str, ...] = super().get_ordering(request, queryset, view)
        back = request.query_params.get("newest_first") == "true"
        return tuple(f"-{field}" for field in ordering) if back else ordering


_BACK = OpenApiParameter("newest_first", OpenApiTypes.BOOL, description="The newest first, instead of the oldest.")
_HIDDEN = OpenApiParameter("hidden", OpenApiTypes.BOOL, description="For DMs: what was hidden, instead of the rest.")


@extend_schema_view(get=answers(ref(MessageRecord), parameters=[_HIDDEN, _BACK]))
class Chat(ListAPIView):
    """What was said to all, to the asker alone, and between the DMs and one player to DMs. DMs find with `hidden=true`
    what was hidden of it."""

    pagination_class = EitherWay
    serializer_class = MessageSerializer

    def get_queryset(self) -> QuerySet[Any]:
        interaction = interaction_of(self.request, self.kwargs["id"])
        rooms.catch_up(interaction.pk)
        need(interaction, "view", "chat message")
        dm = role_in(interaction) == "dm"
        hidden = sees(interaction, "chat message", "hidden") and self.request.query_params.get("hidden") == "true"
        return ChatMessage.objects.filter(heard_by(self.request.user.pk, dm), interaction=interaction, hidden=hidden)
