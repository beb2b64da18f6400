"""`manage.py verify_journal [--interaction ID] [--json]`: whether everything stored agrees with the journal."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from interactions.models import Interaction
from interactions.verification import Found, one_view, verify


class Command(BaseCommand):
    """Reads only; may run beside a server. Exits with 1 where anything differs."""

    help = "Rebuild every room from the journal and compare snapshots, projections and columns with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--interaction", metavar="ID", help="Only this one.")
        parser.add_argument("--json", action="store_true", help="One JSON object instead of a line an interaction.")

    def handle(self, *args: Any, interaction: str | None, json: bool, **options: Any) -> None:
        with one_view():
            results = [(row, verify(row)) for row in _chosen(interaction)]
        if json:
            self._as_json([found for _, found in results])
        else:
            for row, found in results:
                self._as_lines(row, found)
        if any(found.differences for _, found in results):
            sys.exit(1)

    def _as_json(self, results: list[Found]) -> None:
        differences = [difference._asdict() for found in results for difference in found.differences]
        rows = sum(found.rows for found in results)
        self.stdout.write(json.dumps({"interactions": len(results), "rows": rows, "differences": differences}))

    def _as_lines(self, row: Interaction, found: Found) -> None:
        count = len(found.differences)
        verdict = "in order" if not count else f"{count} difference{'s' if count > 1 else ''}"
        self.stdout.write(f"{row.pk}  {row.name}: {found.rows} rows, {row.live_status}, {verdict}")
        for difference in found.differences:
            self.stdout.write(self.style.ERROR(f"  {difference.where}: {difference.what}"))


def _chosen(id: str | None) -> list[Interaction]:
    rows = Interaction.objects.order_by("created_at", "pk")
    chosen = list(rows.filter(pk=id) if id else rows)
    if id and not chosen:
        raise CommandError(f"There is no interaction {id}.")
    return chosen
