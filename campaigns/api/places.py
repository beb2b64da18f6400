"""Maps, locations and quests over REST."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns import images
from campaigns.api.examples import CAMPAIGN
from campaigns.api.filters import LocationFilter, MapFilter, QuestFilter
from campaigns.api.viewsets import ContentViewSet
from campaigns.api.wire import ContentSerializer
from campaigns.models import Location, Map, Quest
from campaigns.pages.maps import map_image
from campaigns.terrain import cut_off, resized


class MapSerializer(ContentSerializer):
    """`terrain` is one character a cell, one line a row: . open, ~ difficult, # wall, + door, ^ hazard; empty: all open."""

    imageUrl = serializers.SerializerMethodField()

    class Meta:
        model = Map
        fields = ["id", "campaign", "name", "width", "height", "cell_feet", "terrain", "imageUrl", "dm_notes"]

    def get_imageUrl(self, row: Any) -> str | None:
        return reverse("api:map-image", args=[row.pk]) if row.image else None

    def settle(self, row: Any, attrs: dict[str, Any]) -> None:
        """A new size keeps the terrain that fits, and cuts no place off."""
        if self.instance is None or not attrs.keys() & {"width", "height"}:
            return
        if wrong := cut_off(self.instance, row.width, row.height):
            raise serializers.ValidationError({"width" if "width" in attrs else "height": wrong})
        if row.terrain and "terrain" not in attrs:
            row.terrain = attrs["terrain"] = resized(row.rows, row.width, row.height)


class WebP(JSONRenderer):
    """For those who accept nothing but pictures; what is no picture is a problem document all the same."""

    media_type = "image/webp"
    format = "webp"


class MapImageSerializer(serializers.Serializer):
    image = serializers.FileField(help_text="PNG, JPEG or WebP, up to 10 MB; it is written anew.")


class MapViewSet(ContentViewSet):
    """Maps: a grid of cells with terrain."""

    model = Map
    serializer_class = MapSerializer
    example = {"campaignId": CAMPAIGN, "name": "The hall", "width": 4, "height": 3, "terrain": "....\n.##.\n...+"}
    filterset_class = MapFilter
    verbs = {"remove_image": "change"}

    def take_away(self, row: Map) -> None:
        images.forget_images(row)
        row.delete()

    @extend_schema(responses={(200, "image/webp"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], renderer_classes=[JSONRenderer, WebP], parser_classes=[MultiPartParser])
    def image(self, request: Request, pk: str) -> HttpResponse:
        """The picture as WebP, for DMs and for those who play or have played on the map."""
        return map_image(request._request, pk)

    @extend_schema(request=MapImageSerializer, responses=MapSerializer)
    @image.mapping.put
    def set_image(self, request: Request, pk: str) -> Response:
        """Gives the map a picture, stretched over the whole grid."""
        row = self.get_object()
        sent = MapImageSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        images.set_image(row, sent.validated_data["image"])
        return Response(self.shown(pk))

    @extend_schema(responses={204: None})
    @image.mapping.delete
    def remove_image(self, request: Request, pk: str) -> Response:
        """Takes the picture away."""
        images.remove_image(self.get_object())
        return Response(status=204)


class LocationSerializer(ContentSerializer):
    class Meta:
        model = Location
        fields = [
            *("id", "campaign", "name", "description", "map"),
            *("spawn_x", "spawn_y", "spawn_width", "spawn_height", "dm_notes"),
        ]


class LocationViewSet(ContentViewSet):
    """Locations: places on a map where interactions happen."""

    model = Location
    serializer_class = LocationSerializer
    example = {"campaignId": CAMPAIGN, "name": "The door", "mapId": "mapq7v2mzp4t6x8a", "spawnX": 1, "spawnWidth": 2}
    filterset_class = LocationFilter


class QuestSerializer(ContentSerializer):
    class Meta:
        model = Quest
        fields = ["id", "campaign", "name", "description", "location", "dm_notes"]


class QuestViewSet(ContentViewSet):
    """Quests: what the party is after."""

    model = Quest
    serializer_class = QuestSerializer
    example = {
        "campaignId": CAMPAIGN,
        "name": "Find the key",
        "description": "It was here yesterday.",
        "dmNotes": "The cat.",
    }
    filterset_class = QuestFilter
