"""Copying a row of the library, or of another campaign of one's own, into a campaign, over REST."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import copying
from campaigns.api.examples import CAMPAIGN
from campaigns.api.fields import Reference
from campaigns.api.once import once
from campaigns.api.viewsets import ContentViewSet
from campaigns.models import Campaign


class CopySerializer(serializers.Serializer):
    """Where to."""

    campaignId = Reference(Campaign)


class SharedViewSet(ContentViewSet):
    """A kind of content of which there is a shared library."""

    verbs = {"copy": "view"}
    examples = {"copy": {"campaignId": CAMPAIGN}}

    @extend_schema(request=CopySerializer)
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, pk: str) -> Response:
        """A row of the campaign's own like this one, to be changed there."""
        row = self.get_object()
        sent = CopySerializer(data=request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        campaign = sent.validated_data["campaignId"]

        def copied() -> Response:
            return Response(self.shown(copying.copy(row, campaign, request.user).pk), status=201)

        return once(request, campaign.pk, copied)
