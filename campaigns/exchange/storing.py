"""The rows of a document become a campaign: in one transaction, all or nothing, pictures included."""

import base64
import binascii
import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, models, transaction

from campaigns.exchange.document import PIXELS_LIMIT
from campaigns.exchange.reading import Reading
from campaigns.images import picture, pixels
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from engine.asking import Refused

_AT_ONCE = 200
_ORDER: tuple[type[models.Model], ...] = (
    Campaign, Map, Location, Quest, Item, Spell, Condition, Monster, NPC, PlayerCharacter,
    CreatureAttack, Feature, InventoryEntry,
)  # fmt: skip
"""Each behind what it refers to."""


class _Sent(io.BytesIO):
    """Bytes as an upload, which knows its size."""

    @property
    def size(self) -> int:
        return len(self.getbuffer())


def pictures(reading: Reading) -> list[tuple[Map, ContentFile]]:
    """The pictures, made anew. Raises `Refused` as an upload would, and "too_large" beyond PIXELS_LIMIT, before any is
    decoded. To be called before the transaction: it takes a while."""
    sent = [(row, _content(row, text)) for row, text in reading.pictures]
    if sum(pixels(content) for _, content in sent) > PIXELS_LIMIT:
        most = PIXELS_LIMIT // 1_000_000
        raise Refused("too_large", f"The pictures of one campaign's file may have {most} million pixels together.")
    return [(row, picture(_Sent(content))) for row, content in sent]


def _content(row: Map, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as broken:
        raise Refused("malformed", f"The picture of the map “{row.name}” cannot be read.") from broken


def store(reading: Reading, owner: Any) -> Campaign:
    """Inside a transaction: everything of the reading, owned by `owner`. Raises `Refused("malformed")` where a rule of the
    database is broken."""
    try:
        with transaction.atomic():
            for kind in _ORDER:
                rows = [row for row in reading.fresh if type(row) is kind]
                kind._default_manager.bulk_create(rows, batch_size=_AT_ONCE)
            Membership.objects.create(campaign=reading.campaign, user=owner, role=Membership.Role.OWNER)
            for character, spells in reading.spells:
                character.spells.set(spells)
    except IntegrityError as broken:
        raise Refused("malformed", f"That campaign cannot be kept: {_rule(reading, str(broken))}") from broken
    return reading.campaign


def _rule(reading: Reading, complaint: str) -> str:
    """The sentence of the constraint that the database names; SQLite names the columns of unique ones instead."""
    for kind in {type(row) for row in reading.fresh}:
        for constraint in kind._meta.constraints:
            if constraint.name in complaint or _columns(kind, constraint) in complaint:
                return f"{kind._meta.verbose_name}: {constraint.get_violation_error_message()}"
    return "something in it contradicts something else."


def _columns(kind: type[models.Model], constraint: Any) -> str:
    names = getattr(constraint, "fields", ())
    table = kind._meta.db_table
    return ", ".join(f"{table}.{kind._meta.get_field(name).column}" for name in names) or "no columns"


class Hung:
    """Pictures that are stored with their maps; taken down again where the transaction fails."""

    def __init__(self, made: list[tuple[Map, ContentFile]]) -> None:
        self._made = made
        self._names: list[str] = []

    def __enter__(self) -> None:
        for row, content in self._made:
            row.image.save(content.name, content, save=False)
            self._names.append(row.image.name)

    def __exit__(self, failed: Any, *_: Any) -> None:
        if failed:
            for name in self._names:
                default_storage.delete(name)
