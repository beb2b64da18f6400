"""Members: roles are given, memberships end, a campaign is handed over, and it always has one owner."""

from typing import Any

import pytest

from campaigns import members
from campaigns.models import Campaign
from campaigns.roles import found_campaign
from engine.asking import Refused


def roles(campaign: Campaign) -> dict[str, str]:
    return dict(campaign.memberships.values_list("user__username", "role"))


def test_a_player_becomes_co_dm_and_spectator(campaign: Campaign, aria: Any):
    for role in ("co_dm", "spectator"):
        members.change_role(campaign.memberships.get(user=aria), role)
        assert roles(campaign)["aria"] == role


@pytest.mark.parametrize("role", ["owner", "king", ""])
def test_nobody_is_given_another_role(campaign: Campaign, aria: Any, role: str):
    with pytest.raises(Refused, match="malformed"):
        members.change_role(campaign.memberships.get(user=aria), role)
    assert roles(campaign) == {"mira": "owner", "aria": "player"}


def test_the_owner_neither_leaves_nor_becomes_less(campaign: Campaign, mira: Any):
    owner = campaign.memberships.get(user=mira)
    for ask in (lambda: members.end(owner), lambda: members.change_role(owner, "player")):
        with pytest.raises(Refused, match="conflict"):
            ask()
    assert roles(campaign)["mira"] == "owner"


def test_who_leaves_leaves_the_characters(campaign: Campaign, aria: Any, sella: Any):
    members.end(campaign.memberships.get(user=aria))
    assert roles(campaign) == {"mira": "owner"}
    assert campaign.player_characters.get() == sella


def test_a_campaign_handed_over_has_one_owner_and_a_co_dm_more(campaign: Campaign, mira: Any, aria: Any):
    members.hand_over(campaign, mira, campaign.memberships.get(user=aria))
    assert roles(campaign) == {"mira": "co_dm", "aria": "owner"}


def test_who_does_not_own_it_hands_nothing_over(campaign: Campaign, aria: Any):
    with pytest.raises(Refused, match="forbidden"):
        members.hand_over(campaign, aria, campaign.memberships.get(user=aria))
    assert roles(campaign) == {"mira": "owner", "aria": "player"}


def test_a_campaign_goes_to_none_but_its_members(campaign: Campaign, mira: Any, otto: Any):
    stranger = found_campaign("Another", otto).memberships.get()
    with pytest.raises(Refused, match="conflict"):
        members.hand_over(campaign, mira, stranger)
    assert roles(campaign) == {"mira": "owner", "aria": "player"}


def test_the_owner_hands_it_to_herself_and_keeps_it(campaign: Campaign, mira: Any):
    members.hand_over(campaign, mira, campaign.memberships.get(user=mira))
    assert roles(campaign)["mira"] == "owner"
