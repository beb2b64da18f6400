"""Running the importer over entries of our own in the open5e v2 fixture format."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from campaigns.models import Condition, CreatureAttack, Feature, Item, Monster, Spell

REED_TALES = Path(__file__).parent / "fixtures" / "reed-tales"
FEN_ANNALS = Path(__file__).parent / "fixtures" / "fen-annals"
"""The same fen in the shape that older documents have: other file names, other columns, keys without a prefix."""

_KEPT = (Monster, CreatureAttack, Feature, Spell, Item, Condition)


def run(folder: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_srd", str(folder), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def everything() -> list[Any]:
    """All that an import may touch, as the database has it."""
    return [row for model in _KEPT for row in model._default_manager.order_by("pk").values()]


def told_of(folder: Path, report: Path) -> dict[str, Any]:
    """Import, and the entries of the report by key."""
    run(folder, "--report", str(report))
    return {row["key"]: row for row in json.loads(report.read_text())["rows"]}


def edit(folder: Path, file: str, change: Callable[[list[Any]], Any]) -> None:
    rows = json.loads((folder / file).read_text())
    change(rows)
    (folder / file).write_text(json.dumps(rows))
