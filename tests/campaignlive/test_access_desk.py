"""Every page of the admin × every role: who is a DM nowhere is sent away, and a DM reads of other campaigns, and of what not
even DMs read, nothing at all."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.campaignlive.addresses import text_of
from tests.campaignlive.world import SECRETS, World

pytestmark = pytest.mark.django_db(transaction=True)

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
OUTSIDE = ("anonymous", "outsider", "spectator", "player", "self")
NO_DMS = ("privatetalk",)
AT_THE_TABLE = {"privatetalk", "rollsecret", "queuesecret"}
"""What a DM reads there, if anywhere, but not in the admin: it is in the journal alone, which is for staff."""


@pytest.fixture
def _django_db_helper() -> None:
    """Instead of pytest-django's, which would empty the database after every test: the world is laid once."""


def pages(model: Any, rows: int) -> Iterator[tuple[str, str]]:
    """Its list and its form; so many rows, and of one of them the history and the question before it is deleted. With each the
    row's id, which is no news to who asks for it."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield from ((reverse(f"{name}_{page}"), "") for page in ("changelist", "add"))
    for place, row in enumerate(model._default_manager.order_by("pk")[:rows]):
        for page in ("change", "history", "delete") if place == 0 else ("change",):
            yield reverse(f"{name}_{page}", args=[row.pk]), str(row.pk)


def read(browser: Client, address: str) -> str:
    """What stands there, without what the page before left to be said (that a row is not there, with its id)."""
    browser.cookies.pop("messages", None)
    return text_of(browser.get(address))


Heard = Callable[[str, Any], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def heard(world: World, browsers: dict[str, Client]) -> Heard:
    """By role and model: each address and what is read there, without the address itself."""

    @cache
    def of(role: str, model: Any) -> list[tuple[str, str]]:
        asked = [(address, pk, read(browsers[role], address)) for address, pk in pages(model, 4)]
        return [(address, said.replace(address, "").replace(f"“{pk}”", "")) for address, pk, said in asked]

    return of


@pytest.mark.parametrize("role", OUTSIDE)
def test_who_is_a_dm_nowhere_is_sent_away(role: str, world: World, browsers: dict[str, Client]):
    addresses = [address for model in MODELS for address, _ in pages(model, 1)]
    for address in (reverse("admin:index"), reverse("admin:autocomplete"), *addresses):
        for method in ("get", "post"):
            answer = getattr(browsers[role], method)(address)
            assert answer.status_code == 302 and "/login/" in answer["Location"], f"{method} {address}"


@pytest.mark.parametrize("role", ("stranger", "owner"))
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_a_dm_reads_nothing_of_others(model: Any, role: str, heard: Heard, sealed: list[str]):
    for address, said in heard(role, model):
        for secret in SECRETS:
            foreign = sum(said.count(f"{secret}{part}-foreign") for part in ("", " bite", " trait"))
            theirs = foreign if role == "owner" else said.count(secret) - foreign
            assert theirs == 0, f"{role} {address}: {secret}"
        assert not [word for word in (*sealed, *NO_DMS) if word in said], f"{role} {address}"


def test_a_dm_reads_her_own(heard: Heard):
    """Otherwise nothing above would mean anything."""
    said = "".join(said for model in MODELS for _, said in heard("owner", model))
    assert {secret for secret in SECRETS if secret not in said} <= AT_THE_TABLE
