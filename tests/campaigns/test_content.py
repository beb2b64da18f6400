"""What only a form can know: words, shapes, what lies where, and what belongs to which campaign."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from campaigns.models import (
    Campaign,
    CreatureAttack,
    InventoryEntry,
    Item,
    Location,
    Map,
    Monster,
    PlayerCharacter,
    Quest,
)
from campaigns.shapes import check_conditions, check_damage, check_damage_types, check_saves, check_weapon_properties


def test_an_unpainted_map_is_all_open():
    assert Map(width=3, height=2).rows == ("...", "...")


def test_a_browsers_line_ends_are_taken_away():
    painted = Map(name="x", width=3, height=2, terrain="..#\r\n~+^\r\n")
    painted.clean()
    assert painted.rows == ("..#", "~+^")


@pytest.mark.parametrize(
    ("terrain", "complaint"),
    [("..\n...", "2 rows of 3"), ("...\n...\n...", "2 rows of 3"), ("...\n..x", "Unknown terrain: x")],
)
def test_terrain_that_does_not_fit_is_refused_with_a_sentence(terrain: str, complaint: str):
    with pytest.raises(ValidationError, match=complaint):
        Map(name="x", width=3, height=2, terrain=terrain).clean()


def test_a_spawn_area_lies_on_its_map(hall: Map):
    Location(campaign=hall.campaign, map=hall, name="x", spawn_x=2, spawn_y=1).full_clean()
    with pytest.raises(ValidationError, match="leaves the map"):
        Location(campaign=hall.campaign, map=hall, name="x", spawn_x=2, spawn_width=2).full_clean()
    with pytest.raises(ValidationError, match="leaves the map"):
        Location(campaign=hall.campaign, map=hall, name="x", spawn_y=1, spawn_height=2).full_clean()


def test_nothing_refers_to_another_campaigns_things(hall: Map, sella: PlayerCharacter):
    elsewhere = Campaign.objects.create(name="Elsewhere")
    with pytest.raises(ValidationError, match="another campaign"):
        Location(campaign=elsewhere, map=hall, name="x").full_clean()
    door = Location.objects.create(campaign=hall.campaign, map=hall, name="Door")
    with pytest.raises(ValidationError, match="another campaign"):
        Quest(campaign=elsewhere, location=door, name="x").full_clean()
    relic = Item.objects.create(campaign=elsewhere, name="Relic")
    with pytest.raises(ValidationError, match="another campaign"):
        InventoryEntry(player_character=sella, item=relic).full_clean()
    InventoryEntry(player_character=sella, item=Item.objects.create(name="Library book")).full_clean()


def test_rope_cannot_be_equipped(sella: PlayerCharacter):
    rope = Item.objects.create(name="Rope")
    with pytest.raises(ValidationError, match="cannot be equipped"):
        InventoryEntry(player_character=sella, item=rope, equipped=True, slot="body").full_clean()


@pytest.mark.parametrize(
    ("item", "slot"),
    [
        (Item(kind="weapon"), "main_hand"),
        (Item(kind="weapon", properties=["two-handed"]), "two_hands"),
        (Item(kind="shield"), "off_hand"),
        (Item(kind="armor"), "body"),
        (Item(kind="potion"), ""),
        (Item(kind="gear"), ""),
    ],
)
def test_the_slot_follows_from_the_kind(item: Item, slot: str):
    assert item.slot == slot


@pytest.mark.parametrize("columns", [{"damage_count": 1}, {"damage_sides": 6}, {"heal_count": 2, "heal_sides": 5}])
def test_an_items_dice_are_real_dice(columns: dict[str, int]):
    with pytest.raises(ValidationError, match="no roll of dice"):
        Item(name="x", **columns).clean()


def test_proficiency_and_initiative_follow_the_srd():
    assert [PlayerCharacter(level=level).proficiency_bonus for level in (1, 4, 5, 8, 9, 17, 20)] == [
        2,
        2,
        3,
        3,
        4,
        6,
        6,
    ]
    assert Monster(dexterity=15).initiative_bonus == 2
    assert Monster(dexterity=9).initiative_bonus == -1
    assert Monster(dexterity=15, initiative_modifier=0).initiative_bonus == 0


def damage(**part: Any) -> list[dict[str, Any]]:
    return [{"count": 1, "sides": 6, "bonus": 2, "type": "fire", **part}]


@pytest.mark.parametrize("value", [[], damage(), damage(count=0, sides=0), damage(bonus=-1)])
def test_damage_is_dice_a_bonus_and_a_type(value: Any):
    check_damage(value)


@pytest.mark.parametrize(
    "value",
    [
        "1d6", {}, [1], None, damage(type="sarcasm"), damage(sides=7), damage(count=0), damage(sides=0), damage(count=101),
        damage(count=-1), damage(bonus=1.5), damage(more=1), [{"count": 1, "sides": 6}], damage() * 9,
    ],
)  # fmt: skip
def test_anything_else_is_no_damage(value: Any):
    with pytest.raises(ValidationError):
        check_damage(value)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (check_saves, {"wisdom": 5}, [{"wit": 5}, {"wisdom": "5"}, {"wisdom": 101}, ["wisdom"], None]),
        (check_damage_types, ["fire", "cold"], [["Fire"], ["fire", "fire"], "fire", [1], {"fire": 1}, None]),
        (check_conditions, ["prone"], [["sleepy"], ["prone", "prone"], "prone"]),
        (check_weapon_properties, ["finesse"], [["sharp"], "finesse"]),
    ],
)
def test_word_lists_hold_known_words_once(check: Any, good: Any, bad: list[Any]):
    check(good)
    for value in bad:
        with pytest.raises(ValidationError):
            check(value)


def test_a_form_refuses_what_the_json_columns_must_not_hold(wolf: Monster):
    wolf.damage_immunities = ["sarcasm"]
    with pytest.raises(ValidationError, match="sarcasm"):
        wolf.full_clean()
    with pytest.raises(ValidationError, match="no roll of dice"):
        CreatureAttack(monster=wolf, key="x", name="X", damage=damage(sides=7)).full_clean()
