"""Who sets a campaign up, and what of it is there already."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from campaigns.models import Campaign, Location, Map, Quest

Browser = Callable[[Any], Client]


@pytest.fixture
def browser() -> Browser:
    """A browser in which somebody is signed in."""
    cache.clear()

    def of(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return of


@pytest.fixture
def sven(django_user_model: Any, campaign: Campaign) -> Any:
    sven = django_user_model.objects.create_user("sven")
    campaign.memberships.create(user=sven, role="spectator")
    return sven


@pytest.fixture
def cora(django_user_model: Any, campaign: Campaign) -> Any:
    cora = django_user_model.objects.create_user("cora")
    campaign.memberships.create(user=cora, role="co_dm")
    return cora


@pytest.fixture
def yard(hall: Map) -> Location:
    return Location.objects.create(campaign=hall.campaign, map=hall, name="The yard", dm_notes="A pit.")


@pytest.fixture
def key(yard: Location) -> Quest:
    return Quest.objects.create(campaign=yard.campaign, location=yard, name="The key", dm_notes="It is a fake.")
