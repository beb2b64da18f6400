"""schemathesis over the whole reference of REST against a real server, as every role: whatever is sent, nothing breaks, and
what is answered is what the reference says. The same is sent in every run, and each address has a world of its own."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from schemathesis import Case, GenerationMode

from tests.campaignlive.addresses import Address
from tests.process.fuzz import ROLES, Site, at_home, generated, laid, parameters, reference_of
from tests.process.rubbish import NO_BODIES, NO_IDS, NO_VALUES
from tests.process.serving import Template, serving
from tests.process.worlds import described

pytestmark = pytest.mark.process

FEW = ("outsider", "self", "owner")
"""Who sends what is good elsewhere, or good nowhere; the rest is sent as every role."""
BAD, IDS, VALUES = 2, 3, 1
"""So many bad wishes and ids for each operation, and values for each field, by turns."""
PARSED = ("campaigns/", "campaigns/import/", "campaigns/<campaign>/start-interaction/", "maps/<map>/image/")
PLAYED = ("interactions/<interaction>/", "interactions/<interaction>/actions/", "ws-tickets/", "invitations/accept/")
"""Where bodies are read, each in a way of its own."""
PATIENT = {"CAMPAIGNLIVE_API_REQUESTS": "10000000", "CAMPAIGNLIVE_API_GUESSES": "10000000"}

everywhere = pytest.mark.parametrize("address", described(), ids=lambda address: address.template)


@pytest.fixture(scope="module")
def site(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("fuzz")
    database, own = template.copy_to(folder / "db.sqlite3"), {"CAMPAIGNLIVE_MEDIA": str(folder)}
    world = laid(database, **own)
    with serving(template, database, **PATIENT, **own) as served:
        yield Site(served, world, reference_of(served))


def test_every_operation_of_the_reference_is_tried(site: Site):
    tried = [operation.label for address in described() for operation in site.of(address)]
    described_ones = [f"{method.upper()} {path}" for path, of in site.reference["paths"].items() for method in of]
    assert sorted(tried) == sorted(described_ones)


@everywhere
def test_whatever_is_asked_is_answered_as_the_reference_says(address: Address, site: Site):
    for operation in site.of(address):
        own, *others = _good(operation, address, site)
        said = [
            site.asks(case, role).status_code
            for cases, roles in (
                ([*_exemplary(operation, address, site), own], ROLES),
                ([*others, *_bad(operation, address, site)], FEW),
            )
            for case in cases
            for role in roles
        ]
        assert min(said) < 300, f"{operation.label} did nothing for anybody, so this shows little: {said}"


@everywhere
def test_ids_that_nothing_has_lead_nowhere(address: Address, site: Site):
    for number, operation in enumerate(site.of(address) if address.kinds else ()):
        for id in (NO_IDS * 2)[number * IDS % len(NO_IDS) :][:IDS]:
            case = _case(operation, parameters(address, operation, site.ids(address), instead=id))
            said = site.hears(case, b"{}", {"Content-Type": "application/json"}).status_code
            assert said in (400, 404, 409, 415), f"{operation.label} {id[:20]}: {said}"


@pytest.mark.parametrize("where", PARSED + PLAYED)
def test_bodies_that_are_none_break_nothing(where: str, site: Site):
    [address] = [address for address in described() if address.template == f"api/{where}"]
    for operation in site.of(address):
        for body, headers in NO_BODIES if operation.body else ():
            site.hears(_case(operation, parameters(address, operation, site.ids(address))), body, headers)


@everywhere
def test_values_that_no_field_takes_break_nothing(address: Address, site: Site):
    """Each field in turn, beside others that are as they should be."""
    for operation in site.of(address):
        fields = site.fields(operation)
        [good, *_] = [*_exemplary(operation, address, site), *_good(operation, address, site)]
        for place, field in enumerate(fields):
            others = good.body if isinstance(good.body, dict) else {}
            for value in (NO_VALUES * 2)[place * VALUES % len(NO_VALUES) :][:VALUES]:
                body = json.dumps({**others, field: "HERE"}).encode().replace(b'"HERE"', value)
                site.hears(good, body, {"Content-Type": "application/json"})


def _case(operation: Any, where: dict[str, str], body: Any = None) -> Case:
    return operation.Case(path_parameters=where, body={} if body is None else body, media_type="application/json")


def _exemplary(operation: Any, address: Address, site: Site) -> Iterator[Case]:
    """What the reference shows as an example, for what is played and for what is drafted, and what we know to be good."""
    ours = site.ids(address)
    drafted = [{**ours, "interaction": ours["draft"]}] if address.kinds == ["interaction"] else []
    for example in operation.get_strategies_from_examples():
        for rows in (ours, *drafted):
            [case] = generated(example, 1)
            yield _sent_home(case, address, rows, ours)
    for body in _wishes(operation, address, site):
        yield _case(operation, parameters(address, operation, ours), body)


def _wishes(operation: Any, address: Address, site: Site) -> list[dict[str, Any]]:
    """What the reference's examples cannot say of this world, and schemathesis does not guess."""
    ours = site.ids(address)
    match operation.method, address.template.removeprefix("api/"):
        case "post", "interactions/<interaction>/actions/":
            return [{"entityId": ours["hero"], "action": {"type": "end"}}]
        case "post", "interactions/<interaction>/actions/<action_id>/resolve/":
            return [{"outcome": "denied"}]
        case "post", "interactions/<interaction>/initiative/":
            return [{"values": {ours["hero"]: 3}}]
        case "post", "campaigns/import/":
            exported = f"{site.served.origin}/api/campaigns/{ours['campaign']}/export/"
            return [site.visitors["owner"].get(exported).json()]
    return []


def _good(operation: Any, address: Address, site: Site) -> list[Case]:
    """One or two wishes as the schema has them: for what is our address's own, and for what is another's, or a draft."""
    ours = site.ids(address)
    other = {**site.elsewhere(address), "interaction": ours["draft"]}
    cases = generated(operation.as_strategy(generation_mode=GenerationMode.POSITIVE), 2)
    return [_sent_home(case, address, rows, ours) for case, rows in zip(cases, (ours, other), strict=False)]


def _bad(operation: Any, address: Address, site: Site) -> list[Case]:
    """Bodies and parameters that do not fit; the last one's path neither."""
    if not (operation.body or operation.query or operation.headers):
        return []  # every word is an id
    cases = generated(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE), BAD)
    for case in cases[:-1]:
        case.path_parameters = parameters(address, operation, site.ids(address))
    return cases


def _sent_home(case: Case, address: Address, rows: dict[str, str], ours: dict[str, str]) -> Case:
    case.path_parameters = parameters(address, case.operation, rows)
    case.body = at_home(case.body, ours)
    return case
