"""Who is at the table, for Convex: live knowledge of this process, put into the outbox behind the journal when it changes."""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from django.db import connection

from interactions.journal import Journal
from interactions.redoing import redoable
from sync import outbox
from sync.outbox import Entry, entry

log = logging.getLogger(__name__)

GATHER = 1.0
"""Seconds in which comings and goings at one table are one."""


class Presence:
    """Lives on the event loop. `connected` gives the user ids of those who are at a table now."""

    def __init__(self, journal: Journal, connected: Callable[[str], list[str]]) -> None:
        self._journal, self._connected = journal, connected
        self._changed: set[str] = set()

    def touch(self, interaction_id: str) -> None:
        """Somebody came or went."""
        if not outbox.switched_on():
            return
        if not self._changed:
            self._journal.loop.call_later(GATHER, self.write)
        self._changed.add(interaction_id)

    def write(self) -> "Future[Any]":
        """Hand over who is where now; the future is done when it is in the outbox."""
        changed, self._changed = self._changed, set()
        entries = [_entry(id, self._connected(id), outbox.now_ms()) for id in sorted(changed)]
        future = self._journal.behind(lambda: _put(entries))
        future.add_done_callback(_report)
        return future


def _entry(interaction_id: str, connected: list[str], now: int) -> Entry:
    args = {"interactionId": interaction_id, "connectedParticipants": connected, "lastActivity": now, "at": now}
    return entry(interaction_id, "updateConnectedParticipants", args, revision=now, newest_only="presence")


def _put(entries: list[Entry]) -> None:
    if entries:
        with redoable(), connection.cursor() as cursor:
            outbox.put(cursor, entries)


def _report(future: "Future[Any]") -> None:
    if future.exception() is not None:
        log.error("who is at the table could not be put into the outbox", exc_info=future.exception())
