"""`manage.py sync_convex [--once] [--take-over] [--status [--json]]`: deliver what waits for Convex, or say how that goes."""

import signal
import threading
import time
from collections.abc import Sized
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.models import Max

from sync import newcomer, outbox
from sync.client import RetryLater
from sync.lease import Elsewhere
from sync.loop import Loop, collect, for_this_database
from sync.models import OutboxEntry
from sync.status import Status, counted, lasted, status
from sync.thorough import thoroughly

EVERY = 1.0
"""Seconds between lines of progress."""
SAID = 5
"""Of what could not be brought, that are named."""


class Command(BaseCommand):
    help = (
        "Deliver what waits in the outbox to Convex, until it is told to stop. One process does at a time: beside a"
        " server that delivers by itself it waits until that one ends."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="deliver what there is now, then end; 1: it could not")
        parser.add_argument(
            "--take-over", action="store_true", help="write over what another database has delivered to this Convex"
        )
        parser.add_argument("--status", action="store_true", help="only say how it goes")
        parser.add_argument("--json", action="store_true", help="say it as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if OutboxEntry._meta.db_table not in connection.introspection.table_names():
            raise CommandError("This database has no tables yet: run manage.py migrate.", returncode=2)
        if options["status"]:
            self._tell(options["json"])
            return
        if not outbox.switched_on():
            raise CommandError("Convex is switched off: CONVEX_URL names none.", returncode=2)
        self._said, self._delivered = 0.0, 0
        if options["take_over"]:
            newcomer.take_over()
        loop = for_this_database()
        try:
            self._deliver_everything(loop) if options["once"] else self._go_on(loop)
        finally:
            loop.delivery.release()

    def _tell(self, as_json: bool) -> None:
        found = status()
        self.stdout.write(msgspec.json.encode(found).decode() if as_json else "\n".join(told(found)))

    def _go_on(self, loop: Loop) -> None:
        ending = threading.Event()

        def end(number: int, _: Any) -> None:
            signal.signal(number, signal.SIG_DFL)  # whoever asks twice does not want to wait for a call under way
            ending.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, end)
        trouble = ""
        while not ending.is_set():
            wait = loop.step()
            self._count(loop.last.delivered)
            if loop.trouble != trouble:
                trouble = loop.trouble
                self._say(trouble or "It goes on.")
            ending.wait(wait)

    def _deliver_everything(self, loop: Loop) -> None:
        """Also what could still wait, and a sentence where something could not be brought."""
        with thoroughly() as asked:
            self._deliver_once(loop, asked.stumbles)
        self._say(self._counts())
        if asked.stumbles:
            raise CommandError(_told(list(asked.stumbles)), returncode=1)

    def _deliver_once(self, loop: Loop, stumbles: Sized) -> None:
        """Where another process delivers, wait until that one has got so far."""
        until = _newest()
        while True:
            before = len(stumbles)
            brought = collect()
            until = _newest() if brought else until
            try:
                self._count(loop.delivery.round(impatient=True).delivered)
            except RetryLater as later:
                raise CommandError(f"{later} {counted(status().backlog)}.", returncode=1) from None
            except Elsewhere as elsewhere:
                self._wait_for(str(elsewhere))
            moves = brought or len(stumbles) > before  # who stumbles may have left others for want of time
            if not (moves or OutboxEntry.objects.filter(parked="", id__lte=until).exists()):
                break

    def _wait_for(self, other: str) -> None:
        failing = status(0)
        if failing.failing_since:
            raise CommandError(f"{other} It cannot: {failing.reason}", returncode=1)
        time.sleep(EVERY / 4)

    def _count(self, delivered: int) -> None:
        """A line now and then, as long as something moves."""
        self._delivered += delivered
        if delivered and time.monotonic() - self._said >= EVERY:
            self._said = time.monotonic()
            self._say(self._counts())

    def _counts(self) -> str:
        return f"{self._delivered} delivered, {counted(status().backlog)}"

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _newest() -> int:
    return OutboxEntry.objects.aggregate(newest=Max("id"))["newest"] or 0


def _told(stumbles: list[str]) -> str:
    """The first of them in a sentence or two."""
    more = f" And {len(stumbles) - SAID} more." if len(stumbles) > SAID else ""
    return f"Not everything is in Convex, and the log says why: {' '.join(stumbles[:SAID])}{more}"


def told(found: Status) -> list[str]:
    """Everything in sentences."""
    if not found.switched_on:
        return ["Convex is switched off: CONVEX_URL names none.", f"{counted(found.backlog)} from before."]
    now = outbox.now_ms()
    arrived = f"{lasted((now - found.last_success) / 1000)} ago" if found.last_success else "never"
    lines = [
        f"Convex at {found.host}",
        f"{counted(found.backlog)} ({found.bytes:,} bytes), the oldest for {lasted(found.oldest_seconds)}",
        f"parked: {found.parked}, of them conflicts: {found.conflicts}",
        f"last success: {arrived}; delivered so far: {found.delivered:,}",
        f"delivering: {found.delivered_by or 'nobody'}",
    ]
    if found.failing_since:
        lines.append(f"failing for {lasted((now - found.failing_since) / 1000)}: {found.reason}")
    return lines
