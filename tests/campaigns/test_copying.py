"""Copying from the library, and from one's own campaigns: what comes along, what stays behind, and who may."""

from typing import Any

import pytest

from campaigns.copying import copy
from campaigns.models import Campaign, Condition, CreatureAttack, Feature, Item, Map, Monster, Spell
from campaigns.roles import found_campaign
from engine.asking import Refused

ORIGIN = {
    "source_key": "reed_heron",
    "source": "Tales from the Reeds",
    "licence": "CC BY 4.0",
    "attribution": "Written by the reed cutters.",
}


@pytest.fixture
def heron(db: None) -> Monster:
    """A monster of the library, with an attack, a trait and somebody's notes."""
    heron = Monster.objects.create(
        name="Iron Heron", hit_points=30, saves={"dexterity": 5}, legendary_uses=2, dm_notes="CANARY", **ORIGIN
    )
    damage = [{"count": 2, "sides": 6, "bonus": 3, "type": "piercing"}]
    CreatureAttack.objects.create(monster=heron, key="beak", name="Beak", to_hit=5, damage=damage, note="It holds on.")
    Feature.objects.create(monster=heron, key="wader", name="Wader", kind="trait", description="Mud does not slow it.")
    return heron


def test_a_monster_comes_with_its_attacks_and_features(heron: Monster, campaign: Campaign, mira: Any):
    fresh = copy(heron, campaign, mira)
    assert (fresh.campaign, fresh.name, fresh.saves) == (campaign, "Iron Heron", {"dexterity": 5})
    [attack], [feature] = fresh.attacks.all(), fresh.features.all()
    assert (attack.key, attack.to_hit, attack.note) == ("beak", 5, "It holds on.")
    assert (feature.name, feature.description) == ("Wader", "Mud does not slow it.")
    assert heron.attacks.count() == heron.features.count() == 1
    assert {fresh.pk, attack.pk, feature.pk}.isdisjoint(
        {heron.pk, *heron.attacks.values_list("pk", flat=True), *heron.features.values_list("pk", flat=True)}
    )


def test_source_licence_and_attribution_stay_with_the_copy(heron: Monster, campaign: Campaign, mira: Any):
    fresh = Monster.objects.get(pk=copy(heron, campaign, mira).pk)
    assert {column: getattr(fresh, column) for column in ORIGIN} == ORIGIN


def test_the_notes_of_others_stay_behind(heron: Monster, campaign: Campaign, mira: Any):
    assert copy(heron, campaign, mira).dm_notes == ""


def test_what_one_runs_oneself_comes_with_its_notes(wolf: Monster, mira: Any):
    Monster.objects.filter(pk=wolf.pk).update(dm_notes="It limps.")
    wolf.refresh_from_db()
    assert copy(wolf, found_campaign("Another", mira), mira).dm_notes == "It limps."


def test_changing_the_copy_leaves_the_original_alone(heron: Monster, campaign: Campaign, mira: Any):
    fresh = copy(heron, campaign, mira)
    Monster.objects.filter(pk=fresh.pk).update(name="Rust Heron")
    fresh.attacks.all().delete()
    heron.refresh_from_db()
    assert (heron.name, heron.attacks.count()) == ("Iron Heron", 1)


@pytest.mark.parametrize(
    "row",
    [
        Item(name="Reed Blade", kind="weapon", damage_type="slashing", reach=5, **ORIGIN),
        Spell(name="Rust", school="transmutation", classes=["druid"], **ORIGIN),
        Condition(name="Muddy", key="muddy", **ORIGIN),
    ],
    ids=["item", "spell", "condition"],
)
def test_items_spells_and_conditions_are_copied_too(row: Any, campaign: Campaign, mira: Any):
    row.pk = "the-original"
    row.save(force_insert=True)
    fresh = copy(row, campaign, mira)
    fresh.refresh_from_db()
    assert (type(fresh), fresh.campaign, fresh.name, fresh.attribution) == (
        type(row),
        campaign,
        row.name,
        ORIGIN["attribution"],
    )


def test_twice_the_same_monster_is_two_monsters(heron: Monster, campaign: Campaign, mira: Any):
    assert copy(heron, campaign, mira).pk != copy(heron, campaign, mira).pk
    assert campaign.monsters.count() == 2


def test_a_condition_that_is_there_already_is_a_conflict(campaign: Campaign, mira: Any):
    muddy = Condition.objects.create(name="Muddy", key="muddy")
    copy(muddy, campaign, mira)
    with pytest.raises(Refused, match="has the condition “muddy” already") as refused:
        copy(muddy, campaign, mira)
    assert refused.value.code == "conflict"
    assert campaign.conditions.count() == 1


@pytest.mark.parametrize(("role", "code"), [("player", "forbidden"), ("spectator", "forbidden"), (None, "not_found")])
def test_only_dms_copy_into_a_campaign(heron: Monster, campaign: Campaign, otto: Any, role: str | None, code: str):
    if role:
        campaign.memberships.create(user=otto, role=role)
    with pytest.raises(Refused) as refused:
        copy(heron, campaign, otto)
    assert refused.value.code == code
    assert not campaign.monsters.exists()


def test_a_co_dm_copies_like_the_owner(heron: Monster, campaign: Campaign, otto: Any):
    campaign.memberships.create(user=otto, role="co_dm")
    assert copy(heron, campaign, otto).campaign == campaign


def test_what_one_cannot_see_is_not_there_to_copy(wolf: Monster, aria: Any, otto: Any):
    for person in (aria, otto):
        own = found_campaign(f"{person}'s own", person)
        with pytest.raises(Refused) as refused:
            copy(wolf, own, person)
        assert refused.value.code == "not_found"
        assert not own.monsters.exists()


def test_a_map_is_nothing_to_copy(hall: Map, campaign: Campaign, mira: Any):
    with pytest.raises(Refused, match="A map cannot be copied") as refused:
        copy(hall, campaign, mira)
    assert refused.value.code == "malformed"
