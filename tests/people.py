"""The cast, as rows: mira the DM, aria and bram the players, sven who watches, otto the outsider; and a table laid for them."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import connection, transaction

from campaigns.models import (
    Campaign,
    CreatureAttack,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
)
from campaigns.roles import found_campaign
from interactions import rooms
from interactions.door import go_live
from interactions.models import Interaction, Participant
from tests.convex.named import own

NAMES = ("mira", "aria", "bram", "sven", "otto")
ROLES = {"mira": "dm", "aria": "player", "bram": "player", "sven": "spectator"}
"""At the table; otto has none."""
AT_ONCE = 8
BITE = [{"count": 1, "sides": 6, "bonus": 2, "type": "piercing"}]


def gathered() -> dict[str, Any]:
    """Everybody of the cast, by name; created where they are not there yet."""
    users = get_user_model().objects
    return {name: users.get_or_create(username=name)[0] for name in NAMES}


def laid_table(people: dict[str, Any], key: str = "", **chosen: Any) -> Interaction:
    """A campaign of Mira's with a draft that nobody has started: aria and bram at the left of a yard of 20 × 14, a wolf and
    a lurker, who is hidden, at its right; no clock. Ids are names with `key` behind them; the interaction is `fight` + key."""
    campaign = found_campaign(f"Salt and Ash {key}".strip(), people["mira"])
    for name in ("aria", "bram", "sven"):
        Membership.objects.create(campaign=campaign, user=people[name], role=ROLES[name])
    yard = Map.objects.create(campaign=campaign, name="Yard", width=20, height=14)
    location = Location.objects.create(campaign=campaign, map=yard, name="The yard", spawn_x=1, spawn_y=1)
    fight = Interaction.objects.create(
        id=own(f"fight{key}"),
        campaign=campaign,
        name="Ambush",
        dm=people["mira"],
        location=location,
        settings={"turn_time_limit": 0, **chosen},
    )
    for place, name in enumerate(("aria", "bram")):
        character = _character(campaign, people[name], f"{name}{key}")
        _drafted(fight, f"{name}{key}", 1, 3 * place, character=character)
    for name, y in (("wolf", 0), ("lurker", 9)):
        monster = _monster(campaign, name, key)
        _drafted(fight, f"{name}{key}", 3, y, monster=monster, hidden=name == "lurker")
    return fight


def _drafted(fight: Interaction, id: str, x: int, y: int, **creature: Any) -> None:
    order = fight.participants.count()
    Participant.objects.create(id=id, interaction=fight, x=x, y=y, order=order, **creature)


def _character(campaign: Campaign, owner: Any, id: str) -> PlayerCharacter:
    name = owner.get_username().capitalize()
    character = PlayerCharacter.objects.create(
        id=own(f"{id}-pc"), campaign=campaign, owner=owner, name=name, hit_points=20, strength=16
    )
    potion = Item.objects.create(
        id=own(f"{id}-potion"), campaign=campaign, name="Potion of Healing", kind="potion", heal_count=2, heal_sides=4
    )
    InventoryEntry.objects.create(id=own(f"{id}-flask"), item=potion, player_character=character, quantity=2)
    return character


def _monster(campaign: Campaign, name: str, key: str) -> Monster:
    monster = Monster.objects.create(
        id=own(f"{name}{key}-row"), campaign=campaign, name=name.capitalize(), hit_points=11
    )
    CreatureAttack.objects.create(monster=monster, key="bite", name="Bite", to_hit=4, damage=BITE)
    return monster


def cookie_of(user: Any) -> str:
    """The value of a session cookie with which `user` is signed in."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _starts(fight: Interaction, dm: Any) -> None:
    """In a thread of its own: those that start in one breath share a commit."""
    try:
        go_live(fight, dm)
    finally:
        connection.close()


def main() -> None:
    """Lay as many tables as CAMPAIGNLIVE_TABLES says in the database that the surroundings name, live, where nobody has
    rolled; for real processes."""
    with transaction.atomic():
        people = gathered()
        tables = [laid_table(people, f"-{number}") for number in range(int(os.environ["CAMPAIGNLIVE_TABLES"]))]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda fight: _starts(fight, people["mira"]), tables))
    rooms.stop_from_thread()
    print(json.dumps({name: [str(user.pk), cookie_of(user)] for name, user in people.items()}))
