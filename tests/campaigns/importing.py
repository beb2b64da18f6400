"""Running the importer over entries of our own in the open5e v2 fixture format."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command

from campaigns.models import CreatureAttack, Monster

REED_TALES = Path(__file__).parent / "fixtures" / "reed-tales"


def run(folder: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("import_srd", str(folder), *options, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def everything() -> list[Any]:
    return [*Monster.objects.order_by("pk").values(), *CreatureAttack.objects.order_by("pk").values()]


def edit(folder: Path, file: str, change: Callable[[list[Any]], Any]) -> None:
    rows = json.loads((folder / file).read_text())
    change(rows)
    (folder / file).write_text(json.dumps(rows))
