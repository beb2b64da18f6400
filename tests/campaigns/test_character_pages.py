"""Character sheets on pages: who reads what, who changes what, and that a live table's figures stay."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import (
    Campaign,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    PlayerCharacter,
    Spell,
)
from campaigns.pages.characters import SECTIONS
from campaigns.roles import found_campaign
from interactions.models import Interaction, Participant

Browser = Callable[[Any], Client]


@pytest.fixture
def browser() -> Browser:
    """A browser in which somebody is signed in."""

    def of(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return of


@pytest.fixture
def bram(django_user_model: Any, campaign: Campaign) -> Any:
    bram = django_user_model.objects.create_user("bram")
    campaign.memberships.create(user=bram, role="player")
    return bram


@pytest.fixture
def sven(django_user_model: Any, campaign: Campaign) -> Any:
    sven = django_user_model.objects.create_user("sven")
    campaign.memberships.create(user=sven, role="spectator")
    return sven


@pytest.fixture
def sella(sella: PlayerCharacter) -> PlayerCharacter:
    """With something in every column, the secret ones recognisable."""
    sella.description, sella.notes, sella.dm_notes = "Tall and wet.", "canary-own", "canary-dm"
    sella.saves, sella.skills, sella.senses = {"wisdom": 5}, {"stealth": 6}, {"darkvision": 61}
    sella.spell_slots = {"1": {"maximum": 4, "used": 1}}
    sella.damage_resistances = ["cold"]
    sella.save()
    return sella


@pytest.fixture
def sword(campaign: Campaign) -> Item:
    return Item.objects.create(
        name="Longsword", kind="weapon", damage_count=1, damage_sides=8, damage_type="slashing", reach=5
    )


@pytest.fixture
def shield(campaign: Campaign) -> Item:
    return Item.objects.create(name="Shield", kind="shield", shield_bonus=2)


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


def filled(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back from this page if nobody touched it."""
    form = client.get(path).context["form"]
    parts = [*getattr(form, "forms", []), *getattr(form, "old", []), *getattr(form, "new", [])] or [form]
    sent: dict[str, Any] = {}
    for part in parts:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
            elif field.name != "remove":
                sent[field.html_name] = ""
            if field.field.show_hidden_initial:
                sent[field.html_initial_name] = "" if value is None else value
    return sent


def seated(character: PlayerCharacter, mira: Any) -> Interaction:
    ground = Map.objects.create(campaign=character.campaign, name="Yard")
    place = Location.objects.create(campaign=character.campaign, map=ground, name="The yard")
    fight = Interaction.objects.create(
        campaign=character.campaign, name="Ambush", dm=mira, location=place, live_status="live"
    )
    Participant.objects.create(interaction=fight, character=character, x=0, y=0, order=0)
    return fight


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


# Attacks and features


def test_an_attack_is_written_as_people_write_it(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "attacks")
    more = {
        "new-1-name": "Fire Dart", "new-1-to_hit": "5", "new-1-damage": "1d10+2 fire and 3 cold",
        "new-1-reach": "0", "new-1-range_normal": "60",
    }  # fmt: skip
    assert client.post(path, {**filled(client, path), **more}).status_code == 302
    attack = sella.attacks.get()
    assert (attack.key, attack.kind, attack.range_normal) == ("fire-dart", "ranged", 60)
    assert attack.damage == [
        {"count": 1, "sides": 10, "bonus": 2, "type": "fire"},
        {"count": 0, "sides": 0, "bonus": 3, "type": "cold"},
    ]
    shown = text(client.get(at("character", sella.pk)))
    assert "+5 to hit, range 60 ft: 1d10+2 fire, 3 cold" in shown
    client.post(path, {**filled(client, path), **more})
    assert len(set(sella.attacks.values_list("key", flat=True))) == 2


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"damage": "2d7 fire"}, "2d7 is no roll of dice"),
        ({"damage": "1d6 rust"}, "is not a damage type"),
        ({"damage": "much"}, "Write it like"),
        ({"damage": ", ".join(["1d6 fire"] * 9)}, "at most eight"),
        ({"reach": "0"}, "An attack reaches somewhere"),
        ({"range_normal": "60", "range_long": "30"}, "cannot be shorter"),
        ({"to_hit": "31"}, "less than or equal to 30"),
        ({"name": ""}, "This field is required"),
    ],
)
def test_an_attack_that_makes_no_sense_is_refused(
    browser: Browser, aria: Any, sella: PlayerCharacter, more: dict[str, str], sentence: str
):
    client, path = browser(aria), at("edit_character", sella.pk, "attacks")
    sent = {"name": "Dart", "to_hit": "5", "damage": "1d4 piercing", "reach": "5", **more}
    answer = client.post(path, {**filled(client, path), **{f"new-1-{name}": value for name, value in sent.items()}})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not sella.attacks.exists()


def test_a_feature_is_written_changed_and_taken_away(browser: Browser, aria: Any, sella: PlayerCharacter):
    client, path = browser(aria), at("edit_character", sella.pk, "features")
    client.post(path, {**filled(client, path), "new-1-name": "Luck", "new-1-description": "<i>Once</i> a day."})
    luck = sella.features.get()
    assert "&lt;i&gt;Once&lt;/i&gt; a day." in text(client.get(at("character", sella.pk)))
    client.post(path, {**filled(client, path), f"row-{luck.pk}-uses": "1/Day"})
    luck.refresh_from_db()
    assert (luck.uses, luck.key) == ("1/Day", "luck")
    client.post(path, {**filled(client, path), f"row-{luck.pk}-remove": "on"})
    assert not sella.features.exists()


# At a live table

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
