"""Spells, slots and what a character carries, on the pages of her sheet."""

from typing import Any

import pytest

from campaigns.models import (
    Campaign,
    InventoryEntry,
    Item,
    PlayerCharacter,
    Spell,
)
from tests.campaigns.characters.pages import Browser, at, filled, text

# Magic


@pytest.fixture
def fireball(db: None) -> Spell:
    return Spell.objects.create(name="Fireball", level=3, school="evocation", source="SRD 5.2")


def test_slots_and_spells_are_kept(browser: Browser, aria: Any, sella: PlayerCharacter, fireball: Spell):
    client, path = browser(aria), at("edit_character", sella.pk, "spells")
    sent = filled(client, path)
    assert (sent["spell_slots-1-maximum"], sent["spell_slots-1-used"]) == (4, 1)
    more = {"spell_slots-1-used": "2", "spell_slots-3-maximum": "2", "add-1": "FIREBALL"}
    assert client.post(path, {**sent, **more})["Location"] == at("character", sella.pk)
    sella.refresh_from_db()
    assert sella.spell_slots == {"1": {"maximum": 4, "used": 2}, "3": {"maximum": 2, "used": 0}}
    assert list(sella.spells.all()) == [fireball]
    assert "Fireball" in text(client.get(at("character", sella.pk)))
    client.post(path, {**filled(client, path), "spells": []})
    assert not sella.spells.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("spell_slots-1-used", "5", "Of 4 slots 5 cannot be spent"),
        ("spell_slots-9-maximum", "21", "less than or equal to 20"),
        ("add-1", "Fire", "There is: fireball"),
        ("add-1", "<script>", "Nothing here is called “&lt;script&gt;”"),
        ("spells", ["x"], "Select a valid choice"),
    ],
)
def test_magic_that_makes_no_sense_is_refused(
    browser: Browser, aria: Any, sella: PlayerCharacter, fireball: Spell, field: str, value: Any, sentence: str
):
    client, path = browser(aria), at("edit_character", sella.pk, "spells")
    answer = client.post(path, {**filled(client, path), field: value})
    assert answer.status_code == 422
    assert sentence in text(answer)
    sella.refresh_from_db()
    assert sella.spell_slots == {"1": {"maximum": 4, "used": 1}}


# Belongings


def test_a_thing_is_chosen_by_name_and_taken_in_hand(
    browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item, shield: Item
):
    client, path = browser(aria), at("edit_character", sella.pk, "inventory")
    more = {
        "new-1-item": "longsword", "new-1-slot": "main_hand",
        "new-2-item": "Shield", "new-2-quantity": "2",
    }  # fmt: skip
    assert client.post(path, {**filled(client, path), **more}).status_code == 302
    assert set(sella.inventory.values_list("item__name", "quantity", "equipped", "slot")) == {
        ("Longsword", 1, True, "main_hand"),
        ("Shield", 2, False, ""),
    }


def test_two_things_change_places_at_once(browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item):
    one, two = (InventoryEntry.objects.create(player_character=sella, item=sword, quantity=n) for n in (1, 2))
    InventoryEntry.objects.filter(pk=one.pk).update(equipped=True, slot="main_hand")
    InventoryEntry.objects.filter(pk=two.pk).update(equipped=True, slot="off_hand")
    client, path = browser(aria), at("edit_character", sella.pk, "inventory")
    more = {f"entry-{one.pk}-slot": "off_hand", f"entry-{two.pk}-slot": "main_hand"}
    assert client.post(path, {**filled(client, path), **more}).status_code == 302
    assert dict(sella.inventory.values_list("quantity", "slot")) == {1: "off_hand", 2: "main_hand"}


def test_of_two_who_fill_one_hand_at_once_the_second_is_told(
    browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item, monkeypatch: pytest.MonkeyPatch
):
    client, path = browser(aria), at("edit_character", sella.pk, "inventory")
    sent = {**filled(client, path), "new-1-item": "Longsword", "new-1-slot": "main_hand"}

    def meanwhile(*_: object) -> None:
        InventoryEntry.objects.create(player_character=sella, item=sword, equipped=True, slot="main_hand")

    monkeypatch.setattr("campaigns.pages.characters.check_change", meanwhile)
    answer = client.post(path, sent)
    assert (answer.status_code, "in the same moment" in text(answer)) == (409, True)
    assert sella.inventory.count() == 1


def test_what_is_ticked_goes(browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item):
    entry = InventoryEntry.objects.create(player_character=sella, item=sword, equipped=True, slot="main_hand")
    client, path = browser(aria), at("edit_character", sella.pk, "inventory")
    sent = {
        **filled(client, path),
        f"entry-{entry.pk}-remove": "on",
        "new-1-item": "Longsword",
        "new-1-slot": "main_hand",
    }
    assert client.post(path, sent).status_code == 302
    assert sella.inventory.get().pk != entry.pk


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"new-1-item": "Shield", "new-1-slot": "body"}, "Shield does not go there."),
        ({"new-1-item": "Shield", "new-1-quantity": "0"}, "greater than or equal to 1"),
        ({"new-1-item": "Shield", "new-1-quantity": "9" * 5000}, "Enter a whole number"),
        ({"new-1-item": "", "new-1-quantity": "3"}, "Say what it is."),
        ({"new-1-item": "Vorpal"}, "Nothing here is called “Vorpal”."),
        ({"new-1-item": "nul\0"}, "Null characters are not allowed"),
        ({"new-1-item": "Longsword", "new-1-slot": "main_hand"}, "Something else is there already."),
        (
            {"new-1-item": "Shield", "new-1-slot": "off_hand", "new-2-item": "Shield", "new-2-slot": "off_hand"},
            "already.",
        ),
        ({"new-1-item": "Shield", "new-1-slot": "tail"}, "Select a valid choice"),
    ],
)
def test_belongings_that_make_no_sense_are_refused(
    browser: Browser, aria: Any, sella: PlayerCharacter, sword: Item, shield: Item, more: dict[str, str], sentence: str
):
    InventoryEntry.objects.create(player_character=sella, item=sword, equipped=True, slot="main_hand")
    client, path = browser(aria), at("edit_character", sella.pk, "inventory")
    answer = client.post(path, {**filled(client, path), **more})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert sella.inventory.count() == 1


def test_a_player_is_not_offered_what_the_dm_has_hidden_away(
    browser: Browser, aria: Any, mira: Any, campaign: Campaign, sella: PlayerCharacter
):
    Item.objects.create(campaign=campaign, name="The Crown")
    path = at("edit_character", sella.pk, "inventory")
    assert "The Crown" not in text(browser(aria).get(path))
    assert "The Crown" in text(browser(mira).get(path))
    client = browser(aria)
    assert client.post(path, {**filled(client, path), "new-1-item": "The Crown"}).status_code == 422


def test_of_one_name_each_source_can_be_chosen(browser: Browser, mira: Any, campaign: Campaign, sella: PlayerCharacter):
    for source in ("SRD 5.1", "SRD 5.2"):
        Item.objects.create(name="Rope", source=source, source_key=source)
    client, path = browser(mira), at("edit_character", sella.pk, "inventory")
    assert client.post(path, {**filled(client, path), "new-1-item": "Rope"}).status_code == 422
    client.post(path, {**filled(client, path), "new-1-item": "Rope — SRD 5.2"})
    assert sella.inventory.get().item.source == "SRD 5.2"
    Item.objects.create(campaign=campaign, name="Rope")
    client.post(path, {**filled(client, path), "new-1-item": "rope"})
    assert sella.inventory.filter(item__campaign=campaign).exists()


def test_an_entry_of_somebody_else_is_out_of_reach(
    browser: Browser, aria: Any, bram: Any, campaign: Campaign, sella: PlayerCharacter, sword: Item
):
    other = PlayerCharacter.objects.create(campaign=campaign, owner=bram, name="Bryn")
    entry = InventoryEntry.objects.create(player_character=other, item=sword)
    client, path = browser(aria), at("edit_character", sella.pk, "inventory")
    sent = {f"entry-{entry.pk}-quantity": "9", f"entry-{entry.pk}-remove": "on"}
    client.post(path, {**filled(client, path), **sent})
    assert other.inventory.get().quantity == 1
