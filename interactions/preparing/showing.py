"""What the page shows: the lines with their names and errors, and the map with those who stand on it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from campaigns.models import Location
from interactions.preparing.form import SETTINGS, PrepareForm
from interactions.preparing.rows import Row, called, split


def shown(form: PrepareForm, rows: Sequence[Row], wrong: dict[int, dict[str, str]]) -> dict[str, Any]:
    """For the template."""
    place = form.place
    names = list(called(rows))
    lines = [
        _line(number, row, name, wrong.get(number, {}))
        for number, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    return {
        "campaign": form.campaign,
        "role": "dm",
        "nav": "table",
        "form": form,
        "about": [form[name] for name in ("name", "description", "kind", "location", "quest")],
        "settings": [form[name] for name in SETTINGS],
        "lines": lines,
        "split": split(rows),
        "has_characters": any(row.kind == "character" for row in rows),
        "place": place,
        "map": _map(place) if place else None,
        "wrong_lines": len(wrong),
    }


def _line(number: int, row: Row, called: str, wrong: dict[str, str]) -> dict[str, Any]:
    return {
        "number": number,
        "place": number + 1,
        "row": row,
        "called": called,
        "side": row.side,
        "own_name": str(row.creature),
        "words": _words(row),
        "wrong": wrong,
    }


def _words(row: Row) -> str:
    """ "Ogre, large, 2 × 2 cells" """
    size = row.creature.get_size_display()
    return f"{size}, {row.cells} × {row.cells} cells" if row.cells > 1 else size


def _map(place: Location) -> dict[str, Any]:
    """The map for the page's script: rows of terrain, the spawn area, and where its picture is."""
    row = place.map
    picture = {"picture": reverse("map_image", args=[row.pk])} if row.image else {}
    return {
        "name": f"{row.name}: {place.name}",
        "width": row.width,
        "height": row.height,
        "terrain": row.rows,
        "spawn": [place.spawn_x, place.spawn_y, place.spawn_width, place.spawn_height],
        **picture,
    }
