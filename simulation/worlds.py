"""Tables to measure and torture with, written to the database before a server starts: people, sessions, a place, a draft each.

Eight at every table: five players' characters and three monsters, one of them hidden. Each has a lane of the map to itself.
"""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from campaigns.models import Campaign, CreatureAttack, Location, Map, Membership, Monster, PlayerCharacter
from interactions.models import Interaction, Participant
from simulation.seats import Person, Seating

PLAYERS = 5
LANES = ("player", "foe", "player", "foe", "player", "hidden", "player", "player")
"""Who stands where, from north to south: every second row of the map is somebody's lane."""
TERRAIN = ("........................", "......~........#........") * 8
AT_ONCE = 100
BACKEND = "django.contrib.auth.backends.ModelBackend"


def write_tables(count: int, *, hit_points: int, drafts: int = 1) -> list[Seating]:
    """`count` tables with everybody at `hit_points`, each with as many `drafts` to go live one after the other.

    Every draft has characters of its own, since hit points outlast a fight.
    """
    seatings: list[Seating] = []
    for start in range(0, count, AT_ONCE):
        with transaction.atomic():
            for number in range(start, min(start + AT_ONCE, count)):
                seatings.append(_table(number, hit_points, drafts))
    return seatings


def _table(number: int, hit_points: int, drafts: int) -> Seating:
    people = _people(number)
    campaign = Campaign.objects.create(name=f"Table {number}")
    dm = Membership.Role.OWNER, *[Membership.Role.PLAYER] * PLAYERS
    Membership.objects.bulk_create(
        Membership(campaign=campaign, user=user, role=role) for user, role in zip(people, dm, strict=True)
    )
    terrain = {"width": len(TERRAIN[0]), "height": len(TERRAIN), "terrain": "\n".join(TERRAIN)}
    place = Location.objects.create(
        campaign=campaign, map=Map.objects.create(campaign=campaign, name="Lanes", **terrain), name="The lanes"
    )
    fights = [Interaction(campaign=campaign, name=f"Fight {i}", location=place, dm=people[0]) for i in range(drafts)]
    Interaction.objects.bulk_create(fights)
    Participant.objects.bulk_create(
        drafted for fight in fights for drafted in _drafted(fight, _creatures(campaign, people[1:], hit_points))
    )
    seats = signed_in(people)
    return Seating(tuple(fight.pk for fight in fights), seats[0], tuple(seats[1:]))


def _people(number: int) -> list[Any]:
    """A DM and the players. Nobody signs in by password here, so none is hashed."""
    model = get_user_model()
    names = [f"t{number}-dm", *(f"t{number}-p{i}" for i in range(PLAYERS))]
    return model.objects.bulk_create(model(username=name, password="!") for name in names)


def signed_in(people: list[Any]) -> list[Person]:
    """A session for each of these users."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    rows, seats = [], []
    for user in people:
        session = store()
        content = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        key, expires = session._get_new_session_key(), timezone.now() + timedelta(days=1)
        rows.append(Session(session_key=key, session_data=session.encode(content), expire_date=expires))
        seats.append(Person(str(user.pk), key))
    Session.objects.bulk_create(rows)
    return seats


def _creatures(campaign: Campaign, players: list[Any], hit_points: int) -> dict[str, list[Any]]:
    body = {"armor_class": 13, "hit_points": hit_points, "strength": 14, "dexterity": 14}
    characters = PlayerCharacter.objects.bulk_create(
        PlayerCharacter(campaign=campaign, owner=user, name=f"Hero {i}", **body) for i, user in enumerate(players)
    )
    monsters = Monster.objects.bulk_create(
        Monster(campaign=campaign, name=name, xp=50, **body) for name in ("Goblin", "Ogre", "Lurker")
    )
    attacks = [_attack(order, **{kind: one}) for kind, many in (("player_character", characters), ("monster", monsters))
               for one in many for order in range(2)]  # fmt: skip
    CreatureAttack.objects.bulk_create(attacks)
    return {"player": characters, "foe": monsters[:2], "hidden": monsters[2:]}


def _attack(order: int, **owner: Any) -> CreatureAttack:
    """A glaive (order 0) and a bow (order 1)."""
    if order == 0:
        damage = [{"count": 1, "sides": 10, "bonus": 2, "type": "slashing"}]
        return CreatureAttack(key="glaive", name="Glaive", to_hit=5, reach=10, damage=damage, order=0, **owner)
    damage = [{"count": 1, "sides": 8, "bonus": 2, "type": "piercing"}]
    reach = {"reach": 0, "range_normal": 150, "range_long": 600}
    return CreatureAttack(key="bow", name="Bow", kind="ranged", to_hit=5, damage=damage, order=1, **reach, **owner)


def _drafted(fight: Interaction, creatures: dict[str, list[Any]]) -> list[Participant]:
    waiting = {kind: iter(many) for kind, many in creatures.items()}
    drafted = []
    for lane, kind in enumerate(LANES):
        creature = next(waiting[kind])
        who = {"character": creature} if kind == "player" else {"monster": creature}
        drafted.append(Participant(interaction=fight, x=4, y=2 * lane + 1, order=lane, hidden=kind == "hidden", **who))
    return drafted
