"""Every cell of the role table, asked through `rows` and `may` with real rows: what the table does not say, nobody may do."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from campaigns.management.commands.describe_roles import page
from campaigns.models import (
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
    Spell,
)
from campaigns.permissions import LIBRARY, MAY, SHARED, may, may_touch, role_in, rows, sees_column
from campaigns.roles import found_campaign

ROLES = ("anonymous", "outsider", "spectator", "player", "co_dm", "owner", "staff")
VERBS = ("view", "create", "change", "delete", "export")
PARTS = (CreatureAttack, Feature, InventoryEntry)


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    users = get_user_model().objects
    cast: dict[str, Any] = {role: users.create_user(role) for role in ROLES if role not in ("anonymous", "staff")}
    cast["staff"] = users.create_superuser("staff")
    cast["self"] = users.create_user("self")
    return {**cast, "anonymous": AnonymousUser()}


@pytest.fixture
def world(people: dict[str, Any]) -> Campaign:
    return peopled("Salt and Ash", people)


def peopled(name: str, people: dict[str, Any]) -> Campaign:
    """A campaign in which everybody has the role that is their name; "self" is a player with a character."""
    campaign = found_campaign(name, people["owner"])
    for role in ("spectator", "player", "co_dm"):
        Membership.objects.create(campaign=campaign, user=people[role], role=role)
    Membership.objects.create(campaign=campaign, user=people["self"], role="player")
    return campaign


def row_of(model: type[Any], campaign: Campaign | None, player: Any = None) -> Any:
    """One row of this kind in this campaign (None: in the library), about `player` where it is about somebody."""
    match model.__name__:
        case "Campaign":
            return campaign
        case "Membership":
            return Membership.objects.get(campaign=campaign, user=player)
        case "Invitation":
            return Invitation.objects.create(campaign=campaign, digest=f"{campaign.pk}", expires_at=timezone.now())
        case "Location":
            return Location.objects.create(campaign=campaign, name="Yard", map=row_of(Map, campaign))
        case "Spell":
            return Spell.objects.create(campaign=campaign, name="Ash", school="evocation")
        case "Condition":
            return Condition.objects.create(campaign=campaign, key="ashen", name="Ashen")
        case "PlayerCharacter":
            return PlayerCharacter.objects.create(campaign=campaign, name="Sella", owner=player)
        case "InventoryEntry":
            sheet = row_of(PlayerCharacter, campaign, player)
            return InventoryEntry.objects.create(item=row_of(Item, campaign), player_character=sheet)
        case "CreatureAttack" | "Feature" if campaign is None:
            return model.objects.create(monster=row_of(Monster, None), key="bite", name="Bite")
        case "CreatureAttack" | "Feature":
            return model.objects.create(player_character=row_of(PlayerCharacter, campaign, player), key="a", name="A")
    return model.objects.create(campaign=campaign, name="Something")


@pytest.mark.parametrize("model", MAY, ids=lambda model: model.__name__)
def test_rows_and_may_say_what_the_table_says(model: type[Any], world: Campaign, people: dict[str, Any]):
    row = row_of(model, world, people["self"])
    for verb in VERBS:
        allowed = MAY[model].get(verb, frozenset())
        for role in ROLES:
            expected = role in allowed and role != "outsider"  # an outsider founds campaigns, and touches none
            assert rows(people[role], verb, model).filter(pk=row.pk).exists() is expected, (role, verb)
            if model not in PARTS:
                assert may(people[role], verb, model, world.pk) is (
                    ("outsider" if role == "staff" else role) in allowed
                ), role
        about_her = "self" in allowed or "player" in allowed
        assert may_touch(people["self"], verb, row) is about_her, verb


@pytest.mark.parametrize("model", MAY, ids=lambda model: model.__name__)
def test_the_same_role_elsewhere_is_worth_nothing_here(model: type[Any], world: Campaign, people: dict[str, Any]):
    strangers = {name: get_user_model().objects.create_user(f"other-{name}") for name in ("owner", "co_dm", "player")}
    others = found_campaign("Elsewhere", strangers["owner"])
    for name in ("co_dm", "player"):
        Membership.objects.create(campaign=others, user=strangers[name], role=name)
    row = row_of(model, world, people["self"])
    for stranger in strangers.values():
        for verb in VERBS:
            assert not rows(stranger, verb, model).filter(pk=row.pk).exists(), verb


@pytest.mark.parametrize("model", (*SHARED, CreatureAttack, Feature), ids=lambda model: model.__name__)
def test_the_library_is_read_by_all_who_are_signed_in_and_written_by_staff(model: type[Any], people: dict[str, Any]):
    row = row_of(model, None)
    for verb in VERBS:
        for role in ROLES:
            expected = role != "anonymous" and (role if role == "staff" else "outsider") in LIBRARY.get(verb, ())
            assert rows(people[role], verb, model).filter(pk=row.pk).exists() is expected, (role, verb)
            assert may(people[role], verb, model, None) is expected, (role, verb)


def test_a_player_who_has_left_has_left_her_character_behind(world: Campaign, people: dict[str, Any]):
    sheet = row_of(PlayerCharacter, world, people["self"])
    assert may_touch(people["self"], "change", sheet)
    Membership.objects.filter(user=people["self"]).delete()
    assert not may_touch(people["self"], "change", sheet)
    assert not may_touch(people["self"], "view", sheet)


def test_nobody_is_found_twice(world: Campaign, people: dict[str, Any]):
    Membership.objects.filter(user=people["self"]).update(role="co_dm")  # a DM, and the character's player
    row_of(CreatureAttack, world, people["self"])
    assert rows(people["self"], "change", CreatureAttack).count() == 1


def test_who_was_switched_off_has_no_role(world: Campaign, people: dict[str, Any]):
    people["owner"].is_active = False
    assert role_in(people["owner"], world.pk) == "anonymous"
    assert not rows(people["owner"], "view", Campaign).exists()
    assert not may(people["owner"], "change", Campaign, world.pk)


def test_numbers_of_a_sheet_are_for_its_player_and_the_dms(world: Campaign, people: dict[str, Any]):
    sheet = row_of(PlayerCharacter, world, people["self"])
    assert sees_column(people["self"], sheet, "current_hp", "player")
    assert sees_column(people["co_dm"], sheet, "dm_notes", "co_dm")
    assert not sees_column(people["player"], sheet, "current_hp", "player")
    assert not sees_column(people["self"], sheet, "dm_notes", "player")
    assert sees_column(people["spectator"], sheet, "name", "spectator")


def test_the_page_that_describes_the_roles_is_up_to_date(settings: Any):
    written = (settings.BASE_DIR / "docs/roles.md").read_text()
    assert written == page(), "write it anew: manage.py describe_roles --output docs/roles.md"
