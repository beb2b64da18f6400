"""Every page and the whole admin × roles × what hostile people write into addresses: nothing of it is our mistake.

What there is to ask is read from the URL configuration, the admin's registry and the source, so that new pages are among it;
REST has its own walk (tests/process/test_fuzz.py).
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from campaigns.narrowing import askable
from campaigns.pages.library_forms import SEARCHES
from tests.campaignlive.addresses import Address, every_address
from tests.campaignlive.world import World

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [address for address in every_address() if not address.is_api]
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
ROLES = ("anonymous", "player", "staff", "owner")

LONG = "x" * 60_000
VALUES = (
    *(
        "",
        "-1",
        "9" * 30,
        "9" * 5_000,
        "1e400",
        "NaN",
        "٣",
        "²",
        "0x1",
        "None",
        "../..",
        "%",
        "%00",
        "'\"\\<",
        "\u202e\u2028",
    ),
    *("[]", "{}", "a,b", "a" * 300, "9999-12-31 23:59:59-23:59", LONG),
)
FEW = 3
"""Values for each page and each role but the owner, who has them all: every page other ones."""
_READ = re.compile(r"""GET\)?(?:\.get(?:list)?\(|\[)"(\w+)\"""")


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's, which would empty the database after every test: the world is laid once."""


@pytest.fixture(autouse=True)
def _no_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's client copies the context of each template that it sees rendered; nobody asks for them here."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *seen, **more: None)


def parameters() -> set[str]:
    """What pages read from the query, by the source, and by the forms that read it whole."""
    apps = ("campaignlive", "campaigns", "interactions")
    sources = [file for app in apps for file in Path(settings.BASE_DIR, app).rglob("*.py")]
    read = {name for file in sources for name in _READ.findall(file.read_text())}
    assert {"as", "quest", "page"} <= read
    return read | {name for search in SEARCHES.values() for name in search.base_fields} | {"qi", "next", "count-x"}


NAMES = sorted(parameters())


def values(role: str, number: int) -> tuple[str, ...]:
    return VALUES if role == "owner" else some(number * FEW + ROLES.index(role), FEW)


def some(first: int, count: int) -> tuple[str, ...]:
    """So many of the values, from one on, and at the end from the beginning again."""
    return tuple(VALUES[place % len(VALUES)] for place in range(first, first + count))


def hostile(page: Address, rows: dict[str, Any], value: str) -> Iterator[str]:
    """The page with this value for everything that it could read from its query, and in each place of its path."""
    yield f"{page.of(rows)}?{urlencode(dict.fromkeys(NAMES, value))}"
    written = quote(value, safe="")
    for place in re.findall(r"<(\w+)>", page.template) if written and value != LONG else ():
        yield page.of(rows, **{place: written})


def check(client: Client, address: str) -> None:
    client.cookies.pop("messages", None)
    answer = client.get(address)
    assert answer.status_code < 500, address[:300]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.template)
def test_no_page_fails_whatever_stands_in_its_address(page: Address, world: World, browsers: dict[str, Client]):
    for role in ROLES:
        for value in values(role, PAGES.index(page)):
            for address in hostile(page, world.ours, value):
                check(browsers[role], address)


@pytest.mark.parametrize("role", ["owner", "staff"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_nothing_in_the_admin_fails_whatever_stands_in_its_address(
    model: Any, role: str, world: World, browsers: dict[str, Client]
):
    """Every name that its list knows with three values, two for the DM and one for staff, other ones for each name and list;
    in the path and in what a new row begins with a quarter of the values each."""
    name, page = f"admin:{model._meta.app_label}_{model._meta.model_name}", admin.site._registry[model]
    listed, new = reverse(f"{name}_changelist"), reverse(f"{name}_add")
    known = sorted({*askable(model, page.list_filter), "q", "p", "o", "all", "e", "_to_field", "_popup", "_facets"})
    for number, asked in enumerate(known, MODELS.index(model)):
        for value in some(number * 3, 2) if role == "owner" else some(number * 3 + 2, 1):
            check(browsers[role], f"{listed}?{urlencode({asked: value})}")
    columns = [field.name for field in model._meta.get_fields()]
    for number, value in enumerate(VALUES[(MODELS.index(model) + 2 * (role == "staff")) % 4 :: 4]):
        check(browsers[role], f"{new}?{urlencode(dict.fromkeys(columns, value))}")
        if value and value != LONG:
            word = ("change", "delete", "history")[number % 3]
            check(browsers[role], reverse(f"{name}_{word}", args=["-"]).replace("/-/", f"/{quote(value, safe='')}/"))


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value[:8])
def test_the_admins_choices_do_not_fail(value: str, world: World, browsers: dict[str, Client]):
    there = {"app_label": "campaigns", "model_name": "location", "field_name": "map", "term": "x", "page": "1"}
    for role in ("owner", "staff"):
        for name in there:
            check(browsers[role], f"{reverse('admin:autocomplete')}?{urlencode({**there, name: value})}")
