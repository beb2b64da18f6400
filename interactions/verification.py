"""Whether everything that is stored agrees: journal, snapshots, the followers' tables and the interactions' own columns.

It reads only, through one view of the database, so that a server may go on writing meanwhile.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from engine.evolve import fold
from engine.state import SCHEMA, Room
from interactions import replay
from interactions.followers import Follower, followers
from interactions.models import FollowerCursor, Interaction, Shipment

SHOWN = 5
"""Differences named of one comparison; the rest is counted."""


class Difference(NamedTuple):
    """Two things that should be the same and are not."""

    interaction: str
    where: str
    what: str


class Found(NamedTuple):
    """What was looked at of one interaction, and what does not agree."""

    rows: int
    differences: list[Difference]


@contextmanager
def one_view() -> Iterator[None]:
    """All reads see the database as it is now; nothing is locked and nothing can be written."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        sqlite = connection.vendor == "sqlite"
        cursor.execute("BEGIN DEFERRED" if sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def verify(interaction: Interaction) -> Found:
    """Rebuild the room from the journal alone and from the snapshot, and compare everything else with it."""
    told: list[Difference] = []

    def differs(where: str, what: str) -> None:
        told.append(Difference(interaction.pk, where, what))

    journal, broken = _readable(interaction.pk)
    if broken:
        differs("journal", broken)
    cursors = {c.follower: c for c in FollowerCursor.objects.filter(interaction=interaction)}
    kept = _snapshot(interaction.pk, differs)
    wanted = {len(journal), *(c.seq for c in cursors.values()), *([kept.seq] if kept else [])}
    stages = _stages(journal, wanted, differs)
    _check_snapshot(kept, journal, stages, differs)
    if not broken:
        _check_columns(interaction, stages.get(len(journal)), differs)
    _check_shipment(interaction, len(journal), differs)
    for follower in followers():
        _check_follower(follower, interaction.pk, cursors.get(follower.name), journal, stages, differs)
    return Found(len(journal), told)


def _readable(interaction_id: str) -> tuple[list[replay.Row], str]:
    """The rows up to the first that cannot be read or is missing, and what is wrong there."""
    journal: list[replay.Row] = []
    try:
        journal.extend(replay.rows(interaction_id))
    except replay.Unreadable as error:
        return journal, str(error)
    return journal, ""


def _snapshot(interaction_id: str, differs: Any) -> replay.Kept | None:
    try:
        return replay.snapshot(interaction_id)
    except replay.Unreadable as error:
        differs("snapshot", str(error))
        return None


def _stages(journal: Sequence[replay.Row], wanted: set[int], differs: Any) -> dict[int, Room]:
    """The room after each of the wanted rows, from the journal alone."""
    stages: dict[int, Room] = {}
    room: Room | None = None
    for row in journal:
        try:
            room = replay.continued(room, [row])
        except Exception as error:
            differs("journal", f"row {row.seq} does not follow from those before it: {error!r}")
            break
        if room is not None and row.seq in wanted:
            stages[row.seq] = room
    return stages


def _check_snapshot(
    kept: replay.Kept | None, journal: Sequence[replay.Row], stages: dict[int, Room], differs: Any
) -> None:
    if kept is None:
        return
    if kept.seq > len(journal):
        differs("snapshot", f"it is of row {kept.seq}, the journal ends at {len(journal)}")
        return
    try:
        whole = fold(kept.room, (event for row in journal[kept.seq :] for event in row.events))
    except Exception as error:
        differs("snapshot", f"the journal does not go on from it: {error!r}")
        return
    if kept.version < SCHEMA:
        return  # it cannot have what came in since
    for path in _unequal(kept.room, stages.get(kept.seq)):
        differs("snapshot", f"of row {kept.seq}: {path}")
    for path in _unequal(whole, stages.get(len(journal))):
        differs("snapshot and tail", path)


def _check_columns(interaction: Interaction, room: Room | None, differs: Any) -> None:
    """The interaction's own columns, which change in the transaction of the journal's row."""
    expected = (room.lasting.live_status, room.lasting.outcome) if room else ("idle", "")
    actual = (interaction.live_status, interaction.outcome)
    if actual != expected:
        differs("interaction", f"live_status and outcome are {actual}, the journal says {expected}")
    times = (interaction.started_at is not None, interaction.ended_at is not None)
    if times != (room is not None, expected[0] == "completed"):
        differs("interaction", f"started_at and ended_at do not fit {expected[0]!r}")


def _check_shipment(interaction: Interaction, rows: int, differs: Any) -> None:
    """What was put into the outbox for Convex is of this journal; where one was left since, it begins anew by itself."""
    shipped = Shipment.objects.filter(pk=interaction.pk).first()
    if shipped is None or shipped.overtaken:
        return
    if shipped.generation > len(interaction.ancestry):
        differs(
            "convex",
            f"journal {shipped.generation} was shipped, and only {len(interaction.ancestry)} were before this one",
        )
    elif shipped.generation == len(interaction.ancestry) and not shipped.snapshot_seq <= shipped.seq <= rows:
        differs(
            "convex",
            f"row {shipped.seq} and the snapshot of row {shipped.snapshot_seq} were shipped, the journal ends at {rows}",
        )


def _check_follower(
    follower: Follower,
    interaction_id: str,
    cursor: FollowerCursor | None,
    journal: Sequence[replay.Row],
    stages: dict[int, Room],
    differs: Any,
) -> None:
    seq = cursor.seq if cursor else 0
    if cursor and cursor.error:
        differs(follower.name, f"it stands still at row {seq}: {cursor.error}")
    if seq > len(journal):
        differs(follower.name, f"it has read to row {seq}, the journal ends at {len(journal)}")
        return
    stored = follower.stored(interaction_id)
    try:
        expected = follower.expected(journal[:seq])  # type: ignore[arg-type]  # a row of the same shape
    except Exception as error:
        differs(follower.name, f"it cannot digest the journal: {error!r}")
        return
    for path in _unequal(stored, expected):
        differs(follower.name, path)
    if seq in stages:
        for sentence in follower.contradictions(stages[seq], stored):
            differs(follower.name, sentence)


def _unequal(actual: Any, expected: Any) -> list[str]:
    """Where two values differ, as paths with both; empty where they are equal."""
    if actual == expected:
        return []
    paths = list(_paths(msgspec.to_builtins(actual), msgspec.to_builtins(expected), ""))
    more = [f"and {len(paths) - SHOWN} more"] if len(paths) > SHOWN else []
    return [*paths[:SHOWN], *more]


def _paths(actual: Any, expected: Any, at: str) -> Iterator[str]:
    if isinstance(actual, dict) and isinstance(expected, dict):
        for key in sorted(actual.keys() | expected.keys(), key=str):
            path = f"{at}.{key}" if at else str(key)
            if key not in expected:
                yield f"{path} is too much"
            elif key not in actual:
                yield f"{path} is missing"
            else:
                yield from _paths(actual[key], expected[key], path)
    elif actual != expected:
        yield f"{at or 'everything'} is {actual!r}, expected {expected!r}"
