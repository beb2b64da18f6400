"""A campaign at its table: mira the DM, aria and bram the players, sven who watches, otto the outsider; a yard with creatures."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from campaigns.models import (
    NPC,
    Campaign,
    CreatureAttack,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
)
from campaigns.roles import found_campaign
from interactions import rooms
from tests.interactions.table import Table
from tests.people import laid_table


@pytest.fixture
def people(transactional_db: None) -> dict[str, Any]:
    names = ("mira", "aria", "bram", "sven", "otto")
    return {name: get_user_model().objects.create_user(name, password="open sesame") for name in names}


@pytest.fixture
def campaign(people: dict[str, Any]) -> Campaign:
    campaign = found_campaign("Salt and Ash", people["mira"])
    for name, role in (("aria", "player"), ("bram", "player"), ("sven", "spectator")):
        Membership.objects.create(campaign=campaign, user=people[name], role=role)
    for name in ("aria", "bram"):
        PlayerCharacter.objects.create(
            id=f"{name}-pc", campaign=campaign, owner=people[name], name=name.capitalize(), hit_points=20
        )
    return campaign


@pytest.fixture
def yard(campaign: Campaign) -> Location:
    map_ = Map.objects.create(campaign=campaign, name="Yard", width=20, height=14)
    Quest.objects.create(
        id="quest",
        campaign=campaign,
        name="Find the key",
        location=Location.objects.create(
            id="yard", campaign=campaign, map=map_, name="The yard", spawn_x=1, spawn_y=5, spawn_width=3, spawn_height=3
        ),
    )
    wolf = Monster.objects.create(id="wolf", campaign=campaign, name="Ash Wolf", hit_points=11)
    CreatureAttack.objects.create(
        monster=wolf,
        key="bite",
        name="Bite",
        to_hit=4,
        damage=[{"count": 1, "sides": 6, "bonus": 2, "type": "piercing"}],
    )
    Monster.objects.create(id="ogre", name="Ogre", hit_points=59, size="large", source_key="srd_ogre")
    NPC.objects.create(id="odo", campaign=campaign, name="Odo", hit_points=4)
    Item.objects.create(id="charm", campaign=campaign, name="Charm")
    return Location.objects.get(pk="yard")


@pytest.fixture
def signed_in(people: dict[str, Any]) -> Iterator[Callable[[str], Client]]:
    """A browser of somebody; the rooms are drained afterwards."""
    clients: dict[str, Client] = {}

    def browser(name: str) -> Client:
        if name not in clients:
            clients[name] = Client()
            clients[name].force_login(people[name])
        return clients[name]

    yield browser
    rooms.stop_from_thread()


@pytest.fixture
def mira(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("mira")


@pytest.fixture
def aria(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("aria")


@pytest.fixture
def otto(signed_in: Callable[[str], Client]) -> Client:
    return signed_in("otto")


def start(dm: Client, campaign: Campaign, key: str = "", **more: Any) -> Any:
    """The answer to start-interaction at the yard: two wolves to be seen, one hidden."""
    wish = {
        "contextType": "location",
        "contextId": "yard",
        "interactionName": "Ambush",
        "participantMonsterIds": ["wolf", "wolf"],
        "hiddenMonsterIds": ["wolf"],
        **more,
    }
    headers = {"Idempotency-Key": key} if key else {}
    return dm.post(f"/api/campaigns/{campaign.pk}/start-interaction/", wish, "application/json", headers=headers)


def post(client: Client, path: str, body: Any = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(path, body or {}, "application/json", headers=headers)


@pytest.fixture
def fight(mira: Client, campaign: Campaign, yard: Location) -> str:
    """The id of a live interaction where nobody has rolled."""
    answer = start(mira, campaign)
    assert answer.status_code == 201, answer.content
    return str(answer.json()["id"])


@pytest.fixture
def table(people: dict[str, Any]) -> Iterator[Table]:
    """A draft that nobody has started, and its room in this process."""
    yield Table(laid_table(people), people)
    rooms.stop_from_thread()


@pytest.fixture
def live(table: Table) -> Table:
    """The same, live; aria is up, then bram, the lurker and the wolf."""
    return table.starts()


@pytest.fixture
def other(table: Table) -> Table:
    """Another table of the same people; its ids end in 2."""
    return Table(laid_table(table.people, "2"), table.people, key="2")
