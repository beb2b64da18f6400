"""`manage.py restore_from_convex [--missing]`: everything anew from Convex alone, where a node has lost its disk."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from campaignlive import sole
from campaigns.convex import restoring as content
from campaigns.models import Campaign
from campaigns.progress import Progress
from engine.asking import Refused
from interactions.convex import fetching
from interactions.convex import restoring as played
from interactions.convex.fetching import Client
from sync import newcomer
from sync.client import FunctionFailed
from sync.outbox import switched_on

PAGE = 100
"""Documents of one answer; Convex gives fewer where they are large."""
COUNTING = "node:countOf"
AGAIN = "What was restored so far stays; go on with restore_from_convex --missing."


class Command(BaseCommand):
    help = (
        "Restore people, memberships, campaigns with everything in them, and every interaction with what was played, from"
        " Convex. Rooms go on from their newest snapshot there, with new dice. Into an empty database; with --missing only"
        " what is not here yet. No server may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--missing", action="store_true", help="what is here already stays as it is")

    def handle(self, *args: Any, missing: bool, **options: Any) -> None:
        if not switched_on():
            raise CommandError("Set CONVEX_URL and CONVEX_ADMIN_KEY: there is no Convex to restore from.")
        if not missing and (Campaign.objects.exists() or get_user_model()._default_manager.exists()):
            raise CommandError("The database is not empty. Add --missing to restore only what is not here.")
        self.complaints: list[str] = []
        progress = Progress(self.stderr)
        try:
            with _nobody_serves(), fetching.connected() as convex:
                rows = self._content(convex, progress)
                interactions = self._interactions(convex, progress)
                newcomer.take_over()
        except fetching.UNANSWERED as error:
            raise CommandError(f"{error} {AGAIN}") from None
        except sole.Taken as taken:
            raise CommandError(str(taken), returncode=1) from None
        except Refused as refused:
            raise CommandError(refused.message) from None
        finally:
            progress.end()
        self._tell(rows, interactions)

    def _content(self, convex: Client, progress: Progress) -> int:
        restoring = content.Restoring()
        for table in content.TABLES:
            count = 0
            for page in _pages(convex, table):
                restoring.take(table, page)
                count += len(page)
                progress.step(f"{table}: {count}")
        restoring.finish()
        self.complaints += restoring.complaints
        return restoring.restored

    def _interactions(self, convex: Client, progress: Progress) -> int:
        """Each by itself: one that cannot be restored does not keep the others from it."""
        progress.step("interactions")
        restored, done, total = 0, 0, _count(convex, "interactions")
        for page in _pages(convex, "interactions"):
            for document in page:
                _show(progress, done, total)
                restored += self._one(convex, document)
                done += 1
        _show(progress, done, total)
        return restored

    def _one(self, convex: Client, document: dict[str, Any]) -> int:
        name = f"Interaction {document['externalId']} “{document.get('name', '')}”"
        try:
            found = played.restore(convex, document)
        except played.Unfit as unfit:
            self.complaints.append(f"{name} is not restored: {unfit}")
            return 0
        self.complaints += [f"{name}: {sentence}" for sentence in found.complaints] if found else []
        return 1 if found else 0

    def _tell(self, rows: int, interactions: int) -> None:
        for sentence in self.complaints:
            self.stdout.write(self.style.WARNING(sentence))
        self.stdout.write(f"{rows} rows of content and {interactions} interactions were restored.")
        self.stdout.write(
            "Nobody has a password: give them new ones with changepassword. verify_journal says whether all agrees."
        )


def _show(progress: Progress, done: int, total: int | None) -> None:
    if total is None:
        progress.step(f"interactions: {done}")
    else:
        progress.bar("interactions", done, total)


def _count(convex: Client, table: str) -> int | None:
    """None where the functions there are too old to count: that is no reason not to restore."""
    count, cursor = 0, None
    while True:
        try:
            page = convex.query(COUNTING, {"table": table, "cursor": cursor, "numItems": PAGE})
        except FunctionFailed:
            return None
        count += int(page["count"])
        if page["isDone"]:
            return count
        cursor = page["continueCursor"]


def _pages(convex: Client, table: str) -> Iterator[list[dict[str, Any]]]:
    cursor = None
    while True:
        page = convex.query("node:restorePage", {"table": table, "cursor": cursor, "numItems": PAGE})
        yield page["page"]
        if page["isDone"]:
            return
        cursor = page["continueCursor"]


def _nobody_serves() -> AbstractContextManager[None]:
    """On SQLite the lock beside the file tells; on PostgreSQL nothing does. Raises `sole.Taken`."""
    if connection.vendor != "sqlite":
        return nullcontext()
    return sole.alone(connection.settings_dict["NAME"], "restore_from_convex")
