"""What must never be is refused by the database itself, whichever way it is written."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError

from campaigns.models import (
    NPC,
    Campaign,
    CreatureAttack,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
)

pytestmark = pytest.mark.django_db


def refused(constraint: str, write: Callable[[], Any]) -> None:
    """The database refuses this write because of this constraint (SQLite names the columns of a unique one)."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def test_a_campaign_has_one_owner(campaign: Campaign, otto: Any):
    members = campaign.memberships
    refused("campaign_id|one_owner", lambda: members.create(user=otto, role="owner"))
    members.create(user=otto, role="co_dm")


def test_nobody_has_two_roles_in_one_campaign(campaign: Campaign, aria: Any):
    refused("user_id|member_once", lambda: campaign.memberships.create(user=aria, role="spectator"))


def test_there_are_four_roles(campaign: Campaign, otto: Any):
    refused("membership_role_known", lambda: campaign.memberships.create(user=otto, role="god"))


def test_who_belongs_to_a_campaign_cannot_be_deleted(campaign: Campaign, mira: Any):
    with pytest.raises(ProtectedError):
        mira.delete()


@pytest.mark.parametrize("columns", [{"width": 0}, {"width": 101}, {"height": 0}, {"height": 101}, {"cell_feet": 0}])
def test_a_map_has_one_to_a_hundred_cells_a_side(campaign: Campaign, columns: dict[str, int]):
    (column,) = columns
    refused(f"campaigns_map_{column}_range", lambda: Map.objects.create(campaign=campaign, name="x", **columns))


@pytest.mark.parametrize("terrain", ["...", "...\n...\n...", "...\n...."])
def test_terrain_has_a_character_for_every_cell(hall: Map, terrain: str):
    refused("terrain_covers_the_map", lambda: Map.objects.filter(pk=hall.pk).update(terrain=terrain))


@pytest.mark.parametrize("column", ["spawn_width", "spawn_height"])
def test_a_spawn_area_is_not_empty(hall: Map, column: str):
    where = {"campaign": hall.campaign, "map": hall, "name": "x"}
    refused(f"campaigns_location_{column}_range", lambda: Location.objects.create(**where, **{column: 0}))


@pytest.mark.parametrize("column", ["spawn_x", "spawn_y"])
def test_a_spawn_area_begins_on_the_map(hall: Map, column: str):
    where = {"campaign": hall.campaign, "map": hall, "name": "x"}
    refused(column, lambda: Location.objects.create(**where, **{column: -1}))


def test_a_map_with_locations_stays_while_its_campaign_does(hall: Map):
    location = Location.objects.create(campaign=hall.campaign, map=hall, name="Door")
    quest = Quest.objects.create(campaign=hall.campaign, name="Enter", location=location)
    with pytest.raises(RestrictedError):
        hall.delete()
    location.delete()
    quest.refresh_from_db()
    assert quest.location is None
    hall.campaign.delete()
    assert not Map.objects.filter(pk=hall.pk).exists()


@pytest.mark.parametrize("model", [PlayerCharacter, NPC, Monster])
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("armor_class", 0), ("armor_class", 51), ("hit_points", 0), ("speed_walk", 601), ("speed_fly", 601),
        ("speed_swim", 601), ("speed_climb", 601), ("strength", 0), ("dexterity", 31), ("constitution", 0),
        ("intelligence", 31), ("wisdom", 0), ("charisma", 31), ("initiative_modifier", 41),
    ],
)  # fmt: skip
def test_a_stat_block_stays_within_its_ranges(campaign: Campaign, model: type[models.Model], column: str, value: int):
    name = f"campaigns_{model._meta.model_name}_{column}_range"
    refused(name, lambda: model._default_manager.create(campaign=campaign, name="x", **{column: value}))


@pytest.mark.parametrize("model", [PlayerCharacter, NPC, Monster])
def test_a_creature_has_a_name_and_a_size_of_the_rules(campaign: Campaign, model: type[models.Model]):
    create = model._default_manager.create
    refused("is_named", lambda: create(campaign=campaign, name=""))
    refused("size_known", lambda: create(campaign=campaign, name="x", size="vast"))


@pytest.mark.parametrize("level", [0, 21])
def test_levels_go_from_one_to_twenty(sella: PlayerCharacter, level: int):
    changed = PlayerCharacter.objects.filter(pk=sella.pk)
    refused("campaigns_playercharacter_level_range", lambda: changed.update(level=level))


def test_nobody_has_more_hit_points_than_the_maximum(sella: PlayerCharacter):
    changed = PlayerCharacter.objects.filter(pk=sella.pk)
    refused("current_hp_within_maximum", lambda: changed.update(current_hp=13))
    changed.update(current_hp=12)


def test_a_challenge_rating_is_at_most_thirty(wolf: Monster):
    changed = Monster.objects.filter(pk=wolf.pk)
    refused("campaigns_monster_challenge_rating_range", lambda: changed.update(challenge_rating=Decimal(31)))


def test_the_library_has_a_source_key_once_but_campaigns_may_copy(campaign: Campaign):
    Monster.objects.create(name="Wolf", source_key="a_wolf")
    refused("source_key|library_monster_once", lambda: Monster.objects.create(name="Wolf", source_key="a_wolf"))
    Monster.objects.create(name="Wolf", source_key="a_wolf", campaign=campaign)
    Monster.objects.create(name="Wolf", source_key="a_wolf", campaign=campaign)
    Monster.objects.create(name="Self-made")
    Monster.objects.create(name="Self-made too")


def test_an_attack_belongs_to_exactly_one_creature(wolf: Monster, sella: PlayerCharacter):
    create = CreatureAttack.objects.create
    refused("attack_has_one_owner", lambda: create(key="bite", name="Bite"))
    refused("attack_has_one_owner", lambda: create(key="bite", name="Bite", monster=wolf, player_character=sella))


def test_a_creature_has_a_key_once(wolf: Monster, sella: PlayerCharacter):
    wolf.attacks.create(key="bite", name="Bite")
    sella.attacks.create(key="bite", name="Bite")
    refused("key|monster_attack_once", lambda: wolf.attacks.create(key="bite", name="Other bite"))
    refused("attack_has_a_key", lambda: wolf.attacks.create(key="", name="Nothing"))


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": "melee", "reach": 0},
        {"kind": "melee", "reach": 5, "range_normal": 20},
        {"kind": "ranged", "reach": 0, "range_normal": 0},
        {"kind": "ranged", "reach": 5, "range_normal": 20},
        {"kind": "melee_or_ranged", "reach": 5, "range_normal": 0},
        {"kind": "thrown", "reach": 5},
    ],
)
def test_an_attack_reaches_as_its_kind_says(wolf: Monster, columns: dict[str, Any]):
    refused("attack_reaches_as_its_kind", lambda: wolf.attacks.create(key="x", name="X", **columns))


def test_long_range_is_longer_than_normal_range(wolf: Monster):
    bow = {"key": "bow", "name": "Bow", "kind": "ranged", "reach": 0, "range_normal": 80}
    refused("attack_long_range_is_longer", lambda: wolf.attacks.create(**bow, range_long=60))
    wolf.attacks.create(**bow, range_long=0)


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("item_kind_known", {"kind": "spaceship"}),
        ("item_is_named", {"name": ""}),
        ("item_weight_and_value", {"weight": -1}),
        ("weapon_can_strike", {"kind": "weapon", "damage_type": "slashing"}),
        ("weapon_can_strike", {"kind": "weapon", "reach": 5}),
        ("item_long_range_is_longer", {"range_normal": 20, "range_long": 10}),
        ("armor_protects", {"kind": "armor"}),
        ("shield_protects", {"kind": "shield"}),
    ],
)
def test_an_item_is_what_its_kind_promises(db: None, constraint: str, columns: dict[str, Any]):
    refused(constraint, lambda: Item.objects.create(**{"name": "Thing", **columns}))


def test_somebody_carries_something_exactly_once(sella: PlayerCharacter):
    rope = Item.objects.create(name="Rope")
    refused("entry_has_one_owner", lambda: InventoryEntry.objects.create(item=rope))
    refused("entry_quantity_positive", lambda: sella.inventory.create(item=rope, quantity=0))
    npc = NPC.objects.create(campaign=sella.campaign, name="Porter")
    refused("entry_has_one_owner", lambda: sella.inventory.create(item=rope, npc=npc))


def test_what_is_equipped_has_a_slot_and_a_slot_holds_one_thing(sella: PlayerCharacter):
    axe = Item.objects.create(name="Axe", kind="weapon", reach=5, damage_type="slashing")
    refused("equipped_means_in_a_slot", lambda: sella.inventory.create(item=axe, equipped=True))
    refused("equipped_means_in_a_slot", lambda: sella.inventory.create(item=axe, slot="main_hand"))
    refused("equipped_means_in_a_slot", lambda: sella.inventory.create(item=axe, equipped=True, slot="nose"))
    sella.inventory.create(item=axe, equipped=True, slot="main_hand")
    refused("slot", lambda: sella.inventory.create(item=axe, equipped=True, slot="main_hand"))
    sella.inventory.create(item=axe)
    sella.inventory.create(item=axe)


def test_a_carried_item_cannot_be_deleted(sella: PlayerCharacter):
    rope = Item.objects.create(name="Rope", campaign=sella.campaign)
    sella.inventory.create(item=rope)
    with pytest.raises(RestrictedError):
        rope.delete()
    Membership.objects.filter(campaign=sella.campaign).delete()
    sella.campaign.delete()
    assert not Item.objects.exists()


def test_a_character_outlives_the_account_of_its_player(sella: PlayerCharacter, aria: Any):
    Membership.objects.filter(user=aria).delete()
    aria.delete()
    sella.refresh_from_db()
    assert sella.owner is None
