"""Bringing what an import has read into the shared library: prepared at leisure, then switched to in one short transaction.

Preparing reads, builds, compares and checks, a chunk at a time and without a transaction, so that a live table never
waits for it; nothing of it is in the database, and a crash leaves nothing behind. What is unchanged is not written.
"""

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import msgspec
from django.db import transaction
from django.db.models import Model, QuerySet

from campaigns.belongings import Belongings, belongings
from campaigns.models import Condition, Item, Monster, Spell
from campaigns.protection import live_among
from campaigns.srd.reading import Content
from campaigns.srd.statblocks import Statblock
from campaigns.srd.things import Thing
from campaigns.upserts import Upsert, check, unlike, upsert

CHUNK: Final = 100
"""Rows built and checked between two calls of `step`."""

Step = Callable[[int, int], None]
"""Told after each chunk: how many rows of all are prepared, and how many there are."""


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Of one kind: how many rows came to the library, how many were brought up to date, how many were as they are.

    `left`: keys of rows that stayed as they are because a live table plays with them.
    """

    added: int
    updated: int
    unchanged: int
    left: tuple[str, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is to be written, ready for the database."""

    upserts: tuple[Upsert, ...]
    belongings: Belongings
    counts: dict[str, Counts]


class _Draft(msgspec.Struct, frozen=True):
    """The rows of one kind that differ; `ids` by source key, of all but those left alone."""

    upsert: Upsert
    counts: Counts
    ids: dict[str, str]


_KINDS: Final[dict[str, type[Model]]] = {"monsters": Monster, "spells": Spell, "items": Item, "conditions": Condition}


def prepare(content: Content, step: Step = lambda done, total: None) -> Change:
    """Build and check all rows, and keep those that differ. Raises UnreadableSource when one breaks a rule of the models.

    Only reads, and in no transaction.
    """
    total, done = sum(len(getattr(content, kind)) for kind in _KINDS), 0
    drafts: dict[str, _Draft] = {}

    def tick(rows: int) -> None:
        nonlocal done
        done += rows
        step(done, total)

    for kind, model in _KINDS.items():
        drafts[kind] = _draft(model, getattr(content, kind), tick, _kept(model, content.absent))
    ids = drafts["monsters"].ids
    blocks = [block for block in content.monsters if block.source_key in ids]
    return Change(
        upserts=tuple(draft.upsert for draft in drafts.values()),
        belongings=belongings(blocks, ids, may_lose_traits="CreatureTrait.json" not in content.absent),
        counts={kind: draft.counts for kind, draft in drafts.items()},
    )


def switch(change: Change) -> float:
    """Write everything in one transaction, all or nothing; returns for how many seconds it held the database."""
    if not any(rows.rows for rows in change.upserts) and change.belongings.empty:
        return 0.0
    with transaction.atomic():
        began = time.perf_counter()
        for rows in change.upserts:
            rows.run()
        change.belongings.run()
    return time.perf_counter() - began


def library(model: type[Model]) -> QuerySet[Any]:
    """Rows of the shared library that came from a source."""
    return model._default_manager.filter(campaign__isnull=True).exclude(source_key="")


def _kept(model: type[Model], absent: Collection[str]) -> tuple[str, ...]:
    """Columns that stay as they are where a row is there already: what tells of them is not in the folder."""
    return ("higher_level",) if model is Spell and "SpellCastingOption.json" in absent else ()


def _draft(
    model: type[Model], sources: Sequence[Statblock | Thing], tick: Callable[[int], None], kept: Sequence[str]
) -> _Draft:
    present = {row["source_key"]: row for row in library(model).values()}
    live = live_among(model, {row["id"]: key for key, row in present.items()})
    columns = ["source_key", *(sources[0].columns if sources else ())]
    changed: list[Model] = []
    ids: dict[str, str] = {}
    for start in range(0, len(sources), CHUNK):
        chunk = sources[start : start + CHUNK]
        for source in chunk:
            if source.source_key in live:
                continue
            row = _row(model, source, present, kept)
            ids[source.source_key] = row.pk
            if source.source_key not in present or unlike(row, present[source.source_key], columns):
                changed.append(row)
        tick(len(chunk))
    left = tuple(source.source_key for source in sources if source.source_key in live)
    added = sum(key not in present for key in ids)
    counts = Counts(
        added=added,
        updated=len(changed) - added,
        unchanged=len(sources) - len(changed) - len(left),
        left=left,
    )
    return _Draft(upsert(model, changed, columns), counts, ids)


def _row(
    model: type[Model], source: Statblock | Thing, present: dict[str, dict[str, Any]], kept: Sequence[str]
) -> Model:
    """The row to be, with the id of the one there is; what the source does not know of it (a DM's notes) stays."""
    there = present.get(source.source_key, {})
    columns = {**source.columns, **{column: there[column] for column in kept if there}}
    row = model(**{**there, "source_key": source.source_key, **columns})
    check(row, source.source_key)
    return row
