"""`manage.py import_srd PATH`: a System Reference Document into the shared library."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

import msgspec
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from campaigns.library import Counts, prepare, switch
from campaigns.progress import Progress
from campaigns.srd.fixture import UnreadableSource
from campaigns.srd.reading import Content, read_content

LONGEST: Final = 500
"""Characters of a sentence."""


class Command(BaseCommand):
    """Reads and prepares everything, then switches to it in one short transaction; a second run changes nothing."""

    help = (
        "Import a System Reference Document (a folder in the open5e v2 fixture format) into the shared library: "
        "creatures, spells, items and conditions. All or nothing; a live table is not held up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", type=Path, help="The folder with Document.json, Creature.json and so on.")
        parser.add_argument("--report", type=Path, help="Write what became of every row to this file, as JSON.")
        parser.add_argument(
            "--without",
            nargs="+",
            default=[],
            metavar="FILE",
            help="Files that this document does not have: MagicItem …",
        )

    def handle(self, *args: Any, path: Path, report: Path | None, without: list[str], **options: Any) -> None:
        progress = Progress(self.stderr)
        try:
            progress.step(f"Reading {path}")
            content = read_content(path, without)
            change = prepare(content, lambda done, total: progress.bar("Preparing", done, total))
            progress.step("Writing")
            seconds = switch(change)
        except UnreadableSource as wrong:
            raise CommandError(f"Nothing was imported. {_short(str(wrong))}") from wrong
        except DatabaseError as wrong:
            raise CommandError(f"Nothing was imported. The database refused: {wrong}.") from wrong
        finally:
            progress.end()
        self._tell(content, change.counts, seconds)
        if report is not None:
            self._save(content, change.counts, report)

    def _tell(self, content: Content, counts: dict[str, Counts], seconds: float) -> None:
        for line in content.report.lines():
            self.stdout.write(line)
        if content.absent:
            self.stdout.write(f"Not in the folder: {', '.join(content.absent)}")
        for kind, of in counts.items():
            self.stdout.write(
                self.style.SUCCESS(
                    f"{kind.capitalize()}: {of.added} added, {of.updated} brought up to date, {of.unchanged} unchanged."
                )
            )
            if of.left:
                self.stdout.write(f"  Left as they are, being at a live table: {', '.join(of.left)}.")
        if seconds:
            self.stdout.write(f"The database was held for {seconds * 1000:.0f} ms.")

    def _save(self, content: Content, counts: dict[str, Counts], file: Path) -> None:
        told = {
            "summary": content.report.summary(),
            "written": counts,
            "notInTheFolder": content.absent,
            "rows": content.report.entries,
        }
        try:
            file.write_bytes(msgspec.json.format(msgspec.json.encode(told)) + b"\n")
        except OSError as wrong:
            raise CommandError(f"The import is done, but {file} cannot be written: {wrong.strerror}.") from wrong


def _short(sentence: str) -> str:
    """What a foreign file has in it may be of any length; its file and its place stand at the beginning."""
    return sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST]}…"
