"""Preparing an interaction by page: who takes part, where, and that nothing is lost when something is wrong."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Item, Location, Monster
from campaigns.roles import found_campaign
from engine.grid import cell_name
from engine.state import Position
from interactions.drafting import Draft, Wanted, write
from interactions.models import Interaction, Participant
from interactions.placing import cell_named


def lines(*creatures: str, **more: str) -> dict[str, str]:
    """The form with these creatures, in order; `more` by name, like `who_0_cell="C4"`."""
    sent = {f"who-{n}-creature": creature for n, creature in enumerate(creatures)}
    fields = {"name": "Ambush", "kind": "combat", "location": "yard", "resolution_mode": "hybrid", "diagonals": "five"}
    switches = {"auto_begin": "on", "chat_enabled": "on", "save": "1"}
    clock = {"turn_time_limit": "60", "time_warning": "10", "more_time": "auto", "missed_turns": "dm"}
    return {**fields, **switches, **clock, **sent, **{_field(name): value for name, value in more.items()}}


def _field(name: str) -> str:
    return name.replace("_", "-", 2) if name.startswith("who_") else name


@pytest.fixture
def new(campaign: Campaign, yard: Location) -> str:
    """The address where a new one is prepared."""
    return reverse("prepare_new", args=[campaign.pk])


def standing() -> list[tuple[str, Any]]:
    return [(p.name or str(p), None if p.x is None else (p.x, p.y)) for p in Participant.objects.all()]


def test_at_first_the_players_characters_take_part(mira: Client, new: str):
    page = mira.get(new)
    assert [line["called"] for line in page.context["lines"]] == ["Aria", "Bram"]
    assert page.context["map"] is None
    assert mira.get(new + "?quest=quest").context["map"]["spawn"] == [1, 5, 3, 3]


def test_it_is_kept_with_everything_that_was_chosen(mira: Client, new: str):
    wish = lines(
        "character:aria-pc", "monster:wolf", "monster:wolf", "monster:ogre", "npc:odo",
        who_0_xp="50", who_1_cell="C4", who_1_hp="exact", who_3_cell="d5", who_3_hidden="on", who_4_name="The miller",
    )  # fmt: skip
    answer = mira.post(new, {**wish, "reward_items": "charm", "allow_private_chat": "on", "diagonals": "alternating"})
    draft = Interaction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("prepare", args=[draft.pk]))
    assert standing() == [
        ("Aria", None),
        ("Ash Wolf 1", (2, 3)),
        ("Ash Wolf 2", None),
        ("Ogre", (3, 4)),
        ("The miller", None),
    ]
    assert [p.hp_display for p in draft.participants.all()] == ["word", "exact", "word", "word", "word"]
    assert [p.hidden for p in draft.participants.all()] == [False, False, False, True, False]
    assert draft.settings == {
        "resolution_mode": "hybrid",
        "turn_time_limit": 60,
        "dm_turn_time_limit": None,
        "time_warning": 10,
        "more_time": "auto",
        "missed_turns": "dm",
        "diagonals": "alternating",
        "auto_begin": True,
        "chat_enabled": True,
        "allow_private_chat": True,
    }
    assert (draft.xp_awards, [item.pk for item in draft.reward_items.all()]) == ({"aria-pc": 50}, ["charm"])


def test_a_draft_opens_as_it_was_kept_and_its_people_keep_their_ids(mira: Client, new: str):
    mira.post(new, lines("character:aria-pc", "monster:wolf", "monster:wolf", who_0_xp="50", who_2_cell="C4"))
    draft = Interaction.objects.get()
    at = reverse("prepare", args=[draft.pk])
    page = mira.get(at)
    shown = page.context["lines"]
    assert [(line["called"], line["row"].cell, line["row"].xp) for line in shown] == [
        ("Aria", "", "50"),
        ("Ash Wolf 1", "", ""),
        ("Ash Wolf 2", "C4", ""),
    ]
    before = [p.pk for p in draft.participants.all()]
    again = lines("character:aria-pc", "monster:wolf", "monster:wolf", who_2_cell="C5", name="Later")
    ids = {f"who-{n}-id": id for n, id in enumerate(before)}
    assert mira.post(at, {**again, **ids}).status_code == 302
    assert [p.pk for p in draft.participants.all()] == before
    assert (Interaction.objects.get().name, standing()[2]) == ("Later", ("Ash Wolf 2", (2, 4)))


def test_who_is_left_out_of_the_form_leaves_the_draft(mira: Client, new: str):
    mira.post(new, lines("character:aria-pc", "monster:wolf"))
    mira.post(reverse("prepare", args=[Interaction.objects.get().pk]), lines("monster:ogre"))
    assert standing() == [("Ogre", None)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"who_1_cell": "Z99"}, "Ogre does not fit at Z99: the map ends at T14."),
        ({"who_1_cell": "T14"}, "Ogre does not fit at T14: the map ends at T14."),
        ({"who_1_cell": "E7"}, "Ogre does not fit at E7: there is a wall at F8."),
        ({"who_0_cell": "D5", "who_1_cell": "C4"}, "Ogre does not fit at C4: somebody stands at D5."),
        ({"who_1_cell": "4C"}, "“4C” is no cell: write it like C4"),
        ({"who_1_cell": "C0"}, "“C0” is no cell"),
        ({"who_0_xp": "-5"}, "XP is a whole number from 0 to 1,000,000."),
        ({"who_0_xp": "9" * 4000}, "XP is a whole number"),
        ({"who_1_name": "x" * 121}, "A name has at most 120 characters."),
        ({"name": ""}, "This field is required."),
        ({"location": "elsewhere"}, "Select a valid choice"),
        ({"kind": "puzzle"}, "Select a valid choice"),
        ({"diagonals": "round"}, "Select a valid choice"),
        ({"turn_time_limit": "4"}, "greater than or equal to 5"),
        ({"turn_time_limit": "9" * 5000}, "turn_time_limit"),
        ({"time_warning": ""}, "This field is required."),
        ({"reward_items": "nothing"}, "Select a valid choice"),
        ({"live": "1", "location": ""}, "it goes live somewhere"),
        ({"location": "", "who_1_cell": "C4"}, "Choose a location first"),
    ],
)
def test_what_is_wrong_stands_beside_it_and_nothing_is_lost_or_kept(
    mira: Client, campaign: Campaign, new: str, wrong: dict[str, str], sentence: str
):
    place = Location.objects.get().map
    place.terrain = "\n".join("." * 5 + "#" + "." * 14 if y == 7 else "." * 20 for y in range(14))
    place.save()
    sent = lines("character:aria-pc", "monster:ogre", **{"description": "Fog.", **wrong})
    answer = mira.post(new, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Nothing is saved yet" in page and "Fog." in page
    assert [line["own_name"] for line in answer.context["lines"]] == ["Aria", "Ogre"]
    assert not Interaction.objects.exists()


def test_a_hundred_take_part_and_no_more(mira: Client, new: str):
    answer = mira.post(new, lines(*["monster:wolf"] * 101))
    assert answer.status_code == 422
    assert "At most 100 can take part; these are 101." in answer.content.decode()
    assert mira.post(new, lines(*["monster:wolf"] * 100)).status_code == 302
    assert len(set(Participant.objects.values_list("name", flat=True))) == 100


def test_creatures_and_things_of_another_campaign_are_not_to_be_had(mira: Client, people: Any, new: str):
    other = found_campaign("Elsewhere", people["otto"])
    Monster.objects.create(id="spy", campaign=other, name="Spy")
    Item.objects.create(id="crown", campaign=other, name="Crown")
    answer = mira.post(new, {**lines("monster:spy", "monster:wolf"), "q": "spy", "qi": "crown", "find": "1"})
    assert [line["own_name"] for line in answer.context["lines"]] == ["Ash Wolf"]
    assert (answer.status_code, Interaction.objects.count()) == (422, 0)
    assert "Somebody who was chosen is not in this campaign any more." in answer.content.decode()
    assert "Crown" not in answer.content.decode() and "Spy" not in str(answer.context["offers"])
    assert mira.post(new, {**lines("monster:wolf"), "reward_items": "crown"}).status_code == 422
    added = mira.post(new, {**unsaved("monster:wolf"), "add": "monster:spy"})
    assert len(added.context["lines"]) == 1


def unsaved(*creatures: str, **more: str) -> dict[str, str]:
    sent = lines(*creatures, **more)
    return {name: value for name, value in sent.items() if name != "save"}


def test_buttons_inside_the_form_change_it_and_keep_nothing(mira: Client, new: str):
    sent = unsaved("character:aria-pc", "monster:wolf", who_1_cell="C4", who_0_name="Ari", description="Fog.")
    del sent["chat_enabled"]

    def pressed(**button: str) -> Any:
        answer = mira.post(new, {**sent, **button})
        assert answer.status_code == 200
        assert answer.context["form"]["description"].value() == "Fog."
        assert answer.context["form"]["chat_enabled"].value() is False
        return answer.context

    names = lambda context: [line["called"] for line in context["lines"]]  # noqa: E731  # short
    assert names(pressed(find="1", q="ogr")) == ["Ari", "Ash Wolf"]
    assert [offer.name for offer in pressed(find="1", q="ogr")["offers"]] == ["Ogre"]
    assert names(pressed(**{"add": "monster:wolf", "count-monster:wolf": "2"})) == [
        "Ari", "Ash Wolf 1", "Ash Wolf 2", "Ash Wolf 3",
    ]  # fmt: skip
    assert names(pressed(add="npc:odo")) == ["Ari", "Ash Wolf", "Odo"]
    assert names(pressed(add="character:aria-pc")) == ["Ari", "Ash Wolf"]
    assert names(pressed(remove="0")) == ["Ash Wolf"]
    assert [line["row"].cell for line in pressed(unplace="1")["lines"]] == ["", ""]
    assert not Interaction.objects.exists()


def test_the_monsters_xp_is_split_among_the_characters(mira: Client, new: str):
    Monster.objects.filter(pk="wolf").update(xp=50)
    Monster.objects.filter(pk="ogre").update(challenge_rating=2)
    sent = unsaved("character:aria-pc", "character:bram-pc", "monster:wolf", "monster:ogre", split="1")
    page = mira.post(new, sent).context
    assert page["split"] == (50 + 450) // 2
    assert [line["row"].xp for line in page["lines"]] == ["250", "250", "", ""]


def test_it_goes_live_from_there_with_everybody_where_she_was_put(mira: Client, new: str):
    wish = lines("character:aria-pc", "monster:ogre", who_0_cell="C4", who_1_cell="F9")
    del wish["save"]
    answer = mira.post(new, {**wish, "live": "1"})
    fight = Interaction.objects.get()
    assert (answer["Location"], fight.live_status) == (reverse("live", args=[fight.pk]), "live")
    seen = mira.get(f"/api/interactions/{fight.pk}/state/").json()["state"]["dm"]["participants"]
    assert sorted((p["name"], p["position"]["x"], p["position"]["y"]) for p in seen.values()) == [
        ("Aria", 2, 3),
        ("Ogre", 5, 8),
    ]
    assert mira.get(reverse("prepare", args=[fight.pk]))["Location"] == reverse("live", args=[fight.pk])
    assert mira.post(reverse("prepare", args=[fight.pk]), wish).status_code == 302
    assert Participant.objects.count() == 2


def test_who_no_longer_fits_when_it_goes_live_is_put_where_there_is_room(mira: Client, new: str):
    mira.post(new, lines("character:aria-pc", "monster:ogre", who_0_cell="T14", who_1_cell="C4"))
    place = Location.objects.get().map
    place.width = 10
    place.save()
    fight = Interaction.objects.get().pk
    assert mira.post(reverse("go_live", args=[fight]))["Location"] == reverse("live", args=[fight])
    seen = mira.get(f"/api/interactions/{fight}/state/").json()["state"]["dm"]["participants"].values()
    places = {p["name"]: (p["position"]["x"], p["position"]["y"]) for p in seen}
    assert places["Ogre"] == (2, 3)
    assert 1 <= places["Aria"][0] <= 3 and 5 <= places["Aria"][1] <= 7


@pytest.mark.parametrize(("who", "status"), [("aria", 403), ("sven", 403), ("otto", 404)])
def test_only_dms_prepare(signed_in: Callable[[str], Client], mira: Client, new: str, who: str, status: int):
    mira.post(new, lines("monster:wolf"))
    draft = Interaction.objects.get().pk
    somebody = signed_in(who)
    assert (somebody.get(new).status_code, somebody.post(new, lines()).status_code) == (status, status)
    for page in ("prepare", "duplicate"):
        assert somebody.post(reverse(page, args=[draft]), lines()).status_code == 404
    assert Interaction.objects.count() == 1


def test_strangers_sign_in_first(client: Client, new: str):
    assert client.get(new).status_code == client.post(new, lines()).status_code == 302
    assert not Interaction.objects.exists()


def test_nul_is_refused_wherever_it_stands(mira: Client, new: str):
    for more in ({"q": "a\0"}, {"who-0-name": "\0"}, {"who-0-creature": "monster:\0"}, {"add": "npc:\0"}):
        assert mira.post(new, {**lines("monster:wolf"), **more}).status_code == 400


def test_a_strange_form_does_no_harm(mira: Client, new: str):
    strange = {
        "who-1-creature": "dragon",
        "who-2-creature": "dragon:x",
        "who-99999-creature": "monster:wolf",
        "add": "x",
    }
    answer = mira.post(new, {**unsaved("monster:wolf"), **strange, "remove": "x", "count-monster:wolf": "٣"})
    assert (answer.status_code, len(answer.context["lines"])) == (200, 1)


@pytest.mark.parametrize("status", ["idle", "completed"])
def test_a_copy_is_a_draft_of_its_own(mira: Client, people: Any, new: str, status: str):
    mira.post(
        new, {**lines("character:aria-pc", "monster:wolf", who_0_xp="5", who_1_cell="C4"), "reward_items": "charm"}
    )
    first = Interaction.objects.get()
    Interaction.objects.update(live_status=status, outcome="completed" if status == "completed" else "")
    answer = mira.post(reverse("duplicate", args=[first.pk]))
    copy = Interaction.objects.exclude(pk=first.pk).get()
    assert answer["Location"] == reverse("prepare", args=[copy.pk])
    assert (copy.name, copy.live_status, copy.xp_awards) == ("Ambush (copy)", "idle", {"aria-pc": 5})
    assert [(p.name, p.x) for p in copy.participants.all()] == [("", None), ("Ash Wolf", 2)]
    assert {p.pk for p in copy.participants.all()}.isdisjoint(p.pk for p in first.participants.all())
    assert [item.pk for item in copy.reward_items.all()] == ["charm"]


def test_a_copy_puts_nobody_where_she_does_not_fit_any_more(mira: Client, new: str):
    mira.post(new, lines("monster:wolf", "monster:ogre", who_0_cell="T14", who_1_cell="C4"))
    place = Location.objects.get().map
    place.width = 10
    place.save()
    mira.post(reverse("duplicate", args=[Interaction.objects.get().pk]))
    copy = Interaction.objects.get(name="Ambush (copy)")
    assert [p.x for p in copy.participants.all()] == [None, 2]


def test_a_draft_is_deleted_by_its_page_which_asks_first(mira: Client, new: str):
    mira.post(new, lines("character:aria-pc", "monster:wolf"))
    draft = Interaction.objects.get()
    at = reverse("delete_draft", args=[draft.pk])
    assert at in mira.get(reverse("prepare", args=[draft.pk])).content.decode()
    assert "Delete the draft “Ambush”?" in mira.get(at).content.decode()
    assert Interaction.objects.exists()
    assert mira.post(at)["Location"] == reverse("campaign", args=[draft.campaign_id])
    assert not Interaction.objects.exists() and Monster.objects.filter(pk="wolf").exists()
    assert mira.post(at).status_code == 404


def test_what_has_gone_live_is_not_deleted(mira: Client, fight: str):
    answer = mira.post(reverse("delete_draft", args=[fight]))
    assert answer["Location"] == reverse("live", args=[fight])
    assert Interaction.objects.filter(pk=fight).exists()


def test_what_we_call_the_hidden_stays_and_the_visible_are_counted_anew(
    people: Any, campaign: Campaign, yard: Location
):
    wolf = Monster.objects.get(pk="wolf")
    draft = write(
        Draft(campaign, people["mira"], "Ambush", participants=[Wanted(wolf), Wanted(wolf), Wanted(wolf, True)])
    )
    from interactions.drafting import drafted, gather

    hidden = draft.participants.get(hidden=True).name
    kept = drafted(draft)
    gather(draft, [kept[1], kept[2], Wanted(wolf, name="Fang"), Wanted(wolf)])
    names = [p.name for p in draft.participants.all()]
    assert names == ["Ash Wolf 1", hidden, "Fang", "Ash Wolf 2"]


def test_cells_are_named_as_people_read_them():
    for x, y, name in ((0, 0, "A1"), (25, 9, "Z10"), (26, 0, "AA1"), (99, 99, "CV100")):
        assert cell_name(Position(x, y)) == name
        assert cell_named(name.lower()) == (x, y)
    for nothing in ("", "4", "C", "C0", "ABC1", "C1000", "Ç4", "C4 D5"):
        assert cell_named(nothing) is None
