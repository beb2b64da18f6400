"""What schemathesis makes of the reference, brought home: wishes that name rows there are, and who sends them."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.campaignlive.addresses import Address
from tests.process.serving import PATIENCE, ROOT, Served, surroundings

ROLES = ("anonymous", "outsider", "spectator", "player", "self", "staff", "stranger", "co_dm", "owner")
"""`stranger` is the DM of a campaign of her own. Who may least comes first: what the others take away is there for her still."""
METHODS = ("POST", "PUT", "PATCH", "GET", "DELETE")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OF_HTTP = (405, 406, 415)
"""What the reference leaves to HTTP, under `default`."""

# The row that an id in a body means, by the field's name.
ROWS = {
    "campaignId": "campaign",
    "mapId": "map",
    "locationId": "location",
    "relatedLocationId": "location",
    "contextId": "location",
    "relatedQuestId": "quest",
    "itemId": "item",
    "itemIds": "item",
    "rewardItemIds": "item",
    "spellIds": "spell",
    "participantMonsterIds": "monster",
    "hiddenMonsterIds": "monster",
    "participantNpcIds": "npc",
    "participantPlayerCharacterIds": "character",
    "playerCharacterId": "character",
    "entityId": "hero",
    "target": "wolf",
    "token": "token",
    "userId": "player",
}


def laid(database: Path, **more: str) -> dict[str, Any]:
    """The worlds in this database: cookies by role, ids by address and kind."""
    lay = "import django; django.setup(); from tests.process import worlds; worlds.main()"
    env = surroundings(database, **more)
    made = subprocess.run([sys.executable, "-c", lay], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(made.stdout))


def visitor(cookie: str = "") -> requests.Session:
    """A browser that knows what our pages carry, signed in where there is a cookie."""
    session = requests.Session()
    session.trust_env = False
    token = "c" * 32
    session.headers["X-CSRFToken"] = token
    session.cookies.update({"csrftoken": token, **({"sessionid": cookie} if cookie else {})})
    return session


def reference_of(served: Served) -> dict[str, Any]:
    """The OpenAPI document that this server shows to anybody."""
    accept = {"Accept": "application/vnd.oai.openapi+json"}
    return dict(visitor().get(f"{served.origin}/api/schema/", headers=accept, timeout=PATIENCE).json())


class Site:
    """A server with the worlds, and a visitor for each role."""

    def __init__(self, served: Served, world: dict[str, Any], reference: dict[str, Any]) -> None:
        self.served, self.world, self.reference = served, world, reference
        schema = schemathesis.openapi.from_dict(reference)
        schema.config.generation.update(with_security_parameters=False)  # who asks is the visitor's to say
        self.visitors = {role: visitor(world["cookies"].get(role, "")) for role in ROLES}
        self.operations: dict[str, dict[str, Any]] = {}
        for found in schema.get_all_operations():
            operation = found.ok()
            self.operations.setdefault(_bare(operation.path), {})[operation.method.upper()] = operation

    def of(self, address: Address) -> Iterator[Any]:
        """The operations of this address: first what writes, and last what takes away."""
        known = self.operations[_bare("/" + address.template)]
        return (known[method] for method in METHODS if method in known)

    def ids(self, address: Address) -> dict[str, str]:
        """The rows that are this address's own."""
        return dict(self.world["ids"][address.template])

    def elsewhere(self, address: Address) -> dict[str, str]:
        """The rows of another one, in a campaign where everybody has the same role."""
        return next(dict(ids) for template, ids in self.world["ids"].items() if template != address.template)

    def asks(self, case: Case, role: str) -> Any:
        """The answer; fails where it is not as the reference says."""
        return _as_documented(case, case.call(self.served.origin, self.visitors[role], timeout=PATIENCE))

    def hears(self, case: Case, body: bytes, headers: dict[str, str]) -> Any:
        """The answer to the owner, who sends just these bytes to where the case goes; fails likewise."""
        address, owner = self.served.origin + case.formatted_path, self.visitors["owner"]
        return _as_documented(case, owner.request(case.method, address, data=body, headers=headers, timeout=PATIENCE))

    def fields(self, operation: Any) -> list[str]:
        """The names in the JSON body of this operation; none where it takes no JSON."""
        schema = (
            operation.definition.raw.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        )
        if not schema:
            return []
        named = schema.get("$ref", "").rpartition("/")[2]
        return sorted((self.reference["components"]["schemas"][named] if named else schema).get("properties", {}))


def _as_documented(case: Case, answer: Any) -> Any:
    case.validate_response(answer, checks=CHECKS)
    documented = case.operation.definition.raw["responses"]
    assert str(answer.status_code) in documented or answer.status_code in OF_HTTP, (
        f"{case.operation.label}: {answer.text}"
    )
    assert answer.status_code < 400 or answer.json()["status"] == answer.status_code
    return answer


def _bare(path: str) -> str:
    return re.sub(r"[<{]\w+[>}]", "{}", path)


def parameters(address: Address, operation: Any, ids: dict[str, str], instead: str = "") -> dict[str, str]:
    """The parameters of the path for these rows; or `instead` in all of them."""
    kinds, names = (re.findall(r"[<{](\w+)[>}]", path) for path in (address.template, operation.path))
    last = kinds[-1:] if operation.method == "delete" else []
    rows = [ids.get(f"unused {kind}", ids[kind]) if [kind] == last else ids[kind] for kind in kinds]
    return {name: instead or row for name, row in zip(names, rows, strict=True)}


def at_home(sent: Any, ids: dict[str, str], name: str = "") -> Any:
    """The same body, but what it names is there."""
    if isinstance(sent, dict):
        return {key: at_home(value, ids, str(key)) for key, value in sent.items()}
    if isinstance(sent, list):
        return [at_home(value, ids, name) for value in sent]
    return ids[ROWS[name]] if isinstance(sent, str) and name in ROWS else sent


def generated(cases: Any, times: int) -> list[Case]:
    """So many of these cases, the same every time. They are sent later: Hypothesis would ask twice to be sure."""
    found: list[Case] = []

    @settings(
        max_examples=times,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found
