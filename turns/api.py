"""What happened, over REST: actions, turns and the log of an interaction, as the asker may see them. Followers catch up first."""

from typing import Any

import msgspec
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.permissions import Thing
from engine.commands import TakeTurn
from engine.events import Event
from engine.told import told, told_alone
from interactions import rooms
from interactions.api.answers import Done
from interactions.api.asking import ask, command, interaction_of, need
from interactions.api.documented import answers, asks, ref
from interactions.api.paging import InOrder
from interactions.standing import role_in, sees, stream_of
from turns import answers as answered
from turns.answers import ActionRecord, LogRecord
from turns.models import LiveInteractionLog, PlayerAction, TurnRecord
from turns.shown import HEARD, briefly, targets


class Records(ListAPIView):
    """The rows of one model that belong to an interaction and that the asker may hear of."""

    pagination_class = InOrder
    model: Any
    thing: Thing

    def get_queryset(self) -> QuerySet[Any]:
        interaction = interaction_of(self.request, self.kwargs["id"])
        need(interaction, "view", self.thing)
        rooms.catch_up(interaction.pk)
        self.has_notes = sees(interaction, "action", "dm_notes")
        self.stream = stream_of(role_in(interaction))
        return self.visible(self.model.objects.filter(interaction=interaction))

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(audience__in=HEARD[self.stream])

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "stream": self.stream, "has_notes": self.has_notes}


class ActionSerializer(serializers.ModelSerializer):
    class Meta:
        model = PlayerAction
        fields = ["id"]

    def to_representation(self, action: PlayerAction) -> dict[str, Any]:
        shown = {
            "id": action.id,
            "interactionId": action.interaction_id,
            "playerCharacterId": action.player_character_id or None,
            "entityId": action.entity_id,
            "userId": action.user_id,
            "turnId": action.turn_id,
            "verb": action.verb,
            "actionType": action.action_type,
            "actionDescription": action.action_description,
            "targets": targets(action.targets, action.seen_targets, self.context["stream"]),
            "submittedAt": action.submitted_at,
            "status": action.status,
            "outcome": "undone" if action.undone else action.outcome,
            "visibility": action.visibility,
            "associatedItemId": action.associated_item_id or None,
            "awardedXp": action.awarded_xp,
            "awardedItemIds": action.awarded_item_ids,
            "createdAt": action.created_at,
        }
        return {**shown, "dmNotes": action.dm_notes} if self.context["has_notes"] else shown


@extend_schema_view(get=answers(ref(ActionRecord)))
class Actions(Records):
    """What was submitted, oldest first."""

    repeatable = ("post",)

    model = PlayerAction
    thing = "action"
    serializer_class = ActionSerializer

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        mine = Q(user_id=str(self.request.user.pk))
        return rows.filter(Q(audience__in=HEARD[self.stream]) | mine)

    @asks(TakeTurn, ref(TakeTurn), Done, 201)
    def post(self, request: Request, id: str) -> Response:
        """Submits an action: the same as `takeTurn` on the socket."""
        interaction = interaction_of(request, id)
        return Response(ask(request, interaction, command(TakeTurn, request.data)), status=201)


class TurnSerializer(serializers.ModelSerializer):
    class Meta:
        model = TurnRecord
        fields = ["turn_id"]

    def to_representation(self, turn: TurnRecord) -> dict[str, Any]:
        stream = self.context["stream"]
        return {
            "turnId": turn.turn_id,
            "interactionId": turn.interaction_id,
            "entityId": turn.entity_id,
            "entityType": turn.entity_type,
            "userId": turn.user_id or None,
            "turnNumber": turn.turn_number if stream == "dm" else turn.seen_number,
            "roundNumber": turn.round_number,
            "actions": briefly(turn.actions, stream),
            "startTime": turn.start_time,
            "endTime": turn.end_time,
            "status": turn.status or None,
            "reason": turn.reason or None,
            "undone": turn.undone,
            "catchUpFor": turn.catch_up_for or None,
        }


@extend_schema_view(get=answers(ref(answered.TurnRecord)))
class Turns(Records):
    """The turns, those of the hidden for DMs only."""

    model = TurnRecord
    thing = "turn"
    serializer_class = TurnSerializer


class LogSerializer(serializers.ModelSerializer):
    class Meta:
        model = LiveInteractionLog
        fields = ["id"]

    def to_representation(self, entry: LiveInteractionLog) -> dict[str, Any]:
        event = msgspec.json.decode(entry.event_data, type=Event)
        message = told(event, self.context["stream"]) or told_alone(event) or {}
        return {
            "interactionId": entry.interaction_id,
            "eventType": entry.event_type,
            "eventData": {key: value for key, value in message.items() if key not in ("type", "event")},
            "userId": entry.user_id or None,
            "entityId": entry.entity_id or None,
            "timestamp": entry.timestamp,
            "sessionId": entry.session_id,
        }


@extend_schema_view(get=answers(ref(LogRecord)))
class Logs(Records):
    """What happened, event by event, in the words of the socket's `logEvent`."""

    model = LiveInteractionLog
    thing = "log entry"
    serializer_class = LogSerializer

    def visible(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """A roll for the DM or in private is the asker's own, too."""
        mine = Q(user_id=str(self.request.user.pk), event_type="DICE_ROLLED")
        return rows.filter(Q(audience__in=HEARD[self.stream]) | mine)
