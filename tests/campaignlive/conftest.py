"""The world that the access tests walk through, laid once a module, and a browser for every role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from interactions import rooms
from interactions.models import DiceSeeds
from tests.campaignlive.world import ROLES, World, made


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One for the whole walk: what is asked of it here makes rows at most, and takes none away."""
    with django_db_blocker.unblock():
        assert "test" in str(connection.settings_dict["NAME"])  # it is emptied at the end
        yield made()
        rooms.stop_from_thread()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Client]:
    found = {role: Client(raise_request_exception=True) for role in ROLES}
    for role, client in found.items():
        if role != "anonymous":
            client.force_login(world.people[role])
    return found


@pytest.fixture(scope="module")
def sealed(world: World) -> list[str]:
    """What is shown to nobody at all: the seeds of dice before the end, what is kept of links and passwords, addresses."""
    seeds = DiceSeeds.objects.get(interaction=world.ours["interaction"].pk)
    people = [person for person in world.people.values() if person.pk]
    return [
        *(bytes(seed).hex() for seed in (seeds.public, seeds.secret)),
        world.ours["invitation"].digest,
        *(person.email for person in people),
        *(person.password for person in people),
    ]
