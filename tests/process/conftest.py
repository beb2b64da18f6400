"""Servers that are started once; every test takes a table of its own."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.process.serving import TABLES, Served, Template, serving


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def serve(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(template, tmp_path_factory.mktemp("serve") / "db.sqlite3") as served:
        yield served


@pytest.fixture(scope="session")
def daphne(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(template, tmp_path_factory.mktemp("daphne") / "db.sqlite3", "daphne") as served:
        yield served


@pytest.fixture(params=["serve", "daphne"])
def served(request: pytest.FixtureRequest) -> Served:
    """Either server: what a test says of it holds of both."""
    return request.getfixturevalue(request.param)


_keys = count()


@pytest.fixture
def key() -> str:
    """What ends the ids of a table that nobody has sat at; its interaction is `fight` + key."""
    number = next(_keys)
    assert number < TABLES, "lay more tables"
    return f"-{number}"
