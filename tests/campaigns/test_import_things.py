"""What an import makes of spells, things and conditions."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from campaigns.models import Condition, Item, Spell
from tests.campaigns.importing import REED_TALES, edit, run, told_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(tmp_path: Path) -> dict[str, Any]:
    """The entries of an import's report, by key."""
    return told_of(REED_TALES, tmp_path / "report.json")


def spell(key: str) -> Spell:
    return Spell.objects.get(source_key=f"rt_{key}")


def item(key: str) -> Item:
    return Item.objects.get(source_key=f"rt_{key}")


def dice(count: int, sides: int, kind: str) -> dict[str, Any]:
    return {"count": count, "sides": sides, "bonus": 0, "type": kind}


def test_a_spell_with_an_attack_roll_and_damage_is_mechanical(told: dict[str, Any]):
    lance = spell("reed-lance")
    assert (lance.level, lance.school, lance.range_feet, lance.attack_roll) == (1, "evocation", 60, True)
    assert lance.damage == [dice(2, 6, "piercing")]
    assert (lance.material, lance.material_text, lance.classes) == (True, "a dry reed", ["druid", "ranger"])
    assert told["rt_reed-lance"]["mechanical"]
    assert "unknown class: poet" in told["rt_reed-lance"]["reasons"]


def test_damage_that_is_told_as_a_sum_has_all_its_parts(told: dict[str, Any]):
    burst = spell("mud-burst")
    assert burst.damage == [dice(3, 8, "bludgeoning"), dice(2, 4, "cold")]
    assert (burst.saving_throw, burst.casting_time, told["rt_mud-burst"]["mechanical"]) == (
        "strength",
        "bonus action",
        True,
    )


def test_damage_of_a_type_that_is_chosen_stays_for_the_dm(told: dict[str, Any]):
    assert spell("two-minds").damage == []
    assert "which of several damage types it deals is told in words" in told["rt_two-minds"]["reasons"]


def test_columns_that_the_words_contradict_are_mended_and_told(told: dict[str, Any]):
    assert not spell("fen-luck").attack_roll
    assert spell("two-minds").saving_throw == "wisdom"
    assert spell("slipped-numbers").damage == []
    for key in ("fen-luck", "two-minds", "slipped-numbers"):
        assert not told[f"rt_{key}"]["mechanical"]
        assert any(r.startswith(("mended", "numbers of damage")) for r in told[f"rt_{key}"]["reasons"])


def test_healing_is_no_damage(told: dict[str, Any]):
    assert spell("mend-reeds").damage == []
    assert spell("mend-reeds").casting_time == "reaction, which you take when a friend falls"
    assert told["rt_mend-reeds"]["reasons"] == ["healing is told in words"]


def test_what_is_no_distance_has_none():
    run(REED_TALES)
    assert (spell("fen-luck").range_text, spell("fen-luck").range_feet) == ("Touch", None)
    assert (spell("slipped-numbers").range_text, spell("slipped-numbers").range_feet) == ("500 miles", None)


def test_casting_options_are_words_for_higher_levels():
    run(REED_TALES)
    assert spell("reed-lance").higher_level.splitlines() == [
        "The damage increases by 1d6 for each slot level above 1.",
        "Slot of level 2: 3d6.",
        "Slot of level 3: 4d6, 2 targets, range 90 feet, size 15 feet, duration 1 hour, no concentration, The reeds glow.",
    ]
    assert spell("slipped-numbers").higher_level == "From level 5: 1 target."
    assert spell("mud-burst").higher_level == ""


def test_a_weapon_has_the_numbers_of_its_row_and_its_properties(told: dict[str, Any]):
    spear = item("eel-spear")
    assert (spear.kind, spear.damage_count, spear.damage_sides, spear.damage_type) == ("weapon", 1, 6, "piercing")
    assert (spear.reach, spear.range_normal, spear.range_long) == (5, 20, 60)
    assert spear.properties == ["thrown", "versatile"]
    assert spear.description == "Simple weapon. Versatile: 1d8 in two hands. Mastery: Trip.\nA eel spear."
    assert (spear.weight, spear.value_gp) == (Decimal("1.50"), Decimal("2.50"))
    assert told["rt_eel-spear"]["mechanical"]


def test_what_only_shoots_has_no_reach_and_a_range_that_stands_twice_is_not_long():
    run(REED_TALES)
    assert (item("reed-bow").reach, item("reed-bow").range_normal, item("reed-bow").range_long) == (0, 80, 0)
    assert "Two-Handed (unless sitting)." in item("reed-bow").description
    assert (item("punt-pole").reach, item("punt-pole").range_normal) == (10, 0)


def test_a_fixed_amount_of_damage_is_a_bonus_without_dice():
    run(REED_TALES)
    assert (item("dart-pipe").damage_count, item("dart-pipe").damage_bonus) == (0, 1)


def test_a_weapon_without_damage_is_left_to_the_dm(told: dict[str, Any]):
    net = item("casting-net")
    assert (net.kind, net.damage_count, net.damage_bonus, net.range_normal) == ("weapon", 0, 0, 5)
    entry = told["rt_casting-net"]
    assert (entry["mechanical"], entry["reasons"]) == (False, ["a weapon without damage is told in words"])


@pytest.mark.parametrize(
    ("key", "kind", "armor_class", "cap", "bonus"),
    [
        ("bark-coat", "armor", 14, 2, 0),
        ("eelskin", "armor", 11, None, 0),
        ("bog-iron", "armor", 18, 0, 0),
        ("turtle-shield", "shield", 0, None, 2),
        ("bark-coat-of-calm", "armor", 15, 2, 0),
        ("warding-shield", "shield", 0, None, 2),
    ],
)
def test_armor_and_shields_protect(key: str, kind: str, armor_class: int, cap: int | None, bonus: int):
    run(REED_TALES)
    worn = item(key)
    assert (worn.kind, worn.armor_class, worn.dex_cap, worn.shield_bonus) == (kind, armor_class, cap, bonus)


def test_a_potion_of_healing_has_its_dice_and_a_table_of_them_makes_one_each():
    run(REED_TALES)
    tea, strong = item("reed-tea"), item("reed-teas_potion-of-reeds-strong")
    assert (tea.heal_count, tea.heal_sides, tea.heal_bonus) == (2, 4, 2)
    assert (strong.name, strong.rarity) == ("Potion of Reeds (strong)", "very_rare")
    assert (strong.heal_count, strong.heal_sides, strong.heal_bonus) == (8, 4, 8)
    assert (item("reed-teas").heal_count, item("reed-teas_potion-of-reeds").heal_count) == (0, 2)


def test_magic_weapons_carry_their_bonus_rarity_and_attunement(told: dict[str, Any]):
    plus, heron = item("eel-spear-plus-2"), item("spear-of-herons")
    assert (plus.attack_bonus, plus.damage_bonus, plus.rarity, plus.damage_sides) == (2, 2, "rare", 6)
    assert (heron.attack_bonus, heron.kind, heron.rarity, heron.attunement) == (1, "weapon", "very_rare", True)
    assert "Requires Attunement by a Druid." in heron.description
    assert told["rt_eel-spear-plus-2"]["reasons"] == []
    assert set(told["rt_spear-of-herons"]["reasons"]) == {
        "numbers not given, those of its name were used: Eel Spear",
        "besides its numbers something is told in words",
    }


def test_charges_are_kept_where_they_are_a_number(told: dict[str, Any]):
    assert item("wand-of-mist").charges == 7
    assert item("lucky-reed").charges == 0
    assert "its charges are rolled for: 1d3" in told["rt_lucky-reed"]["reasons"]
    assert "unknown rarity: mythic" in told["rt_lucky-reed"]["reasons"]


def test_everything_else_is_gear_or_magic_told_in_words(told: dict[str, Any]):
    assert (item("lantern").kind, item("lantern").category) == ("gear", "Adventuring gear")
    assert item("wand-of-mist").kind == "magic"
    assert told["rt_lantern"]["reasons"] == ["what it does is told in words"]


def test_a_weapon_of_no_known_damage_type_is_gear(tales: Path, tmp_path: Path):
    edit(tales, "Weapon.json", lambda rows: rows[0]["fields"].update(damage_type="wet"))
    told = told_of(tales, tmp_path / "report.json")
    assert (item("eel-spear").kind, item("eel-spear-plus-2").kind) == ("gear", "gear")
    assert "a weapon without damage is told in words" in told["rt_eel-spear"]["reasons"]


def test_words_that_are_too_long_are_cut_and_the_report_says_so(tales: Path, tmp_path: Path):
    edit(tales, "Item.json", lambda rows: rows[-1]["fields"].update(desc="Glow. " * 2_000))
    told = told_of(tales, tmp_path / "report.json")
    assert len(item("lantern").description) == 10_000
    assert "its words were cut after 10,000 characters" in told["rt_lantern"]["reasons"]


def test_conditions_keep_their_word_and_what_it_does(told: dict[str, Any]):
    prone = Condition.objects.get(source_key="reed-tales_prone")
    assert (prone.key, prone.name, prone.description) == ("prone", "Prone", "You lie in the mud.")
    assert told["reed-tales_bemired"]["reasons"] == ["a word the rules do not know"]


@pytest.mark.parametrize("model", [Spell, Item, Condition])
def test_the_source_stands_with_every_row(model: type[Spell]):
    run(REED_TALES)
    assert not model.objects.exclude(source="Tales from the Reeds").exists()
    assert not model.objects.filter(licence="").exists()
    assert not model.objects.filter(attribution="").exists()
