"""`manage.py resolve_journal INTERACTION [--export FILE] [--truncate SEQ --yes]`: a room that stays closed, opened again."""

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from campaignlive import sole
from campaignlive.agreeing import agrees
from engine.asking import Refused
from interactions import copies, resolving
from interactions.models import Interaction
from interactions.storage import trouble


class Command(BaseCommand):
    help = (
        "Say what of an interaction's journal cannot be read; export it; cut it back to before a row, with everything"
        " that was made of the rows behind, and draw new seeds for its dice. No server may run meanwhile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("interaction", help="its id")
        parser.add_argument("--export", type=Path, metavar="FILE", help="write the journal as JSON; secrets included")
        parser.add_argument("--truncate", type=int, metavar="SEQ", help="take row SEQ and all behind it away")
        parser.add_argument("--yes", action="store_true", help="without asking back")

    def handle(self, *args: Any, **options: Any) -> None:
        interaction = Interaction.objects.filter(pk=options["interaction"]).first()
        if interaction is None:
            raise CommandError(f"There is no interaction {options['interaction']}.")
        self._tell(interaction)
        if options["export"]:
            self._write(interaction, options["export"])
        if options["truncate"] is not None:
            if options["truncate"] < 1:
                raise CommandError("Rows count from 1.")
            try:
                with _nobody_serves():
                    self._truncate(interaction, options["truncate"], options["yes"])
            except sole.Taken as taken:
                raise CommandError(str(taken), returncode=1) from None

    def _tell(self, interaction: Interaction) -> None:
        bad = resolving.first_unreadable(interaction.pk)
        closed = trouble(interaction.pk)
        self.stdout.write(f"{interaction.pk}  {interaction.name}: {interaction.journal.count()} rows")
        if bad:
            self.stdout.write(f"row {bad[0]}: {bad[1]}")
        self.stdout.write(f"the room stays closed: {closed}" if closed else "the room can be opened")

    def _write(self, interaction: Interaction, file: Path) -> None:
        try:
            copies.write(copies.exported(interaction), file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}. Nothing was cut.") from None
        self.stdout.write(f"exported to {file}")

    def _truncate(self, interaction: Interaction, first: int, yes: bool) -> None:
        going = interaction.journal.filter(seq__gte=first).count()
        sentence = (
            f"Row {first} and all behind it ({going} rows) go, with turns, actions, log, chat, rewards and alerts"
        )
        self.stdout.write(f"{sentence}; open rolls up to there can no longer be verified.")
        if connection.vendor != "sqlite":
            self.stdout.write("Stop every server of this database first: PostgreSQL does not tell whether one runs.")
        if not yes and not agrees("Cut it back?"):
            raise CommandError("Nothing was cut.")
        self._write(interaction, copies.beside_the_database(interaction.pk))
        try:
            cut = resolving.cut_back(interaction.pk, first)
        except Refused as refused:
            raise CommandError(refused.message) from None
        closed = trouble(interaction.pk)
        if closed:
            raise CommandError(f"{cut.gone} rows are gone, and the room still stays closed: {closed}")
        self.stdout.write(f"{cut.gone} rows are gone; row {cut.kept} is the last that stayed. The room can be opened.")


def _nobody_serves() -> AbstractContextManager[None]:
    """On SQLite the lock beside the file tells; on PostgreSQL nothing does. Raises `sole.Taken`."""
    if connection.vendor != "sqlite":
        return nullcontext()
    return sole.alone(connection.settings_dict["NAME"], "resolve_journal")
