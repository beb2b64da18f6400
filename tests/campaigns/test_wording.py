"""Reading an attack out of its sentence; no database, no files."""

import pytest

from campaigns.shapes import Damage
from campaigns.srd.wording import damage_types_in, read_attack


def test_a_plain_sentence_of_the_srd_5_2():
    attack = read_attack("Melee Attack Roll: +5, reach 10 ft. 7 (1d8 + 3) Piercing damage.")
    assert attack is not None
    assert (attack.kind, attack.to_hit, attack.reach, attack.range_normal, attack.range_long) == ("melee", 5, 10, 0, 0)
    assert attack.damage == (Damage(1, 8, 3, "piercing"),)
    assert attack.note == ""


def test_a_plain_sentence_of_the_srd_5_1():
    attack = read_attack(
        "Ranged Weapon Attack: +4 to hit, range 80/320 ft., one target. Hit: 6 (1d8 + 2) piercing damage."
    )
    assert attack is not None
    assert (attack.kind, attack.reach, attack.range_normal, attack.range_long) == ("ranged", 0, 80, 320)
    assert attack.damage == (Damage(1, 8, 2, "piercing"),)


@pytest.mark.parametrize(
    "words", ["reach 5 ft. or range 150 ft.", "reach 5 ft or range 150 ft.", "reach 5 feet or range 150 feet."]
)
def test_reach_and_range_together(words: str):
    attack = read_attack(f"Melee or Ranged Attack Roll: +9, {words} 27 (4d10 + 5) Force damage.")
    assert attack is not None
    assert (attack.kind, attack.reach, attack.range_normal, attack.range_long) == ("melee_or_ranged", 5, 150, 0)


def test_extra_damage_is_a_part_of_its_own():
    attack = read_attack(
        "Melee Attack Roll: +7, reach 5 ft. 7 (1d6 + 4) Piercing damage plus 17 (5d6) Poison damage, and it sleeps."
    )
    assert attack is not None
    assert attack.damage == (Damage(1, 6, 4, "piercing"), Damage(5, 6, 0, "poison"))
    assert attack.note == "and it sleeps."


def test_an_alternative_between_dashes_is_the_dms_and_the_rest_still_counts():
    attack = read_attack(
        "Melee Attack Roll: +5, reach 5 ft. 7 (1d8 + 3) Piercing damage—or 12 (2d8 + 3) Piercing damage if it is "
        "Grappled—plus 4 (1d8) Acid damage."
    )
    assert attack is not None
    assert attack.damage == (Damage(1, 8, 3, "piercing"), Damage(1, 8, 0, "acid"))
    assert attack.note == "Or 12 (2d8 + 3) piercing damage if it is grappled."


def test_damage_that_is_conditional_does_not_count():
    attack = read_attack(
        "Melee Attack Roll: +3, reach 5 ft. 4 (1d6 + 1) Piercing damage. If it charged, the target takes an extra 3 (1d6) "
        "Piercing damage."
    )
    assert attack is not None
    assert attack.damage == (Damage(1, 6, 1, "piercing"),)
    assert attack.note.startswith("If it charged")


@pytest.mark.parametrize(
    ("words", "damage"),
    [
        ("1 Slashing damage.", Damage(0, 0, 1, "slashing")),
        ("Hit: 1 Bludgeoning damage.", Damage(0, 0, 1, "bludgeoning")),
        ("1 (1d4 - 1) Piercing damage.", Damage(1, 4, -1, "piercing")),
        ("1 (1d4 − 1) Piercing damage.", Damage(1, 4, -1, "piercing")),
        ("5 (1d6+2) Piercing damage.", Damage(1, 6, 2, "piercing")),
    ],
)
def test_fixed_and_lessened_damage(words: str, damage: Damage):
    attack = read_attack(f"Melee Attack Roll: +4, reach 5 ft. {words}")
    assert attack is not None
    assert attack.damage == (damage,)


def test_advantage_on_a_condition_is_the_dms_word():
    attack = read_attack("Melee Attack Roll: +5 (with Advantage at night), reach 5 ft. 10 (2d6 + 3) Slashing damage.")
    assert attack is not None
    assert attack.note == "(with Advantage at night)"


def test_a_hit_that_does_something_else_has_no_damage():
    attack = read_attack("Melee Attack Roll: +7, reach 60 ft. The target has the Grappled condition.")
    assert attack is not None
    assert attack.damage == ()
    assert attack.note == "The target has the Grappled condition."


@pytest.mark.parametrize(
    "words",
    [
        "",
        "The dragon makes three Rend attacks.",
        "Dexterity Saving Throw: DC 18. Failure: 54 (12d8) Acid damage.",
        "Melee Attack Roll: +5 7 (1d8 + 3) Piercing damage.",
        "Melee Attack Roll: lots, reach 5 ft. 7 (1d8 + 3) Piercing damage.",
    ],
)
def test_other_sentences_are_no_attacks(words: str):
    assert read_attack(words) is None


def test_damage_types_are_found_in_words():
    assert damage_types_in("Bludgeoning or cold, and more cold; no heat.") == ("bludgeoning", "cold")
