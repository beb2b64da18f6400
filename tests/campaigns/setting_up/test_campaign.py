"""The pages of a campaign: who gets to which, what they change, and what they refuse."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Location, Map, Membership, PlayerCharacter, Quest
from campaigns.roles import found_campaign
from interactions.models import Interaction
from tests.campaigns.setting_up.looking import Browser, live, page, text

# Who gets to which page

OF_THE_CAMPAIGN = ("edit_campaign", "delete_campaign", "members", "invitations", "places", "new_location", "new_quest")
ALLOWED = {
    "mira": set(OF_THE_CAMPAIGN),
    "cora": set(OF_THE_CAMPAIGN) - {"delete_campaign"},
    "aria": {"members"},
    "sven": {"members"},
}


@pytest.mark.parametrize("name", OF_THE_CAMPAIGN)
def test_each_page_is_for_whom_the_role_table_names(
    request: pytest.FixtureRequest, campaign: Campaign, hall: Map, browser: Browser, name: str
):
    people = {who: request.getfixturevalue(who) for who in (*ALLOWED, "otto")}
    for who, allowed in ALLOWED.items():
        assert page(browser(people[who]), name, campaign.pk).status_code == (200 if name in allowed else 403), who
    assert page(browser(people["otto"]), name, campaign.pk).status_code == 404
    at = reverse(name, args=[campaign.pk])
    assert page(Client(), name, campaign.pk)["Location"] == f"/accounts/login/?next={at}"


@pytest.mark.parametrize("name", ["location", "delete_location", "quest", "delete_quest"])
def test_a_place_is_for_dms_of_its_campaign(
    request: pytest.FixtureRequest, browser: Browser, yard: Location, key: Quest, name: str
):
    row = key if name.endswith("quest") else yard
    expected = {"mira": 200, "cora": 200, "aria": 404, "sven": 404, "otto": 404}
    people = {who: request.getfixturevalue(who) for who in expected}
    assert {who: page(browser(people[who]), name, row.pk).status_code for who in expected} == expected
    assert page(Client(), name, row.pk).status_code == 302
    for who in ("aria", "sven", "otto"):
        assert browser(people[who]).post(reverse(name, args=[row.pk]), {"name": "Mine"}).status_code == 404
    row.refresh_from_db()
    assert row.name != "Mine"


def test_another_campaigns_dm_is_a_stranger_here(browser: Browser, otto: Any, campaign: Campaign, yard: Location):
    found_campaign("Another", otto)
    client = browser(otto)
    assert page(client, "places", campaign.pk).status_code == 404
    assert page(client, "location", yard.pk).status_code == 404


@pytest.mark.parametrize("name", ["change_role", "revoke_invitation"])
def test_what_changes_something_is_never_got(browser: Browser, mira: Any, campaign: Campaign, name: str):
    assert page(browser(mira), name, campaign.pk).status_code == 405


# The campaign


def test_whoever_founds_a_campaign_owns_it(browser: Browser, otto: Any):
    sent = {"name": "Ash", "description": "Grey.", "dm_notes": "Secret."}
    answer = browser(otto).post(reverse("new_campaign"), sent)
    campaign = Campaign.objects.get()
    assert answer["Location"] == reverse("campaign", args=[campaign.pk])
    assert (campaign.name, campaign.dm_notes) == ("Ash", "Secret.")
    assert Membership.objects.get(user=otto).role == "owner"


@pytest.mark.parametrize("wrong", ["", "x" * 121, "nul\0"])
def test_a_campaign_without_a_proper_name_is_not_founded(browser: Browser, otto: Any, wrong: str):
    answer = browser(otto).post(reverse("new_campaign"), {"name": wrong})
    assert answer.status_code == 422
    assert "errorlist" in text(answer)
    assert not Campaign.objects.exists()


def test_a_co_dm_describes_it_anew(browser: Browser, cora: Any, campaign: Campaign):
    at = reverse("edit_campaign", args=[campaign.pk])
    assert browser(cora).post(at, {"name": "Salt", "description": "<b>Sea</b>"})["Location"] == at
    campaign.refresh_from_db()
    assert campaign.name == "Salt"
    shown = text(page(browser(cora), "campaign", campaign.pk))
    assert "&lt;b&gt;Sea&lt;/b&gt;" in shown and "<b>Sea" not in shown


def test_the_notes_of_the_dms_are_on_no_players_page(browser: Browser, aria: Any, campaign: Campaign, key: Quest):
    Campaign.objects.filter(pk=campaign.pk).update(dm_notes="The king is dead.")
    client = browser(aria)
    pages = [
        page(client, name, campaign.pk) for name in ("campaign", "members", "characters", "edit_campaign", "places")
    ]
    assert not any(said in text(p) for p in pages for said in ("The king is dead", "A pit", "It is a fake"))


def test_deleting_asks_first_and_is_the_owners(browser: Browser, mira: Any, cora: Any, campaign: Campaign):
    at = reverse("delete_campaign", args=[campaign.pk])
    assert "There is no way back" in text(browser(mira).get(at))
    assert browser(cora).post(at).status_code == 403
    assert Campaign.objects.exists()
    assert browser(mira).post(at)["Location"] == "/"
    assert not Campaign.objects.exists()


def test_drafts_go_with_their_campaign_and_the_page_says_so(
    browser: Browser, mira: Any, yard: Location, sella: PlayerCharacter
):
    draft = Interaction.objects.create(campaign=yard.campaign, name="Later", dm=mira, location=yard)
    draft.participants.create(character=sella)
    at = reverse("delete_campaign", args=[yard.campaign_id])
    assert "drafts go with it" in text(browser(mira).get(at))
    assert browser(mira).post(at)["Location"] == "/"
    assert not Campaign.objects.exists() and not Interaction.objects.exists()


def test_a_campaign_with_something_laid_out_stays(browser: Browser, mira: Any, yard: Location):
    live(yard, mira)
    answer = browser(mira).post(reverse("delete_campaign", args=[yard.campaign_id]))
    assert answer.status_code == 409
    assert Campaign.objects.exists()
