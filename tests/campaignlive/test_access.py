"""Every address × every method × every role × own, drafted and foreign rows: what is answered is what the table of roles says,
and nobody reads a secret that is not hers, in a page, in an answer or in a refusal, nor changes what is not hers."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db.models import Q
from django.test import Client, override_settings

from campaigns.models import Campaign, InventoryEntry
from campaigns.permissions import MAY, campaign_paths
from engine.commands import StartInteraction
from interactions import rooms
from interactions.letters import Person
from interactions.models import Interaction
from tests.campaignlive import expected
from tests.campaignlive.addresses import NOWHERE, Address, ask, every_address, text_of
from tests.campaignlive.typed import TYPED
from tests.campaignlive.walking import Said, asked, is_answer, outcome_for
from tests.campaignlive.world import ROLES, SECRETS, World

ADDRESSES = every_address()
API = [address for address in ADDRESSES if address.is_api]
PAGES = [address for address in ADDRESSES if not address.is_api]
OPEN = ("api/schema/", "api/docs/", "api/sockets/")
"""What anybody may read, signed in or not: how the interface works."""
MEMBERS = ("spectator", "player", "self", "co_dm", "owner")
ABROAD = {"anonymous": "anonymous", "stranger": "owner"}
"""Who is what in the other campaign; the rest are outsiders there."""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's, which would empty the database after every test: the world is laid once."""


Own = dict[str, dict[str, Any]]
Hear = Callable[[str, str, Address, str], Said]


@pytest.fixture(scope="module")
def own(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    """The rows that are asked for, by whose they are; those of ours that are about somebody are about “self”."""
    stranger = Person(str(world.people["stranger"].pk), "dm", "stranger")
    rooms.ask(world.theirs["interaction"].pk, stranger, StartInteraction(), "walk")
    user = get_user_model().objects.create_user("guest")
    guest = world.theirs["campaign"].memberships.create(user=user, role="player")
    ours = {**world.ours, "member": world.ours["campaign"].memberships.get(user=world.people["self"])}
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        for rows in (ours, world.theirs):
            rows["interaction"].refresh_from_db()
            rows["map"].image.save("ground.webp", ContentFile(b"a picture"))
        yield {
            "ours": ours,
            "drafted": {**ours, "interaction": ours["draft"]},
            "theirs": {**world.theirs, "member": guest},
        }


@pytest.fixture(scope="module")
def hear(own: Own, browsers: dict[str, Client]) -> Hear:
    """What is said to a role that asks for rows of `whose`; what changes nothing is asked once."""
    bags = {whose: InventoryEntry.objects.create(item=rows["item"], npc=rows["npc"]) for whose, rows in own.items()}

    def of(role: str, method: str, address: Address, whose: str) -> Said:
        rows = {**own[whose], **({"inventory": bags[whose]} if "npc" in address.kinds else {})}
        return asked(browsers[role], method, address, rows, may=_outcome(role, method, address, whose, own) == "done")

    @cache
    def once(role: str, template: str, whose: str) -> Said:
        return of(role, "get", next(a for a in ADDRESSES if a.template == template), whose)

    return lambda role, method, address, whose: (
        once(role, address.template, whose if address.kinds else "ours")
        if method == "get"
        else of(role, method, address, whose)
    )


def _outcome(role: str, method: str, address: Address, whose: str, own: Own) -> str:
    there = role if whose != "theirs" else ABROAD.get(role, "outsider")
    return "any" if method == "options" else outcome_for(address, method, there, own[whose])


def walks(whole: Own) -> Iterator[tuple[str, str]]:
    """Everybody, and whose rows she asks for."""
    return ((role, whose) for whose in whole for role in ROLES)


def test_the_walk_finds_the_addresses_there_are():
    templates = {address.template for address in ADDRESSES}
    assert {*expected.PAGES, *(f"api/{template}" for template in expected.REST)} <= templates
    assert len(API) > 40 and len(PAGES) > 8


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.template)
def test_each_address_answers_each_role_as_the_table_says(address: Address, own: Own, hear: Hear, sealed: list[str]):
    secret = {role: [*(word for word in SECRETS if role not in SECRETS[word]), *sealed] for role in ROLES}
    for role, whose in walks(own):
        if whose == "drafted" and "interaction" not in address.kinds:
            continue
        for method in _methods(address, whose):
            said, outcome = hear(role, method, address, whose), _outcome(role, method, address, whose, own)
            where = f"{role} {method} {address.template} of {whose}: {outcome}, not {said.status}"
            assert outcome == "any" or is_answer(outcome, said, address), f"{where} {said.text[:200]}"
            leaked = [word for word in _forbidden(secret, role, whose) if word in _without_others(said.text, role)]
            assert leaked == [], f"{where} {leaked}"


def _methods(address: Address, whose: str) -> list[str]:
    """Who has signed out or changed her password would be nobody in what follows: test_accounts.py does."""
    if address.template.startswith("accounts/"):
        return ["get"]
    return [*address.methods, *(["options"] if address.is_api and whose == "ours" else [])]


def _forbidden(secret: dict[str, list[str]], role: str, whose: str) -> list[str]:
    """The words that she may not read there; abroad, where the stranger is at home, what is marked."""
    if whose != "theirs":
        return secret[role]
    return (
        [] if role == "stranger" else [f"{word}{part}-foreign" for word in SECRETS for part in ("", " bite", " trait")]
    )


def _without_others(said: str, role: str) -> str:
    """The stranger has the same words in her own campaign, marked."""
    if role != "stranger":
        return said
    for secret in SECRETS:
        for part in ("", " bite", " trait"):
            said = said.replace(f"{secret}{part}-foreign", "")
    return said


def test_the_secrets_are_there_for_those_whose_they_are(hear: Hear):
    """Otherwise nothing above would mean anything."""
    for secret, readers in SECRETS.items():
        assert any(
            secret in hear(role, "get", address, whose).text
            for role in ("owner", "self", "player")
            if role in readers
            for address in ADDRESSES
            if "get" in address.methods and not address.template.startswith(OPEN)
            for whose in ("ours", "drafted")
        ), f"nobody could read {secret}"


@pytest.mark.parametrize(
    "address",
    [a for a in API if a.methods.get("post") == "create" and not a.kinds],
    ids=lambda address: address.template,
)
def test_a_campaign_of_others_is_as_none_in_a_body(address: Address, world: World, browsers: dict[str, Client]):
    if expected.expected(address, "post") == expected.Needs("create", Campaign):
        return  # it names none
    ours = world.ours["campaign"].pk
    for role in ("outsider", "stranger", "staff"):
        there, nowhere = (
            ask(browsers[role], "post", f"/{address.template}", {"campaignId": id, "name": "New"})
            for id in (ours, NOWHERE)
        )
        assert text_of(there).replace(ours, NOWHERE) == text_of(nowhere), f"{role} {address.template}"
        assert there.status_code == nowhere.status_code in (400, 404), f"{role} {address.template}"


NESTED = [address for address in API if len(address.kinds) == 2]


@pytest.mark.parametrize("address", NESTED, ids=lambda address: address.template)
def test_a_row_is_found_below_its_own_parent_alone(address: Address, world: World, browsers: dict[str, Client]):
    """Neither a foreign row below one's own, nor one's own below a foreign one."""
    parent, child = address.kinds
    for instead in ({child: world.theirs[child].pk}, {parent: world.theirs[parent].pk}):
        for method in address.methods:
            answer = ask(browsers["owner"], method, address.of(world.ours, **instead))
            assert answer.status_code in (404, 405), f"{method} {address.template} {instead}: {answer.status_code}"


def written(campaign: Any) -> dict[str, Any]:
    """Every row of the campaign, by model."""
    found: dict[str, Any] = {}
    for model in (*MAY, Interaction):
        mine = Q()
        for way in campaign_paths(model):
            mine |= Q(**{way: campaign})
        found[model.__name__] = list(model._default_manager.filter(mine).order_by("pk").values())
    return found


@pytest.mark.parametrize("role", ("anonymous", "outsider", "stranger", "staff", "spectator", "player"))
def test_what_is_typed_into_pages_that_are_not_hers_changes_nothing(
    role: str, world: World, browsers: dict[str, Client]
):
    """A player makes characters: those are hers."""
    ours = world.ours["campaign"]
    before = written(ours)
    for address in PAGES:
        typed = {**TYPED, "map": world.ours["map"].pk, "location": world.ours["location"].pk}
        browsers[role].post(address.of(world.ours), typed)
    after = written(ours)
    for name in after:
        if role != "player" or name != "PlayerCharacter":
            assert after[name] == before[name], f"{role}: {name}"
    hers = world.people[role].pk
    assert all(row in after["PlayerCharacter"] for row in before["PlayerCharacter"])
    assert all(row["owner_id"] == hers for row in after["PlayerCharacter"] if row not in before["PlayerCharacter"])


@pytest.mark.parametrize("parameter", ("campaign", "map", "location", "item", "owner", "campaignId", "mapId"))
def test_a_filter_by_what_is_others_finds_nothing_of_theirs(parameter: str, world: World, browsers: dict[str, Client]):
    rows = {"campaign": "campaign", "campaignId": "campaign", "mapId": "map"}
    value = world.theirs.get(rows.get(parameter, parameter), world.people["stranger"]).pk
    for address in API:
        if not address.kinds and "get" in address.methods and not address.template.startswith(OPEN):
            for role in (*MEMBERS, "outsider"):
                said = text_of(browsers[role].get("/" + address.template, {parameter: value}))
                assert "-foreign" not in said.replace(str(value), ""), (
                    f"{role} {address.template}?{parameter}: {said[:300]}"
                )
