"""The reference of the sockets, printed or written."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from interactions.reference.asyncapi import document
from interactions.reference.markdown import markdown


def as_json() -> str:
    """The AsyncAPI document as it is committed."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def written() -> dict[Path, str]:
    """The files that are generated, and what belongs into them."""
    docs = Path(settings.BASE_DIR) / "docs"
    return {docs / "asyncapi.json": as_json(), docs / "protocol.md": markdown()}


class Command(BaseCommand):
    help = (
        "Print the AsyncAPI document of the sockets; --write brings docs/asyncapi.json and docs/protocol.md up to date."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", metavar="FILE", help="write the document there instead of printing it")
        parser.add_argument("--write", action="store_true", help="write docs/asyncapi.json and docs/protocol.md")

    def handle(self, *args: Any, output: str | None, write: bool, **options: Any) -> None:
        files = {Path(output): as_json()} if output else {}
        if write:
            files |= written()
        if not files:
            self.stdout.write(as_json(), ending="")
        for path, text in files.items():
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
            self.stderr.write(f"{path} written.")
