"""Two campaigns with one of everything in each, and a person for every role: what the access tests walk through.

Secrets are words of their own (`SECRETS`), so that whoever gets one that is not hers is caught by its name.
"""

from datetime import timedelta
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from campaigns.invitations import digest_of
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Invitation,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from campaigns.roles import found_campaign
from engine import commands as c
from interactions import rooms
from interactions.letters import Person
from interactions.models import Interaction, Participant

ROLES = ("anonymous", "outsider", "stranger", "spectator", "player", "self", "co_dm", "owner", "staff")
"""`stranger` is the owner of the other campaign; `self` the player whose character it is."""
DMS = frozenset({"co_dm", "owner"})

SECRETS: dict[str, frozenset[str]] = {
    "campaignsecret": DMS,
    "mapsecret": DMS,
    "placesecret": DMS,
    "questsecret": DMS,
    "npcsecret": DMS,
    "monstersecret": DMS,
    "monsternotes": DMS,
    "itemsecret": DMS,
    "sheetsecret": DMS,
    "sheetnotes": DMS | {"self"},
    "draftsecret": DMS,
    "987654": DMS | {"self"},
    "hiddensecret": DMS,
    "lurker": DMS,
    "queuesecret": DMS | {"self"},
    "rollsecret": DMS,
    "reviewsecret": DMS | {"self"},
    "dmtalk": DMS | {"self"},
    "privatetalk": frozenset({"self", "player"}),
    "drawnsecret": DMS | {"self"},
}
"""A word that stands somewhere in the first campaign, and the roles that may read it."""


class World(NamedTuple):
    """Everybody by role, and the rows of each campaign by kind."""

    people: dict[str, Any]
    ours: dict[str, Any]
    theirs: dict[str, Any]


def made() -> World:
    """The world, with a live interaction in the first campaign; the rooms must be drained afterwards."""
    people = peopled()
    ours = furnished(people, "")
    theirs = _campaign("Theirs", people["stranger"], "-foreign")
    world = World(people, ours, _content(theirs, people["stranger"], "-foreign"))
    played(people, ours, "")
    return world


def peopled() -> dict[str, Any]:
    """Somebody for every role."""
    users = get_user_model().objects
    people: dict[str, Any] = {
        role: users.create_user(role, f"{role}@mail.example") for role in ROLES if role not in ("anonymous", "staff")
    }
    people["staff"] = users.create_superuser("staff", "staff@mail.example")
    people["anonymous"] = AnonymousUser()
    return people


def furnished(people: dict[str, Any], key: str) -> dict[str, Any]:
    """A campaign where everybody has her role, and the rows of it by kind; `key` ends names and chosen ids."""
    ours = _campaign(f"Ours{key}", people["owner"], key)
    for role in ("spectator", "player", "co_dm"):
        Membership.objects.create(campaign=ours, user=people[role], role=role)
    Membership.objects.create(campaign=ours, user=people["self"], role="player")
    return _content(ours, people["self"], key)


def _campaign(name: str, owner: Any, key: str) -> Campaign:
    campaign = found_campaign(name, owner)
    campaign.dm_notes = f"campaignsecret{key}"
    campaign.save()
    return campaign


def _content(campaign: Campaign, player: Any, key: str) -> dict[str, Any]:
    ground = Map.objects.create(campaign=campaign, name=f"Ground{key}", dm_notes=f"mapsecret{key}")
    place = Location.objects.create(
        campaign=campaign, map=ground, name=f"placesecret{key}", dm_notes=f"placesecret{key}"
    )
    quest = Quest.objects.create(campaign=campaign, name=f"questsecret{key}", dm_notes=f"questsecret{key}")
    npc = NPC.objects.create(campaign=campaign, name=f"npcsecret{key}", dm_notes=f"npcsecret{key}")
    monster = Monster.objects.create(
        campaign=campaign, name=f"monstersecret{key}", hit_points=50, dm_notes=f"monsternotes{key}"
    )
    CreatureAttack.objects.create(monster=monster, key="bite", name=f"monstersecret bite{key}")
    Feature.objects.create(monster=monster, key="trait", name=f"monstersecret trait{key}")
    item = Item.objects.create(campaign=campaign, name=f"itemsecret{key}")
    flask = Item.objects.create(campaign=campaign, name=f"Flask{key}", kind="potion", heal_count=1, heal_sides=4)
    sheet = PlayerCharacter.objects.create(
        campaign=campaign,
        owner=player,
        name=f"Sella{key}",
        hit_points=40,
        xp=45678 if key else 987654,
        notes=f"sheetnotes{key}",
        dm_notes=f"sheetsecret{key}",
    )
    return {
        "campaign": campaign,
        "member": campaign.memberships.get(role="owner"),
        "invitation": Invitation.objects.create(
            campaign=campaign, digest=digest_of(f"link{key}"), expires_at=timezone.now() + timedelta(days=1)
        ),
        "map": ground,
        "location": place,
        "quest": quest,
        "npc": npc,
        "monster": monster,
        "item": item,
        "spell": Spell.objects.create(campaign=campaign, name=f"Ash{key}", school="evocation"),
        "condition": Condition.objects.create(campaign=campaign, key=f"ashen{key}", name=f"Ashen{key}"),
        "character": sheet,
        "inventory": InventoryEntry.objects.create(item=flask, player_character=sheet, quantity=2),
        "draft": Interaction.objects.create(
            campaign=campaign, name=f"draftsecret{key}", dm=campaign.memberships.get(role="owner").user, location=place
        ),
        "interaction": _fight(campaign, place, sheet, monster, key, item),
    }


def _fight(
    campaign: Campaign, place: Location, sheet: PlayerCharacter, monster: Monster, key: str, prize: Item
) -> Interaction:
    owner = campaign.memberships.get(role="owner").user
    fight = Interaction.objects.create(campaign=campaign, name=f"Fight{key}", dm=owner, location=place)
    fight.reward_items.add(prize)
    Participant.objects.create(id=f"hero{key}", interaction=fight, character=sheet, x=1, y=1)
    Participant.objects.create(id=f"wolf{key}", interaction=fight, monster=monster, name=f"Wolf{key}", x=3, y=1)
    Participant.objects.create(
        id=f"lurker{key}", interaction=fight, monster=monster, name=f"hiddensecret{key}", hidden=True, x=9, y=9
    )
    return fight


def played(people: dict[str, Any], rows: dict[str, Any], key: str) -> str:
    """Something of every kind of record, with the secrets that only play makes; the id of an action that waits."""
    fight = rows["interaction"].pk
    owner, hero = _person(people, "owner", "dm"), _person(people, "self", "player")
    other = str(people["player"].pk)
    said = [
        (owner, c.StartInteraction()),
        (owner, c.UpdateTurnSettings(allow_private_chat=True)),
        (owner, c.RollInitiative(values={f"hero{key}": 20, f"wolf{key}": 10, f"lurker{key}": 5})),
        (hero, c.SendChat(content="Hello.")),
        (hero, c.SendChat(content="dmtalk", type="dm")),
        (hero, c.SendChat(content="privatetalk", type="private", recipients=[other])),
        (owner, c.RollDice(formula="1d20", visibility="dm", reason="rollsecret")),
        (owner, c.Override(entity_id=f"lurker{key}", changes=c.OverrideChanges(hp=3), reason="hiddensecret")),
        (owner, c.GrantReward(entity_id=f"hero{key}", xp=5)),
        (hero, c.QueueTurn(entity_id=f"hero{key}", actions=[_wish("queuesecret", "public")])),
    ]
    for number, (who, command) in enumerate(said):
        rooms.ask(fight, who, command, f"world-{number}")
    for number, (wish, notes) in enumerate((("drawnsecret", ""), ("a look around", "reviewsecret"))):
        asked = rooms.ask(fight, hero, _custom(wish, "public" if notes else "dm", key), f"world-wish-{number}")
        denied = c.ResolveAction(action_id=asked["actionId"], outcome="denied", notes=notes)
        rooms.ask(fight, owner, denied, f"world-denied-{number}")
    waiting = rooms.ask(fight, hero, _custom("another look", "public", key), "world-waits")
    return str(waiting["actionId"])


def _custom(words: str, visibility: Any, key: str) -> c.TakeTurn:
    return c.TakeTurn(entity_id=f"hero{key}", action=_wish(words, visibility))


def _wish(words: str, visibility: Any) -> c.ActionRequest:
    return c.ActionRequest(type="custom", description=words, visibility=visibility)


def _person(people: dict[str, Any], role: str, at_the_table: Any) -> Person:
    return Person(str(people[role].pk), at_the_table, role)
