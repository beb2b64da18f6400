"""Every address × every method × every role × own and foreign rows: who may not gets nothing, and nobody reads a secret
that is not hers, in a page, in an answer or in a refusal."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from campaigns.permissions import MAY, campaign_paths
from interactions.models import Interaction
from tests.campaignlive.addresses import NOWHERE, Address, ask, every_address, text_of
from tests.campaignlive.world import DMS, ROLES, SECRETS, World

ADDRESSES = every_address()
API = [address for address in ADDRESSES if address.is_api]
PAGES = [address for address in ADDRESSES if not address.is_api]
OPEN = ("api/schema/", "api/docs/", "api/sockets/")
"""What anybody may read, signed in or not: how the interface works."""
VERBS = {"get": "view", "post": "change", "put": "change", "patch": "change", "delete": "delete"}
MEMBERS = ("spectator", "player", "self", "co_dm", "owner")


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's, which would empty the database after every test: the world is laid once."""


def test_the_walk_finds_the_addresses_there_are():
    templates = {address.template for address in API}
    assert {"api/campaigns/", "api/maps/<map>/", "api/interactions/<interaction>/state/"} <= templates
    assert len(API) > 40 and len(PAGES) > 8


Heard = Callable[[str], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def heard(world: World, browsers: dict[str, Client]) -> Heard:
    """By role: everything that can be fetched of our campaign, the draft's pages among it, with where it comes from."""

    @cache
    def of(role: str) -> list[tuple[str, str]]:
        asked = [(m, address.of(world.ours)) for address in ADDRESSES for m in ("get", "options")]
        asked += [
            ("get", address.of(world.ours, interaction=world.ours["draft"].pk))
            for address in ADDRESSES
            if "interaction" in address.kinds
        ]
        return [(f"{method} {path}", text_of(ask(browsers[role], method, path))) for method, path in asked]

    return of


@pytest.mark.parametrize("role", ROLES)
def test_secrets_reach_nobody_whose_they_are_not(
    role: str, world: World, heard: Heard, browsers: dict[str, Client], sealed: list[str]
):
    forbidden = [*(secret for secret, readers in SECRETS.items() if role not in readers), *sealed]
    for where, said in heard(role):
        said = _without_others(said, role)
        leaked = [secret for secret in forbidden if secret in said]
        assert leaked == [], f"{role} {where}: {leaked}"
    for address in ADDRESSES if role != "stranger" else ():
        if address.kinds:
            said = text_of(browsers[role].get(address.of(world.theirs)))
            assert not [secret for secret in SECRETS if f"{secret}-foreign" in said], f"{role} {address.template}"


def _without_others(said: str, role: str) -> str:
    """The stranger has the same words in her own campaign, marked."""
    if role != "stranger":
        return said
    for secret in SECRETS:
        said = (
            said.replace(f"{secret}-foreign", "")
            .replace(f"{secret} bite-foreign", "")
            .replace(f"{secret} trait-foreign", "")
        )
    return said


def test_the_secrets_are_there_for_those_whose_they_are(heard: Heard):
    """Otherwise nothing above would mean anything."""
    for secret, readers in SECRETS.items():
        assert any(
            secret in said for role in ("owner", "self", "player") if role in readers for _, said in heard(role)
        ), f"nobody could read {secret}"


@pytest.mark.parametrize("address", API, ids=lambda address: address.template)
def test_who_is_not_signed_in_gets_nothing(address: Address, world: World, browsers: dict[str, Client]):
    if address.template.startswith(OPEN):
        return
    for method in address.methods:
        answer = ask(browsers["anonymous"], method, address.of(world.ours))
        assert answer.status_code in (401, 403), f"{method} {address.template}: {answer.status_code}"


@pytest.mark.parametrize("address", [a for a in ADDRESSES if a.kinds], ids=lambda address: address.template)
def test_what_is_others_is_not_there(address: Address, world: World, browsers: dict[str, Client]):
    """To outsiders, to another campaign's DM and to site staff who were not invited a row is as if it did not exist."""
    instead = dict.fromkeys(address.kinds, NOWHERE)
    for role in ("outsider", "stranger", "staff"):
        for method in address.methods:
            answer = ask(browsers[role], method, address.of(world.ours))
            nowhere = ask(browsers[role], method, address.of(world.ours, **instead))
            assert answer.status_code == nowhere.status_code, f"{role} {method} {address.template}"
            assert answer.status_code in (404, 405), f"{role} {method} {address.template}: {answer.status_code}"


def _model_of(address: Address) -> Any:
    kind = address.template.split("/")[1]
    return next((m for m in MAY if kind == _PLURALS.get(m.__name__, f"{m.__name__.lower()}s")), None)


_PLURALS = {"PlayerCharacter": "characters", "NPC": "npcs"}


@pytest.mark.parametrize(
    "address",
    [a for a in API if len(a.kinds) == 1 and a.template.count("/") == 3],
    ids=lambda address: address.template,
)
def test_rows_are_touched_by_whom_the_table_says(address: Address, world: World, browsers: dict[str, Client]):
    model = _model_of(address)
    if model is None:
        return  # interactions: below
    for method in address.methods:
        allowed = MAY[model].get(VERBS[method], frozenset())
        for role in MEMBERS:
            may = role in allowed or (role == "self" and "player" in allowed)
            if model is not MAY and role == "self" and "self" in allowed:
                may = _is_about_self(address)
            if method == "delete" and may:
                continue  # it would be gone for those after her
            answer = ask(browsers[role], method, address.of(world.ours))
            refused = answer.status_code in (403, 404)
            assert refused is not may, f"{role} {method} {address.template}: {answer.status_code}"


def _is_about_self(address: Address) -> bool:
    return address.kinds == ["character"]


@pytest.mark.parametrize("address", [a for a in API if "post" in a.methods and not a.kinds], ids=lambda a: a.template)
def test_new_rows_are_made_by_whom_the_table_says(address: Address, world: World, browsers: dict[str, Client]):
    model = _model_of(address)
    if model is None or "create" not in address.methods.values():
        return
    for role in ROLES[1:]:
        allowed = MAY[model].get("create", frozenset())
        may = {"self": "player", "stranger": "outsider", "staff": "outsider"}.get(role, role) in allowed
        answer = ask(
            browsers[role], "post", "/" + address.template, {"campaignId": world.ours["campaign"].pk, "name": "New"}
        )
        made = answer.status_code == 201
        assert made <= may, f"{role}: {answer.status_code} {text_of(answer)}"
        assert may <= (answer.status_code in (201, 400)), f"{role}: {answer.status_code} {text_of(answer)}"
        if not may and role in ("outsider", "stranger", "staff"):
            other = ask(browsers[role], "post", "/" + address.template, {"campaignId": NOWHERE, "name": "New"})
            same = text_of(other).replace(NOWHERE, str(world.ours["campaign"].pk))
            assert (other.status_code, same) == (answer.status_code, text_of(answer)), role


LIVE = [a for a in API if a.template.startswith("api/interactions/<interaction>/") and a.methods == {"post": "post"}]


@pytest.mark.parametrize("role", ("spectator", "player", "self"))
def test_who_does_not_run_the_table_does_not_steer_it(role: str, world: World, browsers: dict[str, Client]):
    assert len(LIVE) >= 8
    for address in LIVE:
        if role != "spectator" and address.template.endswith("/roll-initiative/"):
            continue  # her own, where the DM has asked her
        answer = ask(browsers[role], "post", address.of(world.ours))
        assert answer.status_code in (400, 403, 404, 422), f"{role} {address.template}: {answer.status_code}"
        assert answer.json()["code"] in ("forbidden", "malformed"), f"{role} {address.template}: {answer.json()}"


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.template)
def test_head_says_what_get_would_and_pages_break_for_nobody(
    address: Address, world: World, browsers: dict[str, Client]
):
    for role in ROLES if not address.is_api else ("anonymous", "owner"):
        client, path = browsers[role], address.of(world.ours)
        answer = client.get(path)
        assert answer.status_code in (200, 302, 401, 403, 404, 405), f"{role} {address.template}: {answer.status_code}"
        head = client.head(path) if role in ("anonymous", "player", "owner") else answer
        assert head.status_code == answer.status_code, f"{role} {address.template}: {head.status_code}"


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


TYPED = {
    "name": "Taken over",
    "description": "Taken over",
    "dm_notes": "Taken over",
    "role": "owner",
    "confirm": "yes",
    "width": 5,
    "height": 5,
    "cell_feet": 5,
    "terrain": "",
    "spawn_x": 0,
    "spawn_y": 0,
    "hit_points": 3,
    "level": 3,
    "spawn_width": 1,
    "spawn_height": 1,
    "size": "medium",
    "armor_class": 3,
    "save": "",
    "most_uses": 1,
    "days": 1,
}
"""What the forms of the pages ask for, in one."""


@pytest.mark.parametrize("role", ("anonymous", "outsider", "stranger", "staff", "spectator", "player"))
def test_what_is_typed_into_pages_that_are_not_hers_changes_nothing(
    role: str, world: World, browsers: dict[str, Client]
):
    """And no page that she cannot read takes what she sends. A player makes characters: those are hers."""
    ours = world.ours["campaign"]
    before = written(ours)
    for address in PAGES:
        path = address.of(world.ours, **({"campaign": ours.pk} if "campaign" in address.kinds else {}))
        read = browsers[role].get(path).status_code
        sent = browsers[role].post(path, {**TYPED, "map": world.ours["map"].pk, "location": world.ours["location"].pk})
        if read in (403, 404):
            assert sent.status_code in (403, 404, 405), f"{role} {address.template}: {sent.status_code}"
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


def test_dms_are_those_of_the_table():
    assert MAY[next(iter(MAY))]["change"] == DMS
