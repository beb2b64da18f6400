"""What is made and edited in Convex comes here; what both sides have changed is never lost without a word."""

from typing import Any

import pytest

from campaigns.convex import pulling
from campaigns.models import (
    Campaign,
    Counterpart,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
)
from campaigns.roles import role_of
from interactions.models import Interaction, Participant
from tests.campaigns.convex.web import Shipped, Web, pulled


def test_what_the_node_has_put_itself_is_no_news(web: Web, shipped: Shipped):
    assert pulled(web) == []
    assert shipped() == {}
    assert Counterpart.objects.get(kind="monsters").convex_id == web.row("monsters", "wolf")["_id"]


def test_whoever_watches_asks_once_a_look_while_nothing_changes(web: Web):
    """And reads again what came late by Convex's clock only as long as something may come so."""
    passed = iter(range(0, 10_000, 11))
    lookout = pulling.Lookout(lambda: next(passed))

    def calls() -> list[str]:
        web.calls.clear()
        pulling.pull(web, lookout=lookout)
        return web.calls

    assert calls() == calls() == ["content:changedSince"] * len(pulling.TABLES)
    assert calls() == calls() == ["content:changedTables"]
    web.edits("monsters", "wolf", name="Grey Wolf")
    assert calls() == ["content:changedTables", "content:changedSince"]
    late = web.creates("monsters", campaignId=Campaign.objects.get().pk, name="Late")
    web.tables["monsters"][late]["changedAt"] = web.row("monsters", "wolf")["changedAt"] - 500
    assert calls() == ["content:changedTables", "content:changedSince", "content:adopt"]
    assert Counterpart.objects.filter(convex_id=late).exists()


def test_an_edit_is_taken_in_and_not_sent_back(web: Web, shipped: Shipped):
    web.edits("monsters", "wolf", name="Grey Wolf", maxHp=13, challengeRating=0.5)
    assert pulled(web) == [("monsters “Grey Wolf”", "taken", "")]
    wolf = Monster.objects.get()
    assert (wolf.name, wolf.hit_points, str(wolf.challenge_rating)) == ("Grey Wolf", 13, "0.500")
    assert wolf.saves == {"wisdom": 3}
    assert wolf.attacks.count() == 1
    assert shipped() == {}
    assert pulled(web) == []


def test_the_next_change_here_goes_out_over_it(web: Web, shipped: Shipped):
    web.edits("monsters", "wolf", name="Grey Wolf")
    pulled(web)
    Monster.objects.update(xp=7)
    assert web.receives(shipped()) == {"monsters:wolf": "applied"}
    assert web.row("monsters", "wolf")["name"] == "Grey Wolf"


def test_what_is_cleared_there_is_empty_here(web: Web):
    web.clears("playerCharacters", "sella", "hp")
    web.clears("locations", "door", "dmNotes")
    pulled(web)
    assert PlayerCharacter.objects.get().current_hp is None
    assert Location.objects.get().dm_notes == ""


def test_a_world_made_in_convex_comes_here_whole(web: Web, mira: Any, aria: Any, shipped: Shipped):
    """Its references are Convex's ids, or ours, in whatever order."""
    fen = web.creates("campaigns", name="Fen", ownerUserId=str(mira.pk))
    moor = web.creates("maps", campaignId=fen, name="Moor", width=2, height=1, cellFeet=5, terrain=".#")
    stone = web.creates(
        "locations", campaignId=fen, mapId=moor, name="Stone", spawnX=0, spawnY=0, spawnWidth=1, spawnHeight=1
    )
    web.creates("quests", campaignId=fen, locationId=stone, name="Cross")
    web.creates("items", campaignId=fen, name="Peat", weight=1.5)
    web.creates("monsters", campaignId=fen, name="Will-o'-wisp", armorClass=19, challengeRating=2)
    web.creates("npcs", campaignId=fen, name="Ferryman")
    web.creates("playerCharacters", campaignId=fen, ownerUserId=str(aria.pk), name="Ren", maxHp=8, hp=5)
    assert {word for _, word, _ in pulled(web)} == {"made"}
    campaign = Campaign.objects.get(name="Fen")
    assert role_of(mira.pk, campaign.pk) == "dm"
    assert Quest.objects.get(name="Cross").location.map.campaign == campaign
    ren = campaign.player_characters.get()
    assert (ren.owner, ren.hit_points, ren.current_hp, ren.level) == (aria, 8, 5, 1)
    assert web.tables["campaigns"][fen]["externalId"] == campaign.pk
    assert pulled(web) == []
    assert shipped().keys() == {f"memberships:{campaign.pk}:{mira.pk}"}  # nothing else that Convex has not


def test_a_campaign_of_nobody_here_waits_until_somebody_says_whose_it_is(web: Web, mira: Any):
    web.creates("campaigns", name="Fen", ownerUserId="clerk|77")
    [(_, word, sentence)] = pulled(web)
    assert (word, sentence) == ("invalid", "Its owner is nobody here; say with --owner whose it is to be.")
    assert pulled(web, mira) == [("campaigns “Fen”", "made", "")]
    assert Membership.objects.filter(user=mira, role="owner").count() == 2


def test_a_deleted_row_goes_here_too(web: Web, shipped: Shipped):
    web.edits("quests", "quest", deleted=True)
    assert pulled(web) == [("quests “Find the key”", "deleted", "")]
    assert not Quest.objects.exists()
    assert shipped() == {}


def test_what_something_needs_is_not_deleted(web: Web):
    web.edits("maps", "hall", deleted=True)
    [(_, word, sentence)] = pulled(web)
    assert (word, sentence) == ("invalid", "It was deleted in Convex, but something here still needs it.")
    Location.objects.all().delete()
    assert [word for _, word, _ in pulled(web)] == ["deleted"]


INVALID = {
    "a word for a number": ("monsters", "wolf", {"maxHp": "many"}, "maxHp cannot be “many”."),
    "half a hit point": ("monsters", "wolf", {"maxHp": 1.5}, "maxHp cannot be “1.5”."),
    "too few": ("monsters", "wolf", {"maxHp": 0}, "Ensure this value is greater than or equal to 1."),
    "no such size": ("monsters", "wolf", {"size": "vast"}, "Value 'vast' is not a valid choice."),
    "no name": ("monsters", "wolf", {"name": ""}, "This field cannot be blank."),
    "terrain that does not fit": ("maps", "hall", {"terrain": "..\n.."}, "The terrain must be 2 rows of 3 characters."),
    "a map that leaves a place outside": (
        "maps", "hall", {"width": 1, "height": 1, "terrain": ""}, "“Door” needs 2 × 1 cells: change its spawn area first.",
    ),
    "a reference to nothing": ("locations", "door", {"mapId": "gone"}, "It refers to the map “gone”, which is not here."),
    "too many hit points": (
        "playerCharacters", "sella", {"hp": 99}, "Current hit points cannot exceed the maximum.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("table", "id", "fields", "sentence"), INVALID.values(), ids=INVALID)
def test_what_cannot_be_kept_gets_a_sentence_and_changes_nothing(
    web: Web, table: str, id: str, fields: Any, sentence: str
):
    if table == "maps":
        Location.objects.filter(pk="door").update(spawn_x=1)
    before = Counterpart.objects.get(kind=table, row_id=id)
    web.edits(table, id, notes="x", **{"name": "Other", **fields}) if table == "playerCharacters" else web.edits(
        table, id, **{"name": "Other", **fields}
    )
    [(_, word, said)] = pulled(web)
    assert word == "invalid"
    assert sentence in said
    assert not any(model.objects.filter(name="Other").exists() for model in (Monster, Map, Location, PlayerCharacter))
    after = Counterpart.objects.get(kind=table, row_id=id)
    assert (after.digest, after.pulled, after.fields) == (before.digest, before.pulled, before.fields)
    web.edits(table, id, **{name: value for name, value in before.fields.items() if name != "campaignId"})
    assert [word for _, word, _ in pulled(web)] == ["same"]


def test_one_row_that_cannot_be_kept_does_not_hold_up_the_others(web: Web):
    web.edits("maps", "hall", width=0)
    web.edits("monsters", "wolf", name="Grey Wolf")
    assert {word for _, word, _ in pulled(web)} == {"invalid", "taken"}
    assert Monster.objects.get().name == "Grey Wolf"


def test_an_item_with_an_id_of_somebody_elses_making(web: Web, campaign: Campaign):
    id = web.creates("items", campaignId=campaign.pk, name="Reed")
    web.tables["items"][id]["externalId"] = "a" * 36
    [(_, word, sentence)] = pulled(web)
    assert word == "invalid"
    assert "more than 26 characters" in sentence
    assert not Item.objects.filter(name="Reed").exists()


# At a live table


def live(mira: Any) -> Interaction:
    campaign = Campaign.objects.get()
    fight = Interaction.objects.create(
        campaign=campaign, name="Ambush", dm=mira, location_id="door", live_status="live"
    )
    Participant.objects.create(interaction=fight, monster_id="wolf")
    return fight


def test_a_row_at_a_live_table_waits_for_its_end(web: Web, mira: Any, shipped: Shipped):
    fight = live(mira)
    web.edits("monsters", "wolf", maxHp=30)
    [(_, word, sentence)] = pulled(web)
    assert word == "waiting"
    assert sentence.startswith("“Ash Wolf” is at the table of “Ambush”, which is live")
    assert Monster.objects.get().hit_points == 1
    Interaction.objects.filter(pk=fight.pk).update(live_status="completed", outcome="completed")
    assert [word for _, word, _ in pulled(web)] == ["taken"]
    assert Monster.objects.get().hit_points == 30


def test_words_of_it_change_at_once(web: Web, mira: Any):
    live(mira)
    web.edits("monsters", "wolf", description="Smells of smoke.")
    assert [word for _, word, _ in pulled(web)] == ["taken"]


def test_nothing_of_a_live_table_is_deleted(web: Web, mira: Any):
    live(mira)
    web.edits("monsters", "wolf", deleted=True)
    assert [word for _, word, _ in pulled(web)] == ["waiting"]
    assert Monster.objects.exists()


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e30, True])
def test_what_is_no_number_that_a_column_holds_is_refused(web: Web, value: Any):
    web.edits("monsters", "wolf", maxHp=value)
    assert [word for _, word, _ in pulled(web)] == ["invalid"]


def test_a_character_that_no_text_can_have_is_refused(web: Web):
    web.edits("monsters", "wolf", name="Grey\0Wolf")
    assert [word for _, word, _ in pulled(web)] == ["invalid"]
