"""The field map: the fields that a document of Convex shows one by one, and the columns behind them.

Everything else of a row travels in the document's `record`, which has all of it (campaigns/convex/records.py).
"""

from typing import Final, Literal, NamedTuple

from django.db.models import Model

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)

Direction = Literal["both", "out", "made"]
"""both: shipped, and pulled where somebody edits it in Convex; out: shipped only; made: shipped, and read once, of what
was made in Convex."""

PULLED: Final = ("campaigns", "maps", "locations", "quests", "items", "monsters", "npcs", "playerCharacters")
"""Tables that people edit in Convex, each behind what it refers to. Of all others what is here is right."""
RECORDS: Final = "contentRecords"
"""The table of what has no table of its own, and of the shared library's rows."""


class Field(NamedTuple):
    """One line of the map."""

    name: str
    column: str
    direction: Direction = "both"


def _same(names: str, direction: Direction = "both") -> tuple[Field, ...]:
    """Fields that are called like their columns, but for the case: armorClass is armor_class."""
    return tuple(Field(name, snake(name), direction) for name in names.split())


def snake(name: str) -> str:
    """armorClass → armor_class"""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


_CAMPAIGN: Final = Field("campaignId", "campaign", "made")
_STAT_BLOCK: Final = (
    _CAMPAIGN,
    *_same("name size armorClass"),
    Field("maxHp", "hit_points"),
    *_same("speedWalk speedFly speedSwim speedClimb speedBurrow"),
    *_same("strength dexterity constitution intelligence wisdom charisma initiativeModifier languages"),
)

FIELD_MAP: Final[dict[type[Model], tuple[Field, ...]]] = {
    Membership: (_CAMPAIGN, Field("userId", "user", "made"), Field("role", "role", "made")),
    Campaign: (*_same("name description dmNotes"), Field("ownerUserId", "", "made")),
    Map: (_CAMPAIGN, *_same("name width height cellFeet terrain dmNotes")),
    Location: (
        _CAMPAIGN,
        Field("mapId", "map"),
        *_same("name description dmNotes spawnX spawnY spawnWidth spawnHeight"),
    ),
    Quest: (_CAMPAIGN, Field("locationId", "location"), *_same("name description dmNotes")),
    PlayerCharacter: (
        *_STAT_BLOCK,
        Field("ownerUserId", "owner"),
        *_same("species characterClass background description notes dmNotes level xp"),
        Field("hp", "current_hp"),
    ),
    NPC: (*_STAT_BLOCK, *_same("description dmNotes")),
    Monster: (
        *_STAT_BLOCK,
        *_same("challengeRating xp creatureType alignment description legendaryUses dmNotes"),
    ),
    Item: (
        _CAMPAIGN,
        *_same("name kind description category rarity attunement charges weight valueGp"),
        *_same("damageCount damageSides damageType reach rangeNormal rangeLong attackBonus damageBonus"),
        *_same("armorClass dexCap shieldBonus healCount healSides healBonus"),
    ),
    Spell: (_CAMPAIGN, *_same("name", "out")),
    Condition: (_CAMPAIGN, *_same("name", "out")),
}
"""By model: field in Convex, column here (empty: none, it is in other rows), direction."""

ONLY_IN_THE_RECORD: Final = {
    "created_at": "when a campaign was founded is told by the document's own times",
    "image": "a path means something to a node alone; the file goes out in pieces (pictures.py)",
    "saves skills senses": "objects; a web application that shows them reads the record",
    "damage_resistances damage_vulnerabilities damage_immunities condition_immunities properties": "lists of words",
    "spell_slots": "an object",
    "source_key source licence attribution": "the import's",
}
"""Columns of the kinds above (all of them but spells and conditions) without a field of their own, and why."""


def pulled_columns(model: type[Model]) -> dict[str, Field]:
    """The columns that an edit in Convex can change."""
    return {field.column: field for field in FIELD_MAP.get(model, ()) if field.direction == "both"}
