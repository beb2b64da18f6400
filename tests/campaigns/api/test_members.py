"""Members, their roles and invitations over REST."""

from typing import Any

import pytest

from campaigns.models import Campaign, Invitation, Membership
from tests.campaigns.api.conftest import Browser


@pytest.fixture
def at(campaign: Campaign) -> str:
    return f"/api/campaigns/{campaign.pk}/"


def test_a_campaign_is_founded_changed_and_given_up(outsider: Browser, otto: Any):
    made = outsider.send("post", "/api/campaigns/", {"name": "Tides", "description": "Wet.", "dmNotes": "A kraken."})
    assert made.status_code == 201, made.content
    assert (made.json()["role"], made.json()["dmNotes"]) == ("dm", "A kraken.")
    at = f"/api/campaigns/{made.json()['id']}/"
    assert Membership.objects.get().role == "owner"
    assert outsider.send("patch", at, {"name": "High tides"}).json()["name"] == "High tides"
    assert outsider.send("patch", at, {"name": ""}).json()["errors"].keys() == {"name"}
    assert outsider.delete(at).status_code == 204 and not Campaign.objects.exists()


def test_members_see_the_campaign_and_dms_its_notes(dm: Browser, player: Browser, outsider: Browser, at: str):
    dm.send("patch", at, {"dmNotes": "CANARY"})
    for path in (at, "/api/campaigns/"):
        assert "CANARY" in dm.get(path).content.decode()
        assert "CANARY" not in player.get(path).content.decode()
        assert "CANARY" not in outsider.get(path).content.decode()
    for answer in (player.send("patch", at, {"name": "Mine"}), player.delete(at)):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert outsider.delete(at).status_code == 404


def test_an_invitation_brings_somebody_in_once(dm: Browser, outsider: Browser, player: Browser, at: str):
    made = dm.send("post", at + "invitations/", {"role": "spectator", "days": 3})
    assert made.status_code == 201, made.content
    token = made.json()["token"]
    assert (made.json()["open"], made.json()["mostUses"], len(token)) == (True, 1, 48)
    assert (
        made.json()["link"] == f"http://testserver/invitations/{token}/"
        and dm.get(made.json()["link"]).status_code == 200
    )
    [listed] = dm.listed(at + "invitations/")
    assert listed.keys().isdisjoint({"token", "link"}) and token not in str(Invitation.objects.values())
    assert player.get(at + "invitations/").status_code == 403
    assert outsider.get(at + "invitations/").status_code == outsider.get(at + "members/").status_code == 404
    came = outsider.send("post", "/api/invitations/accept/", {"token": token})
    assert came.json() == {"campaignId": at.split("/")[-2], "role": "spectator"}
    assert [m["name"] for m in outsider.listed(at + "members/", role="spectator")] == ["otto"]


def test_an_invitation_that_is_taken_back_is_worth_nothing(dm: Browser, outsider: Browser, at: str):
    made = dm.send("post", at + "invitations/").json()
    assert dm.delete(f"{at}invitations/{made['id']}/").status_code == 204
    answer = outsider.send("post", "/api/invitations/accept/", {"token": made["token"]})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert dm.listed(at + "invitations/") == []


@pytest.mark.parametrize(
    ("wrong", "field"), [({"role": "owner"}, "role"), ({"days": 91}, "days"), ({"mostUses": 0}, "mostUses")]
)
def test_no_invitation_gives_what_none_can(dm: Browser, at: str, wrong: dict[str, Any], field: str):
    answer = dm.send("post", at + "invitations/", wrong)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Invitation.objects.exists()


def test_the_same_key_shows_the_same_link_again(dm: Browser, at: str):
    first = dm.send("post", at + "invitations/", {"mostUses": 3}, key="party")
    again = dm.send("post", at + "invitations/", {"mostUses": 3}, key="party")
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert Invitation.objects.count() == 1


def test_the_owner_gives_roles_and_people_leave_by_themselves(
    dm: Browser, player: Browser, at: str, mira: Any, aria: Any, bram: Any
):
    row = {member["userId"]: f"{at}members/{member['id']}/" for member in player.listed(at + "members/")}
    her, him, owner = row[str(aria.pk)], row[str(bram.pk)], row[str(mira.pk)]
    assert player.send("patch", him, {"role": "co_dm"}).status_code == player.delete(him).status_code == 403
    assert dm.send("patch", him, {"role": "co_dm"}).json()["role"] == "co_dm"
    assert dm.send("patch", him, {"role": "owner"}).json()["code"] == "malformed"
    assert dm.send("patch", him, {"role": "god"}).json()["errors"].keys() == {"role"}
    assert dm.send("post", at + "members/", {"userId": str(bram.pk)}).status_code == 405
    assert (dm.delete(owner).status_code, dm.send("patch", owner, {"role": "player"}).status_code) == (409, 409)
    assert player.delete(her).status_code == 204 and player.get(at).status_code == 404
    assert dm.send("post", him + "hand-over/").json()["role"] == "owner"
    assert Membership.objects.get(user=mira).role == "co_dm"


def test_a_campaign_that_was_played_is_kept(dm: Browser, campaign: Campaign, mira: Any, at: str):
    drafted = campaign.interactions.create(name="Draft", dm=mira)
    played = campaign.interactions.create(name="Ambush", dm=mira, live_status="completed", outcome="completed")
    answer = dm.delete(at)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert campaign.interactions.count() == 2
    played.delete()
    assert dm.delete(at).status_code == 204
    assert not type(drafted).objects.exists()


def test_members_are_found_by_the_name_that_is_shown_and_by_no_other(dm: Browser, campaign: Campaign, at: str):
    aria = campaign.memberships.get(user__username="aria").user
    assert [m["name"] for m in dm.listed(at + "members/", search="ari")] == ["aria"]
    aria.first_name, aria.last_name = "Tess", "Salt"
    aria.save()
    assert [m["name"] for m in dm.listed(at + "members/", search="salt tes")] == ["Tess Salt"]
    assert dm.listed(at + "members/", search="aria") == []
