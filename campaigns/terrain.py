"""Painting: a map's terrain as a whole, kept only where it fits the map and the painter had seen what it replaces."""

import hashlib
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.models import Map
from campaigns.protection import check_change
from campaigns.words import OPEN
from engine.asking import Refused


def resized(rows: Sequence[str], width: int, height: int) -> str:
    """The terrain of a map that becomes `width` × `height` cells: what fits stays where it is, what is new is open."""
    kept = [row[:width].ljust(width, OPEN) for row in rows[:height]]
    return "\n".join(kept + [OPEN * width] * (height - len(kept)))


def cut_off(row: Map, width: int, height: int) -> list[str]:
    """A sentence for every place that would not lie on the map any more if it had this size."""
    areas = [
        (place, place.spawn_x + place.spawn_width, place.spawn_y + place.spawn_height) for place in row.locations.all()
    ]
    return [
        f"“{place}” needs {right} × {bottom} cells: change its spawn area first."
        for place, right, bottom in areas
        if right > width or bottom > height
    ]


def stamp(row: Map) -> str:
    """Tells whether two looks at a map saw the same terrain."""
    return hashlib.sha256("\n".join(row.rows).encode()).hexdigest()[:16]


def paint(row: Map, terrain: str, seen: str) -> Map:
    """The map with this terrain, one line a row; `seen` is the `stamp` of the terrain that the painter began with.

    Raises `Refused`: "conflict" while the map is at a live table or where somebody else was faster,
    "malformed" for terrain that does not fit.
    """
    with transaction.atomic():
        locked = Map.objects.select_for_update().get(pk=row.pk)
        check_change(locked, {"terrain"})
        if stamp(locked) != seen:
            raise Refused(
                "conflict", "Somebody else has changed this map since you opened it. Load it again to see how."
            )
        locked.terrain = terrain
        try:
            locked.clean()
        except ValidationError as wrong:
            raise Refused("malformed", " ".join(wrong.messages)) from wrong
        locked.save(update_fields=["terrain"])
    return locked
