"""Where it is played and what for: maps with terrain, locations with a spawn area, quests."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from campaigns.ids import new_id
from campaigns.models.campaign import Campaign
from campaigns.models.columns import id_column, within
from campaigns.words import OPEN, TERRAIN

_SIDE = [MinValueValidator(1), MaxValueValidator(100)]


def image_path(row: "Map", filename: str) -> str:
    """Where a map's picture is kept: nothing of the sender's file name is in it, and no two are the same."""
    return f"maps/{row.pk}/{new_id()}.webp"


class Map(models.Model):
    """A grid of `width` × `height` square cells of `cell_feet` feet; `terrain` is one character a cell, one line a row."""

    id = id_column()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="maps")
    name = models.CharField(max_length=120)
    width = models.PositiveSmallIntegerField(default=20, validators=_SIDE, help_text="Cells, 1 to 100.")
    height = models.PositiveSmallIntegerField(default=20, validators=_SIDE, help_text="Cells, 1 to 100.")
    cell_feet = models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1), MaxValueValidator(100)])
    terrain = models.TextField(
        blank=True,
        max_length=10_099,
        help_text="One line a row: . open, ~ difficult, # wall, + door, ^ hazard. Empty: all open.",
    )
    image = models.ImageField(
        blank=True, upload_to=image_path, editable=False, help_text="Stretched over the whole grid; written anew by us."
    )
    dm_notes = models.TextField(blank=True, max_length=10_000)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            within("width", 1, 100),
            within("height", 1, 100),
            within("cell_feet", 1, 100),
            models.CheckConstraint(
                condition=Q(terrain="") | Q(Exact(Length("terrain"), (F("width") + 1) * F("height") - 1)),
                name="terrain_covers_the_map",
                violation_error_message="The terrain must have one character for every cell of the map.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.width}×{self.height})"

    @property
    def rows(self) -> tuple[str, ...]:
        """The terrain from north to south, every row `width` characters; all open where nothing is painted."""
        if not self.terrain:
            return (OPEN * self.width,) * self.height
        return tuple(self.terrain.split("\n"))

    def clean(self) -> None:
        """Browsers send CRLF and a last newline: take them away, then every row must fit and every character be known."""
        self.terrain = "\n".join(self.terrain.split())
        if not self.terrain:
            return
        rows = self.rows
        if len(rows) != self.height or any(len(row) != self.width for row in rows):
            raise ValidationError({"terrain": f"The terrain must be {self.height} rows of {self.width} characters."})
        unknown = set("".join(rows)) - TERRAIN
        if unknown:
            raise ValidationError({"terrain": f"Unknown terrain: {' '.join(sorted(unknown))}"})


class Location(models.Model):
    """A place on a map where interactions happen; newcomers appear inside its spawn area (in cells, from the north-west)."""

    id = id_column()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="locations")
    map = models.ForeignKey(Map, on_delete=models.RESTRICT, related_name="locations")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=10_000)
    dm_notes = models.TextField(blank=True, max_length=10_000)
    spawn_x = models.PositiveSmallIntegerField(default=0)
    spawn_y = models.PositiveSmallIntegerField(default=0)
    spawn_width = models.PositiveSmallIntegerField(default=1, validators=_SIDE)
    spawn_height = models.PositiveSmallIntegerField(default=1, validators=_SIDE)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            within("spawn_x", 0, 99),
            within("spawn_y", 0, 99),
            within("spawn_width", 1, 100),
            within("spawn_height", 1, 100),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The spawn area lies on the map, and the map in the same campaign."""
        if not hasattr(self, "map"):
            return  # the missing reference has its own message
        if self.map.campaign_id != self.campaign_id:
            raise ValidationError({"map": "The map belongs to another campaign."})
        right, bottom = (self.spawn_x or 0) + (self.spawn_width or 0), (self.spawn_y or 0) + (self.spawn_height or 0)
        if right > self.map.width or bottom > self.map.height:
            raise ValidationError(f"The spawn area leaves the map, which is {self.map.width}×{self.map.height} cells.")


class Quest(models.Model):
    """What the party is after, perhaps somewhere in particular."""

    id = id_column()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="quests")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, max_length=10_000)
    dm_notes = models.TextField(blank=True, max_length=10_000)
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="quests")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A quest leads to a location of its own campaign."""
        if self.location is not None and self.location.campaign_id != self.campaign_id:
            raise ValidationError({"location": "The location belongs to another campaign."})
