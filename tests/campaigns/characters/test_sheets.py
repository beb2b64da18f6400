"""Character sheets on pages: who reads what, who changes what."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import (
    Campaign,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    PlayerCharacter,
)
from campaigns.pages.characters import SECTIONS
from campaigns.roles import found_campaign
from tests.campaigns.characters.pages import Browser, at, filled, text

# Who reads what


def test_everybody_of_the_campaign_finds_the_characters(
    browser: Browser, mira: Any, aria: Any, sven: Any, otto: Any, campaign: Campaign, sella: PlayerCharacter
):
    for person in (mira, aria, sven):
        assert "Sella" in text(browser(person).get(at("characters", campaign.pk)))
    assert browser(otto).get(at("characters", campaign.pk)).status_code == 404
    assert Client().get(at("characters", campaign.pk)).status_code == 302


def test_the_player_and_the_dms_read_the_figures(browser: Browser, mira: Any, aria: Any, sella: PlayerCharacter):
    for person in (mira, aria):
        shown = text(browser(person).get(at("character", sella.pk)))
        assert all(figure in shown for figure in ("Stealth +6", "Darkvision 61 ft", "canary-own", "3 of 4", "cold"))
    assert "canary-dm" in text(browser(mira).get(at("character", sella.pk)))
    assert "canary-dm" not in text(browser(aria).get(at("character", sella.pk)))


@pytest.mark.parametrize("who", ["bram", "sven"])
def test_companions_see_what_one_sees(
    request: pytest.FixtureRequest, browser: Browser, sella: PlayerCharacter, sword: Item, who: str
):
    InventoryEntry.objects.create(player_character=sella, item=sword)
    shown = text(browser(request.getfixturevalue(who)).get(at("character", sella.pk)))
    assert "Tall and wet." in shown
    secrets = ("canary", "Stealth", "61 ft", "3 of 4", "cold", "Longsword", "Armor class", "Hit points", "Change")
    assert not [secret for secret in secrets if secret in shown]


def test_strangers_find_no_sheet(browser: Browser, otto: Any, sella: PlayerCharacter):
    found_campaign("Another", otto)
    for path in (at("character", sella.pk), *(at("edit_character", sella.pk, name) for name in SECTIONS)):
        assert browser(otto).get(path).status_code == 404
        assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("section", [*SECTIONS, "delete"])
def test_nobody_changes_another_players_sheet(
    browser: Browser, bram: Any, sven: Any, mira: Any, aria: Any, sella: PlayerCharacter, section: str
):
    path = at("delete_character", sella.pk) if section == "delete" else at("edit_character", sella.pk, section)
    assert [browser(person).get(path).status_code for person in (bram, sven, aria, mira)] == [403, 403, 200, 200]
    assert browser(bram).post(path, {"name": "Mine"}).status_code == 403
    assert PlayerCharacter.objects.get().name == "Sella"


def test_who_has_left_has_left_her_character_behind(
    browser: Browser, aria: Any, mira: Any, campaign: Campaign, sella: PlayerCharacter
):
    campaign.memberships.get(user=aria).delete()
    assert browser(aria).get(at("character", sella.pk)).status_code == 404
    assert "aria has left" in text(browser(mira).get(at("characters", campaign.pk)))


def test_there_are_no_other_sections(browser: Browser, aria: Any, sella: PlayerCharacter):
    assert browser(aria).get(at("edit_character", sella.pk, "secrets")).status_code == 404


# A new one

NEW = {
    "name": "Fern",
    "size": "small",
    "level": "3",
    "armor_class": "12",
    "hit_points": "18",
    "speed_walk": "25",
    **dict.fromkeys(("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma"), "12"),
}


def test_a_player_makes_her_own_and_plays_it(browser: Browser, aria: Any, bram: Any, campaign: Campaign):
    answer = browser(aria).post(at("new_character", campaign.pk), {**NEW, "owner": bram.pk})
    fern = PlayerCharacter.objects.get()
    assert answer["Location"] == at("character", fern.pk)
    assert (fern.owner, fern.campaign, fern.level, fern.size) == (aria, campaign, 3, "small")


def test_a_dm_makes_one_for_a_member_or_for_nobody_yet(
    browser: Browser, mira: Any, aria: Any, otto: Any, sven: Any, campaign: Campaign
):
    path = at("new_character", campaign.pk)
    browser(mira).post(path, NEW)
    browser(mira).post(path, {**NEW, "owner": aria.pk})
    assert [c.owner for c in PlayerCharacter.objects.order_by("pk")].count(aria) == 1
    for nobody in (otto, sven):
        assert browser(mira).post(path, {**NEW, "owner": nobody.pk}).status_code == 422
    assert PlayerCharacter.objects.count() == 2


def test_spectators_have_no_characters(browser: Browser, sven: Any, campaign: Campaign):
    assert browser(sven).post(at("new_character", campaign.pk), NEW).status_code == 403
    assert "New character" not in text(browser(sven).get(at("characters", campaign.pk)))


@pytest.mark.parametrize(
    "wrong",
    [{"name": ""}, {"name": "\0"}, {"level": "21"}, {"strength": "0"}, {"hit_points": "9" * 5000}, {"size": "vast"}],
)
def test_a_character_out_of_bounds_is_not_made(browser: Browser, aria: Any, campaign: Campaign, wrong: dict[str, str]):
    answer = browser(aria).post(at("new_character", campaign.pk), {**NEW, **wrong})
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in text(answer)
    assert not PlayerCharacter.objects.exists()


# Changing a sheet


@pytest.mark.parametrize("section", SECTIONS)
def test_a_page_sent_back_untouched_changes_nothing(
    browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item, section: str
):
    InventoryEntry.objects.create(player_character=sella, item=sword, equipped=True, slot="main_hand")
    CreatureAttack.objects.create(player_character=sella, key="kick", name="Kick", damage=[])
    Feature.objects.create(player_character=sella, key="luck", name="Luck")
    before = [list(m.objects.values()) for m in (PlayerCharacter, InventoryEntry, CreatureAttack, Feature)]
    client, path = browser(aria), at("edit_character", sella.pk, section)
    assert client.post(path, filled(client, path))["Location"] == at("character", sella.pk)
    assert [list(m.objects.values()) for m in (PlayerCharacter, InventoryEntry, CreatureAttack, Feature)] == before


def test_a_player_changes_who_she_is_but_not_whose(browser: Browser, aria: Any, bram: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "person")
    sent = filled(client, path)
    assert "owner" not in sent and "dm_notes" not in sent
    client.post(path, {**sent, "species": "Elf", "level": 4, "owner": bram.pk, "dm_notes": "", "campaign": "x"})
    sella.refresh_from_db()
    assert (sella.species, sella.level, sella.owner, sella.dm_notes) == ("Elf", 4, aria, "canary-dm")


def test_a_dm_gives_a_character_to_another_player(browser: Browser, mira: Any, bram: Any, sella: PlayerCharacter):
    client, path = browser(mira), at("edit_character", sella.pk, "person")
    client.post(path, {**filled(client, path), "owner": bram.pk})
    sella.refresh_from_db()
    assert sella.owner == bram


def test_numbers_have_an_input_each(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "numbers")
    sent = filled(client, path)
    assert (sent["saves-wisdom"], sent["skills-stealth"], sent["senses-darkvision"]) == (5, 6, 61)
    more = {"saves-wisdom": "", "saves-strength": "7", "skills-arcana": "-1", "damage_resistances": ["cold", "fire"]}
    assert client.post(path, {**sent, **more, "condition_immunities": ["prone"]}).status_code == 302
    sella.refresh_from_db()
    assert sella.saves == {"strength": 7}
    assert sella.skills == {"stealth": 6, "arcana": -1}
    assert (sella.damage_resistances, sella.condition_immunities) == (["cold", "fire"], ["prone"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"saves-wisdom": "101"},
        {"skills-stealth": "x"},
        {"senses-darkvision": "-1"},
        {"damage_immunities": ["rust"]},
        {"condition_immunities": ["\0"]},
        {"wisdom": "31"},
    ],
)
def test_numbers_out_of_bounds_are_refused_beside_their_field(
    browser: Browser, aria: Any, sella: PlayerCharacter, wrong: dict[str, Any]
):
    client, path = browser(aria), at("edit_character", sella.pk, "numbers")
    before = PlayerCharacter.objects.values().get()
    answer = client.post(path, {**filled(client, path), **wrong})
    assert answer.status_code == 422
    assert f'id="id_{next(iter(wrong))}_error"' in text(answer)
    assert PlayerCharacter.objects.values().get() == before


def test_no_more_hit_points_than_the_maximum(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "numbers")
    answer = client.post(path, {**filled(client, path), "current_hp": "13"})
    assert answer.status_code == 422
    assert "Current hit points cannot exceed the maximum." in text(answer)


def test_an_old_page_does_not_undo_what_was_won_meanwhile(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "person")
    sent = filled(client, path)
    PlayerCharacter.objects.update(xp=300, description="Changed by the DM.")
    client.post(path, {**sent, "species": "Elf"})
    sella.refresh_from_db()
    assert (sella.xp, sella.species) == (300, "Elf")
