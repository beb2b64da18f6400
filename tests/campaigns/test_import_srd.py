"""`manage.py import_srd` over entries of our own in the open5e v2 fixture format."""

import io
import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.library import prepare, switch
from campaigns.models import CreatureAttack, Item, Monster, Spell
from campaigns.srd.creature_columns import experience
from campaigns.srd.reading import read_content
from tests.campaigns.importing import REED_TALES, edit, everything, run

pytestmark = pytest.mark.django_db


def monster(key: str) -> Monster:
    return Monster.objects.get(source_key=f"rt_{key}")


def attack(creature: str, key: str) -> CreatureAttack:
    return CreatureAttack.objects.get(monster=monster(creature), key=key)


def test_a_creature_arrives_with_everything_the_rules_need():
    run(REED_TALES)
    giant = monster("bog-giant")
    assert (giant.campaign, giant.name, giant.size, giant.creature_type) == (None, "Bog Giant", "huge", "giant")
    assert (giant.armor_class, giant.hit_points, giant.speed_walk, giant.speed_swim, giant.speed_fly) == (
        15,
        126,
        40,
        40,
        0,
    )
    assert (giant.strength, giant.charisma, giant.challenge_rating, giant.xp) == (23, 9, Decimal(6), 2_300)
    assert (giant.damage_resistances, giant.damage_immunities) == (["cold"], ["poison"])
    assert giant.condition_immunities == ["poisoned"]


def test_source_licence_and_attribution_are_kept():
    run(REED_TALES)
    cat = monster("reed-cat")
    assert cat.source == "Tales from the Reeds"
    assert cat.licence == "Creative Commons Attribution 4.0 International"
    assert "by the tests" in cat.attribution
    assert "creativecommons.org/licenses/by/4.0" in cat.attribution


def test_only_saves_that_differ_are_kept():
    run(REED_TALES)
    assert monster("reed-cat").saves == {"dexterity": 5}


def test_the_damage_type_is_found_where_it_hides():
    run(REED_TALES)
    claw = attack("reed-cat", "claw")
    assert claw.damage == [{"count": 1, "sides": 4, "bonus": 3, "type": "slashing"}]
    assert (claw.kind, claw.to_hit, claw.reach) == ("melee", 5, 5)


def test_where_numbers_and_sentence_differ_the_sentence_counts(tmp_path: Path):
    run(REED_TALES, "--report", str(tmp_path / "report.json"))
    assert attack("bog-giant", "club").damage == [
        {"count": 3, "sides": 8, "bonus": 6, "type": "bludgeoning"},
        {"count": 1, "sides": 10, "bonus": 0, "type": "lightning"},
    ]
    rows = {row["key"]: row for row in json.loads((tmp_path / "report.json").read_text())["rows"]}
    assert "numbers and sentence differ, the sentence was used" in rows["rt_bog-giant_club"]["reasons"]


def test_what_is_told_in_words_stays_for_the_dm():
    run(REED_TALES)
    assert attack("bog-giant", "club").note == (
        "(with Advantage if the target stands in water) If the target is a Large or smaller creature, it has the Prone condition."
    )
    assert attack("bog-giant", "boulder").note == "Recharge 5–6."


def test_an_attack_without_numbers_comes_from_its_sentence():
    run(REED_TALES)
    singe = attack("glow-moth", "singe")
    assert singe.damage == [{"count": 0, "sides": 0, "bonus": 1, "type": "fire"}]


def test_an_attack_without_a_readable_sentence_comes_from_its_numbers():
    run(REED_TALES)
    assert attack("old-guard", "kick").damage == [{"count": 1, "sides": 4, "bonus": 2, "type": "bludgeoning"}]
    assert not CreatureAttack.objects.filter(key="glove").exists()  # no damage type anywhere


def test_the_older_edition_reads_as_well():
    run(REED_TALES)
    spear = attack("old-guard", "spear")
    assert (spear.kind, spear.reach, spear.range_normal, spear.range_long) == ("melee_or_ranged", 5, 20, 60)
    assert spear.note.startswith("or 6 (1d8 + 2) piercing damage if used with two hands")
    assert (monster("old-guard").xp, monster("old-guard").speed_walk) == (700, 30)


def test_impossible_scores_are_mended_and_reported(tmp_path: Path):
    run(REED_TALES, "--report", str(tmp_path / "report.json"))
    eel = monster("silt-eel")
    assert (eel.constitution, eel.charisma, eel.saves) == (10, 4, {})
    rows = {row["key"]: row for row in json.loads((tmp_path / "report.json").read_text())["rows"]}
    assert {reason.split(":")[0] for reason in rows["rt_silt-eel"]["reasons"]} == {
        "resistance to nonmagical attacks is told in words",
        "mended, a modifier stood for the score",
        "mended, an impossible saving throw",
        "unknown word among its damage resistances",
    }


@pytest.mark.parametrize(
    ("rating", "xp"),
    [
        ("0.125", 25),
        ("0.250", 50),
        ("0.5", 100),
        ("1.000", 200),
        ("10", 5_900),
        ("17", 18_000),
        ("20", 25_000),
        ("30", 155_000),
    ],
)
def test_xp_follows_the_challenge_rating(rating: str, xp: int):
    assert experience(Decimal(rating), can_attack=True) == xp


def test_who_cannot_hurt_anybody_is_worth_nothing():
    run(REED_TALES)
    assert (monster("glow-moth").xp, monster("silt-eel").xp) == (10, 0)
    assert experience(Decimal("0.3"), can_attack=True) is None


def test_the_report_says_what_was_read_and_what_is_left(tmp_path: Path):
    told = run(REED_TALES, "--report", str(tmp_path / "report.json"))
    assert "5 creatures read, 5 made mechanical, 0 left to the DM's word" in told
    assert "11 actions read, 6 made mechanical, 5 left to the DM's word" in told
    assert "1 × a multiattack is told in words" in told
    assert "2 traits read, 0 made mechanical, 2 left to the DM's word" in told
    assert "6 spells read, 2 made mechanical, 4 left to the DM's word" in told
    assert "Monsters: 5 added, 0 brought up to date, 0 unchanged." in told
    assert "Items: 20 added, 0 brought up to date, 0 unchanged." in told
    saved = json.loads((tmp_path / "report.json").read_text())
    assert saved["summary"]["action"] == {"read": 11, "mechanical": 6, "leftToTheDm": 5}
    assert saved["written"]["monsters"] == {"added": 5, "updated": 0, "unchanged": 0, "left": []}
    assert sum(kind["read"] for kind in saved["summary"].values()) == len(saved["rows"])
    assert all(row["reasons"] for row in saved["rows"] if not row["mechanical"])


def test_a_second_run_changes_nothing():
    run(REED_TALES)
    before = everything()
    told = run(REED_TALES)
    assert "Monsters: 0 added, 0 brought up to date, 5 unchanged." in told
    assert "Items: 0 added, 0 brought up to date, 20 unchanged." in told
    assert everything() == before


def test_a_new_edition_updates_adds_and_removes_but_leaves_the_dms_notes(tales: Path):
    run(tales)
    Monster.objects.filter(source_key="rt_reed-cat").update(dm_notes="Likes fish.", hit_points=1)
    claw = attack("reed-cat", "claw").pk
    Item.objects.filter(source_key="rt_lantern").update(value_gp=99)
    edit(tales, "CreatureAction.json", lambda rows: rows.pop(3))  # the boulder
    edit(tales, "CreatureTrait.json", lambda rows: rows.pop(0))  # the stench
    edit(tales, "CreatureActionAttack.json", lambda rows: rows.pop(2))
    edit(tales, "Creature.json", lambda rows: rows[0]["fields"].update(name="Great Reed Cat"))
    told = run(tales)
    assert "Monsters: 0 added, 1 brought up to date, 4 unchanged." in told
    cat = monster("reed-cat")
    assert (cat.name, cat.hit_points, cat.dm_notes) == ("Great Reed Cat", 9, "Likes fish.")
    assert attack("reed-cat", "claw").pk == claw
    assert list(monster("bog-giant").attacks.values_list("key", flat=True)) == ["club"]
    assert not monster("bog-giant").features.filter(key__in=["boulder", "stench"]).exists()
    assert Item.objects.get(source_key="rt_lantern").value_gp == 1


def test_campaigns_own_copies_and_creations_are_left_alone(wolf: Monster):
    wolf.source_key = "rt_reed-cat"
    wolf.save()
    copy = Spell.objects.create(campaign=wolf.campaign, source_key="rt_reed-lance", name="Ours", school="evocation")
    bite = wolf.attacks.create(key="bite", name="Bite")
    run(REED_TALES)
    wolf.refresh_from_db()
    assert wolf.name == "Ash Wolf"
    assert list(wolf.attacks.all()) == [bite]
    copy.refresh_from_db()
    assert copy.name == "Ours"
    assert Monster.objects.filter(source_key="rt_reed-cat").count() == 2


def test_inside_the_transaction_there_is_nothing_but_writing(tales: Path):
    run(tales)
    Monster.objects.update(hit_points=1)
    edit(tales, "CreatureTrait.json", lambda rows: rows.pop(0))
    change = prepare(read_content(tales))
    with CaptureQueriesContext(connection) as statements:
        switch(change)
    verbs = [re.sub(r"^\d+ times: ", "", statement["sql"]).split()[0] for statement in statements]
    assert verbs == ["SAVEPOINT", "INSERT", "INSERT", "DELETE", "RELEASE"]  # monsters, entries, the trait that is gone


def test_a_second_run_does_not_even_begin_a_transaction():
    run(REED_TALES)
    change = prepare(read_content(REED_TALES))
    with CaptureQueriesContext(connection) as statements:
        switch(change)
    assert statements.captured_queries == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_terminals_only():
    terminal, pipe = Terminal(), io.StringIO()
    call_command("import_srd", str(REED_TALES), stdout=io.StringIO(), stderr=terminal)
    call_command("import_srd", str(REED_TALES), stdout=io.StringIO(), stderr=pipe)
    assert "Preparing [##############################] 33/33" in terminal.getvalue()
    assert "\n" not in terminal.getvalue()
    assert pipe.getvalue() == ""


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path):
    with pytest.raises(CommandError, match="The import is done"):
        run(REED_TALES, "--report", str(tmp_path / "no" / "such" / "folder.json"))
    assert Monster.objects.count() == 5
