"""`manage.py describe_fields`: docs/convex-fields.md, written from the field map."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand

from campaigns.convex.documents import NAMES
from campaigns.convex.fields import FIELD_MAP, ONLY_IN_THE_RECORD, RECORDS, Field
from campaigns.convex.records import LEFT_OUT
from campaigns.models import Condition, Spell

_ARROWS: Final = {"both": "↔", "out": "→", "made": "→ (← once)"}


def page() -> str:
    """The page as Markdown."""
    return "\n".join([
        "# Fields in Convex and columns here",
        "",
        "Written by `manage.py describe_fields` from `campaigns/convex/fields.py`; a test compares. ↔: shipped, and pulled where",
        "somebody edits it in Convex; →: shipped only; → (← once): shipped, and read of what was made in Convex.",
        "Beside these each document but those of `users` and `memberships` has `record`: the whole row with its parts, as JSON.",
        "A map's picture is cut in pieces, `contentRecords` of the kind `pictures`.",
        "`users` has `name` →, and nothing else of an account. Every document has `externalId`, `revision`, `updatedAt`.",
        *(line for model in FIELD_MAP for line in _table(model)),
        "",
        "## Only in the record",
        "",
        *(f"- {', '.join(f'`{column}`' for column in columns.split())}: {why}." for columns, why in ONLY_IN_THE_RECORD.items()),
        "",
        "## Not in Convex",
        "",
        *(f"- {table}: {why}." for table, why in LEFT_OUT.items()),
        "",
    ])  # fmt: skip


def _table(model: Any) -> Iterator[str]:
    where = f"`{RECORDS}`, kind `{NAMES[model]}`" if model in (Spell, Condition) else f"`{NAMES[model]}`"
    yield from ("", f"## {model.__name__}: {where}", "", "| Convex | | column |", "|---|---|---|")
    yield from (f"| {field.name} | {_ARROWS[field.direction]} | {_column(field)} |" for field in FIELD_MAP[model])


def _column(field: Field) -> str:
    return field.column or "the membership of its owner"


class Command(BaseCommand):
    """Prints the page, or writes it to a file."""

    help = "Describe the fields of content in Convex as a page of Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="Write to this file instead of printing.")

    def handle(self, *args: Any, output: Path | None, **options: Any) -> None:
        if output is None:
            self.stdout.write(page())
        else:
            output.write_text(page())
