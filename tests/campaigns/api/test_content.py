"""Maps and monsters over REST: written by DMs, checked by the models, seen by whom they concern."""

from typing import Any

import pytest

from campaigns.models import Campaign, Map, Monster
from tests.campaigns.api.conftest import Browser

BITE = {
    "name": "Bite",
    "kind": "melee",
    "toHit": 4,
    "reach": 5,
    "damage": [{"count": 1, "sides": 6, "bonus": 2, "type": "piercing"}],
}


def test_a_map_is_drawn_read_changed_and_thrown_away(dm: Browser, campaign: Campaign):
    made = dm.send(
        "post",
        "/api/maps/",
        {"campaignId": campaign.pk, "name": "Hall", "width": 3, "height": 2, "terrain": "...\r\n~#."},
    )
    assert made.status_code == 201, made.content
    at = f"/api/maps/{made.json()['id']}/"
    assert made.json() == dm.get(at).json()
    assert made.json()["terrain"] == "...\n~#."
    changed = dm.send("patch", at, {"name": "Great hall", "dmNotes": "A trapdoor."})
    assert (changed.json()["name"], changed.json()["dmNotes"], changed.json()["width"]) == (
        "Great hall",
        "A trapdoor.",
        3,
    )
    assert dm.send("put", at, {"campaignId": campaign.pk, "name": "Cellar"}).json()["name"] == "Cellar"
    assert dm.delete(at).status_code == 204
    assert dm.get(at).status_code == 404 and not Map.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"terrain": "...\n..."}, "terrain"),
        ({"terrain": "..."}, "terrain"),
        ({"width": 101}, "width"),
        ({"width": 10**30}, "width"),
        ({"width": "wide"}, "width"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"cellFeet": 0}, "cellFeet"),
        ({"campaignId": None}, "campaignId"),
    ],
)
def test_what_the_models_do_not_allow_is_refused_by_its_wire_name(
    dm: Browser, hall: Map, wrong: dict[str, Any], field: str
):
    for method, path in (("post", "/api/maps/"), ("patch", f"/api/maps/{hall.pk}/")):
        body = {"campaignId": hall.campaign_id, "name": "Hall", "width": 4, "height": 3, **wrong}
        answer = dm.send(method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), answer.content
        assert list(answer.json()["errors"]) == [field]
    assert Map.objects.count() == 1 and Map.objects.get().name == "The hall"


@pytest.mark.parametrize("body", ['{"name": "\\ud800"}', '{"name": "a\\u0000"}', "[" * 10_000, '{"saves":' * 3_000])
def test_what_is_no_text_and_what_nests_too_deeply_is_refused(dm: Browser, wolf: Monster, body: str):
    assert dm.patch(f"/api/monsters/{wolf.pk}/", body, "application/json").status_code == 400


def test_others_rows_are_not_there_and_roles_without_the_verb_are_told_so(
    dm: Browser, player: Browser, watcher: Browser, outsider: Browser, hall: Map, wolf: Monster, vault: Map
):
    for client in (player, watcher, outsider):
        for row, kind in ((hall, "maps"), (wolf, "monsters")):
            at = f"/api/{kind}/{row.pk}/"
            for answer in (client.get(at), client.send("patch", at, {"name": "x"}), client.delete(at)):
                assert (answer.status_code, answer.content) == (404, client.get(f"/api/{kind}/nothing/").content)
    for client in (player, watcher):
        made = client.send("post", "/api/maps/", {"campaignId": hall.campaign_id, "name": "x"})
        assert (made.status_code, made.json()["code"]) == (403, "forbidden")
    assert dm.get(f"/api/maps/{vault.pk}/").status_code == 404
    assert "CANARY" not in dm.get("/api/maps/").content.decode()
    assert Map.objects.count() == 2 and Monster.objects.count() == 1


def test_a_foreign_id_is_answered_like_one_of_nothing(dm: Browser, hall: Map, vault: Map, elsewhere: Campaign):
    def told(path: str, body: dict[str, Any], id: str) -> str:
        return dm.send("post", path, body).content.decode().replace(id, "…")

    place = {"campaignId": hall.campaign_id, "name": "Door"}
    assert told("/api/locations/", {**place, "mapId": "vault"}, "vault") == told(
        "/api/locations/", {**place, "mapId": "nowhere"}, "nowhere"
    )
    for kind in ("maps", "monsters", "spells", "items"):
        foreign = told(f"/api/{kind}/", {"campaignId": elsewhere.pk, "name": "x"}, elsewhere.pk)
        assert foreign == told(f"/api/{kind}/", {"campaignId": "nowhere", "name": "x"}, "nowhere")
    assert dm.listed("/api/maps/", campaign=elsewhere.pk) == dm.listed("/api/maps/", campaign="nowhere") == []


@pytest.mark.parametrize("id", [5, True, ["a"], {"a": 1}, 0.5])
def test_what_is_no_id_of_a_campaign_is_refused_alike_everywhere(dm: Browser, id: Any):
    for kind in ("maps", "monsters", "spells", "items", "conditions", "characters"):
        answer = dm.send("post", f"/api/{kind}/", {"campaignId": id, "name": "x"})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["campaignId"]), kind


def test_what_two_campaigns_of_one_dm_hold_does_not_mix(
    dm: Browser, mira: Any, hall: Map, elsewhere: Campaign, vault: Map
):
    elsewhere.memberships.create(user=mira, role="co_dm")
    answer = dm.send("post", "/api/locations/", {"campaignId": hall.campaign_id, "name": "Door", "mapId": "vault"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["mapId"])
    moved = dm.send("patch", f"/api/maps/{hall.pk}/", {"campaignId": elsewhere.pk})
    assert (moved.status_code, list(moved.json()["errors"])) == (400, ["campaignId"])


def test_a_stat_block_is_written_with_its_parts_or_not_at_all(dm: Browser, campaign: Campaign):
    howl = {"kind": "bonus_action", "name": "Howl", "description": "All hear it.", "uses": "3/Day"}
    wish = {"campaignId": campaign.pk, "name": "Wolf", "challengeRating": 0.25, "attacks": [BITE], "features": [howl]}
    made = dm.send("post", "/api/monsters/", wish)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert shown["challengeRating"] == 0.25
    assert [(a["key"], a["damage"]) for a in shown["attacks"]] == [("bite", BITE["damage"])]
    assert [(f["key"], f["uses"]) for f in shown["features"]] == [("howl", "3/Day")]
    at = f"/api/monsters/{shown['id']}/"
    claw = {**BITE, "name": "Claw"}
    more = dm.send("patch", at, {"attacks": [claw, {**BITE, "toHit": 9}]}).json()
    assert [(a["name"], a["toHit"]) for a in more["attacks"]] == [("Claw", 4), ("Bite", 9)]
    assert more["attacks"][1]["id"] == shown["attacks"][0]["id"] and more["features"] == shown["features"]
    assert "attacks" not in dm.listed("/api/monsters/")[0]
    for wrong in ([BITE, BITE], [{**BITE, "reach": 0}], [{**BITE, "damage": [{"count": 1}]}], [{}], "x", [BITE] * 61):
        answer = dm.send("patch", at, {"name": "Other", "attacks": wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["attacks"]), wrong
    assert dm.get(at).json() == more
    assert dm.send("patch", at, {"attacks": []}).json()["attacks"] == []


def test_the_library_is_read_by_everybody_and_written_by_staff(
    dm: Browser, outsider: Browser, browser: Any, admin_user: Any
):
    staff, ogre = browser(admin_user), {"campaignId": None, "name": "Ogre"}
    made = staff.send("post", "/api/monsters/", ogre)
    assert made.status_code == 201, made.content
    at = f"/api/monsters/{made.json()['id']}/"
    for client in (dm, outsider):
        assert client.get(at).json()["name"] == "Ogre"
        assert "dmNotes" not in client.get(at).json()
        assert [m["name"] for m in client.listed("/api/monsters/", library="true")] == ["Ogre"]
        for answer in (
            client.send("patch", at, {"name": "x"}),
            client.delete(at),
            client.send("post", "/api/monsters/", ogre),
            client.send("post", "/api/monsters/", {"name": "x"}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert staff.send("patch", at, {"hitPoints": 59}).json()["hitPoints"] == 59
    assert staff.delete(at).status_code == 204


def test_nobody_is_served_without_signing_in(db: None):
    for path in ("maps/", "monsters/", "campaigns/", "maps/x/"):
        for method in ("get", "post", "put", "patch", "delete"):
            answer = Browser().send(method, f"/api/{path}")
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
