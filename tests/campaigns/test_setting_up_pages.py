"""The pages where a campaign is set up: who gets to which, what they change, and what they refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns import invitations
from campaigns.models import Campaign, Invitation, Location, Map, Membership, PlayerCharacter, Quest
from campaigns.roles import found_campaign
from interactions.models import Interaction

Browser = Callable[[Any], Client]


@pytest.fixture
def browser() -> Browser:
    """A browser in which somebody is signed in."""
    cache.clear()

    def of(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return of


@pytest.fixture
def sven(django_user_model: Any, campaign: Campaign) -> Any:
    sven = django_user_model.objects.create_user("sven")
    campaign.memberships.create(user=sven, role="spectator")
    return sven


@pytest.fixture
def cora(django_user_model: Any, campaign: Campaign) -> Any:
    cora = django_user_model.objects.create_user("cora")
    campaign.memberships.create(user=cora, role="co_dm")
    return cora


@pytest.fixture
def yard(hall: Map) -> Location:
    return Location.objects.create(campaign=hall.campaign, map=hall, name="The yard", dm_notes="A pit.")


@pytest.fixture
def key(yard: Location) -> Quest:
    return Quest.objects.create(campaign=yard.campaign, location=yard, name="The key", dm_notes="It is a fake.")


def live(yard: Location, mira: Any) -> Interaction:
    return Interaction.objects.create(campaign=yard.campaign, name="Ambush", dm=mira, location=yard, live_status="live")


def page(client: Client, name: str, *args: Any) -> Any:
    return client.get(reverse(name, args=args))


def text(answer: Any) -> str:
    return answer.content.decode()


def secret_of(answer: Any) -> str:
    return answer.context["link"].rstrip("/").rsplit("/", 1)[1]


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


# Members


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


# Invitations

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


# Places


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
