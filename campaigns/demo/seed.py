"""Writing the demo down: what is missing is added, what somebody has changed since stays changed."""

from functools import cache
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from campaigns.demo import people, story
from campaigns.models import (
    NPC,
    Campaign,
    CreatureAttack,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
)
from campaigns.roles import found_campaign

Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def seed_demo() -> Campaign:
    """The demo campaign with its people, places, creatures and things, whether or not it was there before."""
    users = {person.username: _user(person) for person in people.EVERYBODY}
    dm = users[people.DM.username]
    campaign = Campaign.objects.filter(
        name=story.CAMPAIGN, memberships__user=dm, memberships__role=Membership.Role.OWNER
    ).first() or found_campaign(story.CAMPAIGN, dm, story.CAMPAIGN_DESCRIPTION)
    for player in people.PLAYERS:
        _present(Membership, {"campaign": campaign, "user": users[player.username]}, {"role": player.role})
    _places(campaign)
    items = {
        name: _present(Item, {"campaign": campaign, "name": name}, columns) for name, columns in story.ITEMS.items()
    }
    for player in people.PLAYERS:
        _character(campaign, users[player.username], items)
    _dms_creatures(campaign)
    return campaign


def _user(person: people.Person) -> Any:
    users = get_user_model().objects
    user = users.filter(username=person.username).first()
    if user is None:
        create = users.create_superuser if person is people.ADMIN else users.create_user
        user = create(person.username)
        user.password = _password()
        user.save()
    return user


@cache
def _password() -> str:
    """Hashed once for all: each time takes as long as a guesser is meant to wait."""
    return make_password(people.PASSWORD)


def _present(model: type[Row], lookup: dict[str, Any], columns: dict[str, Any]) -> Row:
    """The row that the lookup finds, else a new one, checked like a form would; constraints are the database's to check."""
    row = model._default_manager.filter(**lookup).first()
    if row is None:
        row = model(**lookup, **columns)
        row.full_clean(validate_unique=False, validate_constraints=False)
        row.save()
    return row


def _places(campaign: Campaign) -> None:
    site = _present(Map, {"campaign": campaign, "name": story.MAP["name"]}, _without_name(story.MAP))
    yard = _present(
        Location,
        {"campaign": campaign, "name": story.LOCATION["name"]},
        {"map": site, **_without_name(story.LOCATION)},
    )
    _present(
        Quest, {"campaign": campaign, "name": story.QUEST["name"]}, {"location": yard, **_without_name(story.QUEST)}
    )


def _character(campaign: Campaign, player: Any, items: dict[str, Item]) -> None:
    columns = story.CHARACTERS[player.username]
    known = PlayerCharacter.objects.filter(campaign=campaign, name=columns["name"]).exists()
    character = _present(
        PlayerCharacter, {"campaign": campaign, "name": columns["name"]}, {"owner": player, **_without_name(columns)}
    )
    if known:
        return  # what it drank, sold or dropped since is gone for good
    for name, quantity, slot in story.INVENTORIES[player.username]:
        entry = {"player_character": character, "item": items[name]}
        _present(InventoryEntry, entry, {"quantity": quantity, "slot": slot, "equipped": bool(slot)})
    _attacks({"player_character": character}, story.CHARACTER_ATTACKS.get(player.username, ()))


def _dms_creatures(campaign: Campaign) -> None:
    for name, columns in story.MONSTERS.items():
        monster = _present(Monster, {"campaign": campaign, "name": name}, columns)
        _attacks({"monster": monster}, story.MONSTER_ATTACKS[name])
    miller = _present(NPC, {"campaign": campaign, "name": story.NPC["name"]}, _without_name(story.NPC))
    _attacks({"npc": miller}, story.NPC_ATTACKS)


def _attacks(owner: dict[str, Any], attacks: tuple[dict[str, Any], ...]) -> None:
    for columns in attacks:
        rest = {column: value for column, value in columns.items() if column != "key"}
        _present(CreatureAttack, {**owner, "key": columns["key"]}, rest)


def _without_name(columns: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in columns.items() if column != "name"}
