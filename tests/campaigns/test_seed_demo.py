"""The demo campaign: complete, playable, and the same however often it is seeded."""

import io
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import call_command

from campaigns.demo import people
from campaigns.models import Campaign, InventoryEntry, Item, Location, Monster, PlayerCharacter
from campaigns.roles import found_campaign, role_of

pytestmark = pytest.mark.django_db


def seed(*options: str) -> str:
    out = io.StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def everything() -> dict[str, list[Any]]:
    models = [*apps.get_app_config("campaigns").get_models(), get_user_model()]
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def test_seeding_twice_is_seeding_once():
    seed()
    before = everything()
    seed()
    assert everything() == before


def test_everybody_can_sign_in_with_the_printed_password():
    told = seed()
    assert people.PASSWORD in told
    for person in people.EVERYBODY:
        assert person.username in told
        assert authenticate(username=person.username, password=people.PASSWORD) is not None


def test_everybody_has_the_role_they_are_announced_with():
    seed()
    campaign = Campaign.objects.get()
    users = {user.username: user for user in get_user_model().objects.all()}
    roles = {name: role_of(user.pk, campaign.pk) for name, user in users.items()}
    players = dict.fromkeys(("aria", "bram", "cleo", "dorn", "esme"), "player")
    assert roles == {"mira": "dm", **players, "otto": None, "admin": None}
    assert [name for name, user in users.items() if user.is_superuser] == ["admin"]


def test_every_player_has_a_character_with_something_to_strike_with_and_a_potion():
    seed()
    for character in PlayerCharacter.objects.all():
        equipped = character.inventory.filter(equipped=True, item__kind="weapon")
        assert equipped.exists() or character.attacks.exists()
        assert character.inventory.filter(item__kind="potion").exists()
    assert set(PlayerCharacter.objects.values_list("owner__username", flat=True)) == {
        "aria",
        "bram",
        "cleo",
        "dorn",
        "esme",
    }


def test_the_spawn_area_is_open_ground_for_the_whole_party():
    seed()
    yard = Location.objects.get()
    cells = [
        yard.map.rows[y][x]
        for y in range(yard.spawn_y, yard.spawn_y + yard.spawn_height)
        for x in range(yard.spawn_x, yard.spawn_x + yard.spawn_width)
    ]
    assert set(cells) == {"."}
    assert len(cells) >= PlayerCharacter.objects.count()


def test_the_map_has_every_kind_of_terrain():
    seed()
    assert set("".join(Location.objects.get().map.rows)) == set(".~#+^")


def test_there_is_something_large_to_fight_and_something_to_win():
    seed()
    assert Monster.objects.get(size="large").attacks.exists()
    assert not Monster.objects.filter(attacks=None).exists()
    assert not Monster.objects.exclude(xp__gt=0).exists()
    assert Item.objects.filter(name="Waterglass Charm").exists()


def test_what_was_changed_or_drunk_since_stays_so():
    seed()
    PlayerCharacter.objects.filter(owner__username="aria").update(xp=300)
    InventoryEntry.objects.filter(player_character__owner__username="aria", item__kind="potion").delete()
    seed()
    aldith = PlayerCharacter.objects.get(owner__username="aria")
    assert aldith.xp == 300
    assert not aldith.inventory.filter(item__kind="potion").exists()


def test_a_changed_password_is_not_set_back():
    seed()
    mira = get_user_model().objects.get(username="mira")
    mira.set_password("my own secret")
    mira.save()
    seed()
    assert authenticate(username="mira", password="my own secret") == mira


def test_if_empty_leaves_a_database_with_campaigns_alone(django_user_model: Any):
    found_campaign("My own", django_user_model.objects.create_user("zoe"))
    before = everything()
    assert "nothing was seeded" in seed("--if-empty")
    assert everything() == before


def test_if_empty_seeds_an_empty_database():
    seed("--if-empty")
    assert Campaign.objects.get().name == "The Drowned Mill"
    assert "Sign in" in seed("--if-empty")


def test_the_demo_does_not_take_over_another_persons_campaign_of_that_name(django_user_model: Any):
    zoes = found_campaign("The Drowned Mill", django_user_model.objects.create_user("zoe"))
    seed()
    assert Campaign.objects.count() == 2
    assert not zoes.maps.exists()
