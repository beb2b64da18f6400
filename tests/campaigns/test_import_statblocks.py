"""What an import makes of a stat block beyond its attacks: entries in words, senses, skills, languages."""

import json
from pathlib import Path

import pytest

from campaigns.models import Feature, Monster
from tests.campaigns.importing import REED_TALES, run, told_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def giant() -> Monster:
    run(REED_TALES)
    return Monster.objects.get(source_key="rt_bog-giant")


def entry(monster: Monster, key: str) -> Feature:
    return monster.features.get(key=key)


def test_every_trait_and_action_is_an_entry_under_its_heading_in_the_blocks_order(giant: Monster):
    assert list(giant.features.values_list("key", "kind")) == [
        ("stench", "trait"),
        ("club-2", "trait"),
        ("multiattack", "action"),
        ("club", "action"),
        ("boulder", "action"),
        ("belch", "action"),
        ("stomp", "legendary_action"),
    ]


def test_an_action_that_is_an_attack_has_the_same_key_as_its_attack(giant: Monster):
    assert set(giant.attacks.values_list("key", flat=True)) == {"club", "boulder"}
    assert entry(giant, "club").description.startswith("Melee Attack Roll: +9")


def test_how_often_and_in_which_form_is_kept(giant: Monster):
    assert entry(giant, "boulder").uses == "Recharge 5–6"
    assert entry(giant, "belch").description.startswith("Bloated Form Only. Constitution Saving Throw")


def test_who_has_legendary_actions_takes_three_and_the_report_says_so(giant: Monster, tmp_path: Path):
    assert (giant.legendary_uses, entry(giant, "stomp").cost) == (3, 2)
    told = told_of(REED_TALES, tmp_path / "report.json")
    assert any("legendary actions" in reason for reason in told["rt_bog-giant"]["reasons"])
    assert Monster.objects.get(source_key="rt_reed-cat").legendary_uses == 0


def test_senses_skills_and_languages_are_kept(giant: Monster):
    assert giant.senses == {"darkvision": 60, "tremorsense": 30, "passive_perception": 14}
    assert giant.skills == {"stealth": 2, "perception": 4}
    assert giant.languages == "Giant; telepathy 30 ft."
    assert giant.alignment == "unaligned"


def test_languages_without_words_come_from_the_list():
    run(REED_TALES)
    assert Monster.objects.get(source_key="rt_glow-moth").languages == "Common, Deep Speech"


def test_burrowing_is_a_speed():
    run(REED_TALES)
    assert Monster.objects.get(source_key="rt_silt-eel").speed_burrow == 10


def test_the_report_has_an_entry_for_every_row_of_every_file(tmp_path: Path):
    told = told_of(REED_TALES, tmp_path / "report.json")
    files = [file for file in REED_TALES.glob("*.json") if file.stem not in ("Document", "WeaponPropertyAssignment")]
    rows = {str(row["pk"]) for file in files for row in json.loads(file.read_text())}
    assert set(told) == rows
    assert all(row["mechanical"] or row["reasons"] for row in told.values())
