"""The pages of places and quests: what is made, changed and deleted, and what keeps them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import invitations
from campaigns.models import Campaign, Location, Map, PlayerCharacter, Quest
from campaigns.roles import found_campaign
from interactions.models import Interaction
from tests.campaigns.setting_up.looking import Browser, live, page, text


def test_a_location_is_made_on_a_map(browser: Browser, mira: Any, campaign: Campaign, hall: Map):
    sent = {"name": "Yard", "map": hall.pk, "spawn_x": 1, "spawn_y": 0, "spawn_width": 2, "spawn_height": 2}
    answer = browser(mira).post(reverse("new_location", args=[campaign.pk]), sent)
    assert answer["Location"] == reverse("places", args=[campaign.pk])
    assert Location.objects.get().map == hall
    assert "Yard" in text(page(browser(mira), "places", campaign.pk))


@pytest.mark.parametrize(
    "wrong",
    [{"spawn_x": "2"}, {"spawn_width": "0"}, {"map": ""}, {"map": "\0"}, {"name": "a\0"}, {"spawn_x": "9" * 5000}],
)
def test_a_location_that_makes_no_sense_is_not_made(
    browser: Browser, mira: Any, campaign: Campaign, hall: Map, wrong: dict[str, str]
):
    sent = {"name": "Yard", "map": hall.pk, "spawn_x": 1, "spawn_y": 0, "spawn_width": 2, "spawn_height": 2, **wrong}
    answer = browser(mira).post(reverse("new_location", args=[campaign.pk]), sent)
    assert answer.status_code == 422
    assert "errorlist" in text(answer)
    assert not Location.objects.exists()


def test_no_form_reaches_into_another_campaign(browser: Browser, mira: Any, otto: Any, campaign: Campaign, hall: Map):
    there = found_campaign("Another", otto)
    theirs = Map.objects.create(campaign=there, name="Their cellar")
    place = Location.objects.create(campaign=there, map=theirs, name="Their place")
    client = browser(mira)
    for name in ("new_location", "new_quest"):
        assert "Their" not in text(client.get(reverse(name, args=[campaign.pk]) + f"?map={theirs.pk}"))
    sent = {"name": "Yard", "map": theirs.pk, "spawn_x": 0, "spawn_y": 0, "spawn_width": 1, "spawn_height": 1}
    assert client.post(reverse("new_location", args=[campaign.pk]), sent).status_code == 422
    answer = client.post(reverse("new_quest", args=[campaign.pk]), {"name": "Thieve", "location": place.pk})
    assert answer.status_code == 422


def test_without_a_map_one_makes_the_map_first(browser: Browser, mira: Any, campaign: Campaign):
    answer = page(browser(mira), "new_location", campaign.pk)
    assert answer["Location"] == reverse("new_map", args=[campaign.pk])


def test_what_is_live_keeps_its_figures_and_changes_its_words(browser: Browser, mira: Any, yard: Location):
    live(yard, mira)
    at = reverse("location", args=[yard.pk])
    sent = {"name": "The yard", "map": yard.map_id, "spawn_x": 0, "spawn_y": 0, "spawn_width": 1, "spawn_height": 1}
    answer = browser(mira).post(at, {**sent, "spawn_width": 2})
    assert answer.status_code == 422
    assert "“The yard” is at the table of “Ambush”, which is live" in text(answer)
    assert browser(mira).post(at, {**sent, "name": "The old yard"}).status_code == 302
    yard.refresh_from_db()
    assert (yard.name, yard.spawn_width) == ("The old yard", 1)


def test_deleting_says_why_not(browser: Browser, mira: Any, yard: Location, key: Quest):
    fight = live(yard, mira)
    at = reverse("delete_location", args=[yard.pk])
    assert "Delete “The yard”?" in text(browser(mira).get(at))
    answer = browser(mira).post(at)
    assert (answer.status_code, "which is live. End that first." in text(answer)) == (409, True)
    Interaction.objects.filter(pk=fight.pk).update(live_status="completed", outcome="completed")
    answer = browser(mira).post(at)
    assert (answer.status_code, "“Ambush” still needs it" in text(answer)) == (409, True)
    assert Location.objects.exists()


def test_a_quest_is_changed_and_deleted(browser: Browser, mira: Any, yard: Location, key: Quest):
    client = browser(mira)
    client.post(reverse("quest", args=[key.pk]), {"name": "The lost key", "location": ""})
    key.refresh_from_db()
    assert (key.name, key.location) == ("The lost key", None)
    answer = client.post(reverse("delete_quest", args=[key.pk]), follow=True)
    assert "“The lost key” is gone" in text(answer)
    assert not Quest.objects.exists()


@pytest.mark.parametrize("name", ["members", "characters", "places", "invitations"])
def test_long_lists_cost_no_more_queries_than_short_ones(
    browser: Browser, mira: Any, django_user_model: Any, key: Quest, name: str
):
    campaign, client = key.campaign, browser(mira)

    def add(number: int) -> None:
        user = django_user_model.objects.create_user(f"guest{number}")
        campaign.memberships.create(user=user, role="player")
        PlayerCharacter.objects.create(campaign=campaign, owner=user, name=f"Guest {number}")
        place = Location.objects.create(campaign=campaign, map=key.location.map, name=f"Place {number}")
        Quest.objects.create(campaign=campaign, location=place, name=f"Quest {number}")
        invitations.make(campaign, mira, "player", 1, timedelta(days=1))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert page(client, name, campaign.pk).status_code == 200
        return len(asked)

    add(0)
    few = queries()
    for number in range(1, 20):
        add(number)
    assert queries() == few
