"""Delivering through the real functions, and the loss of a disk."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from campaigns.convex.collecting import collect
from campaigns.convex.documents import MODELS, NAMES
from campaigns.convex.records import PARTS
from campaigns.convex.restoring import TABLES, Restoring
from campaigns.models import (
    NPC,
    Campaign,
    ContentChange,
    Counterpart,
    Item,
    Membership,
    Monster,
    PlayerCharacter,
    Spell,
)
from sync.loop import Loop, over_http
from sync.models import OutboxEntry
from tests.convex.standin import Deployment

PART_MODELS = {part for parts in PARTS.values() for part, _ in parts.values()}


@pytest.fixture
def linked(convex: Deployment, settings: Any) -> Deployment:
    """The Convex that this node delivers to."""
    settings.CONVEX_URL, settings.CONVEX_ADMIN_KEY = convex.url, convex.admin_key
    return convex


@pytest.fixture
def deliver(db: None, linked: Deployment) -> Iterator[Callable[[], None]]:
    """Everything that waits goes to Convex, but for what is parked."""
    loop: Loop = over_http()

    def deliver() -> None:
        while collect() or OutboxEntry.objects.filter(parked="").exists():
            loop.step()
            assert not loop.trouble

    yield deliver


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that is authored, as the database has it."""
    found = {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in [*NAMES, *PART_MODELS]
        if model is not Membership
    }
    found["known"] = list(PlayerCharacter.spells.through.objects.order_by("pk").values("playercharacter", "spell"))
    found["members"] = list(Membership.objects.order_by("campaign", "user").values("campaign", "user", "role"))
    return found


def forget() -> None:
    """The disk is lost."""
    for model in (PlayerCharacter, NPC, Monster):
        model.objects.all().delete()
    for name in ("quests", "locations", "maps"):
        MODELS[name].objects.all().delete()
    Campaign.objects.all().delete()
    for model in (Item, Spell, Counterpart, ContentChange, OutboxEntry, get_user_model()):
        model._default_manager.all().delete()
    assert not any(rows for rows in everything().values())


def restore(convex: Deployment) -> Restoring:
    restoring = Restoring()
    for table in TABLES:
        restoring.take(table, convex.rows(table))
    restoring.finish()
    return restoring
