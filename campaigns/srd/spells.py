"""Spells: which of them the rules can play (an attack roll or a saving throw with damage), and the words of all."""

import re
from collections import defaultdict
from typing import Final

import msgspec

from campaigns.shapes import Damage
from campaigns.srd.casting import casting_words
from campaigns.srd.dice import first_damage, read_dice, tells_damage
from campaigns.srd.fixture import Fixture
from campaigns.srd.report import Entry
from campaigns.srd.sources import source_columns, source_key
from campaigns.srd.thing_rows import OptionFields, SpellFields
from campaigns.srd.things import Thing
from campaigns.words import ABILITIES, CLASSES, DAMAGE_TYPES

_ATTACK = re.compile(r"\bmakes? (?:a|an|one|the) (?:melee |ranged )?spell attack", re.IGNORECASE)
_SAVE = re.compile(rf"\b({'|'.join(ABILITIES)}) saving throw", re.IGNORECASE)
_TIME = re.compile(r"(\d+)([a-z]+)")  # "10minutes"
_SCHOOLS: Final = frozenset(
    "abjuration conjuration divination enchantment evocation illusion necromancy transmutation".split()
)


def read_spells(fixture: Fixture) -> tuple[list[Thing], list[Entry]]:
    """Every spell with the words of its casting options, and what became of every row."""
    options: dict[str | None, list[OptionFields]] = defaultdict(list)
    for option in fixture.options.values():
        options[option.owner].append(option)
    things: list[Thing] = []
    entries: list[Entry] = []
    for key, fields in fixture.spells.items():
        columns, reasons = _columns(fields, options[key])
        columns |= source_columns(fixture.documents[fields.document])
        things.append(Thing(source_key=source_key(key, fields.document), columns=columns))
        mechanical = bool(columns["damage"]) and bool(columns["attack_roll"]) != bool(columns["saving_throw"])
        entries.append(Entry(key=key, kind="spell", mechanical=mechanical, reasons=tuple(reasons)))
    entries += [
        Entry(key=key, kind="casting option", mechanical=False, reasons=("casting it otherwise is told in words",))
        for key in fixture.options
    ]
    return things, entries


def _columns(fields: SpellFields, options: list[OptionFields]) -> tuple[dict[str, object], list[str]]:
    reasons: list[str] = []
    attack, save = _attack(fields, reasons), _save(fields, reasons)
    damage = _damage(fields, reasons)
    reasons += _left(fields, damage, attack, save)
    columns: dict[str, object] = {
        "name": fields.name,
        "level": fields.level,
        "school": _school(fields),
        "casting_time": _casting_time(fields),
        "ritual": fields.ritual,
        "range_text": fields.range_text or "",
        "range_feet": _feet(fields),
        "verbal": fields.verbal,
        "somatic": fields.somatic,
        "material": fields.material,
        "material_text": fields.material_specified or "",
        "duration": fields.duration or "instantaneous",
        "concentration": fields.concentration,
        "description": fields.desc.strip(),
        "higher_level": casting_words(fields.higher_level or "", options),
        "classes": _classes(fields, reasons),
        "attack_roll": attack,
        "saving_throw": save,
        "damage": [msgspec.to_builtins(part) for part in damage],
    }
    return columns, reasons


def _attack(fields: SpellFields, reasons: list[str]) -> bool:
    """Whether the caster makes a spell attack, by the words; the column also marks whatever touches attack rolls."""
    told = _ATTACK.search(fields.desc) is not None or (fields.attack_roll and "spell attack" in fields.desc.lower())
    if told != fields.attack_roll:
        reasons.append(f"mended, whether there is an attack roll: {'yes' if told else 'no'}, by its words")
    return told


def _save(fields: SpellFields, reasons: list[str]) -> str:
    told = [word.lower() for word in _SAVE.findall(fields.desc)]
    ability = (fields.saving_throw_ability or "").lower()
    if ability not in ABILITIES:
        return ""
    if told and ability not in told:
        reasons.append(f"mended, the ability of its saving throw: {told[0]}, by its words")
        return told[0]
    return ability


def _damage(fields: SpellFields, reasons: list[str]) -> tuple[Damage, ...]:
    """By the numbers where the words tell the same, else what the words tell first."""
    told = first_damage(fields.desc)
    dice = read_dice(fields.damage_roll or "")
    types = [word.lower() for word in fields.damage_types if word.lower() in DAMAGE_TYPES]
    if dice is None and not types:
        return told if fields.attack_roll or fields.saving_throw_ability else ()
    if dice is None or not types:
        return ()
    if len(types) > 1:
        return _several(told, types, reasons)
    if not tells_damage(fields.desc, dice, types[0]):
        reasons.append("numbers of damage that its words do not tell were left out")
        return ()
    if "plus your spellcasting ability modifier" in fields.desc.lower():
        reasons.append("the modifier it may add is told in words")
    return (dice.of(types[0]),)


def _several(told: tuple[Damage, ...], types: list[str], reasons: list[str]) -> tuple[Damage, ...]:
    """All parts where the words add them up; where one of them is chosen or rolled for, none."""
    if len(told) == len(types) and {part.type for part in told} == set(types):
        return told
    reasons.append("which of several damage types it deals is told in words")
    return ()


def _left(fields: SpellFields, damage: tuple[Damage, ...], attack: bool, save: str) -> list[str]:
    """Why the rules cannot play it, or what they do not play of it."""
    if attack and save:
        return ["an attack roll and a saving throw in one are told in words"]
    if damage and (attack or save):
        return ["besides its damage something may be told in words"]
    if damage:
        return ["damage without an attack roll or saving throw is told in words"]
    if "regain" in fields.desc.lower() and "hit point" in fields.desc.lower():
        return ["healing is told in words"]
    if save:
        return ["what a failed saving throw does is told in words"]
    return ["an effect told in words"]


def _school(fields: SpellFields) -> str:
    school = fields.school.rsplit("_", 1)[-1].lower()
    return school if school in _SCHOOLS else fields.school


def _casting_time(fields: SpellFields) -> str:
    time = _TIME.sub(r"\1 \2", fields.casting_time.replace("-", " "))
    condition = (fields.reaction_condition or "").strip()
    return f"{time}, {condition}"[:200] if condition else time


def _feet(fields: SpellFields) -> int | None:
    """A distance, None where the range is a word (Self, Touch …)."""
    return fields.range if fields.range and fields.range <= 1_000_000 else None


def _classes(fields: SpellFields, reasons: list[str]) -> list[str]:
    words = dict.fromkeys(word.rsplit("_", 1)[-1].lower() for word in fields.classes)
    reasons += [f"unknown class: {word}" for word in words if word not in CLASSES]
    return [word for word in words if word in CLASSES]
