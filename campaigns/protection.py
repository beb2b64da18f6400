"""What a live interaction uses is neither deleted nor changed under it: its values live at the table until it has ended."""

from typing import Any, Final

from django.db.models import Model

from campaigns.convex import mirrored
from campaigns.models import (
    NPC,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from engine.asking import Refused

_LIVE: Final = ("live", "paused")

# From a row of content to the interactions that use it, by the relations' names (interactions are above us).
_PATHS: Final[dict[type[Model], str]] = {
    PlayerCharacter: "drafted__interaction",
    NPC: "drafted__interaction",
    Monster: "drafted__interaction",
    Map: "locations__interactions",
    Location: "interactions",
    Quest: "interactions",
    Item: "promised_in",
    Spell: "known_by__drafted__interaction",
}
WHOLES: Final[dict[type[Model], tuple[str, ...]]] = {
    CreatureAttack: ("monster", "npc", "player_character"),
    Feature: ("monster", "npc", "player_character"),
    InventoryEntry: ("npc", "player_character"),
}
"""Parts of a creature, with the columns that say whose they are: they are at the table with it."""

_TAKEN_AWAY_ONLY: Final = (Quest, Item, Spell)
"""Kinds whose columns the table does not play with, or has its own copy of: they stay there, and may change at any time."""

WORDS: Final = frozenset({"name", "description", "notes", "dm_notes", "image", "languages", "alignment"})
"""Columns that the table does not play with: they may change at any time."""


def played_in(row: Any) -> str:
    """The name of the live or paused interaction that uses this row, empty where none does; one query, two for a part."""
    if whole := whole_of(row):
        return played_in(whole)
    path = _PATHS.get(type(row))
    if path is None or row._state.adding:
        return ""
    using = type(row)._default_manager.filter(pk=row.pk, **{f"{path}__live_status__in": _LIVE})
    return using.values_list(f"{path}__name", flat=True).first() or ""


def whole_of(part: Any) -> Any:
    """The creature that an attack, a feature or an inventory entry belongs to; None of what is no part of one."""
    owners = (getattr(part, owner) for owner in WHOLES.get(type(part), ()))
    return next((owner for owner in owners if owner is not None), None)


def live_among(model: type[Model], names: dict[str, str]) -> set[str]:
    """Of rows by id, the names of those that a live or paused interaction plays with; items and spells change at any time."""
    path = _PATHS.get(model)
    if path is None or model in _TAKEN_AWAY_ONLY:
        return set()
    playing = model._default_manager.filter(**{f"{path}__live_status__in": _LIVE}).values_list("pk", flat=True)
    return {names[pk] for pk in playing if pk in names}


def check_delete(row: Any) -> None:
    """Raises `Refused("conflict")` while a live interaction uses the row, and for one that is mirrored from Convex."""
    mirrored.check_delete(row)
    check_unused(row)


def check_change(row: Any, columns: set[str]) -> None:
    """Raises `Refused("conflict")` while a live interaction plays with these columns of the row, and for those that are
    mirrored from Convex."""
    mirrored.check_change(row, columns)
    check_unplayed(row, columns)


def check_unused(row: Any) -> None:
    """Raises `Refused("conflict")` while a live interaction uses the row."""
    if name := played_in(row):
        raise Refused("conflict", f"“{row}” is part of “{name}”, which is live. End that first.")


def check_unplayed(row: Any, columns: set[str]) -> None:
    """Raises `Refused("conflict")` while a live interaction plays with these columns of the row."""
    if columns <= WORDS or isinstance(row, _TAKEN_AWAY_ONLY):
        return
    if name := played_in(row):
        raise Refused(
            "conflict", f"“{row}” is at the table of “{name}”, which is live: change it there, or end that first."
        )
