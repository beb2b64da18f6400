"""A campaign with one of everything, and Convex switched on, though nobody delivers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from campaigns.convex.collecting import collect
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    ContentChange,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from campaigns.roles import found_campaign
from sync.models import OutboxEntry
from tests.campaigns.convex.delivering import deliver as deliver
from tests.campaigns.convex.delivering import linked as linked
from tests.campaigns.convex.web import Shipped, Web, pulled
from tests.convex.named import own

BITE = [{"count": 1, "sides": 6, "bonus": 2, "type": "piercing"}]


@pytest.fixture(autouse=True)
def switched_on(settings: Any) -> None:
    settings.CONVEX_URL = "http://127.0.0.1:9"


@pytest.fixture
def campaign(mira: Any, aria: Any) -> Campaign:
    """One row of every kind, library rows that it refers to, and some that nobody refers to."""
    campaign = found_campaign("Salt and Ash", mira, "Tides.", "They lie.")
    Membership.objects.create(campaign=campaign, user=aria, role="player")
    hall = Map.objects.create(id=own("hall"), campaign=campaign, name="Hall", width=3, height=2, terrain="..#\n~+^")
    door = Location.objects.create(id=own("door"), campaign=campaign, map=hall, name="Door", dm_notes="Locked.")
    Quest.objects.create(id=own("quest"), campaign=campaign, name="Find the key", location=door)
    rope = Item.objects.create(id=own("rope"), campaign=campaign, name="Rope", weight="2.50")
    lamp = Item.objects.create(id=own("lamp"), name="Lamp", source_key="lamp")
    Item.objects.create(id=own("unused"), name="Unused", source_key="unused")
    spark = Spell.objects.create(id=own("spark"), name="Spark", school="evocation", source_key="spark")
    Spell.objects.create(id=own("ward"), campaign=campaign, name="Ward", school="abjuration")
    Condition.objects.create(id=own("soaked"), campaign=campaign, key="soaked", name="Soaked")
    wolf = Monster.objects.create(
        id=own("wolf"), campaign=campaign, name="Ash Wolf", challenge_rating="0.25", saves={"wisdom": 3}
    )
    CreatureAttack.objects.create(id=own("bite"), monster=wolf, key="bite", name="Bite", damage=BITE)
    Feature.objects.create(id=own("scent"), monster=wolf, key="scent", name="Keen Scent")
    miller = NPC.objects.create(id=own("miller"), campaign=campaign, name="Miller")
    InventoryEntry.objects.create(id=own("millers-rope"), npc=miller, item=rope, quantity=2)
    sella = PlayerCharacter.objects.create(
        id=own("sella"), campaign=campaign, owner=aria, name="Sella", hit_points=9, current_hp=4,
        spell_slots={"1": {"maximum": 2, "used": 1}},
    )  # fmt: skip
    sella.spells.add(spark)
    InventoryEntry.objects.create(id=own("sellas-lamp"), player_character=sella, item=lamp)
    return campaign


@pytest.fixture
def shipped() -> Callable[[], dict[str, dict[str, Any]]]:
    """What has gone into the outbox since it was asked last: by key the last operation's name and arguments."""

    def ask() -> dict[str, dict[str, Any]]:
        while collect():
            pass
        assert not ContentChange.objects.exists()
        found = {
            entry.key.removeprefix("content:"): json.loads(entry.operations)
            for entry in OutboxEntry.objects.filter(key__startswith="content:")
        }
        OutboxEntry.objects.all().delete()
        return found

    return ask


@pytest.fixture
def web(campaign: Campaign, shipped: Shipped) -> Web:
    """Convex has everything that is here."""
    web = Web()
    web.receives(shipped())
    assert pulled(web) == []
    return web
