"""`manage.py import_srd PATH`: creatures of a System Reference Document into the shared library."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from campaigns.library import Written, write_monsters
from campaigns.srd.fixture import UnreadableSource, read_folder
from campaigns.srd.report import Report
from campaigns.srd.statblocks import read_creatures


class Command(BaseCommand):
    """Reads everything, then writes everything in one short transaction; a second run changes nothing more."""

    help = "Import the creatures of a System Reference Document (open5e v2 fixture format) into the shared library."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The folder with Document.json, Creature.json and so on.")
        parser.add_argument("--report", type=Path, help="Write what became of every row to this file, as JSON.")

    def handle(self, *args: Any, path: Path, report: Path | None, **options: Any) -> None:
        try:
            self._step(f"Reading {path} …")
            blocks, told = read_creatures(read_folder(path))
            self._step(f"Writing {len(blocks)} creatures …")
            written = write_monsters(blocks)
        except UnreadableSource as wrong:
            raise CommandError(f"Nothing was imported. {wrong}") from wrong
        except DatabaseError as wrong:
            raise CommandError(f"Nothing was imported. The database refused: {wrong}.") from wrong
        self._tell(told, written)
        if report is not None:
            self._save(told, written, report)

    def _step(self, line: str) -> None:
        """Progress, for whoever sits at a terminal; a file or a pipe gets the report alone."""
        if self.stderr.isatty():
            self.stderr.write(line)

    def _tell(self, told: Report, written: Written) -> None:
        for line in told.lines():
            self.stdout.write(line)
        self.stdout.write(self.style.SUCCESS(f"{written.added} monsters added, {written.updated} brought up to date."))

    def _save(self, told: Report, written: Written, file: Path) -> None:
        summary = {
            kind: {
                "read": told.count(kind),
                "mechanical": told.count(kind, mechanical=True),
                "leftToTheDm": told.count(kind, mechanical=False),
            }
            for kind in told.kinds
        }
        content = {"summary": summary, "written": written, "rows": told.entries}
        try:
            file.write_bytes(msgspec.json.format(msgspec.json.encode(content)) + b"\n")
        except OSError as wrong:
            raise CommandError(f"The import is done, but {file} cannot be written: {wrong.strerror}.") from wrong
