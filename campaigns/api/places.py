"""Maps, locations and quests over REST."""

from campaigns.api.filters import LocationFilter, MapFilter, QuestFilter
from campaigns.api.viewsets import ContentViewSet
from campaigns.api.wire import ContentSerializer
from campaigns.models import Location, Map, Quest


class MapSerializer(ContentSerializer):
    class Meta:
        model = Map
        fields = ["id", "campaign", "name", "width", "height", "cell_feet", "terrain", "dm_notes"]


class MapViewSet(ContentViewSet):
    """Maps: a grid of cells with terrain."""

    model = Map
    serializer_class = MapSerializer
    filterset_class = MapFilter


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
    filterset_class = LocationFilter


class QuestSerializer(ContentSerializer):
    class Meta:
        model = Quest
        fields = ["id", "campaign", "name", "description", "location", "dm_notes"]


class QuestViewSet(ContentViewSet):
    """Quests: what the party is after."""

    model = Quest
    serializer_class = QuestSerializer
    filterset_class = QuestFilter
