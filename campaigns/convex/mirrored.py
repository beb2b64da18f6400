"""Rows that were made in Convex are changed there; with `[convex] local_edits = "write back"` also here."""

from typing import Any, Final

from django.conf import settings
from django.db.models import Model

from campaigns.convex.fields import pulled_columns
from campaigns.models import (
    NPC,
    Campaign,
    Counterpart,
    Item,
    Location,
    Map,
    Monster,
    PlayerCharacter,
    Quest,
)
from engine.asking import Refused
from sync import outbox

_KINDS: Final[dict[type[Model], str]] = {
    Campaign: "campaigns",
    Map: "maps",
    Location: "locations",
    Quest: "quests",
    Item: "items",
    Monster: "monsters",
    NPC: "npcs",
    PlayerCharacter: "playerCharacters",
}


def is_mirrored(row: Any) -> bool:
    """Whether this row was made in Convex and is not to be changed here; one query."""
    kind = _KINDS.get(type(row))
    if kind is None or row._state.adding or settings.CONVEX["local_edits"] != "refuse" or not outbox.switched_on():
        return False
    return Counterpart.objects.filter(kind=kind, row_id=row.pk, mirrored=True).exists()


def check_change(row: Any, columns: set[str]) -> None:
    """Raises `Refused("conflict")` for what Convex has of a row that was made there. What Convex has not (attacks,
    belongings …) is changed here."""
    if columns & pulled_columns(type(row)).keys() and is_mirrored(row):
        raise Refused("conflict", f"“{row}” was made in Convex, and is changed there.")


def check_delete(row: Any) -> None:
    """Raises `Refused("conflict")` for a row that was made in Convex."""
    if is_mirrored(row):
        raise Refused("conflict", f"“{row}” was made in Convex, and is deleted there.")
