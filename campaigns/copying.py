"""Taking a row of the library, or of another campaign of one's own, into a campaign, to change it there."""

from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction

from campaigns.models import Campaign, Condition, Monster
from campaigns.permissions import SHARED, may, may_touch, role_in, sees_column
from engine.asking import Refused

Row = TypeVar("Row", bound=models.Model)

_NOT_COPIED = frozenset({"id", "campaign"})


def copy(row: Row, campaign: Campaign, by: Any) -> Row:
    """A new row of `campaign` like this monster, item, spell or condition, with its attacks and features.

    Source, licence and attribution stay with it; columns that `by` may not see (another's DM notes) do not come along.
    Raises `Refused`: "not_found" for what `by` does not see, "forbidden" where `by` may not add such rows to the
    campaign, "malformed" for other kinds of rows, "conflict" for a condition that the campaign has already.
    """
    _check(row, campaign, by)
    fresh = _like(row, _seen_columns(row, by))
    fresh.campaign = campaign  # type: ignore[attr-defined]  # every kind in SHARED has one
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
            if isinstance(row, Monster):
                _copy_parts(row, fresh)
    except IntegrityError as already:
        if not isinstance(row, Condition):
            raise
        raise Refused("conflict", f"“{campaign}” has the condition “{row.key}” already.") from already
    return fresh


def _check(row: models.Model, campaign: Campaign, by: Any) -> None:
    if not isinstance(row, SHARED):
        raise Refused("malformed", f"A {row._meta.verbose_name} cannot be copied into a campaign.")
    if role_in(by, campaign.pk) in ("anonymous", "outsider"):
        raise Refused("not_found", "There is no such campaign.")
    if not may_touch(by, "view", row):
        raise Refused("not_found", "There is nothing like that here.")
    if not may(by, "create", type(row), campaign.pk):
        raise Refused("forbidden", f"Only the DMs of “{campaign}” add to it.")


def _seen_columns(row: Any, by: Any) -> set[str]:
    """What `by` may read of the row; a library's notes belong to nobody's role, so they stay there."""
    role = role_in(by, row.campaign_id)
    columns = {column.name for column in row._meta.concrete_fields} - _NOT_COPIED
    return {column for column in columns if sees_column(by, row, column, role)}


def _like(row: Row, columns: set[str]) -> Row:
    """An unsaved row with an id of its own and these columns of the other."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name in columns}
    return type(row)(**kept)


def _copy_parts(monster: Monster, fresh: Any) -> None:
    """The stat block's attacks and features, each under its key."""
    for parts in (monster.attacks.all(), monster.features.all()):
        columns = {column.name for column in parts.model._meta.concrete_fields} - {"id", "monster"}
        copies = [_like(part, columns) for part in parts]
        for part in copies:
            part.monster = fresh
        parts.model._default_manager.bulk_create(copies)
