"""Documents over REST: a campaign out, and in as a new one; an interaction as it was played."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.api.once import once
from campaigns.exchange.document import FORMAT, LIMIT, VERSION
from campaigns.models import Campaign
from campaigns.permissions import may, rows
from engine.asking import Refused
from interactions.api.answers import Imported
from interactions.api.asking import interaction_of, need
from interactions.api.documented import answers, ref
from interactions.exchange.campaign import checked, export_campaign
from interactions.exchange.pages import as_file
from interactions.exchange.played import export_interaction
from interactions.exchange.recap import recap
from interactions.standing import role_in, stream_of

DOCUMENT = {
    "type": "object",
    "description": "A campaign as `export` writes it: format, version, and all that is in it.",
}
PLAYED = {
    "type": "object",
    "description": "What the interaction is, who did something in it, and its journal; no seeds of dice, nothing private.",
}

RECAP = {
    "type": "object",
    "description": "`rounds` of `turns`, each with its `log` and, where it was taken back, `undone`; `before` is what "
    "happened outside of turns; `standing` is by entity.",
    "required": ["interactionId", "name", "kind", "liveStatus", "outcome", "before", "rounds", "standing"],
}


class AsSent(BaseParser):
    """The bytes of a body, one more than may be at most; whoever reads them knows JSON and its limits."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        content: bytes = stream.read(LIMIT + 1)
        return content


class ExportCampaign(APIView):
    """Everything authored in the campaign as one document, for its DMs."""

    @answers(DOCUMENT)
    def get(self, request: Request, campaign_id: str) -> HttpResponse:
        campaign = get_object_or_404(rows(request.user, "view", Campaign), pk=campaign_id)
        if not may(request.user, "export", Campaign, campaign_id):
            raise Refused("forbidden", "Only the DMs may export a campaign.")
        return as_file(export_campaign(campaign), campaign.name)


class ExportInteraction(APIView):
    """The journal as one document: every accepted command and what came of it, for the campaign's DMs."""

    @answers(PLAYED)
    def get(self, request: Request, id: str) -> HttpResponse:
        interaction = interaction_of(request, id)
        need(interaction, "export", "interaction", "Only the DMs may export what was played.")
        return as_file(export_interaction(interaction), interaction.name)


class Recap(APIView):
    """What happened, turn by turn and round by round, as the asker was told of it, and how those she sees stand now."""

    @answers(RECAP)
    def get(self, request: Request, id: str) -> Response:
        interaction = interaction_of(request, id)
        return Response(recap(interaction, stream_of(role_in(interaction)), str(request.user.pk)))


class ImportCampaign(APIView):
    """Makes a new campaign of an exported document; it is the asker's. What is wrong in the document is said by its place."""

    throttle_scope = "imports"
    parser_classes = [AsSent]
    repeatable = ("post",)
    examples = {"post": {"format": FORMAT, "version": VERSION, "campaign": {"name": "Salt and Ash"}}}

    @answers(ref(Imported), 201, request={"application/json": DOCUMENT})
    def post(self, request: Request) -> Response:
        sent = request.data if isinstance(request.data, bytes) else b""  # of an empty body no parser is asked
        keep = checked(sent, request.user)  # the database stays free while we read

        def imported() -> Response:
            campaign = keep()
            return Response({"campaignId": campaign.pk, "name": campaign.name}, status=201)

        return once(request, "", imported)
