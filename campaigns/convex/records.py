"""A row with its parts as one JSON object that has every column: what a restore needs, and nobody has to map by hand."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from django.db.models import Model

from campaigns.exchange.shapes import Id, columns, shape, written
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
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

PARTS: Final[dict[type[Model], dict[str, tuple[type[Model], str]]]] = {
    Monster: {"attacks": (CreatureAttack, "monster"), "features": (Feature, "monster")},
    NPC: {
        "attacks": (CreatureAttack, "npc"),
        "features": (Feature, "npc"),
        "inventory": (InventoryEntry, "npc"),
    },
    PlayerCharacter: {
        "attacks": (CreatureAttack, "player_character"),
        "features": (Feature, "player_character"),
        "inventory": (InventoryEntry, "player_character"),
    },
}
"""Rows that have no document of their own: by relation, with the column that says whose they are."""

LINKS: Final[dict[type[Model], dict[str, type[Model]]]] = {PlayerCharacter: {"spells": Spell}}
"""Many-to-many relations: lists of ids."""

LEFT_OUT: Final[dict[str, str]] = {
    "Invitation": "the secret of a link is kept nowhere, so a restored one would let nobody in; DMs make new ones",
    "KeptAnswer": "answers to requests that may come again within a day",
    "ContentChange": "what is to be shipped, not content",
    "Counterpart": "what was shipped, not content",
    "PullCursor": "how far Convex was read, not content",
}
"""Tables of this app that Convex does not get, and why."""

_REFERENCED: Final = {
    Campaign: (),
    Map: ("campaign",),
    Location: ("campaign", "map"),
    Quest: ("campaign", "location"),
    Item: ("campaign",),
    Spell: ("campaign",),
    Condition: ("campaign",),
    Monster: ("campaign",),
    NPC: ("campaign",),
    PlayerCharacter: ("campaign", "owner"),
    CreatureAttack: (),
    Feature: (),
    InventoryEntry: ("item",),
}
"""Columns that are references, without those that say whose part a row is."""

_PLAIN: Final = {Campaign: ("created_at",), Map: ("image",)}
"""Columns that are texts in the record, but not in the document of an export."""


def _more(model: type[Model]) -> list[Any]:
    fields: list[Any] = [(name, Id | None, None) for name in _REFERENCED[model]]
    fields += [(name, Annotated[str, msgspec.Meta(max_length=200)], "") for name in _PLAIN.get(model, ())]
    for name, (part, _) in PARTS.get(model, {}).items():
        fields.append((name, list[SHAPES[part]], msgspec.field(default_factory=list)))  # type: ignore[misc]  # made from the model
    fields += [(name, list[Id], msgspec.field(default_factory=list)) for name in LINKS.get(model, {})]
    return fields


SHAPES: dict[type[Model], Any] = {}
for _model in sorted(_REFERENCED, key=lambda model: model in PARTS):  # parts before what has them
    SHAPES[_model] = shape(_model, *_more(_model))


def _readers(model: type[Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    """For each key of the record how its value is found in a row."""
    names = dict(zip(SHAPES[model].__struct_fields__, SHAPES[model].__struct_encode_fields__, strict=True))
    readers: list[tuple[str, Callable[[Any], Any]]] = [("id", lambda row: row.pk)]
    readers += [(names[column.name], _column(column.attname)) for column in columns(model)]
    readers += [(names[name], _reference(f"{name}_id")) for name in _REFERENCED[model]]
    readers += [(names[name], _text(name)) for name in _PLAIN.get(model, ())]
    readers += [(names[name], _part(name, part)) for name, (part, _) in PARTS.get(model, {}).items()]
    readers += [(names[name], _link(name)) for name in LINKS.get(model, {})]
    return readers


def _column(name: str) -> Callable[[Any], Any]:
    return lambda row: written(getattr(row, name))


def _reference(name: str) -> Callable[[Any], Any]:
    def read(row: Any) -> str | None:
        value = getattr(row, name)
        return None if value is None else str(value)

    return read


def _text(name: str) -> Callable[[Any], str]:
    def read(row: Any) -> str:
        value = getattr(row, name)
        return value.isoformat() if isinstance(value, datetime) else str(value or "")

    return read


def _part(name: str, part: type[Model]) -> Callable[[Any], Any]:
    return lambda row: [record(each) for each in sorted(getattr(row, name).all(), key=lambda one: one.pk)]


def _link(name: str) -> Callable[[Any], Any]:
    return lambda row: sorted(each.pk for each in getattr(row, name).all())


_READERS: Final = {model: _readers(model) for model in SHAPES}


def relations(model: type[Model]) -> list[str]:
    """What is to be read along with rows of this kind."""
    return [*PARTS.get(model, {}), *LINKS.get(model, {})]


def record(row: Any) -> dict[str, Any]:
    """Everything of a row, whether or not it is as usual: what is usual may be something else one day."""
    return {name: read(row) for name, read in _READERS[type(row)]}


class Made:
    """An unsaved row, the unsaved rows that are its parts, and the ids that it is linked with by relation."""

    def __init__(self, row: Any, parts: Iterable[Any] = (), links: dict[str, list[str]] | None = None) -> None:
        self.row = row
        self.parts = list(parts)
        self.links = links or {}


def made(model: type[Model], text: str) -> Made:
    """The row of a record. What the record has not is as usual, what is unknown here is left.

    Raises msgspec's ValidationError or DecodeError, or Django's ValidationError, for what cannot be one.
    """
    known = msgspec.json.decode(text, type=dict[str, Any])
    whole = msgspec.convert(_known(model, known), SHAPES[model])
    row = _row(model, whole)
    parts = [
        _row(part, each, **{f"{owner}_id": row.pk})
        for name, (part, owner) in PARTS.get(model, {}).items()
        for each in getattr(whole, name)
    ]
    return Made(row, parts, {name: list(getattr(whole, name)) for name in LINKS.get(model, {})})


def _known(model: type[Model], record: dict[str, Any]) -> dict[str, Any]:
    kept = {name: record[name] for name in SHAPES[model].__struct_encode_fields__ if name in record}
    for name, (part, _) in PARTS.get(model, {}).items():
        if isinstance(kept.get(name), list):
            kept[name] = [_known(part, each) if isinstance(each, dict) else each for each in kept[name]]
    return kept


def _row(model: type[Any], whole: Any, **owner: str) -> Any:
    values: dict[str, Any] = {column.attname: getattr(whole, column.name) for column in columns(model)}
    for name in _REFERENCED[model]:
        values[f"{name}_id"] = model._meta.get_field(name).target_field.to_python(getattr(whole, name))
    values |= {name: getattr(whole, name) for name in _PLAIN.get(model, ()) if getattr(whole, name)}
    row = model(id=whole.id, **values, **owner)
    row.clean_fields(exclude=[field.name for field in model._meta.fields if field.is_relation])
    return row
