"""`manage.py resolve_snapshot INTERACTION --keep local|convex [--yes]`: which of two evenings goes on."""

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from campaignlive import sole
from campaignlive.agreeing import agrees
from engine.asking import Refused
from interactions.convex import choosing, fetching
from interactions.convex.fetching import Client, Held, Stored
from interactions.convex.genesis import local_lineage
from interactions.convex.lineage import Lineage, Wins, wins
from interactions.models import Interaction
from sync.outbox import switched_on

SENTENCES = {
    Wins.LOCAL: "What is here knows everything that Convex knows: nothing has to be decided.",
    Wins.REMOTE: "Convex knows everything that is here: going live takes it over by itself.",
    Wins.NEITHER: "Neither knows everything that the other knows.",
}
GOES = {
    "local": "What Convex has of it goes: it keeps a copy, and so does a file beside the database",
    "convex": "What is here goes into a file beside the database; the dice get new seeds, and open rolls of before"
    " can no longer be verified",
}


class Command(BaseCommand):
    help = (
        "Say which history of an interaction is here and which in Convex; with --keep, go on with one of them and keep"
        " a copy of the other. No server may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("interaction", help="its id")
        parser.add_argument("--keep", choices=["local", "convex"], help="the one that goes on")
        parser.add_argument("--yes", action="store_true", help="without asking back")

    def handle(self, *args: Any, **options: Any) -> None:
        if not switched_on():
            raise CommandError("Set CONVEX_URL and CONVEX_ADMIN_KEY: there is no Convex to compare with.")
        interaction = Interaction.objects.filter(pk=options["interaction"]).first()
        if interaction is None:
            raise CommandError(f"There is no interaction {options['interaction']}.")
        try:
            with fetching.connected() as convex:
                self._resolve(convex, interaction, options["keep"], options["yes"])
        except fetching.UNANSWERED as error:
            raise CommandError(f"Nothing was changed here. {error}") from None
        except fetching.Unusable as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"The copy cannot be written: {error.strerror}. Nothing was changed.") from None
        except (Refused, sole.Taken) as refused:
            raise CommandError(str(getattr(refused, "message", refused)), returncode=1) from None

    def _resolve(self, convex: Client, interaction: Interaction, keep: str | None, yes: bool) -> None:
        there = self._there(convex, interaction.pk, keep)
        if there is None:
            raise Refused("conflict", "Convex has no snapshot of it: nothing has to be decided.")
        self._tell(interaction, there)
        if keep is None:
            return
        with _nobody_serves():
            self.stdout.write(f"{GOES[keep]}.")
            if connection.vendor != "sqlite":
                self.stdout.write(
                    "Stop every server of this database first: PostgreSQL does not tell whether one runs."
                )
            if not yes and not agrees(f"Keep {keep}?"):
                raise CommandError("Nothing was changed.")
            if isinstance(there, Stored) and keep == "convex":
                copy = choosing.keep_convex(convex, interaction, there)
            else:
                copy = choosing.keep_local(convex, interaction, there)
        self.stdout.write(f"It goes on with what {'is here' if keep == 'local' else 'Convex has'}.")
        if copy:
            self.stdout.write(f"copied to {copy}")

    def _there(self, convex: Client, id: str, keep: str | None) -> Stored | Held | None:
        """What Convex has; where that cannot be read one can still do without it. Raises `Unusable`."""
        try:
            return fetching.stored(convex, id)
        except fetching.Unusable as unusable:
            if keep != "local":
                raise
            self.stdout.write(str(unusable))
            return fetching.held(convex, id)

    def _tell(self, interaction: Interaction, there: Stored | Held) -> None:
        local = local_lineage(interaction)
        self.stdout.write(f"{interaction.pk}  {interaction.name}")
        self.stdout.write(f"here:      {_words(local)}")
        then = datetime.fromtimestamp(there.at / 1000, UTC)
        self.stdout.write(f"in Convex: {_words(there.lineage)}, of {then:%Y-%m-%d %H:%M:%S} UTC")
        self.stdout.write(SENTENCES[wins(local, there.lineage)])


def _words(lineage: Lineage) -> str:
    """The journals in order, each with the last row that is known of it."""
    return ", ".join(f"{one.id} to row {one.seq}" for one in lineage) or "nothing was played"


def _nobody_serves() -> AbstractContextManager[None]:
    """On SQLite the lock beside the file tells; on PostgreSQL nothing does. Raises `sole.Taken`."""
    if connection.vendor != "sqlite":
        return nullcontext()
    return sole.alone(connection.settings_dict["NAME"], "resolve_snapshot")
