"""Interactions: lists, drafts and their changes, the live commands, and what is to be seen of the state."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.api.examples import CAMPAIGN
from campaigns.api.filters import OfCampaignFilter, Ordering, Search
from campaigns.api.once import once
from campaigns.permissions import Verb
from engine import commands as c
from engine.asking import Refused
from engine.state import Room
from engine.view import document
from interactions import drafting, replay, rooms
from interactions.api import shown, wishes
from interactions.api.answers import Done, InteractionRow, LiveRow
from interactions.api.answers import Interaction as InteractionShown
from interactions.api.answers import Snapshot as SnapshotShown
from interactions.api.answers import State as StateShown
from interactions.api.asking import ask, command, interaction_of, need
from interactions.api.documented import answers, asks, ref, without
from interactions.api.starting import campaign_for_drafts
from interactions.duplicating import duplicate
from interactions.models import Interaction, LiveStatus, Snapshot
from interactions.standing import current, role_in, seen_by, sees, stream_of

COMMANDS: dict[str, tuple[type, dict[str, Any]]] = {
    "go-live": (c.StartInteraction, {}),
    "pause": (c.PauseInteraction, {}),
    "resume": (c.ResumeInteraction, {}),
    "complete": (c.EndInteraction, {"outcome": "completed"}),
    "cancel": (c.EndInteraction, {"outcome": "cancelled"}),
    "roll-initiative": (c.RollInitiative, {}),
    "initiative": (c.UpdateInitiative, {}),
    "skip-turn": (c.SkipTurn, {}),
    "backtrack": (c.BacktrackTurn, {}),
    "settings": (c.UpdateTurnSettings, {}),
    "rewards": (c.GrantReward, {}),
}
"""By the last word of the address: the command, and what the address says of it."""


class InteractionFilter(OfCampaignFilter):
    """By campaign and by where it is in its life."""

    liveStatus = filters.ChoiceFilter(field_name="live_status", choices=LiveStatus.choices)

    class Meta:
        model = Interaction
        fields: list[str] = []


class InteractionViewSet(viewsets.GenericViewSet):
    """Interactions: what is drafted (for DMs), live or over."""

    filter_backends = [filters.DjangoFilterBackend, Search, Ordering]
    filterset_class = InteractionFilter
    search_fields = ["name"]
    ordering_fields = {"id": "pk", "name": "name", "createdAt": "created_at"}
    ordering = ["pk"]
    repeatable = ("create", "duplicate")
    examples = {
        "create": {"campaignId": CAMPAIGN, "name": "Ambush at the mill", "settings": {"turnTimeLimit": 60}},
        "partial_update": {"description": "Fog on the water.", "settings": {"resolutionMode": "review"}},
    }

    def get_queryset(self) -> QuerySet[Interaction]:
        return seen_by(self.request.user).prefetch_related("participants", "reward_items")

    @answers(ref(InteractionRow))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        standing = current(page)
        return self.get_paginated_response([shown.row(i, standing.get(i.pk)) for i in page])

    @answers(ref(InteractionShown))
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self._detail(request, pk))

    @answers(ref(InteractionShown), 201, request=wishes.NewDraftSerializer)
    def create(self, request: Request) -> Response:
        """Drafts an interaction; players learn of it when it goes live."""
        campaign = campaign_for_drafts(request, str(request.data.get("campaignId", "")))
        wish = wishes.DraftSerializer(data=request.data)
        wish.is_valid(raise_exception=True)

        def drafted() -> Response:
            interaction = drafting.write(wish.draft(campaign, request.user))
            return Response(self._detail(request, interaction.pk), status=201)

        return once(request, campaign.pk, drafted)

    @answers(ref(InteractionShown), request=wishes.DraftSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Changes a draft. What has gone live changes through its room alone."""
        interaction = _draft_of(request, pk, "change")
        wish = wishes.DraftSerializer(data=request.data, partial=True)
        wish.is_valid(raise_exception=True)
        with transaction.atomic():
            locked = Interaction.objects.select_for_update().get(pk=pk)
            _refuse_unless_idle(locked)
            drafting.rewrite(locked, wish.changed(locked))
        rooms.forget(interaction.pk)
        return Response(self._detail(request, pk))

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Throws a draft away."""
        _draft_of(request, pk, "delete")
        with transaction.atomic():
            locked = Interaction.objects.select_for_update().get(pk=pk)
            _refuse_unless_idle(locked)
            locked.delete()
        rooms.forget(pk)
        return Response(status=204)

    @answers(ref(InteractionShown), 201, request=None)
    @action(["post"], detail=True)
    def duplicate(self, request: Request, pk: str) -> Response:
        """The same once more, as a new draft."""
        interaction = interaction_of(request, pk)
        need(interaction, "create", "draft")

        def duplicated() -> Response:
            return Response(self._detail(request, duplicate(interaction, request.user).pk), status=201)

        return once(request, interaction.campaign_id, duplicated)

    def _detail(self, request: Request, pk: str) -> dict[str, Any]:
        found = self.get_queryset().select_related("snapshot").filter(pk=pk).first()
        if found is None:
            raise Http404
        return shown.detail(found, current([found]).get(pk), str(request.user.pk))


def _draft_of(request: Request, pk: str, verb: Verb) -> Interaction:
    """A draft, for who may do that to it. Raises Http404, `Refused`."""
    interaction = interaction_of(request, pk)
    need(interaction, verb, "draft")
    _refuse_unless_idle(interaction)
    return interaction


def _refuse_unless_idle(interaction: Interaction) -> None:
    if interaction.live_status != LiveStatus.IDLE:
        raise Refused("conflict", "It has gone live: from then on it changes through its room only.")


class LiveCommand(APIView):
    """The command `word`, as on the socket and with the same answer; see COMMANDS."""

    repeatable = ("post",)
    word = ""

    def post(self, request: Request, id: str) -> Response:
        kind, fixed = COMMANDS[self.word]
        return Response(ask(request, interaction_of(request, id), command(kind, request.data, **fixed)))


def _of_word(word: str) -> type[LiveCommand]:
    """The view of one word, documented by its command."""
    kind, fixed = COMMANDS[word]
    view = type("".join(map(str.capitalize, word.split("-"))), (LiveCommand,), {"word": word, "__doc__": kind.__doc__})
    documented = asks(kind, without(kind, set(fixed)), Done)
    return extend_schema_view(post=documented)(view)


LIVE_COMMANDS = {word: _of_word(word) for word in COMMANDS}


class ResolveAction(APIView):
    """Decides an action that waits for the DM."""

    repeatable = ("post",)

    @asks(c.ResolveAction, without(c.ResolveAction, {"actionId", "actionIds"}), Done)
    def post(self, request: Request, id: str, action_id: str) -> Response:
        interaction = interaction_of(request, id)
        return Response(ask(request, interaction, command(c.ResolveAction, request.data, actionId=action_id)))


class State(APIView):
    """The documents of the streams that this viewer follows, as they are now."""

    @answers(ref(StateShown))
    def get(self, request: Request, id: str) -> Response:
        interaction = interaction_of(request, id)
        user_id, role = str(request.user.pk), role_in(interaction)
        room = rooms.state(id)
        return Response({"interactionId": id, "role": role, "state": _documents(room, role, user_id)})


class SnapshotView(APIView):
    """The newest snapshot, for DMs; for others the table as it stands, by snapshot and journal, and when they last heard of
    it: when snapshots are taken depends on what the hidden do, too."""

    @answers(ref(SnapshotShown))
    def get(self, request: Request, id: str) -> Response:
        rooms.catch_up(interaction_of(request, id).pk)
        interaction = interaction_of(request, id)
        role = role_in(interaction)
        room, about = (
            _newest_snapshot(id) if sees(interaction, "interaction", "snapshot") else _as_it_stands(interaction)
        )
        documents = _documents(room, role, str(request.user.pk))
        return Response({"interactionId": id, "role": role, "state": documents, **about})


def _newest_snapshot(id: str) -> tuple[Room, dict[str, Any]]:
    stored, kept = Snapshot.objects.filter(pk=id).first(), replay.snapshot(id)
    if stored is None or kept is None:
        raise Http404
    return kept.room, {"snapshotTimestamp": stored.at, "seq": stored.seq, "reason": stored.reason}


def _as_it_stands(interaction: Interaction) -> tuple[Room, dict[str, Any]]:
    return rooms.state(interaction.pk), {"snapshotTimestamp": shown.last_activity(interaction)}


def _documents(room: Any, role: str, user_id: str) -> dict[str, Any]:
    stream = stream_of(role)
    documents = {stream: document(room, stream, user_id)}
    if stream == "party":
        documents["own"] = document(room, "own", user_id)
    return documents


class Live(APIView):
    """Everything live or paused that concerns the asker, in a fixed number of queries."""

    @answers({"type": "array", "items": ref(LiveRow)})
    def get(self, request: Request) -> Response:
        running = list(seen_by(request.user).filter(live_status__in=[LiveStatus.LIVE, LiveStatus.PAUSED])[:200])
        standing = current(running)
        return Response([shown.live(interaction, standing.get(interaction.pk)) for interaction in running])
