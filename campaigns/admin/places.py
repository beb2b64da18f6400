"""Maps, locations and quests."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import TextField

from campaigns.admin.forms import MapForm
from campaigns.admin.own import Authored, Related
from campaigns.models import Location, Map, Quest


@admin.register(Map)
class MapAdmin(Authored):
    form = MapForm
    list_display = ["name", "campaign", "width", "height", "cell_feet"]
    list_filter = [("campaign", Related)]
    list_select_related = ["campaign"]
    search_fields = ["name", "campaign__name"]
    autocomplete_fields = ["campaign"]
    fields = ["campaign", "name", ("width", "height", "cell_feet"), "terrain", "dm_notes"]
    formfield_overrides = {
        TextField: {"widget": AdminTextareaWidget(attrs={"rows": 20, "wrap": "off", "spellcheck": "false"})}
    }


class Described(Authored):
    """What has a description and belongs to a campaign."""

    list_filter = [("campaign", Related)]
    search_fields = ["name", "description", "campaign__name"]


@admin.register(Location)
class LocationAdmin(Described):
    list_display = ["name", "campaign", "map"]
    list_select_related = autocomplete_fields = ["campaign", "map"]
    fields = [
        "campaign",
        "name",
        "description",
        "dm_notes",
        "map",
        ("spawn_x", "spawn_y"),
        ("spawn_width", "spawn_height"),
    ]


@admin.register(Quest)
class QuestAdmin(Described):
    list_display = ["name", "campaign", "location"]
    list_select_related = autocomplete_fields = ["campaign", "location"]
