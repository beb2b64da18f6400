"""Rows of spells, things and conditions as the files have them: one struct a model of the open5e v2 fixture format."""

from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from campaigns.srd.creature_rows import Count, Key, Range, Word, Words

Name = Annotated[str, Meta(min_length=1, max_length=120)]


class SpellFields(msgspec.Struct, frozen=True):
    """A spell: its words, and of them what somebody has put into columns."""

    name: Name
    document: Key
    desc: Words
    level: Annotated[int, Meta(ge=0, le=9)]
    school: Word
    higher_level: Annotated[str, Meta(max_length=9_000)] | None = ""
    range_text: Annotated[str, Meta(max_length=120)] | None = ""
    range: Annotated[int, Meta(ge=0, le=10_000_000)] | None = None
    range_unit: Word | None = None
    ritual: bool = False
    casting_time: Word = "action"
    reaction_condition: Annotated[str, Meta(max_length=500)] | None = None
    verbal: bool = False
    somatic: bool = False
    material: bool = False
    material_specified: Annotated[str, Meta(max_length=500)] | None = ""
    duration: Annotated[str, Meta(max_length=120)] | None = "instantaneous"
    concentration: bool = False
    classes: list[Word] = []
    attack_roll: bool = False
    saving_throw_ability: Word | None = ""
    damage_roll: Word | None = ""
    damage_types: list[Word] = []


class OptionFields(msgspec.Struct, frozen=True):
    """What another slot or level changes of a spell; None: nothing."""

    type: Word
    parent: Key | None = None
    spell: Key | None = None  # the column's older name
    damage_roll: Word | None = None
    target_count: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    duration: Word | None = None
    range: Word | int | float | None = None
    shape_size: float | None = None
    concentration: bool | None = None
    desc: Annotated[str, Meta(max_length=2_000)] | None = None

    @property
    def owner(self) -> str | None:
        """The spell's key."""
        return self.parent or self.spell


class ConditionFields(msgspec.Struct, frozen=True):
    """What a condition does, in words; older files have it under its own name, newer as the description of a word."""

    desc: Words
    document: Key
    describes: Word | None = None
    name: Word | None = None


class ItemFields(msgspec.Struct, frozen=True):
    """A thing, ordinary or magic; a weapon or armor points at its numbers."""

    name: Name
    document: Key
    desc: Words = ""
    category: Annotated[str, Meta(max_length=60)] | None = ""
    cost: Decimal | None = None
    weight: Decimal | None = None
    weapon: Key | None = None
    armor: Key | None = None
    rarity: Word | None = None
    requires_attunement: bool = False
    attunement_detail: Annotated[str, Meta(max_length=500)] | None = None


class WeaponFields(msgspec.Struct, frozen=True):
    """The numbers of a weapon. What it can besides is assigned in newer files, in columns of its own in older ones."""

    name: Name
    damage_dice: Word
    damage_type: Word
    document: Key
    is_simple: bool = False
    range: Range | None = None
    long_range: Range | None = None
    # Older columns, all absent in newer files.
    range_normal: Range | None = None
    range_long: Range | None = None
    range_reach: Range | None = None
    versatile_dice: Word | None = None
    is_finesse: bool = False
    is_thrown: bool = False
    is_two_handed: bool = False
    is_heavy: bool = False
    is_light: bool = False
    requires_ammunition: bool = False
    requires_loading: bool = False


class ArmorFields(msgspec.Struct, frozen=True):
    """The numbers of armor; a shield has its bonus as the base."""

    name: Name
    ac_base: Annotated[int, Meta(ge=0, le=30)]
    document: Key
    ac_add_dexmod: bool = False
    ac_cap_dexmod: Annotated[int, Meta(ge=0, le=10)] | None = None
    grants_stealth_disadvantage: bool = False
    strength_score_required: Count | None = None


class PropertyFields(msgspec.Struct, frozen=True):
    """A property of weapons, or a mastery."""

    name: Word
    desc: Words
    type: Word | None = None


class AssignmentFields(msgspec.Struct, frozen=True):
    """Which weapon has which property, with its numbers in words: "1d10", "Range 20/60"."""

    weapon: Key
    property: Key
    detail: Word | None = None
