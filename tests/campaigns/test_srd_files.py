"""The importer over the real SRD 5.2, where its files are: set CAMPAIGNLIVE_SRD, or put them beside the checkout."""

import os
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from campaigns.models import CreatureAttack, Monster
from campaigns.srd.fixture import read_folder
from campaigns.srd.report import Report
from campaigns.srd.statblocks import Statblock, read_creatures

ROOT = Path(__file__).resolve().parents[2]
SRD = Path(os.environ.get("CAMPAIGNLIVE_SRD") or ROOT.parent / "shared" / "srd" / "srd-2024")

pytestmark = [
    pytest.mark.srd,
    pytest.mark.skipif(not SRD.is_dir(), reason="the SRD files are not here; CAMPAIGNLIVE_SRD names their folder"),
]


@pytest.fixture(scope="module")
def read() -> tuple[dict[str, Statblock], Report]:
    blocks, report = read_creatures(read_folder(SRD))
    return {block.source_key.split("_", 1)[1]: block for block in blocks}, report


def test_every_creature_is_read_and_every_attack_roll_is_mechanical(read: tuple[dict[str, Statblock], Report]):
    blocks, report = read
    assert len(blocks) == report.count("creature", mechanical=True) == 331
    assert report.count("action") == 989
    # 390 of them have numbers; 33 are told in their sentence alone.
    assert sum(len(block.attacks) for block in blocks.values()) == report.count("action", mechanical=True) == 423


def test_everything_left_to_the_dm_has_its_reason(read: tuple[dict[str, Statblock], Report]):
    _, report = read
    left = [entry for entry in report.entries if not entry.mechanical]
    assert len(left) == 566
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


@pytest.mark.django_db
def test_the_import_is_quick_and_the_same_twice():
    started = time.process_time()
    call_command("import_srd", str(SRD), verbosity=0)
    first = (Monster.objects.count(), CreatureAttack.objects.count())
    call_command("import_srd", str(SRD), verbosity=0)
    assert (Monster.objects.count(), CreatureAttack.objects.count()) == first == (331, 423)
    assert time.process_time() - started < 60
    assert Monster.objects.filter(size__in=["large", "huge", "gargantuan"]).count() == 157
    assert not Monster.objects.filter(attribution="").exists()
