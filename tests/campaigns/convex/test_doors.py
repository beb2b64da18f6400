"""Whatever door a row is saved through, its document goes out; and nothing else does."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from campaigns import members
from campaigns.convex.collecting import collect, squeeze
from campaigns.convex.fields import PULLED
from campaigns.copying import copy
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
    Spell,
)
from campaigns.terrain import paint, stamp
from engine.commands import EndInteraction, GrantReward, RollInitiative, StartInteraction
from interactions.exchange.campaign import export_campaign, import_campaign
from tests.campaigns.importing import REED_TALES, run
from tests.engine.table import mira as at_the_table
from tests.evenings import Evening, prepare
from turns.settlement import settle


def document(operation: dict[str, Any]) -> dict[str, Any]:
    return operation["args"]["document"]


def record(operation: dict[str, Any]) -> dict[str, Any]:
    return json.loads(document(operation)["record"])


def through_the_pages(client: Client) -> None:
    client.post(reverse("edit_campaign", args=[Campaign.objects.get().pk]), {"name": "Salt", "description": "Ebb."})
    client.post(reverse("location", args=["door"]), {
        "name": "Gate", "map": "hall", "spawn_x": 0, "spawn_y": 0, "spawn_width": 1, "spawn_height": 1,
    })  # fmt: skip


def through_rest(client: Client) -> None:
    client.patch("/api/npcs/miller/", {"name": "Old Miller"}, "application/json")
    client.delete("/api/quests/quest/")
    client.post("/api/characters/sella/inventory/", {"itemId": "rope", "quantity": 3}, "application/json")


def through_the_admin(client: Client) -> None:
    change = reverse("admin:campaigns_condition_change", args=["soaked"])
    row = Condition.objects.get(pk="soaked")
    client.post(change, {"campaign": row.campaign_id, "key": "soaked", "name": "Wet through", "description": ""})
    CreatureAttack.objects.get(pk="bite").delete()


def through_the_orms_back_door(client: Client) -> None:
    Monster.objects.filter(pk="wolf").update(xp=7)
    Map.objects.bulk_update([Map(pk="hall", name="Great hall")], ["name"])
    NPC.objects.bulk_create([NPC(id="cook", campaign=Campaign.objects.get(), name="Cook")])
    Feature.objects.filter(monster="wolf").update(monster=None, npc="miller")


def through_sql(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_playercharacter SET xp = 12 WHERE id = 'sella'")
        cursor.execute("DELETE FROM campaigns_inventoryentry WHERE id = 'millers-rope'")


def through_relations(client: Client) -> None:
    PlayerCharacter.objects.get(pk="sella").spells.set(["ward"])


def through_the_other_doors(client: Client) -> None:
    paint(Map.objects.get(pk="hall"), "...\n...", stamp(Map.objects.get(pk="hall")))
    aria = Membership.objects.get(role="player")
    members.change_role(aria, "co_dm")
    mira = get_user_model().objects.get(username="mira")
    members.hand_over(Campaign.objects.get(), mira, aria)
    get_user_model().objects.filter(pk=mira.pk).update(first_name="Mira", last_name="Stone")


DOORS: dict[Any, set[str]] = {
    through_the_pages: {"campaigns:{c}", "locations:door"},
    through_rest: {"npcs:miller", "quests:quest", "playerCharacters:sella"},
    through_the_admin: {"contentRecords:soaked", "monsters:wolf"},
    through_the_orms_back_door: {"monsters:wolf", "maps:hall", "npcs:cook", "npcs:miller"},
    through_sql: {"playerCharacters:sella", "npcs:miller"},
    through_relations: {"playerCharacters:sella"},
    through_the_other_doors: {
        "maps:hall", "memberships:{c}:{mira}", "memberships:{c}:{aria}", "campaigns:{c}", "users:{mira}",
    },
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_every_door_ships_what_it_changes(
    door: Any, campaign: Campaign, mira: Any, aria: Any, admin_user: Any, shipped: Any
):
    shipped()
    client = Client()
    client.force_login(admin_user if door is through_the_admin else mira)
    door(client)
    keys = {key.format(c=campaign.pk, mira=mira.pk, aria=aria.pk) for key in DOORS[door]}
    assert shipped().keys() == keys


def test_at_first_everything_goes_out_with_what_it_refers_to(campaign: Campaign, mira: Any, aria: Any, shipped: Any):
    """Of the library only what somebody carries or knows; of accounts only those who belong somewhere."""
    get_user_model().objects.create_user("otto")
    out = shipped()
    assert out.keys() == {
        f"campaigns:{campaign.pk}",
        *(f"users:{who.pk}" for who in (mira, aria)),
        *(f"memberships:{campaign.pk}:{who.pk}" for who in (mira, aria)),
        *("maps:hall", "locations:door", "quests:quest", "items:rope", "monsters:wolf", "npcs:miller"),
        *("playerCharacters:sella", "contentRecords:ward", "contentRecords:soaked"),
        *("contentRecords:lamp", "contentRecords:spark"),  # the library's
    }
    assert {operation["op"] for operation in out.values()} == {"putContent"}
    edited_there = {key for key, operation in out.items() if operation["args"].get("base") == 0}
    assert {key.split(":")[0] for key in edited_there} == set(PULLED)
    assert not [key for key in out.keys() - edited_there if "base" in out[key]["args"]]  # there the node is right
    assert document(out["contentRecords:lamp"])["kind"] == "items"
    assert "campaignId" not in document(out["contentRecords:lamp"])


def test_of_an_account_goes_out_a_name_alone(campaign: Campaign, aria: Any, shipped: Any):
    aria.email = "aria@example.org"
    aria.save()
    said = document(shipped()[f"users:{aria.pk}"])
    assert said.keys() == {"externalId", "revision", "updatedAt", "name"}
    aria.set_password("another one")
    aria.save()
    assert shipped() == {}


def test_what_is_saved_without_a_change_stays_here(campaign: Campaign, shipped: Any):
    shipped()
    campaign.save()
    Monster.objects.get(pk="wolf").save()
    assert ContentChange.objects.exists()
    assert shipped() == {}


def test_what_is_rolled_back_stays_here(campaign: Campaign, shipped: Any):
    shipped()
    with pytest.raises(RuntimeError), transaction.atomic():
        Monster.objects.filter(pk="wolf").update(name="Nobody")
        raise RuntimeError
    assert not ContentChange.objects.exists()


def test_a_copied_row_an_imported_campaign_and_a_deleted_one(campaign: Campaign, mira: Any, shipped: Any):
    shipped()
    copied = copy(Item.objects.get(pk="unused"), campaign, mira)
    assert shipped().keys() == {f"items:{copied.pk}"}
    other = import_campaign(export_campaign(campaign), mira)
    sent = shipped()
    assert f"campaigns:{other.pk}" in sent
    assert {key.split(":")[0] for key in sent} == {
        "campaigns", "memberships", "maps", "locations", "quests", "items", "contentRecords", "monsters", "npcs",
        "playerCharacters",
    }  # fmt: skip
    other.player_characters.all().delete()
    other.npcs.all().delete()
    other.quests.all().delete()
    Location.objects.filter(campaign=other).delete()
    other.delete()
    gone = shipped()
    assert gone.keys() == sent.keys()
    assert {operation["op"] for operation in gone.values()} == {"removeContent"}


def test_an_import_into_the_library_ships_what_a_campaign_uses(campaign: Campaign, shipped: Any):
    run(REED_TALES)
    assert not {key for key in shipped() if key.startswith("contentRecords")} & {
        f"contentRecords:{monster.pk}" for monster in Monster.objects.filter(campaign=None)
    }
    carried = Item.objects.filter(campaign=None).exclude(source_key__in=["lamp", "unused"]).first()
    InventoryEntry.objects.create(npc_id="miller", item=carried)
    out = shipped()
    assert out.keys() == {"npcs:miller", f"contentRecords:{carried.pk}"}
    Item.objects.filter(pk=carried.pk).update(name="Something else")
    assert record(shipped()[f"contentRecords:{carried.pk}"])["name"] == "Something else"
    assert Spell.objects.filter(campaign=None).count() > 1  # and of those nobody has heard


def test_what_a_completed_fight_leaves_behind_goes_out(db: None, shipped: Any):
    evening = Evening(*prepare())
    shipped()
    evening.says(at_the_table, StartInteraction())
    evening.says(at_the_table, RollInitiative(values={"aria": 20, "bram": 15, "lurker": 10, "goblin": 5}))
    evening.says(at_the_table, GrantReward(entity_id="aria", xp=50, note="Well spoken."))
    evening.says(at_the_table, EndInteraction(outcome="completed"))
    with transaction.atomic(), connection.cursor() as cursor:
        settle(cursor, "fight", len(evening.rows), 0)
    assert document(shipped()["playerCharacters:aria-row"])["xp"] == 150.0


def test_a_deleted_row_ships_a_tombstone_once(campaign: Campaign, shipped: Any):
    before = document(shipped()["monsters:wolf"])["revision"]
    Monster.objects.all().delete()
    assert shipped()["monsters:wolf"]["args"] == {
        "table": "monsters", "externalId": "wolf", "revision": pytest.approx(before, abs=60_000), "base": 0,
    }  # fmt: skip
    assert shipped() == {}


def test_what_comes_and_goes_between_two_looks_is_nothing(campaign: Campaign, shipped: Any):
    shipped()
    Monster.objects.create(id="moth", campaign=campaign, name="Moth").delete()
    assert shipped() == {}


def test_who_comes_back_is_the_same_member_with_a_later_revision(campaign: Campaign, aria: Any, shipped: Any):
    key = f"memberships:{campaign.pk}:{aria.pk}"
    revisions = [document(shipped()[key])["revision"]]
    Membership.objects.filter(user=aria).delete()
    revisions.append(shipped()[key]["args"]["revision"])
    Membership.objects.create(campaign=campaign, user=aria, role="spectator")
    again = document(shipped()[key])
    assert again["role"] == "spectator"
    assert revisions + [again["revision"]] == sorted({*revisions, again["revision"]})


def test_a_row_that_goes_to_the_library_moves_to_its_table(campaign: Campaign, shipped: Any):
    shipped()
    Item.objects.filter(pk="rope").update(campaign=None)
    out = shipped()
    assert out["items:rope"]["op"] == "removeContent"
    assert document(out["contentRecords:rope"])["kind"] == "items"


def test_switched_off_nothing_goes_out_and_little_is_noted(campaign: Campaign, settings: Any):
    settings.CONVEX_URL = ""
    for name in ("a", "b", "c"):
        Monster.objects.update(name=name)
    assert collect() == 0
    squeeze()
    assert ContentChange.objects.filter(kind="monsters", row_id="wolf").count() == 1
