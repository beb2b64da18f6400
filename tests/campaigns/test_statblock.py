"""Numbers as the rules books write them."""

from decimal import Decimal
from typing import Any

import pytest

from campaigns.described import item_facts, item_line, spell_facts, spell_line, summary
from campaigns.models import Condition, CreatureAttack, Feature, Item, Monster, Spell
from campaigns.statblock import abilities, attack_words, challenge, facts, proficiency, rating, sections, signed, speeds

FIRE = {"count": 1, "sides": 6, "bonus": 0, "type": "fire"}
SLASH = {"count": 2, "sides": 6, "bonus": 3, "type": "slashing"}


def attack(**columns: Any) -> CreatureAttack:
    return CreatureAttack(**{"key": "claw", "name": "Claw", "to_hit": 5, "damage": [SLASH], **columns})


@pytest.mark.parametrize(
    ("number", "written"),
    [("0", "0"), ("0.125", "1/8"), ("0.250", "1/4"), ("0.5", "1/2"), ("1.000", "1"), ("10", "10"), ("30.000", "30")],
)
def test_a_challenge_rating_as_it_is_written(number: str, written: str):
    assert rating(Decimal(number)) == written


def test_proficiency_follows_the_challenge():
    ratings = ("0", "0.125", "1", "4", "5", "8", "9", "16", "17", "21", "30")
    assert [proficiency(Decimal(number)) for number in ratings] == [2, 2, 2, 2, 3, 3, 4, 5, 6, 7, 9]
    assert challenge(Monster(challenge_rating=Decimal("10"), xp=5900)) == "10 (XP 5,900; PB +4)"


def test_signs_are_written_out():
    assert (signed(3), signed(0), signed(-1)) == ("+3", "+0", "−1")


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({}, "Melee Attack Roll: +5, reach 5 ft. Hit: 10 (2d6 + 3) Slashing damage."),
        (
            {"reach": 10, "note": "It holds on."},
            "Melee Attack Roll: +5, reach 10 ft. Hit: 10 (2d6 + 3) Slashing damage. It holds on.",
        ),
        (
            {"kind": "ranged", "reach": 0, "range_normal": 80, "range_long": 320, "damage": [FIRE]},
            "Ranged Attack Roll: +5, range 80/320 ft. Hit: 3 (1d6) Fire damage.",
        ),
        (
            {"kind": "melee_or_ranged", "range_normal": 20, "damage": [SLASH, FIRE]},
            "Melee or Ranged Attack Roll: +5, reach 5 ft or range 20 ft. "
            "Hit: 10 (2d6 + 3) Slashing damage plus 3 (1d6) Fire damage.",
        ),
        (
            {"to_hit": -1, "damage": [{"count": 0, "sides": 0, "bonus": 1, "type": "piercing"}]},
            "Melee Attack Roll: −1, reach 5 ft. Hit: 1 Piercing damage.",
        ),
        (
            {"damage": [{"count": 1, "sides": 4, "bonus": -1, "type": "cold"}]},
            "Melee Attack Roll: +5, reach 5 ft. Hit: 1 (1d4 − 1) Cold damage.",
        ),
        ({"damage": [], "note": "It sticks."}, "Melee Attack Roll: +5, reach 5 ft. It sticks."),
    ],
)
def test_an_attack_in_words(columns: dict[str, Any], words: str):
    assert attack_words(attack(**columns)) == words


def test_speeds_name_every_way_of_moving():
    bat = Monster(speed_walk=5, speed_fly=60, speed_burrow=0, speed_swim=20)
    assert speeds(bat) == "5 ft., Fly 60 ft., Swim 20 ft."


def test_abilities_have_modifiers_and_saves():
    strong = Monster(strength=18, dexterity=7, saves={"dexterity": 1})
    shown = {ability.short: (ability.score, ability.modifier, ability.save) for ability in abilities(strong)}
    assert (shown["Str"], shown["Dex"], shown["Cha"]) == ((18, "+4", "+4"), (7, "−2", "+1"), (10, "+0", "+0"))


def test_what_a_block_has_nothing_of_is_left_out():
    assert [name for name, _ in facts(Monster(challenge_rating=Decimal(1)))] == ["Languages", "CR"]
    rich = Monster(
        skills={"stealth": 6, "sleight_of_hand": -1},
        senses={"darkvision": 60, "passive_perception": 12},
        languages="Common",
        damage_immunities=["fire", "poison"],
        condition_immunities=["poisoned"],
        damage_resistances=["cold"],
        damage_vulnerabilities=["thunder"],
    )
    assert dict(facts(rich)) == {
        "Skills": "Sleight of Hand −1, Stealth +6",
        "Vulnerabilities": "Thunder",
        "Resistances": "Cold",
        "Immunities": "Fire, Poison; Poisoned",
        "Senses": "Darkvision 60 ft., Passive Perception 12",
        "Languages": "Common",
        "CR": "0 (XP 0; PB +2)",
    }


def feature(kind: str, key: str, description: str = "Words.", **more: Any) -> Feature:
    return Feature(kind=kind, key=key, name=key.capitalize(), description=description, **more)


def test_sections_come_in_the_order_of_the_books():
    features = [
        feature("legendary_action", "wing", cost=2),
        feature("reaction", "parry"),
        feature("action", "breath", uses="Recharge 5–6"),
        feature("trait", "amphibious"),
        feature("bonus_action", "dash"),
    ]
    found = sections(Monster(legendary_uses=3), features, [attack()])
    assert [section.heading for section in found] == [
        "Traits",
        "Actions",
        "Bonus Actions",
        "Reactions",
        "Legendary Actions",
    ]
    assert [entry.name for entry in found[1].entries] == ["Breath (Recharge 5–6)", "Claw"]
    assert found[4].remark.startswith("3 uses.")
    assert found[4].entries[0].name == "Wing (Costs 2 Actions)"


def test_an_attack_with_words_of_its_own_is_told_by_them():
    told = "Melee Attack Roll: +5, reach 5 ft. 10 (2d6+3) Slashing damage, and the target is dizzy."
    [section] = sections(Monster(), [feature("action", "claw", told)], [attack()])
    assert [(entry.text, entry.numbers) for entry in section.entries] == [(told, "")]


def test_where_words_and_numbers_differ_both_are_shown():
    [section] = sections(Monster(), [feature("action", "claw", "+4, 10 (2d6 + 3) Slashing")], [attack()])
    [entry] = section.entries
    assert entry.text == "+4, 10 (2d6 + 3) Slashing"
    assert entry.numbers.startswith("Melee Attack Roll: +5")


def test_an_attack_whose_action_says_nothing_is_told_by_its_numbers():
    [section] = sections(Monster(), [feature("action", "claw", "")], [attack()])
    assert [entry.text for entry in section.entries] == [attack_words(attack())]


def test_a_spell_in_the_lines_of_the_books():
    spell = Spell(
        name="Rust", level=2, school="transmutation", classes=["druid", "wizard"], casting_time="action", ritual=True,
        range_text="60 feet", verbal=True, material=True, material_text="a nail", duration="1 minute", concentration=True,
    )  # fmt: skip
    assert spell_line(spell) == "Level 2 Transmutation (Druid, Wizard)"
    assert spell_line(Spell(level=0, school="evocation")) == "Evocation Cantrip"
    assert spell_facts(spell) == [
        ("Casting Time", "Action or Ritual"),
        ("Range", "60 feet"),
        ("Components", "V, M (a nail)"),
        ("Duration", "Concentration, up to 1 minute"),
    ]


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (
            Item(
                kind="weapon",
                damage_count=1,
                damage_sides=8,
                damage_type="slashing",
                reach=5,
                properties=["versatile"],
                value_gp=Decimal("15.00"),
                weight=Decimal("3.00"),
            ),
            {
                "Damage": "1d8 Slashing",
                "Reach": "5 ft.",
                "Properties": "Versatile",
                "Weight": "3 lb.",
                "Value": "15 GP",
            },
        ),
        (
            Item(
                kind="weapon",
                damage_count=1,
                damage_sides=6,
                damage_bonus=1,
                attack_bonus=1,
                damage_type="piercing",
                range_normal=80,
                range_long=320,
            ),
            {"Damage": "1d6 + 1 Piercing", "Attack": "+1", "Range": "80/320 ft."},
        ),
        (Item(kind="armor", armor_class=14, dex_cap=2), {"Armor Class": "14 + Dex modifier (max 2)"}),
        (Item(kind="armor", armor_class=11), {"Armor Class": "11 + Dex modifier"}),
        (Item(kind="armor", armor_class=18, dex_cap=0), {"Armor Class": "18"}),
        (Item(kind="shield", shield_bonus=2), {"Armor Class": "+2"}),
        (Item(kind="potion", heal_count=2, heal_sides=4, heal_bonus=2), {"Heals": "2d4 + 2"}),
        (Item(value_gp=Decimal("0.05"), charges=3), {"Charges": "3", "Value": "5 CP"}),
        (Item(value_gp=Decimal("1500")), {"Value": "1,500 GP"}),
        (Item(value_gp=Decimal("0.50"), weight=Decimal("0.25")), {"Weight": "0.25 lb.", "Value": "5 SP"}),
    ],
)
def test_an_item_in_numbers(item: Item, shown: dict[str, str]):
    assert dict(item_facts(item)) == shown


def test_an_item_in_a_line():
    assert item_line(Item(kind="gear")) == "Gear"
    ring = Item(kind="magic", category="ring", rarity="very_rare", attunement=True)
    assert item_line(ring) == "Ring, very rare (requires attunement)"


def test_a_list_tells_each_kind_in_a_line():
    ogre = Monster(
        size="large",
        creature_type="giant",
        alignment="chaotic evil",
        challenge_rating=Decimal(2),
        armor_class=11,
        hit_points=68,
    )
    assert summary(ogre) == "CR 2 · Large Giant, chaotic evil · AC 11 · 68 HP"
    assert summary(Spell(level=1, school="evocation", ritual=True)) == "Level 1 Evocation · ritual"
    assert summary(Item(kind="potion")) == "Potion"
    assert summary(Condition()) == "Condition"
