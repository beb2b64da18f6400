"""The importer over the real SRD 5.2, where its files are: set CAMPAIGNLIVE_SRD, or put them beside the checkout."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from campaigns.models import Condition, CreatureAttack, Feature, Item, Monster, Spell
from campaigns.srd.reading import Content, read_content
from campaigns.srd.report import Report
from campaigns.srd.statblocks import Statblock
from tests.campaigns.importing import everything, run
from tests.process.serving import surroundings

ROOT = Path(__file__).resolve().parents[2]
SRD = Path(os.environ.get("CAMPAIGNLIVE_SRD") or ROOT.parent / "shared" / "srd" / "srd-2024")

pytestmark = [
    pytest.mark.srd,
    pytest.mark.skipif(not SRD.is_dir(), reason="the SRD files are not here; CAMPAIGNLIVE_SRD names their folder"),
]


READ = {
    "creature": (331, 331), "trait": (326, 0), "action": (989, 423), "attack row": (390, 390), "spell": (339, 73),
    "casting option": (671, 0), "item": (203, 52), "magic item": (757, 526), "weapon": (38, 38), "armor": (13, 13),
    "weapon property": (17, 0), "condition": (15, 0),
}  # fmt: skip
"""Of each kind of row, how many there are and how many the rules can play."""


@pytest.fixture(scope="module")
def content() -> Content:
    return read_content(SRD)


@pytest.fixture(scope="module")
def read(content: Content) -> tuple[dict[str, Statblock], Report]:
    return {block.source_key.split("_", 1)[1]: block for block in content.monsters}, content.report


def test_every_row_of_every_file_is_read(content: Content):
    report = content.report
    assert content.absent == ()
    assert {kind: (report.count(kind), report.count(kind, mechanical=True)) for kind in report.kinds} == READ


def test_every_creature_is_read_and_every_attack_roll_is_mechanical(read: tuple[dict[str, Statblock], Report]):
    blocks, report = read
    assert len(blocks) == report.count("creature", mechanical=True) == 331
    assert report.count("action") == 989
    # 390 of them have numbers; 33 are told in their sentence alone.
    assert sum(len(block.attacks) for block in blocks.values()) == report.count("action", mechanical=True) == 423


def test_everything_left_to_the_dm_has_its_reason(read: tuple[dict[str, Statblock], Report]):
    _, report = read
    left = [entry for entry in report.entries if not entry.mechanical]
    assert len([entry for entry in left if entry.kind == "action"]) == 566
    assert all(entry.reasons for entry in left)
    assert not [entry.key for entry in left if "no damage type or no reach anywhere" in entry.reasons]


def test_only_a_hit_without_damage_has_none(read: tuple[dict[str, Statblock], Report]):
    blocks, _ = read
    harmless = {(name, attack.key) for name, block in blocks.items() for attack in block.attacks if not attack.damage}
    assert harmless == {("roper", "tentacle")}


def test_experience_is_there_for_whoever_can_fight(read: tuple[dict[str, Statblock], Report]):
    blocks, _ = read
    assert blocks["tarrasque"].columns["xp"] == 155_000
    assert blocks["goblin-warrior"].columns["xp"] == 50
    assert {name for name, block in blocks.items() if not block.columns["xp"]} == {
        "giant-fly",
        "seahorse",
        "shrieker-fungus",
    }


@pytest.mark.parametrize(
    ("creature", "key", "damage"),
    [
        ("adult-bronze-dragon", "rend", [(2, 8, 7, "slashing"), (1, 10, 0, "lightning")]),
        ("assassin", "shortsword", [(1, 6, 4, "piercing"), (5, 6, 0, "poison")]),
        ("jackal", "bite", [(1, 4, -1, "piercing")]),
        ("octopus", "tentacles", [(0, 0, 1, "bludgeoning")]),
        ("mimic", "bite", [(1, 8, 3, "piercing"), (1, 8, 0, "acid")]),
        ("djinni", "storm-blade", [(2, 6, 5, "slashing"), (2, 6, 0, "lightning")]),
    ],
)
def test_known_quirks_come_out_right(
    read: tuple[dict[str, Statblock], Report], creature: str, key: str, damage: list[Any]
):
    (attack,) = (attack for attack in read[0][creature].attacks if attack.key == key)
    assert [(part.count, part.sides, part.bonus, part.type) for part in attack.damage] == damage


def test_slipped_columns_are_mended(read: tuple[dict[str, Statblock], Report]):
    octopus = read[0]["octopus"].columns
    assert (octopus["constitution"], octopus["charisma"], octopus["challenge_rating"]) == (10, 4, Decimal(0))


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("longsword", {"damage_count": 1, "damage_sides": 8, "damage_type": "slashing", "reach": 5}),
        ("longbow", {"reach": 0, "range_normal": 150, "range_long": 600}),
        ("battleaxe-plus-3", {"attack_bonus": 3, "damage_bonus": 3, "rarity": "very_rare"}),
        ("breastplate-plus-1", {"armor_class": 15, "dex_cap": 2}),
        ("shield-plus-2", {"kind": "shield", "shield_bonus": 4}),
        ("dagger-of-venom", {"kind": "weapon", "damage_sides": 4, "attack_bonus": 1}),
        ("arrow-catching-shield", {"shield_bonus": 2}),
        ("staff-of-fire", {"kind": "magic", "charges": 10, "attunement": True}),
        ("potion-of-healing", {"heal_count": 2, "heal_sides": 4, "heal_bonus": 2}),
        ("potions-of-healing_potion-of-healing-supreme", {"heal_count": 10, "heal_bonus": 20, "rarity": "very_rare"}),
    ],
)
def test_known_things_have_their_numbers(content: Content, key: str, numbers: dict[str, Any]):
    (thing,) = (thing for thing in content.items if thing.source_key == f"srd-2024_{key}")
    assert {column: thing.columns[column] for column in numbers} == numbers


@pytest.mark.parametrize(
    ("key", "attack", "save", "damage"),
    [
        ("fireball", False, "dexterity", [(8, 6, 0, "fire")]),
        ("ice-storm", False, "dexterity", [(2, 10, 0, "bludgeoning"), (4, 6, 0, "cold")]),
        ("acid-arrow", True, "", [(4, 4, 0, "acid")]),
        ("flame-blade", True, "", [(3, 6, 0, "fire")]),
        ("bless", False, "", []),
        ("prismatic-spray", False, "dexterity", []),
        ("freedom-of-movement", False, "constitution", []),
    ],
)
def test_known_spells_have_theirs(content: Content, key: str, attack: bool, save: str, damage: list[Any]):
    (spell,) = (thing.columns for thing in content.spells if thing.source_key == f"srd-2024_{key}")
    assert (spell["attack_roll"], spell["saving_throw"]) == (attack, save)
    assert [tuple(part.values()) for part in spell["damage"]] == damage  # type: ignore[attr-defined]  # a list


@pytest.mark.django_db
def test_the_import_is_whole_and_the_same_twice():
    run(SRD)
    assert (Monster.objects.count(), CreatureAttack.objects.count(), Feature.objects.count()) == (331, 423, 1315)
    # 203 things, 757 magic ones, and the three stronger potions of healing that stand in a table of one row.
    assert (Spell.objects.count(), Item.objects.count(), Condition.objects.count()) == (339, 963, 15)
    assert Monster.objects.filter(size__in=["large", "huge", "gargantuan"]).count() == 157
    for model in (Monster, Spell, Item, Condition):
        assert not model.objects.filter(attribution="").exists()
    before = everything()
    run(SRD)
    assert everything() == before


MEASURED = """
import json, os, resource, sys, time
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
import django
django.setup()
from django.core.management import call_command
begun = time.monotonic()
call_command("import_srd", sys.argv[1], stdout=sys.stderr)
used, others = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(json.dumps({
    "seconds": time.monotonic() - begun,
    "cpu": used.ru_utime + used.ru_stime,
    "megabytes": int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024,
    "cores": len(os.sched_getaffinity(0)),
    "others": others.ru_maxrss,
}))
"""
"""The import in a process of its own, bound to one core. (`ru_maxrss` would begin with what the tests' own process held.)"""


def test_the_import_takes_one_process_on_one_core_and_less_than_300_mb(tmp_path: Path):
    """How long it takes is printed; the limit of 60 s is docs/performance.md's to keep."""
    env = surroundings(tmp_path / "library.sqlite3")
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    made = subprocess.run(
        [sys.executable, "-c", MEASURED, str(SRD)], cwd=ROOT, env=env, check=True, capture_output=True, text=True
    )
    measured = json.loads(made.stdout.splitlines()[-1])
    print("the import of SRD 5.2 took", measured)
    assert measured["megabytes"] < 300
    assert (measured["cores"], measured["others"]) == (1, 0)
