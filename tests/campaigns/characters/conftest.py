"""The people of a campaign in their browsers, and a sheet with something in every column."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import (
    Campaign,
    Item,
    PlayerCharacter,
)
from tests.campaigns.characters.pages import Browser


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
