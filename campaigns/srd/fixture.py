"""The folder as it is: which files it may hold, under which names, and that what they point at is there."""

from collections.abc import Collection
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

from campaigns.srd.creature_rows import ActionFields, AttackFields, CreatureFields, DocumentFields, Key, TraitFields
from campaigns.srd.thing_rows import (
    ArmorFields,
    AssignmentFields,
    ConditionFields,
    ItemFields,
    OptionFields,
    PropertyFields,
    SpellFields,
    WeaponFields,
)

Fields = TypeVar("Fields")


class UnreadableSource(Exception):
    """The folder does not hold what an import needs; the message is one sentence for the person who asked."""


class Row(msgspec.Struct, Generic[Fields], frozen=True):
    """One record of a fixture file."""

    model: str
    pk: Key | int
    fields: Fields


class Fixture(msgspec.Struct, frozen=True):
    """All that was in the folder, by key, in the files' order. `absent`: the files that were not there."""

    documents: dict[str, DocumentFields]
    creatures: dict[str, CreatureFields]
    traits: dict[str, TraitFields]
    actions: dict[str, ActionFields]
    attacks: dict[str, AttackFields]
    spells: dict[str, SpellFields]
    options: dict[str, OptionFields]
    conditions: dict[str, ConditionFields]
    items: dict[str, ItemFields]
    magic_items: dict[str, ItemFields]
    weapons: dict[str, WeaponFields]
    armor: dict[str, ArmorFields]
    properties: dict[str, PropertyFields]
    assignments: dict[str, AssignmentFields]
    absent: tuple[str, ...] = ()


# What Fixture calls it → its file, or files where an older edition calls it otherwise.
FILES: Final[dict[str, tuple[str, ...]]] = {
    "documents": ("Document",),
    "creatures": ("Creature",),
    "traits": ("CreatureTrait",),
    "actions": ("CreatureAction",),
    "attacks": ("CreatureActionAttack",),
    "spells": ("Spell",),
    "options": ("SpellCastingOption", "CastingOption"),
    "conditions": ("ConditionDescription", "Condition"),
    "items": ("Item",),
    "magic_items": ("MagicItem",),
    "weapons": ("Weapon",),
    "armor": ("Armor",),
    "properties": ("WeaponProperty",),
    "assignments": ("WeaponPropertyAssignment",),
}
_WORTHWHILE: Final = ("creatures", "spells", "conditions", "items", "magic_items")
# Whoever has the first has the second, or half of it would come to the library without a word.
_TOGETHER: Final = (("creatures", "actions"), ("creatures", "attacks"), ("properties", "assignments"))
# Who has one of these is of today's shape, in which a document has every file; an older one may lack some.
_OF_TODAY: Final = ("ConditionDescription", "CreatureTrait", "SpellCastingOption", "WeaponPropertyAssignment")
# Rows of the first point, with this column, at rows of the last.
_REFERENCES: Final = (
    *((kind, "document", "documents") for kind in _WORTHWHILE),
    ("traits", "owner", "creatures"),
    ("actions", "owner", "creatures"),
    ("attacks", "parent", "actions"),
    ("options", "owner", "spells"),
    ("items", "weapon", "weapons"),
    ("items", "armor", "armor"),
    ("magic_items", "weapon", "weapons"),
    ("magic_items", "armor", "armor"),
    ("assignments", "weapon", "weapons"),
    ("assignments", "property", "properties"),
)


def read_folder(folder: Path, without: Collection[str] = ()) -> Fixture:
    """Read every file we know; UnreadableSource when one that is needed is missing, or any is broken or foreign.

    `without`: names of files that are known not to be there.
    """
    if not folder.is_dir():
        raise UnreadableSource(f"There is no folder {folder}.")
    rows: dict[str, dict[str, object]] = {}
    absent: list[str] = []
    for kind, names in FILES.items():
        file = next((folder / f"{name}.json" for name in names if (folder / f"{name}.json").exists()), None)
        if file is None:
            absent.append(f"{names[0]}.json")
        rows[kind] = {} if file is None else _read(file, _fields_of(kind))
    fixture = Fixture(**rows, absent=tuple(absent))  # type: ignore[arg-type]  # each read as its own struct
    _check_files(fixture)
    _check_whole(folder, fixture, without)
    _check_references(fixture)
    return fixture


def _fields_of(kind: str) -> type[msgspec.Struct]:
    """The struct of a kind's rows, as `Fixture` declares it."""
    return Fixture.__annotations__[kind].__args__[1]  # type: ignore[no-any-return]  # annotations are untyped


def _read(file: Path, fields: type[Fields]) -> dict[str, Fields]:
    try:
        # Not strict: the same column is 30 in one document and 30.0 in another.
        rows = msgspec.json.decode(file.read_bytes(), type=list[Row[fields]], strict=False)  # type: ignore[valid-type]  # a variable
    except OSError as wrong:
        raise UnreadableSource(f"{file.name} cannot be read: {wrong.strerror}.") from wrong
    except msgspec.ValidationError as wrong:
        raise UnreadableSource(f"{file.name} is not in the open5e v2 fixture format: {wrong}.") from wrong
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise UnreadableSource(f"{file.name} is not whole JSON: {wrong}.") from wrong
    model = f"api_v2.{file.stem.lower()}"
    found: dict[str, Fields] = {}
    for row in rows:
        key = str(row.pk)
        if row.model != model:
            raise UnreadableSource(f"{file.name} holds “{row.model}” where only “{model}” belongs.")
        if found.setdefault(key, row.fields) != row.fields:  # the same twice is a slip, real files have it
            raise UnreadableSource(f"{file.name} has “{key}” twice, and not the same.")
    return found


def _check_files(fixture: Fixture) -> None:
    if not fixture.documents:
        missing = "Document.json" in fixture.absent
        raise UnreadableSource(f"Document.json {'is missing' if missing else 'names no document'}.")
    if not any(getattr(fixture, kind) for kind in _WORTHWHILE):
        raise UnreadableSource("There is nothing to import: no creature, spell, item or condition.")
    for kind, other in _TOGETHER:
        file = f"{FILES[other][0]}.json"
        if getattr(fixture, kind) and file in fixture.absent:
            raise UnreadableSource(f"{file} is missing, and {FILES[kind][0]}.json is not whole without it.")


def _check_whole(folder: Path, fixture: Fixture, without: Collection[str]) -> None:
    if not any((folder / f"{name}.json").exists() for name in _OF_TODAY):
        return
    expected = {f"{name.removesuffix('.json')}.json" for name in without}
    for file in fixture.absent:
        if file not in expected:
            raise UnreadableSource(
                f"{file} is missing; where the document has none, say so: --without {file.removesuffix('.json')}."
            )


def _check_references(fixture: Fixture) -> None:
    for kind, column, others in _REFERENCES:
        known = getattr(fixture, others)
        for key, fields in getattr(fixture, kind).items():
            named = getattr(fields, column)
            if named not in known and (named is not None or column == "owner"):
                raise UnreadableSource(
                    f"“{key}” of {FILES[kind][0]}.json belongs to “{named}”, which is not in {FILES[others][0]}.json: "
                    "a file is missing or cut short."
                )
