"""Rows of creatures as the files have them: one struct a model of the open5e v2 fixture format, and the words they use."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Word = Annotated[str, Meta(max_length=150)]
Key = Annotated[str, Meta(min_length=1, max_length=150, pattern=r"^\S(.*\S)?$")]
Score = Annotated[int, Meta(ge=-5, le=30)]  # below 1 only by a slip of the source, which statblocks mends
Bonus = Annotated[int, Meta(ge=-20, le=40)]
Feet = Annotated[int, Meta(ge=0, le=600)]
Range = Annotated[int, Meta(ge=0, le=3_000)]
Count = Annotated[int, Meta(ge=0, le=100)]
Die = Literal["D2", "D3", "D4", "D6", "D8", "D10", "D12", "D20", "D100"]
Words = Annotated[str, Meta(max_length=20_000)]


class DocumentFields(msgspec.Struct, frozen=True):
    """What was published, by whom, under which licences."""

    name: Word
    author: Annotated[str, Meta(max_length=1_000)] = ""
    permalink: Annotated[str, Meta(max_length=500)] = ""
    licenses: list[Word] = []


class CreatureFields(msgspec.Struct, frozen=True):
    """The numbers of a stat block; None where the source has none."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    document: Key
    size: Literal["tiny", "small", "medium", "large", "huge", "gargantuan"]
    type: Annotated[str, Meta(max_length=60)]
    armor_class: Annotated[int, Meta(ge=1, le=50)]
    hit_points: Annotated[int, Meta(ge=1, le=10_000)]
    ability_score_strength: Score
    ability_score_dexterity: Score
    ability_score_constitution: Score
    ability_score_intelligence: Score
    ability_score_wisdom: Score
    ability_score_charisma: Score
    alignment: Word | None = None
    challenge_rating: Decimal | None = None
    challenge_rating_decimal: Decimal | None = None  # the column's older name
    saving_throw_strength: Bonus | None = None
    saving_throw_dexterity: Bonus | None = None
    saving_throw_constitution: Bonus | None = None
    saving_throw_intelligence: Bonus | None = None
    saving_throw_wisdom: Bonus | None = None
    saving_throw_charisma: Bonus | None = None
    initiative_bonus: Bonus | None = None
    experience_points_integer: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None
    walk: Feet | None = None
    fly: Feet | None = None
    swim: Feet | None = None
    climb: Feet | None = None
    burrow: Feet | None = None
    damage_resistances: list[Word] = []
    damage_vulnerabilities: list[Word] = []
    damage_immunities: list[Word] = []
    condition_immunities: list[Word] = []
    nonmagical_attack_resistance: bool = False
    nonmagical_attack_immunity: bool = False
    blindsight_range: Range | None = None
    darkvision_range: Range | None = None
    tremorsense_range: Range | None = None
    truesight_range: Range | None = None
    passive_perception: Count | None = None
    telepathy_range: Range | None = None
    languages: list[Word] = []
    languages_desc: Annotated[str, Meta(max_length=1_000)] = ""
    skill_bonus_acrobatics: Bonus | None = None
    skill_bonus_animal_handling: Bonus | None = None
    skill_bonus_arcana: Bonus | None = None
    skill_bonus_athletics: Bonus | None = None
    skill_bonus_deception: Bonus | None = None
    skill_bonus_history: Bonus | None = None
    skill_bonus_insight: Bonus | None = None
    skill_bonus_intimidation: Bonus | None = None
    skill_bonus_investigation: Bonus | None = None
    skill_bonus_medicine: Bonus | None = None
    skill_bonus_nature: Bonus | None = None
    skill_bonus_perception: Bonus | None = None
    skill_bonus_performance: Bonus | None = None
    skill_bonus_persuasion: Bonus | None = None
    skill_bonus_religion: Bonus | None = None
    skill_bonus_sleight_of_hand: Bonus | None = None
    skill_bonus_stealth: Bonus | None = None
    skill_bonus_survival: Bonus | None = None


class TraitFields(msgspec.Struct, frozen=True):
    """What a creature has or can without acting: words."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    desc: Words
    parent: Key | None = None
    creature: Key | None = None  # the column's older name

    @property
    def owner(self) -> str | None:
        """The creature's key."""
        return self.parent or self.creature


class ActionFields(msgspec.Struct, frozen=True):
    """One entry of a stat block's actions, mostly words."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    desc: Words
    parent: Key | None = None
    creature: Key | None = None  # the column's older name
    action_type: Literal["ACTION", "BONUS_ACTION", "REACTION", "LEGENDARY_ACTION", "LAIR_ACTION"] = "ACTION"
    uses_type: Word | None = None
    uses_param: int | None = None
    limited_to_form: Word | None = None
    form_condition: Word | None = None  # the column's older name
    order_in_statblock: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    order: Annotated[int, Meta(ge=0, le=10_000)] | None = None  # the column's older name
    legendary_action_cost: Annotated[int, Meta(ge=0, le=10)] | None = None
    legendary_cost: Annotated[int, Meta(ge=0, le=10)] | None = None  # the column's older name

    @property
    def owner(self) -> str | None:
        """The creature's key."""
        return self.parent or self.creature

    @property
    def form(self) -> str:
        """The form that it needs, empty for any."""
        return self.limited_to_form or self.form_condition or ""

    @property
    def cost(self) -> int | None:
        """Legendary actions it takes, None where the row does not say."""
        return self.legendary_action_cost or self.legendary_cost or None

    @property
    def place(self) -> int:
        """Where it stands among its kind in the stat block."""
        return self.order_in_statblock if self.order_in_statblock is not None else self.order or 0


class AttackFields(msgspec.Struct, frozen=True):
    """The numbers of an action that is an attack; in real files often incomplete, and at times wrong."""

    parent: Key
    name: Word
    to_hit_mod: Annotated[int, Meta(ge=-10, le=30)]
    reach: Range | None = None
    range: Range | None = None
    long_range: Range | None = None
    damage_die_count: Count | None = None
    damage_die_type: Die | None = None
    damage_bonus: Bonus | None = None
    damage_type: Word | None = None
    extra_damage_die_count: Count | None = None
    extra_damage_die_type: Die | None = None
    extra_damage_bonus: Bonus | None = None
    extra_damage_type: Word | None = None
