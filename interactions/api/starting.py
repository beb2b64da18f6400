"""Starting an interaction from a location or quest: it is drafted and goes live, or nothing of it stays."""

import base64
from typing import Any

from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.models import Campaign
from campaigns.permissions import role_may
from campaigns.roles import campaigns_of, member_role
from engine.asking import Refused
from interactions import drafting
from interactions.api.answers import Started
from interactions.api.asking import command_id, interaction_of
from interactions.api.documented import answers, ref
from interactions.api.shown import detail
from interactions.api.wishes import StartSerializer
from interactions.door import start_new
from interactions.models import Interaction
from interactions.standing import current

HALF = 13
"""Base32 characters of an id's half: 65 bits."""


EXAMPLE = OpenApiExample(
    "an ambush",
    request_only=True,
    value={
        "contextType": "location",
        "contextId": "k3q7v2mzp4t6x8ya",
        "interactionName": "Ambush at the mill",
        "participantMonsterIds": ["wolf4q7v2mzp4t6x", "wolf4q7v2mzp4t6x"],
        "settings": {"resolutionMode": "hybrid"},
    },
)


class StartInteraction(APIView):
    """Drafts an interaction at a location or for a quest, and goes live with it: all of that or nothing.

    Its id is made of who asks, where, and the Idempotency-Key (first half), and of what is asked (second half), so that
    the same request again finds the same interaction, and the same key with another wish is a conflict.
    """

    repeatable = ("post",)

    @answers(ref(Started), 201, request=StartSerializer, examples=[EXAMPLE])
    def post(self, request: Request, campaign_id: str) -> Response:
        campaign = campaign_for_drafts(request, campaign_id)
        wish = StartSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        key = command_id(request)
        half = _half("key", str(request.user.pk), campaign_id, key)
        id = half + _half("wish", half, repr(wish.validated_data))
        interaction = _earlier(half, id) or _written(wish, campaign, request.user, half, id)
        start_new(interaction, request.user, key)
        interaction = interaction_of(request, id)
        shown = detail(interaction, current([interaction]).get(id), str(request.user.pk))
        return Response({"interactionId": id, **shown}, status=201)


def campaign_for_drafts(request: Request, campaign_id: str) -> Campaign:
    """The campaign, for who may draft in it. Raises Http404 for outsiders, `Refused("forbidden")` for other members."""
    campaign = get_object_or_404(campaigns_of(request.user), pk=campaign_id)
    role = member_role(request.user.pk, campaign_id)
    if role is None:
        raise Http404
    if not role_may(role, "create", "draft"):
        raise Refused("forbidden", "Only the DM may do this.")
    return campaign


def _half(salt: str, *parts: str) -> str:
    digest = salted_hmac(f"start-interaction/{salt}", "\n".join(parts), algorithm="sha256").digest()
    return base64.b32encode(digest).decode("ascii").lower()[:HALF]


def _earlier(half: str, id: str) -> Interaction | None:
    """What this key has made before. Raises `Refused("conflict")` where that was something else."""
    found = Interaction.objects.filter(pk__startswith=half).first()
    if found is not None and found.pk != id:
        raise Refused("conflict", "This Idempotency-Key was used for another interaction.")
    return found


def _written(wish: StartSerializer, campaign: Campaign, dm: Any, half: str, id: str) -> Interaction:
    if Interaction.objects.filter(campaign=campaign, live_status__in=["live", "paused"]).exists():
        raise Refused("conflict", "Another interaction of this campaign is live. End it first.")
    try:
        return drafting.write(wish.draft(campaign, dm), id)
    except IntegrityError:
        found = _earlier(half, id)  # the same request at the same moment
        if found is None:
            raise
        return found
