"""Characters over REST: players write their own sheets, and read of the others' what everybody may."""

from typing import Any

import pytest

from campaigns.models import NPC, Campaign, InventoryEntry, Item, Monster, PlayerCharacter, Spell
from campaigns.permissions import SECRET_COLUMNS
from tests.campaigns.api.conftest import Browser
from tests.campaigns.api.test_content import BITE


@pytest.fixture
def at(sella: PlayerCharacter) -> str:
    return f"/api/characters/{sella.pk}/"


@pytest.fixture
def sword(campaign: Campaign) -> Item:
    return Item.objects.create(
        campaign=campaign, name="Sword", kind="weapon", reach=5, damage_count=1, damage_sides=8, damage_type="slashing"
    )


def test_a_player_makes_and_keeps_her_own_sheet(player: Browser, campaign: Campaign, aria: Any):
    light = Spell.objects.create(name="Light", school="evocation")
    wish = {"campaignId": campaign.pk, "name": "Sella", "hitPoints": 9, "spellIds": [light.pk], "attacks": [BITE]}
    made = player.send("post", "/api/characters/", {**wish, "spellSlots": {"1": {"maximum": 2}}})
    assert made.status_code == 201, made.content
    assert (made.json()["userId"], made.json()["spellIds"]) == (str(aria.pk), [light.pk])
    at = f"/api/characters/{made.json()['id']}/"
    assert player.send("patch", at, {"currentHP": 4, "notes": "Ow."}).json()["currentHP"] == 4
    assert player.send("patch", at, {"currentHP": 10}).status_code == 400
    assert player.send("patch", at, {"spellIds": ["nothing"]}).json()["errors"].keys() == {"spellIds"}
    assert player.get(at).json()["attacks"][0]["key"] == "bite"


def test_numbers_and_parts_are_for_her_and_the_dms(
    dm: Browser, player: Browser, browser: Any, bram: Any, watcher: Browser, at: str
):
    assert dm.send("patch", at, {"dmNotes": "CANARY", "notes": "CANARY", "attacks": [BITE]}).status_code == 200
    hers, theirs = player.get(at).json(), [client.get(at).json() for client in (browser(bram), watcher)]
    assert "dmNotes" not in hers and hers["notes"] == "CANARY" and len(hers["attacks"]) == 1
    for seen in theirs:
        assert seen.keys().isdisjoint({"attacks", "features", "armorClass", "hitPoints", "currentHP", "notes"})
        assert seen["name"] == "Sella" and "CANARY" not in str(seen)
    for client in (browser(bram), watcher):
        assert "CANARY" not in client.get("/api/characters/").content.decode()
    assert len(SECRET_COLUMNS[PlayerCharacter]) == len(dm.get(at).json().keys() - theirs[0].keys()) - 2


def test_nobody_writes_what_she_does_not_see_or_gives_away_what_is_hers(
    dm: Browser, player: Browser, browser: Any, bram: Any, otto: Any, at: str
):
    other = browser(bram)
    assert player.send("patch", at, {"dmNotes": "x"}).json()["code"] == "forbidden"
    assert other.send("patch", at, {"name": "x"}).json()["code"] == other.delete(at).json()["code"] == "forbidden"
    assert player.send("patch", at, {"userId": str(bram.pk)}).json()["code"] == "forbidden"
    for stranger in (str(otto.pk), "999999", "x", "9" * 20):
        assert dm.send("patch", at, {"userId": stranger}).json()["errors"].keys() == {"userId"}
    assert dm.send("patch", at, {"userId": str(bram.pk)}).json()["userId"] == str(bram.pk)
    assert player.send("patch", at, {"name": "x"}).status_code == 403
    wish = {"campaignId": dm.get(at).json()["campaignId"], "name": "New", "userId": str(bram.pk)}
    assert player.send("post", "/api/characters/", wish).json()["code"] == "forbidden"


def test_an_inventory_is_kept_thing_by_thing(player: Browser, dm: Browser, at: str, sword: Item):
    rope = Item.objects.create(name="Rope")
    made = player.send("post", at + "inventory/", {"itemId": rope.pk, "quantity": 2})
    assert made.status_code == 201, made.content
    assert player.send("post", at + "inventory/", {"itemId": sword.pk}).json()["errors"].keys() == {"itemId"}
    blade = dm.send("post", at + "inventory/", {"itemId": sword.pk, "equipped": True}).json()
    assert (blade["slot"], blade["name"], blade["kind"]) == ("main_hand", "Sword", "weapon")
    entry = f"{at}inventory/{blade['id']}/"
    assert player.send("put", entry, {"itemId": sword.pk, "equipped": False}).json()["slot"] == ""
    assert player.send("patch", entry, {"itemId": rope.pk}).json()["errors"].keys() == {"itemId"}
    rope_entry = f"{at}inventory/{made.json()['id']}/"
    assert player.send("patch", rope_entry, {"equipped": True}).status_code == 400
    assert player.send("patch", entry, {"equipped": True}).status_code == 200
    second = dm.send("post", at + "inventory/", {"itemId": sword.pk, "equipped": True})
    assert second.status_code == 400
    assert [row["name"] for row in player.listed(at + "inventory/", equipped="true")] == ["Sword"]
    assert player.delete(entry).status_code == 204 and InventoryEntry.objects.count() == 1


def test_a_thing_is_worn_where_it_goes_and_both_hands_hold_one(player: Browser, at: str):
    """As on the sheet's page: a sword is no armor, and beside a greataxe there is no shield."""
    strikes = {"kind": "weapon", "reach": 5, "damage_count": 1, "damage_sides": 8, "damage_type": "slashing"}
    sword = Item.objects.create(name="Sword", properties=["versatile"], **strikes)
    axe = Item.objects.create(name="Greataxe", properties=["two-handed"], **strikes)
    shield = Item.objects.create(name="Shield", kind="shield", shield_bonus=2)

    def worn(item: Item, slot: str) -> Any:
        wish = {"itemId": item.pk, "equipped": True, "slot": slot}
        return player.send("post", at + "inventory/", wish)

    for item, slot in ((sword, "body"), (axe, "main_hand"), (shield, "main_hand")):
        assert worn(item, slot).json()["errors"] == {"slot": [f"{item} does not go there."]}
    held = worn(shield, "off_hand").json()["id"]
    for item in (axe, sword):
        assert "both hands" in worn(item, "two_hands").json()["detail"]
    assert player.send("patch", f"{at}inventory/{held}/", {"equipped": False}).status_code == 200
    assert worn(axe, "two_hands").status_code == 201
    assert "both hands" in player.send("patch", f"{at}inventory/{held}/", {"equipped": True}).json()["detail"]
    assert "both hands" in worn(sword, "main_hand").json()["detail"]


def test_nobody_carries_more_of_a_thing_than_a_campaign_can_be_exported_with(
    player: Browser, dm: Browser, at: str, campaign: Campaign
):
    rope = Item.objects.create(name="Rope")
    for many in (2_000_001, 9_223_372_036_854_775_807):
        answer = player.send("post", at + "inventory/", {"itemId": rope.pk, "quantity": many})
        assert answer.json()["errors"].keys() == {"quantity"}
    assert player.send("post", at + "inventory/", {"itemId": rope.pk, "quantity": 1_000_000}).status_code == 201
    assert dm.get(f"/api/campaigns/{campaign.pk}/export/").status_code == 200


def test_an_inventory_is_nobody_elses(
    dm: Browser,
    browser: Any,
    bram: Any,
    watcher: Browser,
    outsider: Browser,
    at: str,
    sella: PlayerCharacter,
    sword: Item,
):
    entry = InventoryEntry.objects.create(player_character=sella, item=sword)
    for client, status in ((browser(bram), 403), (watcher, 403), (outsider, 404)):
        for answer in (
            client.get(at + "inventory/"),
            client.get(f"{at}inventory/{entry.pk}/"),
            client.send("post", at + "inventory/", {"itemId": sword.pk}),
            client.delete(f"{at}inventory/{entry.pk}/"),
        ):
            assert answer.status_code == status
    odo = NPC.objects.create(campaign=sella.campaign, name="Odo")
    assert dm.get(f"/api/npcs/{odo.pk}/inventory/{entry.pk}/").status_code == 404


def test_what_is_at_a_live_table_does_not_change_under_it(
    dm: Browser, at: str, campaign: Campaign, mira: Any, sella: PlayerCharacter, wolf: Monster, sword: Item, hall: Any
):
    place = campaign.locations.create(map=hall, name="Door")
    fight = campaign.interactions.create(name="Ambush", dm=mira, live_status="live", location=place)
    fight.participants.create(character=sella)
    fight.participants.create(monster=wolf)
    for method, path, body in (
        ("patch", at, {"hitPoints": 30}),
        ("patch", at, {"attacks": [BITE]}),
        ("delete", at, None),
        ("post", at + "inventory/", {"itemId": sword.pk}),
        ("patch", f"/api/monsters/{wolf.pk}/", {"armorClass": 30}),
        ("delete", f"/api/monsters/{wolf.pk}/", None),
        ("patch", f"/api/maps/{hall.pk}/", {"terrain": ""}),
        ("delete", f"/api/locations/{place.pk}/", None),
        ("delete", f"/api/campaigns/{campaign.pk}/", None),
    ):
        answer = dm.send(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict"), (path, answer.content)
    assert dm.send("patch", at, {"notes": "Still to be written.", "hitPoints": 12}).status_code == 200
