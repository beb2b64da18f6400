"""The files as they are: one struct a model of the open5e v2 fixture format, and reading a folder of them."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Generic, Literal, TypeVar

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


class UnreadableSource(Exception):
    """The folder does not hold what an import needs; the message is one sentence for the person who asked."""


class DocumentFields(msgspec.Struct, frozen=True):
    """What was published, by whom, under which licences."""

    name: Word
    author: Word = ""
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


class ActionFields(msgspec.Struct, frozen=True):
    """One entry of a stat block's actions, mostly words."""

    parent: Key
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    desc: Annotated[str, Meta(max_length=20_000)]
    action_type: Word = "ACTION"
    uses_type: Word | None = None
    uses_param: int | None = None
    limited_to_form: Word | None = None
    order_in_statblock: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    order: Annotated[int, Meta(ge=0, le=10_000)] | None = None  # the column's older name


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


Fields = TypeVar("Fields")


class Row(msgspec.Struct, Generic[Fields], frozen=True):
    """One record of a fixture file."""

    model: str
    pk: Key
    fields: Fields


class Fixture(msgspec.Struct, frozen=True):
    """All that was in the folder, by key, in the files' order."""

    documents: dict[str, DocumentFields]
    creatures: dict[str, CreatureFields]
    actions: dict[str, ActionFields]
    attacks: dict[str, AttackFields]


def read_folder(folder: Path) -> Fixture:
    """Read the four files an import of creatures needs; UnreadableSource when one is missing, broken or foreign."""
    if not folder.is_dir():
        raise UnreadableSource(f"There is no folder {folder}.")
    fixture = Fixture(
        documents=_read(folder / "Document.json", "api_v2.document", DocumentFields),
        creatures=_read(folder / "Creature.json", "api_v2.creature", CreatureFields),
        actions=_read(folder / "CreatureAction.json", "api_v2.creatureaction", ActionFields),
        attacks=_read(folder / "CreatureActionAttack.json", "api_v2.creatureactionattack", AttackFields),
    )
    _check_references(fixture)
    return fixture


def _read(file: Path, model: str, fields: type[Fields]) -> dict[str, Fields]:
    try:
        # Not strict: the same column is 30 in one document and 30.0 in another.
        rows = msgspec.json.decode(file.read_bytes(), type=list[Row[fields]], strict=False)  # type: ignore[valid-type]  # a variable
    except OSError as wrong:
        raise UnreadableSource(f"{file.name} cannot be read: {wrong.strerror}.") from wrong
    except msgspec.ValidationError as wrong:
        raise UnreadableSource(f"{file.name} is not in the open5e v2 fixture format: {wrong}.") from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise UnreadableSource(f"{file.name} is not whole JSON: {wrong}.") from wrong
    found: dict[str, Fields] = {}
    for row in rows:
        if row.model != model:
            raise UnreadableSource(f"{file.name} holds “{row.model}” where only “{model}” belongs.")
        if row.pk in found:
            raise UnreadableSource(f"{file.name} has “{row.pk}” twice.")
        found[row.pk] = row.fields
    return found


def _check_references(fixture: Fixture) -> None:
    if not fixture.creatures:
        raise UnreadableSource("Creature.json holds no creature.")
    for rows, parents, field in (
        (fixture.creatures, fixture.documents, "document"),
        (fixture.actions, fixture.creatures, "parent"),
        (fixture.attacks, fixture.actions, "parent"),
    ):
        for key, fields in rows.items():  # type: ignore[attr-defined]  # three dicts of different structs
            if getattr(fields, field) not in parents:
                raise UnreadableSource(
                    f"“{key}” belongs to “{getattr(fields, field)}”, which is missing: a file is cut short."
                )
