"""Who is at the table, for Convex: live knowledge of this process, put into the outbox behind the journal when it changes; and
what a process that was killed could not say any more, by the next one.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from django.db import connection, transaction

from interactions.convex import seated
from interactions.convex.lineage import interaction_revision
from interactions.journal import Journal
from interactions.models import Interaction
from interactions.redoing import redoable
from sync import outbox
from sync.lease import this_process
from sync.outbox import Entry, entry
from sync.sql import in_turn

log = logging.getLogger(__name__)

GATHER = 1.0
"""Seconds in which comings and goings at one table are one."""
LOOK_AGAIN = 20.0
"""Seconds between looks for what others have left."""

Told = tuple[str, list[str]]
"""Who is at which interaction's table."""
Active = tuple[str, list[str], int]
"""The same, and when something last happened there (ms)."""


class Presence:
    """Lives on the event loop. `connected` gives the user ids of those who are at a table now."""

    def __init__(self, journal: Journal, connected: Callable[[str], list[str]]) -> None:
        self._journal, self._connected = journal, connected
        self._process = this_process()
        self._changed: set[str] = set()
        if outbox.switched_on():
            self.look()
            journal.loop.call_soon_threadsafe(journal.loop.call_later, LOOK_AGAIN, self._look_regularly)

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
        told = [(id, self._connected(id)) for id in sorted(changed)]
        future = self._journal.behind(lambda: _put(self._process, told))
        future.add_done_callback(_report)
        return future

    def look(self) -> "Future[Any]":
        """Say that nobody is there any more where a process has ended that said somebody was; and that this one runs."""
        future = self._journal.behind(lambda: _clear(self._process))
        future.add_done_callback(_report)
        return future

    def _look_regularly(self) -> None:
        self.look()
        self._journal.loop.call_later(LOOK_AGAIN, self._look_regularly)


def entries(told: Sequence[Active]) -> list[Entry]:
    """What is told later is newer, whatever the clock says: `at` never falls here, and of a room that goes on elsewhere, after
    a restore or a choice, there is another journal. Inside a transaction."""
    ids = [id for id, *_ in told]
    at = outbox.revisions([f"presence:{id}" for id in ids])
    journals = dict(Interaction.objects.filter(pk__in=ids).values_list("pk", "ancestry"))
    return [_entry(one, at[f"presence:{one[0]}"], len(journals.get(one[0], ()))) for one in told]


def _entry(told: Active, at: int, generation: int) -> Entry:
    id, connected, active = told
    revision = interaction_revision(generation, 0)
    args = {"interactionId": id, "connectedParticipants": connected, "lastActivity": active}
    args |= {"revision": revision, "at": at}
    return entry(id, "updateConnectedParticipants", args, revision=revision, newest_only="presence")


def _put(process: str, told: Sequence[Told]) -> None:
    """On disk before it can be sent: nothing else would remember that somebody was there."""
    if told:
        now = outbox.now_ms()
        with in_turn(), transaction.atomic(), connection.cursor() as cursor:
            seated.remember(cursor, process, ((id, bool(people)) for id, people in told), now)
            outbox.put(cursor, entries([(id, people, now) for id, people in told]))


def _clear(process: str) -> None:
    now = outbox.now_ms()
    ours, left = seated.standing(process, now)
    if not (ours or left):
        return
    with redoable(), connection.cursor() as cursor:
        seated.renew(cursor, process, now)
        gone = [each for each in left if seated.forget(cursor, each)]
        outbox.put(cursor, entries([(each.interaction_id, [], each.until - seated.HELD) for each in gone]))


def _report(future: "Future[Any]") -> None:
    if future.exception() is not None:
        log.error("who is at the table could not be put into the outbox", exc_info=future.exception())
