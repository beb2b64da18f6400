"""Invitations by link: made, looked at, accepted, run out and taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns import invitations
from campaigns.models import Campaign, Invitation
from campaigns.roles import found_campaign
from tests.campaigns.setting_up.looking import Browser, page, secret_of, text

A_LINK = {"role": "player", "most_uses": "2", "days": "7"}


def test_a_link_is_shown_once(browser: Browser, mira: Any, campaign: Campaign):
    at = reverse("invitations", args=[campaign.pk])
    answer = browser(mira).post(at, A_LINK)
    secret = secret_of(answer)
    assert f"http://testserver/invitations/{secret}/" in text(answer)
    assert "no-store" in answer["Cache-Control"]
    again = text(browser(mira).get(at))
    assert secret not in again and "0 of 2 used" in again


@pytest.mark.parametrize(
    "wrong",
    [{"role": "owner"}, {"role": "\0"}, {"most_uses": "0"}, {"most_uses": "9" * 5000}, {"days": "-1"}, {"days": "365"}],
)
def test_an_invitation_out_of_bounds_is_refused_beside_its_field(
    browser: Browser, mira: Any, campaign: Campaign, wrong: dict[str, str]
):
    answer = browser(mira).post(reverse("invitations", args=[campaign.pk]), {**A_LINK, **wrong})
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in text(answer)
    assert not Invitation.objects.exists()


def test_a_co_dm_is_offered_no_co_dms(browser: Browser, cora: Any, campaign: Campaign):
    at = reverse("invitations", args=[campaign.pk])
    assert "co_dm" not in text(browser(cora).get(at))
    assert browser(cora).post(at, {**A_LINK, "role": "co_dm"}).status_code == 422
    assert not Invitation.objects.exists()


def test_a_link_taken_back_lets_nobody_in(browser: Browser, mira: Any, otto: Any, campaign: Campaign):
    secret = secret_of(browser(mira).post(reverse("invitations", args=[campaign.pk]), A_LINK))
    browser(mira).post(reverse("revoke_invitation", args=[Invitation.objects.get().pk]))
    answer = browser(otto).post(reverse("invitation", args=[secret]))
    assert answer.status_code == 404
    assert _main(answer) == _main(browser(otto).post(reverse("invitation", args=["x" * 32])))
    assert "No link lets anybody in" in text(page(browser(mira), "invitations", campaign.pk))


def _main(answer: Any) -> str:
    return text(answer).partition("<main")[2]


def test_an_invitation_of_another_campaign_is_nobodys_to_take_back(
    browser: Browser, mira: Any, aria: Any, otto: Any, campaign: Campaign
):
    made, _ = invitations.make(campaign, mira, "player", 1, timedelta(days=1))
    found_campaign("Another", otto)
    at = reverse("revoke_invitation", args=[made.pk])
    assert browser(otto).post(at).status_code == browser(aria).post(at).status_code == 404
    assert Invitation.objects.get().revoked_at is None


def test_an_invited_newcomer_signs_up_and_comes_in(browser: Browser, mira: Any, campaign: Campaign):
    _, secret = invitations.make(campaign, mira, "player", 1, timedelta(days=1))
    at = reverse("invitation", args=[secret])
    newcomer = Client()
    shown = newcomer.get(at)
    assert "Salt and Ash" in text(shown) and f"/accounts/signup/?next={at}" in text(shown)
    assert shown["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown["Cache-Control"]
    sent = {"username": "fern", "password1": "a mill at marsh", "password2": "a mill at marsh", "next": at}
    assert newcomer.post("/accounts/signup/", sent)["Location"] == at
    assert "Come in" in text(newcomer.get(at))
    assert newcomer.post(at)["Location"] == reverse("campaign", args=[campaign.pk])
    assert campaign.memberships.get(user__username="fern").role == "player"


def test_who_is_not_signed_in_is_asked_to_and_spends_nothing(mira: Any, campaign: Campaign):
    _, secret = invitations.make(campaign, mira, "player", 1, timedelta(days=1))
    assert "Sign in or sign up first" in text(Client().post(reverse("invitation", args=[secret])))
    assert Invitation.objects.get().uses == 0


def test_looking_at_an_invitation_accepts_nothing(browser: Browser, mira: Any, otto: Any, campaign: Campaign):
    _, secret = invitations.make(campaign, mira, "player", 1, timedelta(days=1))
    page(browser(otto), "invitation", secret)
    assert not campaign.memberships.filter(user=otto).exists()


def test_a_link_that_has_run_out_says_so(browser: Browser, mira: Any, otto: Any, campaign: Campaign):
    _, secret = invitations.make(campaign, mira, "player", 1, timedelta(days=1))
    Invitation.objects.update(expires_at=timezone.now())
    answer = page(browser(otto), "invitation", secret)
    assert answer.status_code == 409
    assert "has run out" in text(answer) and "Salt and Ash" not in text(answer)


def test_a_member_is_told_what_she_is(browser: Browser, mira: Any, aria: Any, campaign: Campaign):
    _, secret = invitations.make(campaign, mira, "co_dm", 1, timedelta(days=1))
    assert "Your role is: Player" in text(page(browser(aria), "invitation", secret))
    browser(aria).post(reverse("invitation", args=[secret]))
    assert campaign.memberships.get(user=aria).role == "player"
