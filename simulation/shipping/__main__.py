"""`python -m simulation.shipping`: plays under each fault and compares; exit 1 on any breach."""

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from random import SystemRandom
from typing import Any

import msgspec

from simulation.processes import know_only
from simulation.shipping.faults import FAULTS

ROWS = (12, 20)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m simulation.shipping", description=__doc__)
    parser.add_argument(
        "--faults", default=",".join(["up", *FAULTS]), help="Which, with commas between (default: all)."
    )
    parser.add_argument(
        "--rows", type=int, default=ROWS[0], help="Commands of each fight at least (default %(default)s)."
    )
    parser.add_argument("--seed", type=int, help="What is drawn from (default: drawn, and told).")
    parser.add_argument(
        "--watch", action="store_true", help="Look on at the first through the official JavaScript client."
    )
    parser.add_argument("--json", action="store_true", help="Print only the report, as JSON.")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="Leave database, logs and Convex's documents there."
    )
    return parser.parse_args()


def prepare(database: Path) -> None:
    """Django, on a database of its own."""
    know_only(database)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def main() -> int:
    wanted = arguments()
    seed = SystemRandom().randrange(1_000_000) if wanted.seed is None else wanted.seed

    def say(text: str) -> None:
        print(text, file=sys.stderr if wanted.json else sys.stdout, flush=True)

    say(f"Seed {seed}.")
    with tempfile.TemporaryDirectory(prefix="campaignlive-shipping-") as temporary:
        folder = wanted.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = played(wanted, folder, seed, say)
    if wanted.json:
        print(json.dumps(msgspec.to_builtins(found)))
    breaches = [*found["at_last"], *(breach for one in found["faults"] for breach in one.breaches)]
    for breach in breaches[:50]:
        say(f"{breach.kind}: {breach.sentence}")
    return 1 if breaches or found["watched"].get("leaks") else 0


def played(wanted: argparse.Namespace, folder: Path, seed: int, say: Any) -> dict[str, Any]:
    prepare(folder / "evening.sqlite3")
    from django.db import connections

    from simulation.shipping.evening import Evening
    from simulation.storm.stage import write_stage

    faults = wanted.faults.split(",")
    stage = write_stage(list(range(len(faults))), len(faults), seed)
    connections.close_all()
    evening = Evening(folder, stage, seed, (wanted.rows, wanted.rows + ROWS[1] - ROWS[0]), say)
    try:
        befallen = asyncio.run(evening.run(faults, watch=wanted.watch))
    except Exception:
        log = folder / "server.log"
        say(log.read_text()[-4000:] if log.exists() else "The server printed nothing.")
        raise
    return {"seed": seed, "faults": befallen, "watched": evening.watched, "at_last": evening.at_last}


if __name__ == "__main__":
    sys.exit(main())
