"""Invitations: who may make one, what a link is worth, and that nobody gets more out of it than was meant."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import close_old_connections, connection

from campaigns import invitations, members
from campaigns.models import Campaign, Invitation, Membership
from campaigns.roles import found_campaign
from engine.asking import Refused

NOW = datetime(2026, 5, 1, 20, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def made(campaign: Campaign, by: Any, role: str = "player", most_uses: int = 1) -> str:
    return invitations.make(campaign, by, role, most_uses, WEEK, NOW)[1]


def refusal(secret: str, user: Any, now: datetime = NOW) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        invitations.accept(secret, user, now)
    return refused.value.code, refused.value.message


def test_a_link_makes_a_member_in_its_role(campaign: Campaign, mira: Any, otto: Any):
    membership = invitations.accept(made(campaign, mira, "spectator"), otto, NOW)
    assert (membership.user, membership.campaign, membership.role) == (otto, campaign, "spectator")
    assert Invitation.objects.get().uses == 1


def test_only_a_digest_of_the_secret_is_kept(campaign: Campaign, mira: Any):
    secret = made(campaign, mira)
    assert len(secret) >= 128 / 6
    assert secret != made(campaign, mira)
    assert all(secret not in str(row) for row in Invitation.objects.values_list())


def test_only_the_owner_invites_co_dms(campaign: Campaign, mira: Any, otto: Any):
    invitations.accept(made(campaign, mira, "co_dm"), otto, NOW)
    assert made(campaign, otto, "player")
    with pytest.raises(Refused, match="forbidden: Only the campaign's owner"):
        made(campaign, otto, "co_dm")


@pytest.mark.parametrize("role", ["player", "spectator", ""])
def test_who_is_no_dm_invites_nobody(campaign: Campaign, otto: Any, role: str):
    if role:
        campaign.memberships.create(user=otto, role=role)
    with pytest.raises(Refused, match="forbidden"):
        made(campaign, otto)


@pytest.mark.parametrize(
    ("role", "most_uses", "lifetime"),
    [
        ("owner", 1, WEEK),
        ("king", 1, WEEK),
        ("player", 0, WEEK),
        ("player", 101, WEEK),
        ("player", 1, timedelta(0)),
        ("player", 1, timedelta(days=91)),
    ],
)
def test_an_invitation_out_of_bounds_is_not_made(
    campaign: Campaign, mira: Any, role: str, most_uses: int, lifetime: timedelta
):
    with pytest.raises(ValidationError):
        invitations.make(campaign, mira, role, most_uses, lifetime, NOW)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(("mine", "offered"), [("player", "co_dm"), ("co_dm", "spectator"), ("player", "player")])
def test_a_member_stays_what_she_is_and_spends_nothing(
    campaign: Campaign, mira: Any, otto: Any, mine: str, offered: str
):
    campaign.memberships.create(user=otto, role=mine)
    assert invitations.accept(made(campaign, mira, offered), otto, NOW).role == mine
    assert Invitation.objects.get().uses == 0


def test_the_owner_does_not_lose_her_campaign_by_her_own_link(campaign: Campaign, mira: Any):
    assert invitations.accept(made(campaign, mira), mira, NOW).role == "owner"


def test_a_used_up_link_says_so(campaign: Campaign, mira: Any, otto: Any, admin_user: Any):
    secret = made(campaign, mira)
    invitations.accept(secret, otto, NOW)
    code, sentence = refusal(secret, admin_user)
    assert (code, "used up" in sentence) == ("conflict", True)
    assert not campaign.memberships.filter(user=admin_user).exists()


def test_a_link_runs_out(campaign: Campaign, mira: Any, otto: Any):
    secret = made(campaign, mira)
    code, sentence = refusal(secret, otto, NOW + WEEK)
    assert (code, "run out" in sentence) == ("conflict", True)
    assert invitations.accept(secret, otto, NOW + WEEK - timedelta(seconds=1))


def test_taken_back_and_never_made_look_the_same(campaign: Campaign, mira: Any, otto: Any):
    secret = made(campaign, mira)
    invitations.revoke(Invitation.objects.get(), NOW)
    assert refusal(secret, otto) == refusal("never made", otto)
    assert refusal(secret, otto)[0] == "not_found"


def test_taking_back_twice_keeps_the_first_moment(campaign: Campaign, mira: Any):
    made(campaign, mira)
    for later in (0, 1):
        invitations.revoke(Invitation.objects.get(), NOW + timedelta(hours=later))
    assert Invitation.objects.get().revoked_at == NOW


def test_who_came_in_stays_when_the_link_is_taken_back(campaign: Campaign, mira: Any, otto: Any):
    invitations.accept(made(campaign, mira), otto, NOW)
    invitations.revoke(Invitation.objects.get(), NOW)
    assert campaign.memberships.filter(user=otto).exists()


def test_a_removed_co_dm_leaves_no_door_open(campaign: Campaign, mira: Any, otto: Any):
    invitations.accept(made(campaign, mira, "co_dm"), otto, NOW)
    secret = made(campaign, otto, most_uses=5)
    members.end(campaign.memberships.get(user=otto))
    assert refusal(secret, otto)[0] == "not_found"


def test_a_former_owner_invites_no_more_co_dms(campaign: Campaign, mira: Any, aria: Any, otto: Any):
    as_co_dm, as_player = made(campaign, mira, "co_dm"), made(campaign, mira)
    members.hand_over(campaign, mira, campaign.memberships.get(user=aria))
    assert refusal(as_co_dm, otto)[0] == "not_found"
    assert invitations.accept(as_player, otto, NOW).role == "player"


def test_a_link_opens_its_own_campaign_only(campaign: Campaign, mira: Any, otto: Any, admin_user: Any):
    found_campaign("Another", admin_user)
    invitations.accept(made(campaign, mira), otto, NOW)
    assert [m.campaign for m in Membership.objects.filter(user=otto)] == [campaign]


@pytest.mark.parametrize("secret", ["", "\0", "\ud800", "a" * 100_000, "' OR 1=1 --", "ünïcödé"])
def test_whatever_is_tried_is_no_secret(campaign: Campaign, mira: Any, otto: Any, secret: str):
    made(campaign, mira)
    assert refusal(secret, otto)[0] == "not_found"


def at_once(secret: str, users: list[Any]) -> list[str]:
    """What becomes of all accepting in the same moment, each in a thread and on a connection of her own."""
    gate, answers = threading.Barrier(len(users)), []

    def accept(user: Any) -> None:
        close_old_connections()
        try:
            gate.wait(timeout=60)
            answers.append(invitations.accept(secret, user, NOW).role)
        except Refused as refused:
            answers.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_not_overuse_a_link(campaign: Campaign, mira: Any):
    crowd = [get_user_model().objects.create_user(f"guest{i}") for i in range(6)]
    secret = made(campaign, mira, most_uses=2)
    assert at_once(secret, crowd) == ["conflict"] * 4 + ["player"] * 2
    assert Invitation.objects.get().uses == 2
    assert campaign.memberships.filter(user__in=crowd).count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_person_twice_at_once_is_one_member_and_one_use(campaign: Campaign, mira: Any, otto: Any):
    secret = made(campaign, mira, most_uses=5)
    assert at_once(secret, [otto] * 4) == ["player"] * 4
    assert Invitation.objects.get().uses == 1
