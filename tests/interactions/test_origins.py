"""Where something of the library is shown its source, licence and attribution stand there, once for each source."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, InventoryEntry, Item, Location, Monster, PlayerCharacter, Spell
from tests.interactions.test_preparing import lines

REEDS = {"source": "Reed Tales", "licence": "CC-BY-4.0", "attribution": "By the reeds."}
FENS = {"source": "Fen Annals", "licence": "OGL 1.0a", "attribution": "By the fens."}


@pytest.fixture
def library(db: None) -> None:
    for name in ("Heron", "Great Heron"):
        Monster.objects.create(name=name, **REEDS)
    Item.objects.create(name="Reed Pipe", **FENS)
    Spell.objects.create(name="Mist", school="evocation", **FENS)


def said(answer: Any) -> list[str]:
    """The sources that a page names, in order: each with all that is to be said of it."""
    text = answer.content.decode()
    for origin in (REEDS, FENS):
        assert text.count(f"<cite>{origin['source']}</cite>") == text.count(origin["attribution"]) <= 1
    return [origin["source"] for origin in (REEDS, FENS) if f"licence: {origin['licence']}" in text]


def test_the_prepare_page_names_the_source_of_what_is_found_and_chosen(
    mira: Client, campaign: Campaign, yard: Location, library: None
):
    new = reverse("prepare_new", args=[campaign.pk])
    assert said(mira.get(new)) == []
    assert said(mira.get(f"{new}?q=heron")) == ["Reed Tales"]
    assert said(mira.get(f"{new}?qi=pipe")) == ["Fen Annals"]
    mira.post(new, lines(f"monster:{Monster.objects.get(name='Heron').pk}"))
    draft = campaign.interactions.get()
    assert said(mira.get(reverse("prepare", args=[draft.pk]))) == ["Reed Tales"]


def test_the_start_page_names_it(mira: Client, campaign: Campaign, yard: Location, library: None):
    start = reverse("start_interaction", args=[campaign.pk])
    assert "Reed Tales" not in said(mira.get(start))
    assert "Reed Tales" in said(mira.get(f"{start}?q=heron"))


def test_a_sheet_names_the_sources_of_its_spells_and_belongings(
    signed_in: Callable[[str], Client], campaign: Campaign, library: None
):
    sheet = PlayerCharacter.objects.get(pk="aria-pc")
    aria, address = signed_in("aria"), reverse("character", args=[sheet.pk])
    assert said(aria.get(address)) == []
    InventoryEntry.objects.create(item=Item.objects.get(name="Reed Pipe"), player_character=sheet)
    assert said(aria.get(address)) == ["Fen Annals"]
    assert said(aria.get(reverse("edit_character", args=[sheet.pk, "inventory"]))) == ["Fen Annals"]
    sheet.inventory.all().delete()
    sheet.spells.add(Spell.objects.get(name="Mist"))
    assert said(aria.get(address)) == ["Fen Annals"]
    assert said(aria.get(reverse("edit_character", args=[sheet.pk, "spells"]))) == ["Fen Annals"]


@pytest.mark.parametrize("who", ["mira", "aria"])
def test_the_table_page_hands_the_panels_what_they_say_at_their_foot(
    signed_in: Callable[[str], Client], fight: str, library: None, who: str
):
    config = signed_in(who).get(reverse("live", args=[fight])).context["live_config"]
    assert config["origins"] == [REEDS, FENS]


def test_of_a_copy_only_who_sees_it_learns_the_source(
    signed_in: Callable[[str], Client], campaign: Campaign, fight: str
):
    Monster.objects.create(name="Heron", campaign=campaign, **REEDS)
    item = Item.objects.create(name="Reed Pipe", campaign=campaign, **FENS)
    InventoryEntry.objects.create(item=item, player_character=PlayerCharacter.objects.get(pk="aria-pc"))
    shown = {
        who: signed_in(who).get(reverse("live", args=[fight])).context["live_config"]["origins"]
        for who in ("mira", "aria", "bram")
    }
    assert shown == {"mira": [REEDS, FENS], "aria": [FENS], "bram": []}
