"""What a live table plays with stays on the sheet; and what is carried counts there."""

from typing import Any

import pytest

from campaigns.models import (
    InventoryEntry,
    Item,
    PlayerCharacter,
    Spell,
)
from interactions.models import Interaction
from tests.campaigns.characters.pages import Browser, at, filled, seated, text

CHANGES: dict[str, dict[str, Any]] = {
    "numbers": {"strength": "18"},
    "spells": {"spell_slots-1-used": "0"},
    "inventory": {"new-1-item": "Longsword"},
    "attacks": {"new-1-name": "Kick", "new-1-damage": "1 bludgeoning"},
}


@pytest.mark.parametrize("section", CHANGES)
def test_what_a_live_table_plays_with_stays(
    browser: Browser, aria: Any, mira: Any, sella: PlayerCharacter, sword: Item, section: str
):
    client, path = browser(aria), at("edit_character", sella.pk, section)
    sent = {**filled(client, path), **CHANGES[section]}
    seated(sella, mira)
    before = PlayerCharacter.objects.values().get()
    assert "“Ambush”, which is live: this can be changed when that has ended" in text(client.get(path))
    answer = client.post(path, sent)
    assert answer.status_code in (409, 422)
    assert "is at the table of “Ambush”, which is live" in text(answer)
    assert PlayerCharacter.objects.values().get() == before
    assert not sella.inventory.exists() and not sella.attacks.exists()


def test_words_change_at_any_time(browser: Browser, aria: Any, mira: Any, sella: PlayerCharacter):
    seated(sella, mira)
    client, path = browser(aria), at("edit_character", sella.pk, "person")
    sent = filled(client, path)
    assert set(sent) == {"name", "languages", "description", "notes"}
    client.post(path, {**sent, "at-table": "1", "notes": "Never trust a miller.", "level": "9"})
    sella.refresh_from_db()
    assert (sella.notes, sella.level) == ("Never trust a miller.", 1)
    assert "what counts now stands there" in text(client.get(at("character", sella.pk)))


def test_a_page_from_before_does_not_change_a_level_at_the_table(
    browser: Browser, aria: Any, mira: Any, sella: PlayerCharacter
):
    client, path = browser(aria), at("edit_character", sella.pk, "person")
    sent = filled(client, path)
    seated(sella, mira)
    answer = client.post(path, {**sent, "level": "9"})
    assert (answer.status_code, "which is live" in text(answer)) == (422, True)
    assert client.post(path, {**sent, "notes": "Hm."}).status_code == 302


def test_who_is_at_a_table_is_not_deleted_and_a_player_learns_of_no_draft(
    browser: Browser, aria: Any, mira: Any, sella: PlayerCharacter
):
    fight = seated(sella, mira)
    path = at("delete_character", sella.pk)
    assert "which is live. End that first." in text(browser(aria).post(path))
    Interaction.objects.filter(pk=fight.pk).update(live_status="idle")
    refused = browser(aria).post(path)
    assert (refused.status_code, "Ambush" in text(refused)) == (409, False)
    assert "Ambush" in text(browser(mira).post(path))
    fight.participants.all().delete()
    assert browser(aria).post(path)["Location"] == at("characters", sella.campaign_id)
    assert not PlayerCharacter.objects.exists()


def test_a_weapon_carried_stands_among_the_attacks(browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item):
    InventoryEntry.objects.create(player_character=sella, item=sword)
    PlayerCharacter.objects.update(strength=16)
    shown = text(browser(aria).get(at("character", sella.pk)))
    assert "+5 to hit, reach 5 ft: 1d8+3 slashing" in shown
    assert "Unarmed Strike" in shown and "4 bludgeoning" in shown


def test_armor_and_shield_count_on_the_sheet(
    browser: Browser, aria: Any, sella: PlayerCharacter, shield: Item, django_assert_max_num_queries: Any
):
    mail = Item.objects.create(name="Chain Mail", kind="armor", armor_class=16, dex_cap=0)
    for item, slot in ((mail, "body"), (shield, "off_hand")):
        InventoryEntry.objects.create(player_character=sella, item=item, equipped=True, slot=slot)
    client = browser(aria)
    with django_assert_max_num_queries(20):
        assert client.get(at("character", sella.pk)).context["armor_class"] == 18


@pytest.mark.parametrize("live_status", ["live", "paused"])
def test_a_spell_that_somebody_at_a_live_table_knows_is_not_deleted(
    browser: Browser, mira: Any, sella: PlayerCharacter, live_status: str
):
    ash = Spell.objects.create(campaign=sella.campaign, name="Ash", school="evocation")
    sella.spells.add(ash)
    fight = seated(sella, mira)
    Interaction.objects.filter(pk=fight.pk).update(live_status=live_status)
    client, there = browser(mira), f"/api/spells/{ash.pk}/"
    refused = client.delete(there)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "“Ash” is part of “Ambush”, which is live" in refused.json()["detail"]
    assert client.get(at("admin:campaigns_spell_delete", ash.pk)).status_code == 403
    assert client.patch(there, {"description": "Grey."}, "application/json").status_code == 200
    Interaction.objects.filter(pk=fight.pk).update(live_status="completed", outcome="completed")
    assert client.delete(there).status_code == 204
