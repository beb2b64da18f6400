"""Starting an interaction over REST: drafted and live, or nothing of it stays."""

import pytest
from django.test import Client

from campaigns.models import Campaign, Location
from interactions.models import Interaction, JournalEntry
from tests.interactions.conftest import post, start


def test_starting_drafts_everybody_and_goes_live(mira: Client, campaign: Campaign, yard: Location):
    answer = start(mira, campaign, participantNpcIds=["odo"])
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert (shown["liveStatus"], shown["status"], shown["name"]) == ("live", "PENDING_INITIATIVE", "Ambush")
    assert sorted(shown["participantPlayerCharacterIds"]) == ["aria-pc", "bram-pc"]
    assert shown["participantMonsterIds"] == ["wolf", "wolf", "wolf"]
    assert shown["participantNpcIds"] == ["odo"]
    assert Interaction.objects.get().live_status == "live"
    assert JournalEntry.objects.count() == 1


def test_a_quest_leads_to_its_location(mira: Client, campaign: Campaign, yard: Location):
    shown = start(mira, campaign, contextType="quest", contextId="quest").json()
    assert (shown["relatedQuestId"], shown["relatedLocationId"]) == ("quest", "yard")


def test_the_same_key_finds_the_same_interaction(mira: Client, campaign: Campaign, yard: Location):
    first, again = start(mira, campaign, key="k1"), start(mira, campaign, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert Interaction.objects.count() == JournalEntry.objects.count() == 1


def test_the_same_key_with_another_wish_is_a_conflict(mira: Client, campaign: Campaign, yard: Location):
    start(mira, campaign, key="k1")
    answer = start(mira, campaign, key="k1", interactionName="Something else")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_second_one_is_refused_and_leaves_nothing(mira: Client, campaign: Campaign, fight: str):
    answer = start(mira, campaign)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Interaction.objects.count() == 1


def test_what_cannot_go_live_leaves_no_draft(mira: Client, campaign: Campaign, yard: Location):
    answer = start(mira, campaign, participantMonsterIds=["ogre"] * 90)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"contextType": "moon"},
        {"contextId": "nowhere"},
        {"interactionName": ""},
        {"participantMonsterIds": ["nobody"]},
        {"participantMonsterIds": "wolf"},
        {"settings": {"resolutionMode": "coin"}},
        {"xpAwards": [{"playerCharacterId": "stranger", "xp": 5}]},
        {"rewardItemIds": ["nothing"]},
        {"participantMonsterIds": ["wolf"] * 100, "hiddenMonsterIds": ["wolf"] * 50},
    ],
)
def test_a_malformed_wish_changes_nothing(mira: Client, campaign: Campaign, yard: Location, wrong: dict):
    answer = start(mira, campaign, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer["Content-Type"] == "application/problem+json"
    assert not Interaction.objects.exists()


def test_another_campaigns_rows_do_not_exist_here(
    mira: Client, otto: Client, people: dict, campaign: Campaign, yard: Location
):
    from campaigns.roles import found_campaign

    elsewhere = found_campaign("Elsewhere", people["otto"])
    answer = start(otto, elsewhere)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_only_the_dm_starts(aria: Client, campaign: Campaign, yard: Location):
    answer = start(aria, campaign)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_outsiders_do_not_learn_that_the_campaign_exists(otto: Client, campaign: Campaign, yard: Location):
    there, nowhere = start(otto, campaign), post(otto, "/api/campaigns/nowhere/start-interaction/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content


def test_strangers_sign_in_first(client: Client, campaign: Campaign, yard: Location):
    answer = start(client, campaign)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
