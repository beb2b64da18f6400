"""Browsers of the cast, and a campaign of somebody else's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign, Map, Membership
from campaigns.roles import found_campaign


class Browser(Client):
    """A client that speaks JSON."""

    def send(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """The answer; `key` is an Idempotency-Key."""
        headers = {"Idempotency-Key": key} if key else {}
        return getattr(self, method)(path, body or {}, "application/json", headers=headers)

    def listed(self, path: str, **query: Any) -> list[Any]:
        """The rows of the first page."""
        answer = self.get(path, query)
        assert answer.status_code == 200, answer.content
        return list(answer.json()["results"])


@pytest.fixture
def browser(db: None) -> Callable[[Any], Browser]:
    """Somebody signed in."""

    def of(person: Any) -> Browser:
        client = Browser()
        client.force_login(person)
        return client

    return of


@pytest.fixture
def dm(browser: Any, mira: Any, campaign: Campaign) -> Browser:
    return browser(mira)


@pytest.fixture
def player(browser: Any, aria: Any, campaign: Campaign) -> Browser:
    return browser(aria)


@pytest.fixture
def bram(django_user_model: Any, campaign: Campaign) -> Any:
    """Another player of the campaign."""
    bram = django_user_model.objects.create_user("bram")
    Membership.objects.create(campaign=campaign, user=bram, role="player")
    return bram


@pytest.fixture
def watcher(browser: Any, django_user_model: Any, campaign: Campaign) -> Browser:
    sven = django_user_model.objects.create_user("sven")
    Membership.objects.create(campaign=campaign, user=sven, role="spectator")
    return browser(sven)


@pytest.fixture
def outsider(browser: Any, otto: Any) -> Browser:
    return browser(otto)


@pytest.fixture
def elsewhere(otto: Any) -> Campaign:
    """A campaign of Otto's."""
    return found_campaign("Elsewhere", otto)


@pytest.fixture
def vault(elsewhere: Campaign) -> Map:
    """Otto's map."""
    return Map.objects.create(id="vault", campaign=elsewhere, name="Vault", dm_notes="CANARY")
