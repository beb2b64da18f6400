"""The cast (mira the DM, aria a player, otto the outsider) and a campaign with a map, a character and a monster."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from campaigns.models import Campaign, Map, Membership, Monster, PlayerCharacter
from campaigns.roles import found_campaign
from tests.campaigns.importing import REED_TALES


def _person(name: str) -> Any:
    return get_user_model().objects.create_user(name, password="open sesame")


@pytest.fixture
def mira(db: None) -> Any:
    return _person("mira")


@pytest.fixture
def aria(db: None) -> Any:
    return _person("aria")


@pytest.fixture
def otto(db: None) -> Any:
    return _person("otto")


@pytest.fixture
def campaign(mira: Any, aria: Any) -> Campaign:
    campaign = found_campaign("Salt and Ash", mira)
    Membership.objects.create(campaign=campaign, user=aria, role="player")
    return campaign


@pytest.fixture
def hall(campaign: Campaign) -> Map:
    return Map.objects.create(campaign=campaign, name="The hall", width=3, height=2, terrain=".#.\n~~^")


@pytest.fixture
def sella(campaign: Campaign, aria: Any) -> PlayerCharacter:
    return PlayerCharacter.objects.create(campaign=campaign, owner=aria, name="Sella", hit_points=12)


@pytest.fixture
def wolf(campaign: Campaign) -> Monster:
    return Monster.objects.create(campaign=campaign, name="Ash Wolf", hit_points=11)


@pytest.fixture
def tales(tmp_path: Path) -> Path:
    """A copy of the entries that a test may spoil."""
    return shutil.copytree(REED_TALES, tmp_path / "tales")
