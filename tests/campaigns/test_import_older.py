"""A document of the older shape imports too, beside the newer one, and neither touches the other."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from campaigns.models import Condition, Item, Monster, Spell
from tests.campaigns.importing import FEN_ANNALS, REED_TALES, edit, everything, run

pytestmark = pytest.mark.django_db


def test_older_columns_and_file_names_are_understood():
    run(FEN_ANNALS)
    cat = Monster.objects.get(source_key="fa_reed-cat")
    assert (cat.challenge_rating, cat.xp, cat.speed_walk, cat.senses["darkvision"]) == (Decimal("0.5"), 100, 35, 60)
    assert cat.languages == "Cat"
    assert cat.attacks.get().damage == [{"count": 1, "sides": 4, "bonus": 2, "type": "slashing"}]
    yowl = cat.features.get(key="yowl")
    assert (yowl.kind, yowl.cost, yowl.uses) == ("legendary_action", 2, "3/Day")
    assert cat.features.get(key="hiss").cost == 3
    assert cat.attacks.get().note == "Wet."
    lance = Spell.objects.get()
    assert lance.damage == [{"count": 1, "sides": 10, "bonus": 0, "type": "piercing"}]
    assert lance.higher_level == "More with higher slots.\nSlot of level 2: 2 targets."
    assert lance.casting_time == "10 minutes"


def test_weapons_with_columns_of_their_own_shields_without_a_row_and_magic_among_the_things():
    run(FEN_ANNALS)
    spear = Item.objects.get(name="Eel Spear")
    assert spear.properties == ["light", "reach", "thrown", "versatile"]
    assert (spear.reach, spear.range_normal, spear.range_long) == (10, 20, 60)
    assert "Versatile: 1d8 in two hands." in spear.description
    assert Item.objects.get(name="Shield").shield_bonus == 2
    ring = Item.objects.get(name="Ring of Reeds")
    assert (ring.kind, ring.rarity, ring.attunement, ring.value_gp) == ("magic", "very_rare", True, 0)


def test_what_an_older_document_does_not_have_is_named():
    told = run(FEN_ANNALS)
    assert "Not in the folder: CreatureTrait.json, MagicItem.json, WeaponProperty.json" in told


@pytest.mark.parametrize(("first", "second"), [(REED_TALES, FEN_ANNALS), (FEN_ANNALS, REED_TALES)])
def test_two_documents_stand_beside_each_other_and_neither_touches_the_other(first: Path, second: Path):
    run(first)
    before = everything()
    run(second)
    assert [row for row in everything() if row in before] == before
    assert set(Monster.objects.filter(name="Reed Cat").values_list("source", flat=True)) == {
        "Tales from the Reeds",
        "Annals of the Fen",
    }
    assert Condition.objects.filter(key="prone").count() == 2
    after = everything()
    run(first)
    run(second)
    assert everything() == after


def test_both_licences_are_named():
    run(FEN_ANNALS)
    cat = Monster.objects.get()
    assert cat.licence == "Creative Commons Attribution 4.0 International, Open Game License 1.0a"
    assert "by the tests of old, available at https://example.org/fen." in cat.attribution


def test_a_thing_that_stands_among_the_magic_ones_too_is_kept_once(tmp_path: Path, tales: Path):
    edit(tales, "Item.json", lambda rows: rows[-1].update(pk="rt_wand-of-mist"))
    report = tmp_path / "report.json"
    run(tales, "--report", str(report))
    assert Item.objects.get(source_key="rt_wand-of-mist").kind == "magic"
    entries = [row for row in json.loads(report.read_text())["rows"] if row["key"] == "rt_wand-of-mist"]
    assert sorted(row["kind"] for row in entries) == ["item", "magic item"]
