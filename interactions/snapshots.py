"""The newest state of each room, stored behind the play: wishes gather for a moment and go to disk in one transaction.

A room loses nothing by it: state is snapshot + journal tail, always.
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import msgspec
from django.db import connection

from engine.state import SCHEMA, Room
from interactions.journal import Journal
from interactions.redoing import redoable
from sync.dying import passing

log = logging.getLogger(__name__)

GATHER = 1.0
"""Seconds in which wishes for one room's snapshot are one wish."""

URGENT = frozenset({"pause", "completion", "player_disconnect", "dm_disconnect", "shutdown"})
"""Reasons behind which nobody may come back for long: Convex is told at once."""
FELL_UNSEEN = "defeated_unseen"
"""Why a room is stored when somebody falls whom the players do not see: the other reasons they know of."""

pack = msgspec.msgpack.Encoder().encode

Standing = Callable[[], tuple[Room, int, int]]
"""Gives a room's newest state with its seq and epoch, from any thread."""


class Snapshots:
    """Wishes by interaction: why, and where the state is to be had when it is written."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._wanted: dict[str, tuple[str, Standing]] = {}
        self._timer: asyncio.TimerHandle | None = None

    def want(self, interaction_id: str, reason: str, standing: Standing) -> None:
        """Store this room's state within a second; on the event loop. Of several reasons an urgent one stays, and any that
        the players know of."""
        before = self._wanted.get(interaction_id, ("",))[0]
        stays = before and (reason == FELL_UNSEEN or (before in URGENT and reason not in URGENT))
        self._wanted[interaction_id] = (before if stays else reason, standing)
        if self._timer is None:
            self._timer = self._journal.loop.call_later(GATHER, self.write)

    def write(self) -> "Future[Any]":
        """Hand over what is wanted now; the future is done when it is on disk."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wanted, self._wanted = self._wanted, {}
        future = self._journal.behind(lambda: _store(wanted))
        future.add_done_callback(_report)
        return future


def _store(wanted: dict[str, tuple[str, Standing]]) -> None:
    if not wanted:
        return
    rows = [_row(reason, standing) for reason, standing in wanted.values()]
    with redoable(), connection.cursor() as cursor:
        passing("in_snapshot")
        cursor.executemany(
            "INSERT INTO interactions_snapshot (interaction_id, seq, epoch, v, state, sha256, at, reason)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (interaction_id) DO UPDATE SET seq = excluded.seq,"
            " epoch = excluded.epoch, v = excluded.v, state = excluded.state, sha256 = excluded.sha256,"
            " at = excluded.at, reason = excluded.reason WHERE interactions_snapshot.seq <= excluded.seq",
            rows,
        )


def _row(reason: str, standing: Standing) -> tuple[Any, ...]:
    state, seq, epoch = standing()
    packed = pack(state)
    return state.id, seq, epoch, SCHEMA, packed, hashlib.sha256(packed).hexdigest(), int(time.time() * 1000), reason


def _report(future: "Future[Any]") -> None:
    if future.exception() is not None:
        log.error("snapshots could not be written", exc_info=future.exception())
