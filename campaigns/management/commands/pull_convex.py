"""`manage.py pull_convex [--watch SECONDS]`: content that was made or edited in Convex, mirrored here."""

import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from campaigns.convex.pulling import Lookout, pull
from campaigns.convex.settling import Settled, settle, unsettled
from campaigns.models import Counterpart
from campaigns.progress import Progress
from sync import client, outbox

_SHOWN = {"taken": "taken", "made": "new here", "deleted": "deleted"}
_ASIDE = {
    Counterpart.State.WAITING: "waits",
    Counterpart.State.CONFLICT: "CONFLICT",
    Counterpart.State.INVALID: "cannot be kept",
}
_LEFT = {
    Counterpart.State.WAITING: "wait for the end of a live interaction",
    Counterpart.State.CONFLICT: "in conflict",
    Counterpart.State.INVALID: "cannot be kept",
}
EVERY = 10.0


class Command(BaseCommand):
    """Reads, then takes in row by row; what cannot be taken in is told of each time, and stays in the admin."""

    help = (
        "Mirror campaigns, maps, locations, quests, items, monsters, NPCs and characters that were made or edited in Convex."
        " What both sides have changed is a conflict, which --keep decides. A row that a live interaction uses waits for its end."
    )

    _said = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--watch",
            type=float,
            nargs="?",
            const=EVERY,
            metavar="SECONDS",
            help=f"go on, every {EVERY:g} s by default",
        )
        parser.add_argument("--owner", metavar="USERNAME", help="whose campaigns are to be that have no owner here")
        parser.add_argument("--keep", choices=["local", "convex"], help="which side is right in conflicts")
        parser.add_argument("--row", metavar="KIND:ID", help="with --keep: only in that one")

    def handle(self, *args: Any, **options: Any) -> None:
        if not outbox.switched_on():
            raise CommandError("CONVEX_URL names no Convex: there is nothing to pull from.")
        self._lookout = Lookout()
        owner = self._owner(options["owner"])
        if options["keep"]:
            self._decide(options["keep"], options["row"], owner)
        try:
            self._go_on(options["watch"], owner)
        except KeyboardInterrupt:
            self.stdout.write("What was read is taken in or set aside.")

    def _go_on(self, every: float | None, owner: Any) -> None:
        self._once(owner, patient=every is not None)
        while every is not None:
            time.sleep(every)
            self._once(owner, patient=True)

    def _owner(self, name: str | None) -> Any:
        if name is None:
            return None
        owner = get_user_model()._default_manager.filter(username=name).first()
        if owner is None:
            raise CommandError(f"There is nobody called {name}.")
        return owner

    def _decide(self, keep: Any, row: str | None, owner: Any) -> None:
        found = Counterpart.objects.filter(state=Counterpart.State.CONFLICT)
        if row is not None:
            kind, _, id = row.partition(":")
            found = found.filter(kind=kind, row_id=id)
            if not found:
                raise CommandError(f"There is no conflict about {row}.")
        for counterpart in found:
            self._tell(settle(counterpart.pk, keep, owner))

    def _once(self, owner: Any, *, patient: bool) -> None:
        progress = Progress(self.stderr)
        convex = client.connect()
        try:
            pull(convex, lambda table, read: progress.step(f"Reading {table} ({read})"), self._lookout)
            waiting = unsettled()
            for done, pk in enumerate(waiting):
                progress.bar("Taking in", done, len(waiting))
                settled = settle(pk, owner=owner)
                progress.end()
                self._tell(settled)
        except (client.RetryLater, client.FunctionFailed) as failed:
            if not patient:
                raise CommandError(f"{failed} What was read before is taken in.") from failed
            self._say_once(str(failed))
        else:
            self._sum_up()
        finally:
            progress.end()
            convex.close()

    def _tell(self, settled: Settled) -> None:
        if settled.word in _SHOWN:
            self._said = ""
            self.stdout.write(f"{settled.counterpart}: {_SHOWN[settled.word]}")
        elif settled.word in _ASIDE:
            self.stdout.write(self.style.WARNING(f"{settled.counterpart} {_ASIDE[settled.word]}: {settled.sentence}"))

    def _sum_up(self) -> None:
        """Conflicts are told of each time, until somebody decides."""
        lines = [
            f"{conflict.kind}:{conflict.row_id} is in conflict: {conflict.reason} Decide with --keep."
            for conflict in Counterpart.objects.filter(state=Counterpart.State.CONFLICT)
        ]
        states = Counter(Counterpart.objects.exclude(state="").values_list("state", flat=True))
        aside = "".join(f"; {states[state]} {words}" for state, words in _LEFT.items() if states[state])
        self._say_once("\n".join([*lines, f"Up to date with Convex{aside}."]))

    def _say_once(self, words: str) -> None:
        """What was said last need not be said again while one watches."""
        if words != self._said:
            self.stdout.write(words)
        self._said = words
