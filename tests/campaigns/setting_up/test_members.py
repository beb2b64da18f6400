"""The page of the members: who gives which role, who leaves, and who is removed."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns.models import Campaign, PlayerCharacter
from tests.campaigns.setting_up.looking import Browser, page, text


def test_the_members_page_says_who_is_what(browser: Browser, sven: Any, campaign: Campaign, sella: PlayerCharacter):
    shown = text(page(browser(sven), "members", campaign.pk))
    assert "Owner (DM)" in shown and "Plays Sella" in shown
    assert "Remove" not in shown and "Leave the campaign" in shown


def test_the_owner_gives_another_role(browser: Browser, mira: Any, aria: Any, campaign: Campaign):
    at = reverse("change_role", args=[campaign.memberships.get(user=aria).pk])
    answer = browser(mira).post(at, {"role": "spectator"}, follow=True)
    assert "aria is now: Spectator" in text(answer)
    assert campaign.memberships.get(user=aria).role == "spectator"


@pytest.mark.parametrize("role", ["owner", "king", "", "nul\0"])
def test_a_role_that_is_not_given_changes_nothing(
    browser: Browser, mira: Any, aria: Any, campaign: Campaign, role: str
):
    at = reverse("change_role", args=[campaign.memberships.get(user=aria).pk])
    assert "hand it over" in text(browser(mira).post(at, {"role": role}, follow=True))
    assert campaign.memberships.get(user=aria).role == "player"


@pytest.mark.parametrize("act", ["change_role", "end_membership", "hand_over"])
def test_nobody_but_the_owner_does_it_to_others(
    browser: Browser, cora: Any, aria: Any, sven: Any, otto: Any, campaign: Campaign, act: str
):
    at = reverse(act, args=[campaign.memberships.get(user=sven).pk])
    statuses = {who.username: browser(who).post(at, {"role": "co_dm"}).status_code for who in (cora, aria, otto)}
    assert statuses == {"cora": 403, "aria": 403, "otto": 404}
    assert campaign.memberships.get(user=sven).role == "spectator"


def test_a_player_leaves_by_herself(browser: Browser, aria: Any, campaign: Campaign):
    at = reverse("end_membership", args=[campaign.memberships.get(user=aria).pk])
    assert "Leave “Salt and Ash”?" in text(browser(aria).get(at))
    assert browser(aria).post(at)["Location"] == "/"
    assert page(browser(aria), "campaign", campaign.pk).status_code == 404


def test_the_owner_removes_somebody(browser: Browser, mira: Any, aria: Any, campaign: Campaign):
    browser(mira).post(reverse("end_membership", args=[campaign.memberships.get(user=aria).pk]))
    assert not campaign.memberships.filter(user=aria).exists()


def test_the_owner_cannot_leave_what_is_hers(browser: Browser, mira: Any, campaign: Campaign):
    answer = browser(mira).post(reverse("end_membership", args=[campaign.memberships.get(user=mira).pk]))
    assert answer.status_code == 409
    assert "hand it over" in text(answer)


def test_a_campaign_is_handed_over(browser: Browser, mira: Any, aria: Any, campaign: Campaign):
    at = reverse("hand_over", args=[campaign.memberships.get(user=aria).pk])
    assert "You stay as a co-DM" in text(browser(mira).get(at))
    browser(mira).post(at)
    assert dict(campaign.memberships.values_list("user__username", "role")) == {"mira": "co_dm", "aria": "owner"}
    assert browser(mira).post(at).status_code == 403
