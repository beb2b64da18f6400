"""The documentation of REST: whole, valid, with examples that are accepted, and a page to read it under our own policy."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from campaigns.api.routes import ROUTES
from campaigns.models import Campaign, Item, Map
from campaigns.roles import found_campaign
from interactions.api.views import COMMANDS

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def schema(tmp_path_factory: Any) -> dict[str, Any]:
    """Generated as a site would, where a warning is a failure."""
    file = tmp_path_factory.mktemp("schema") / "openapi.json"
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(file))
    return dict(json.loads(file.read_text()))


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in schema["paths"].items():
        for method in METHODS & item.keys():
            yield path, method, item[method]


def test_the_document_is_made_once_whoever_asks_and_however_often(client: Client, monkeypatch: pytest.MonkeyPatch):
    """Making it takes a second, in which no table of the process is played."""
    kinds = {"application/vnd.oai.openapi+json": json.loads, "application/vnd.oai.openapi": yaml.safe_load}
    first = {kind: client.get("/api/schema/", headers={"Accept": kind}) for kind in kinds}
    monkeypatch.setattr(SchemaGenerator, "get_schema", None)
    for kind, read in kinds.items():
        again = client.get("/api/schema/", headers={"Accept": kind})
        assert again["Content-Type"].startswith(kind) and again.content == first[kind].content
        assert "/api/campaigns/" in read(again.content)["paths"]


def test_every_operation_tells_its_failures_its_tag_and_what_it_is(schema: dict[str, Any]):
    for path, method, operation in operations(schema):
        failures = {status: what for status, what in operation["responses"].items() if "$ref" in what}
        assert failures.keys() >= {"401", "404", "429", "default"}, (method, path)
        assert method == "get" or failures.keys() >= {"400", "403", "409"}, (method, path)
        assert operation["tags"] and operation["description"], (method, path)
        for what in failures.values():
            name = what["$ref"].rpartition("/")[2]
            assert "application/problem+json" in schema["components"]["responses"][name]["content"]


def test_every_reference_leads_somewhere(schema: dict[str, Any]):
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            part = list(part.values())
        for one in part if isinstance(part, list) else []:
            yield from references(one)

    for reference in set(references(schema)):
        _, _, kind, name = reference.split("/")
        assert name in schema["components"][kind], reference


def test_every_address_below_api_is_documented(schema: dict[str, Any]):
    def addresses(patterns: Any, before: str) -> Iterator[str]:
        for pattern in patterns:
            at = before + str(pattern.pattern).lstrip("^").removesuffix("$")
            yield from addresses(pattern.url_patterns, at) if hasattr(pattern, "url_patterns") else [at]

    def as_written(address: str) -> str:
        return re.sub(r"\(\?P<(\w+)>[^)]*\)|<str:(\w+)>", r"{\1\2}", address).replace("{pk}", "{id}")

    [api] = [p for p in get_resolver().url_patterns if str(p.pattern) == "api/"]
    served = {as_written(address) for address in addresses(api.url_patterns, "/api/")}
    about = {f"/api/{word}/" for word in ("schema", "docs", "sockets")} | {"/api/sockets/asyncapi.json"}
    assert served - about == schema["paths"].keys()


def test_what_repeats_under_a_key_says_so(schema: dict[str, Any]):
    keyed = {
        path
        for path, _, operation in operations(schema)
        if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", []))
    }
    assert keyed >= {f"/api/interactions/{{id}}/{word}/" for word in COMMANDS}
    assert keyed >= {
        "/api/interactions/",
        "/api/interactions/{id}/actions/",
        "/api/monsters/",
        "/api/monsters/{id}/copy/",
    }
    assert keyed >= {"/api/campaigns/", "/api/campaigns/{campaign_id}/start-interaction/", "/api/characters/"}


def test_what_makes_a_row_answers_201(schema: dict[str, Any]):
    for path in (
        "/api/maps/",
        "/api/monsters/{id}/copy/",
        "/api/interactions/{id}/duplicate/",
        "/api/campaigns/import/",
    ):
        assert "201" in schema["paths"][path]["post"]["responses"], path
    assert "200" in schema["paths"]["/api/interactions/{id}/pause/"]["post"]["responses"]


@pytest.fixture
def mira(client: Client, django_user_model: Any) -> Client:
    client.force_login(django_user_model.objects.create_user("mira"))
    return client


@pytest.mark.parametrize(("prefix", "viewset"), [(prefix, viewset) for prefix, viewset, _ in ROUTES])
def test_every_example_is_accepted(mira: Client, django_user_model: Any, prefix: str, viewset: Any):
    if not hasattr(viewset, "example"):
        assert prefix.endswith("/members")  # nothing is created there
        return
    user = django_user_model.objects.get()
    campaign = Campaign.objects.filter(memberships__user=user).first() or found_campaign("Salt and Ash", user)
    hall = Map.objects.create(campaign=campaign, name="Hall", width=9, height=9)
    parents = {
        "campaigns": campaign.pk,
        "characters": campaign.player_characters.create(name="Sella").pk,
        "npcs": campaign.npcs.create(name="Odo").pk,
    }
    real = {"campaignId": campaign.pk, "mapId": hall.pk, "itemId": Item.objects.create(name="Rope").pk}
    body = {name: real.get(name, value) for name, value in viewset.example.items()}
    path = prefix.replace("(?P<parent_id>[^/.]+)", parents.get(prefix.partition("/")[0], ""))
    answer = mira.post(f"/api/{path}/", body, "application/json")
    assert answer.status_code == 201, answer.content


def test_every_body_in_json_has_an_example(schema: dict[str, Any]):
    bare = [
        f"{method} {path}"
        for path, method, operation in operations(schema)
        for kind, content in operation.get("requestBody", {}).get("content", {}).items()
        if kind == "application/json" and not content.get("examples")
    ]
    assert bare == []


def test_the_examples_of_changes_and_acts_are_accepted(mira: Client, django_user_model: Any, schema: dict[str, Any]):
    """Of what can be asked without a live table."""
    user = django_user_model.objects.get()
    campaign = found_campaign("Salt and Ash", user)
    hall = Map.objects.create(campaign=campaign, name="Hall", width=9, height=9)
    rows = {
        "campaigns": campaign,
        "maps": hall,
        "locations": campaign.locations.create(map=hall, name="Door"),
        "quests": campaign.quests.create(name="Key"),
        "characters": campaign.player_characters.create(name="Sella"),
        "npcs": campaign.npcs.create(name="Odo"),
        "monsters": campaign.monsters.create(name="Wolf"),
        "items": campaign.items.create(name="Rope"),
        "spells": campaign.spells.create(name="Light", school="evocation"),
        "conditions": campaign.conditions.create(key="wet", name="Wet"),
        "interactions": campaign.interactions.create(name="Later", dm=user),
    }
    bodies = [("patch", f"{kind}/{{id}}/", f"{kind}/{row.pk}/", 200) for kind, row in rows.items()]
    shared = ("monsters", "items", "spells")
    bodies += [("post", f"{kind}/{{id}}/copy/", f"{kind}/{rows[kind].pk}/copy/", 201) for kind in shared]
    bodies += [("post", path, path, 201) for path in ("interactions/", "ws-tickets/", "campaigns/import/")]
    for method, template, path, status in bodies:
        content = schema["paths"][f"/api/{template}"][method]["requestBody"]["content"]["application/json"]
        [example] = content["examples"].values()
        body = example["value"] | ({"campaignId": campaign.pk} if "campaignId" in example["value"] else {})
        answer = getattr(mira, method)(f"/api/{path}", body, "application/json")
        assert answer.status_code == status, (path, answer.content)


def test_anybody_reads_the_documentation_and_nothing_of_it_comes_from_elsewhere(client: Client, db: None):
    schema = client.get("/api/schema/")
    assert schema.status_code == 200 and b"openapi: 3.1.0" in schema.content
    page = client.get("/api/docs/")
    html = page.content.decode()
    assert page.status_code == 200 and "style=" not in html and "<style" not in html and "://" not in html
    assert "'unsafe-" not in page["Content-Security-Policy"]
    script = client.get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript") and b"/api/schema/" in script.content


def test_an_address_below_api_that_leads_nowhere_is_a_problem(client: Client, db: None):
    answer = client.get("/api/nothing/at/all/")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer["Content-Type"] == "application/problem+json"
    assert client.get("/nothing/at/all/")["Content-Type"].startswith("text/html")
