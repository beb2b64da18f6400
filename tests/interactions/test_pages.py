"""The pages: who sees which, and starting an interaction by the form."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Location, Monster
from interactions.admission import TurnedAway, admit
from interactions.models import Interaction, Participant


def form(**more: str) -> dict[str, str]:
    party = {"character-aria-pc": "on", "character-bram-pc": "on"}
    return {"name": "Ambush", "location": "yard", "resolution_mode": "hybrid", **party, **more}


def test_my_campaigns_are_listed_to_me_alone(mira: Client, otto: Client, campaign: Campaign):
    assert b"Salt and Ash" in mira.get("/").content
    assert b"Salt and Ash" not in otto.get("/").content


def test_strangers_are_sent_to_sign_in(client: Client, campaign: Campaign, fight: str):
    for path in ("/", f"/campaigns/{campaign.pk}/", f"/interactions/{fight}/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={path}")


def test_outsiders_find_nothing(otto: Client, campaign: Campaign, fight: str):
    paths = [
        reverse("campaign", args=[campaign.pk]),
        reverse("live", args=[fight]),
        reverse("start_interaction", args=[campaign.pk]),
    ]
    assert [otto.get(path).status_code for path in paths] == [404, 404, 404]
    assert otto.post(reverse("go_live", args=[fight])).status_code == 404


def test_the_form_drafts_with_counted_names_and_hidden_ones_uncounted(mira: Client, campaign: Campaign, yard: Location):
    more = {"count-wolf": "3", "count-ogre": "2", "hidden-ogre": "on", "draft": "1"}
    answer = mira.post(reverse("start_interaction", args=[campaign.pk]), form(**more))
    assert (answer.status_code, answer["Location"]) == (302, reverse("campaign", args=[campaign.pk]))
    assert Interaction.objects.get().live_status == "idle"
    monsters = Participant.objects.filter(monster__isnull=False)
    assert [p.name for p in monsters if not p.hidden] == ["Ash Wolf 1", "Ash Wolf 2", "Ash Wolf 3"]
    hidden = [p.name for p in monsters if p.hidden]
    assert len(set(hidden)) == 2
    assert all(name.startswith("Ogre (") for name in hidden)
    assert Participant.objects.filter(character__isnull=False).count() == 2


def test_who_is_not_ticked_stays_at_home(mira: Client, campaign: Campaign, yard: Location):
    sent = form(draft="1")
    del sent["character-bram-pc"]
    mira.post(reverse("start_interaction", args=[campaign.pk]), sent)
    assert [p.character_id for p in Participant.objects.all()] == ["aria-pc"]


def test_the_form_starts_at_once_and_leads_to_the_table(mira: Client, campaign: Campaign, yard: Location):
    answer = mira.post(reverse("start_interaction", args=[campaign.pk]), form(**{"count-wolf": "1", "start": "1"}))
    interaction = Interaction.objects.get()
    assert (answer["Location"], interaction.live_status) == (reverse("live", args=[interaction.pk]), "live")


def test_of_a_thousand_monsters_the_first_are_shown_and_the_others_are_found(
    mira: Client, campaign: Campaign, yard: Location
):
    Monster.objects.bulk_create(Monster(campaign=campaign, name=f"Rat {n:04}", id=f"rat{n}") for n in range(1_100))
    at = reverse("start_interaction", args=[campaign.pk])
    shown = mira.get(at).context["monster_rows"]
    assert len(shown) == 60
    last = {row["count_name"]: "0" for row in shown} | {"count-rat1099": "2"}
    found = mira.post(at, form(**last, q="Rat 1098", find="1")).context["monster_rows"]
    assert [row["name"] for row in found[-2:]] == ["Rat 1099", "Rat 1098"]
    assert mira.post(at, form(**last, draft="1")).status_code == 302
    assert Participant.objects.filter(monster="rat1099").count() == 2


def test_a_draft_goes_live_from_the_campaigns_page(mira: Client, campaign: Campaign, yard: Location):
    mira.post(reverse("start_interaction", args=[campaign.pk]), form(draft="1"))
    interaction = Interaction.objects.get()
    assert (
        reverse("go_live", args=[interaction.pk]) in mira.get(reverse("campaign", args=[campaign.pk])).content.decode()
    )
    answer = mira.post(reverse("go_live", args=[interaction.pk]))
    assert answer["Location"] == reverse("live", args=[interaction.pk])


def test_a_second_live_one_is_refused_with_a_sentence_and_stays_a_draft(mira: Client, campaign: Campaign, fight: str):
    answer = mira.post(reverse("start_interaction", args=[campaign.pk]), form(start="1"), follow=True)
    assert "Another interaction of this campaign is live" in answer.content.decode()
    assert sorted(Interaction.objects.values_list("live_status", flat=True)) == ["idle", "live"]


def test_a_table_that_does_not_answer_is_a_sentence_and_no_broken_page(
    mira: Client, campaign: Campaign, yard: Location, monkeypatch: pytest.MonkeyPatch
):
    def wait(*_: object) -> None:
        raise TimeoutError

    monkeypatch.setattr("interactions.rooms.ask", wait)
    at = reverse("start_interaction", args=[campaign.pk])
    assert "did not answer in time" in mira.post(at, form(start="1"), follow=True).content.decode()
    answer = mira.post(reverse("go_live", args=[Interaction.objects.get().pk]), follow=True)
    assert "did not answer in time" in answer.content.decode()


@pytest.mark.parametrize("more", [{"q": "a\0", "find": "1"}, {"count-\0": "1"}, {"location": "\0"}, {"name": "\0"}])
def test_a_form_with_nul_in_it_is_refused(mira: Client, campaign: Campaign, yard: Location, more: dict[str, str]):
    answer = mira.post(reverse("start_interaction", args=[campaign.pk]), form(**more))
    assert answer.status_code == 400
    assert "Not understood" in answer.content.decode()


@pytest.mark.parametrize("typed", ["21", "9" * 5000, "-1", "2.5", "many"])
def test_too_many_of_a_kind_are_refused_with_a_sentence(mira: Client, campaign: Campaign, yard: Location, typed: str):
    answer = mira.post(reverse("start_interaction", args=[campaign.pk]), form(**{"count-wolf": typed, "draft": "1"}))
    assert answer.status_code == 422
    assert "Ash Wolf: choose 0 to 20 of a kind." in answer.content.decode()
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(("typed", "counted"), [("20", 20), ("0" * 5000, 0), ("0" * 5000 + "3", 3), ("٣", 3), ("", 0)])
def test_however_a_count_is_typed_it_counts(mira: Client, campaign: Campaign, yard: Location, typed: str, counted: int):
    mira.post(reverse("start_interaction", args=[campaign.pk]), form(**{"count-wolf": typed, "draft": "1"}))
    assert Participant.objects.filter(monster="wolf").count() == counted


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required"),
        ({"location": ""}, "Choose a location"),
        ({"location": "elsewhere"}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_comes_back_with_what_was_chosen(
    mira: Client, campaign: Campaign, yard: Location, wrong: dict[str, str], sentence: str
):
    answer = mira.post(
        reverse("start_interaction", args=[campaign.pk]), form(**{"count-wolf": "3", "start": "1", **wrong})
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    [wolf] = answer.context["monster_rows"]
    assert (wolf["name"], wolf["count"]) == ("Ash Wolf", 3)
    assert not Interaction.objects.exists()


def test_the_library_is_searched_not_listed(mira: Client, campaign: Campaign, yard: Location):
    Monster.objects.bulk_create(Monster(name=f"Beast {i}", source_key=f"beast-{i}") for i in range(200))
    at = reverse("start_interaction", args=[campaign.pk])
    names = lambda query: [row["name"] for row in mira.get(at + query).context["monster_rows"]]  # noqa: E731  # short
    assert names("") == ["Ash Wolf"]
    assert names("?q=ogr") == ["Ash Wolf", "Ogre"]
    assert len(names("?q=beast")) == 31
    assert names("?q=ogr&count-ogre=2") == ["Ash Wolf", "Ogre"]


def test_looking_into_the_library_keeps_what_was_filled_in(mira: Client, campaign: Campaign, yard: Location):
    sent = form(**{"name": "", "description": "Fog.", "count-wolf": "2", "q": "ogr", "find": "1"})
    del sent["character-bram-pc"]
    answer = mira.post(reverse("start_interaction", args=[campaign.pk]), sent)
    assert answer.status_code == 200
    assert "This field is required" not in answer.content.decode()
    assert answer.context["form"]["description"].value() == "Fog."
    assert [(row["name"], row["count"]) for row in answer.context["monster_rows"]] == [("Ash Wolf", 2), ("Ogre", 0)]
    assert [row["checked"] for row in answer.context["character_rows"]] == [True, False]
    assert not Interaction.objects.exists()


def test_a_quest_in_the_address_is_chosen_with_its_place(mira: Client, campaign: Campaign, yard: Location):
    shown = mira.get(reverse("start_interaction", args=[campaign.pk]) + "?quest=quest").context["form"]
    assert (shown["quest"].value(), shown["location"].value()) == ("quest", "yard")


def test_players_do_not_start_and_do_not_see_drafts(mira: Client, aria: Client, campaign: Campaign, yard: Location):
    mira.post(reverse("start_interaction", args=[campaign.pk]), form(draft="1"))
    assert aria.get(reverse("start_interaction", args=[campaign.pk])).status_code == 403
    page = aria.get(reverse("campaign", args=[campaign.pk])).content.decode()
    assert "Ambush" not in page and "The yard" not in page


def test_the_table_page_tells_its_script_who_is_there(
    signed_in: Callable[[str], Client], campaign: Campaign, fight: str
):
    for name, role in (("mira", "dm"), ("aria", "player"), ("sven", "spectator")):
        config = signed_in(name).get(reverse("live", args=[fight])).context["live_config"]
        assert (config["role"], config["userName"]) == (role, name)
        assert config["socketPath"] == f"/ws/interactions/{fight}/"


def test_a_campaigns_page_shows_who_is_up(aria: Client, mira: Client, campaign: Campaign, fight: str):
    [row] = aria.get(reverse("campaign", args=[campaign.pk])).context["interactions"]
    assert (row["live_status"], row["participant_count"], row["current_turn"]) == ("live", 4, "")
    assert mira.get(reverse("campaign", args=[campaign.pk])).context["interactions"][0]["participant_count"] == 5


def test_a_draft_is_no_table_to_anybody_but_its_dms(
    signed_in: Callable[[str], Client], mira: Client, campaign: Campaign, yard: Location
):
    mira.post(reverse("start_interaction", args=[campaign.pk]), form(draft="1"))
    draft = Interaction.objects.get().pk
    path = reverse("live", args=[draft])
    assert [signed_in(name).get(path).status_code for name in ("mira", "aria", "sven", "otto")] == [200, 404, 404, 404]
    for name in ("aria", "sven", "otto"):
        with pytest.raises(TurnedAway, match="4404: no such room"):
            admit(connection_of(signed_in(name), draft), draft)
    assert admit(connection_of(mira, draft), draft).role == "dm"
    mira.post(reverse("go_live", args=[draft]))
    assert admit(connection_of(signed_in("aria"), draft), draft).role == "player"


def connection_of(client: Client, interaction: str) -> dict[str, object]:
    """What a socket of hers brings, from one of our own pages."""
    headers = [(b"origin", b"http://testserver"), (b"host", b"testserver")]
    cookies = {"sessionid": client.cookies["sessionid"].value}
    return {"path": f"/ws/interactions/{interaction}/", "headers": headers, "cookies": cookies}
