"""From the campaign's rows to the document, in a fixed number of queries."""

import base64
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from campaigns.exchange import document as d
from campaigns.exchange.shapes import columns, written
from campaigns.images import pixels
from campaigns.models import (
    NPC,
    Campaign,
    InventoryEntry,
    Item,
    Map,
    Monster,
    PlayerCharacter,
    Spell,
)
from engine.asking import Refused

_PARTS = ("attacks", "features")


def exported(campaign: Campaign, items: Iterable[str] = (), monsters: Iterable[str] = ()) -> dict[str, Any]:
    """The fields of a `Document`. `items` and `monsters` are ids of library rows that something above content refers to."""
    own = {"campaign": campaign}
    characters = list(_creatures(PlayerCharacter, own).prefetch_related("inventory", "spells"))
    npcs = list(_creatures(NPC, own).prefetch_related("inventory"))
    entries = InventoryEntry.objects.filter(player_character__campaign=campaign) | InventoryEntry.objects.filter(
        npc__campaign=campaign
    )
    carried = {*items, *entries.values_list("item", flat=True)}
    known = {spell.pk for character in characters for spell in character.spells.all()}
    return {
        "format": d.FORMAT,
        "version": d.VERSION,
        "campaign": _row(d.CampaignRow, campaign),
        "maps": [_row(d.MapRow, row, image=image) for row, image in _with_pictures(campaign.maps.all())],
        "locations": [_row(d.LocationRow, row, map=row.map_id) for row in campaign.locations.all()],
        "quests": [_row(d.QuestRow, row, location=row.location_id) for row in campaign.quests.all()],
        "items": [_row(d.ItemRow, row) for row in campaign.items.all()],
        "spells": [_row(d.SpellRow, row) for row in campaign.spells.all()],
        "conditions": [_row(d.ConditionRow, row) for row in campaign.conditions.all()],
        "monsters": [_creature(d.MonsterRow, row) for row in _creatures(Monster, own)],
        "npcs": [_creature(d.NPCRow, row, inventory=_inventory(row)) for row in npcs],
        "characters": [_character(row) for row in characters],
        "library": _library(carried, known, monsters),
    }


def _library(items: Iterable[str], spells: Iterable[str], monsters: Iterable[str]) -> d.Library:
    """Without what the library's staff have noted: that is no DM's."""
    shared = {"campaign": None}
    found = list(_creatures(Monster, {**shared, "pk__in": monsters}))
    for monster in found:
        monster.dm_notes = ""
    return d.Library(
        items=[_row(d.ItemRow, row) for row in Item.objects.filter(**shared, pk__in=items)],
        spells=[_row(d.SpellRow, row) for row in Spell.objects.filter(**shared, pk__in=spells)],
        monsters=[_creature(d.MonsterRow, row) for row in found],
    )


def _creatures(model: Any, which: dict[str, Any]) -> QuerySet[Any]:
    return model.objects.filter(**which).prefetch_related(*_PARTS)


def _row(kind: Any, row: Any, **more: Any) -> Any:
    head = {"id": row.pk} if "id" in kind.__struct_fields__ else {}
    return kind(**head, **{c.name: written(getattr(row, c.name)) for c in columns(type(row))}, **more)


def _creature(kind: Any, row: Any, **more: Any) -> Any:
    attacks = [_row(d.AttackRow, attack) for attack in row.attacks.all()]
    features = [_row(d.FeatureRow, feature) for feature in row.features.all()]
    return _row(kind, row, attacks=attacks, features=features, **more)


def _character(row: PlayerCharacter) -> Any:
    spells = [spell.pk for spell in row.spells.all()]
    return _creature(d.CharacterRow, row, inventory=_inventory(row), spells=spells)


def _inventory(row: Any) -> list[Any]:
    return [_row(d.EntryRow, entry, item=entry.item_id) for entry in row.inventory.all()]


def _with_pictures(maps: Iterable[Map]) -> Iterator[tuple[Map, str]]:
    """Each with its picture in base64, as long as the pictures before leave room for it: what goes out must come in again."""
    room, light = d.PICTURES_LIMIT, d.PIXELS_LIMIT
    for row in maps:
        content, size = _picture(row)
        text = base64.b64encode(content).decode("ascii")
        if len(text) > room or size > light:
            yield row, ""
            continue
        room, light = room - len(text), light - size
        yield row, text


def _picture(row: Map) -> tuple[bytes, int]:
    """The file and its pixels; nothing where there is none, where it is lost, broken or too large."""
    if not row.image:
        return b"", 0
    try:
        with row.image.open("rb") as file:
            content = file.read(d.PICTURE_LIMIT + 1)
        return (content, pixels(content)) if len(content) <= d.PICTURE_LIMIT else (b"", 0)
    except (FileNotFoundError, Refused):
        return b"", 0
