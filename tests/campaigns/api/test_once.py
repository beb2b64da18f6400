"""The same Idempotency-Key and body create one row, however often they come."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import Campaign, KeptAnswer, Map, Monster
from tests.campaigns.api.conftest import Browser


def test_the_same_wish_again_is_answered_and_not_fulfilled_twice(dm: Browser, campaign: Campaign):
    wish = {"campaignId": campaign.pk, "name": "Hall", "width": 5}
    first = dm.send("post", "/api/maps/", wish, key="hall")
    Map.objects.update(name="Renamed meanwhile")
    again = dm.send("post", "/api/maps/", dict(reversed(wish.items())), key="hall")
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert Map.objects.count() == 1
    other = dm.send("post", "/api/maps/", {**wish, "name": "Cellar"}, key="hall")
    elsewhere = dm.send("post", "/api/quests/", wish, key="hall")
    assert [(a.status_code, a.json()["code"]) for a in (other, elsewhere)] == [(409, "conflict")] * 2
    assert Map.objects.count() == 1 and not campaign.quests.exists()


def test_what_was_refused_may_be_tried_again_under_its_key(dm: Browser, campaign: Campaign):
    assert dm.send("post", "/api/maps/", {"campaignId": campaign.pk}, key="hall").status_code == 400
    assert not KeptAnswer.objects.exists()
    assert dm.send("post", "/api/maps/", {"campaignId": campaign.pk, "name": "Hall"}, key="hall").status_code == 201


def test_keys_are_each_persons_and_each_campaigns_own(
    dm: Browser, browser: Any, mira: Any, otto: Any, campaign: Campaign
):
    campaign.memberships.create(user=otto, role="co_dm")
    other = dm.send("post", "/api/campaigns/", {"name": "Other"}, key="one").json()["id"]
    for client, place in ((dm, campaign.pk), (browser(otto), campaign.pk), (dm, other)):
        assert client.send("post", "/api/maps/", {"campaignId": place, "name": "Hall"}, key="one").status_code == 201
    assert Map.objects.count() == 3


def test_who_has_lost_the_right_does_not_get_the_answer_either(dm: Browser, campaign: Campaign):
    wish = {"campaignId": campaign.pk, "name": "Hall", "dmNotes": "CANARY"}
    dm.send("post", "/api/maps/", wish, key="hall")
    campaign.memberships.update(role="player")
    answer = dm.send("post", "/api/maps/", wish, key="hall")
    assert answer.status_code == 403 and "CANARY" not in answer.content.decode()
    campaign.memberships.all().delete()
    answer = dm.send("post", "/api/maps/", wish, key="hall")
    assert answer.status_code == 400 and "CANARY" not in str(answer.json().get("results"))


def test_old_answers_are_forgotten(dm: Browser, campaign: Campaign):
    wish = {"campaignId": campaign.pk, "name": "Hall"}
    dm.send("post", "/api/maps/", wish, key="old")
    KeptAnswer.objects.update(created_at=timezone.now() - timedelta(days=8))
    dm.send("post", "/api/maps/", wish, key="new")
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["new"]


def test_a_copy_is_made_once(dm: Browser, player: Browser, campaign: Campaign, elsewhere: Campaign):
    ogre = Monster.objects.create(name="Ogre", licence="CC-BY-4.0", source_key="srd_ogre")
    at = f"/api/monsters/{ogre.pk}/copy/"
    first, again = (dm.send("post", at, {"campaignId": campaign.pk}, key="ogre") for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert (first.json()["campaignId"], first.json()["licence"]) == (campaign.pk, "CC-BY-4.0")
    assert campaign.monsters.count() == 1
    assert player.send("post", at, {"campaignId": campaign.pk}).json()["code"] == "forbidden"
    foreign = dm.send("post", at, {"campaignId": elsewhere.pk})
    nothing = dm.send("post", at, {"campaignId": "x" * len(elsewhere.pk)})
    assert foreign.content.decode().replace(elsewhere.pk, "x" * 16) == nothing.content.decode()
    assert (foreign.status_code, list(foreign.json()["errors"])) == (400, ["campaignId"])


def test_too_long_a_key_is_malformed(dm: Browser, campaign: Campaign):
    answer = dm.send("post", "/api/maps/", {"campaignId": campaign.pk, "name": "Hall"}, key="k" * 65)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
