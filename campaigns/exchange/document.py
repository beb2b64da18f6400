"""The document, version 1: its parts, and reading it from bytes that anybody may have sent."""

from typing import Annotated, Any, Final, Literal, TypeVar

import msgspec

from campaigns.exchange.shapes import NO_NUL, Id, shape
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
from engine.asking import Refused

FORMAT: Final = "campaignlive-campaign"
VERSION: Final = 1
LIMIT: Final = 20 * 1024 * 1024
"""Bytes of a document."""
PARTS: Final = 500_000
"""Objects and lists of a document: as many as its rows may have, many times over. A decoder makes all of them before it finds
that a list is too long, and of an empty one it makes thirty times its bytes."""
VALUES: Final = 3_000_000
"""Commas of a document, those in its texts included."""
PICTURE_LIMIT: Final = 1024 * 1024
"""Bytes of a map's picture that comes along; a larger one is left out."""
PICTURES_LIMIT: Final = 15 * 1024 * 1024
"""Characters of all pictures that go out in one document: the rest of it has room below LIMIT."""
PIXELS_LIMIT: Final = 80_000_000
"""Of all pictures of one document together: blank ones take no room in it, but seconds to be read."""

AttackRow = shape(CreatureAttack, with_id=False)
FeatureRow = shape(Feature, with_id=False)
EntryRow = shape(InventoryEntry, ("item", Id), with_id=False)


def _few(kind: Any, most: int) -> Any:
    return Annotated[list[kind], msgspec.Meta(max_length=most)]


def _empty() -> Any:
    return msgspec.field(default_factory=list)


_PARTS = (("attacks", _few(AttackRow, 200), _empty()), ("features", _few(FeatureRow, 200), _empty()))
_INVENTORY = ("inventory", _few(EntryRow, 1_000), _empty())
_PICTURE = Annotated[str, msgspec.Meta(max_length=PICTURE_LIMIT * 4 // 3 + 4, pattern=r"^[A-Za-z0-9+/=]*$")]

CampaignRow = shape(Campaign, with_id=False)
MapRow = shape(Map, ("image", _PICTURE, ""))
LocationRow = shape(Location, ("map", Id))
QuestRow = shape(Quest, ("location", Id | None, None))
ItemRow = shape(Item)
SpellRow = shape(Spell)
ConditionRow = shape(Condition)
MonsterRow = shape(Monster, *_PARTS)
NPCRow = shape(NPC, *_PARTS, _INVENTORY)
CharacterRow = shape(PlayerCharacter, *_PARTS, _INVENTORY, ("spells", _few(Id, 500), _empty()))


class Library(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Shared content that the campaign refers to: found again by its source key, or taken into the campaign."""

    items: _few(ItemRow, 5_000) = []  # type: ignore[valid-type]  # made from the model
    spells: _few(SpellRow, 5_000) = []  # type: ignore[valid-type]
    monsters: _few(MonsterRow, 5_000) = []  # type: ignore[valid-type]


class Document(msgspec.Struct, rename="camel", kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Every list's ids are its own; a reference is the id of a row in the list of its kind, or in the library's."""

    format: Literal["campaignlive-campaign"]
    version: Literal[1]
    campaign: CampaignRow  # type: ignore[valid-type]
    maps: _few(MapRow, 500) = []  # type: ignore[valid-type]
    locations: _few(LocationRow, 2_000) = []  # type: ignore[valid-type]
    quests: _few(QuestRow, 2_000) = []  # type: ignore[valid-type]
    items: _few(ItemRow, 5_000) = []  # type: ignore[valid-type]
    spells: _few(SpellRow, 5_000) = []  # type: ignore[valid-type]
    conditions: _few(ConditionRow, 500) = []  # type: ignore[valid-type]
    monsters: _few(MonsterRow, 5_000) = []  # type: ignore[valid-type]
    npcs: _few(NPCRow, 2_000) = []  # type: ignore[valid-type]
    characters: _few(CharacterRow, 500) = []  # type: ignore[valid-type]
    library: Library = msgspec.field(default_factory=Library)


class _Head(msgspec.Struct):
    """What tells whether to read on."""

    format: Any = None
    version: Any = None


D = TypeVar("D", bound=Document)


def read(content: bytes, kind: type[D]) -> D:
    """The document. Raises `Refused`: "too_large" beyond LIMIT, "malformed" for what is none, is of a version that is not
    known here, or has something in it that cannot be."""
    if len(content) > LIMIT:
        raise Refused("too_large", f"A campaign's file has {LIMIT // 1024 // 1024} MB at most.")
    if content.count(b"{") + content.count(b"[") > PARTS or content.count(b",") > VALUES:
        raise Refused("too_large", "There is more in that file than a campaign can have.")
    try:
        head = msgspec.json.decode(content, type=_Head)
        if head.format != FORMAT:
            raise Refused("malformed", f"That is no campaign: its format is not “{FORMAT}”.")
        if type(head.version) is not int or not 1 <= head.version <= VERSION:
            raise Refused("malformed", f"That campaign is of a version that is not known here; known is {VERSION}.")
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as wrong:
        raise Refused("malformed", f"That campaign cannot be read: {_plain(str(wrong))}.") from wrong
    except (msgspec.DecodeError, RecursionError, UnicodeError) as broken:
        raise Refused("malformed", "That is no JSON document that can be read.") from broken


def _plain(complaint: str) -> str:
    """What the decoder says, without the pattern that only keeps U+0000 out."""
    head, found, place = complaint.partition(f"Expected `str` matching regex {NO_NUL!r}")
    return f"{head}it has a character that no text can have{place}" if found else complaint
