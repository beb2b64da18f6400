"""`script/torture`: writes the tables, tortures, tells what was found; exit 1 on any breach."""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

from simulation.processes import know_only
from simulation.seats import Seating
from simulation.torture.run import Found, Torture

HIT_POINTS = 60
DRAFTS = 12
"""Fights for each kill: more than are played."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/torture", description="kill -9 in the middle of play, and compare.")
    parser.add_argument("-n", "--kills", type=int, default=20, help="How often the server is killed (default 20).")
    parser.add_argument(
        "--seed", type=int, help="What moments and decisions are drawn from (default: drawn, and told)."
    )
    parser.add_argument("--json", action="store_true", help="Print only the figures, as JSON.")
    parser.add_argument(
        "--strace", action="store_true", help="Instead: show that a sync precedes every acknowledgement."
    )
    parser.add_argument(
        "--convex", action="store_true", help="With a stand-in for Convex behind it, which is held against the tables."
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="Leave database, diary and server log there.")
    return parser.parse_args()


def prepare(database: Path, drafts: int) -> Seating:
    """One table with drafts to play one after the other."""
    know_only(database)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from simulation.worlds import write_tables

    call_command("migrate", verbosity=0)
    seating = write_tables(1, hit_points=HIT_POINTS, drafts=drafts)[0]
    connection.close()
    return seating


def run(wanted: argparse.Namespace, folder: Path, say: Callable[[str], None]) -> Found:
    seed = SystemRandom().randrange(1_000_000) if wanted.seed is None else wanted.seed
    say(f"Seed {seed}.")
    seating = prepare(folder / "torture.sqlite3", DRAFTS * (wanted.kills + 1))
    try:
        return asyncio.run(_kind(wanted)(seating, folder, wanted.kills, seed, say).run())
    except Exception:
        log = folder / "server.log"
        say(log.read_text()[-4000:] if log.exists() else "The server printed nothing.")
        raise


def _kind(wanted: argparse.Namespace) -> type[Torture]:
    if not wanted.convex:
        return Torture
    from simulation.shipping.killing import ConvexTorture

    return ConvexTorture


def main() -> int:
    wanted = arguments()

    def say(text: str) -> None:
        print(text, file=sys.stderr if wanted.json else sys.stdout, flush=True)

    if wanted.strace:
        from simulation.torture.syncs import main as show_syncs

        return show_syncs(prepare, say)
    with tempfile.TemporaryDirectory(prefix="campaignlive-torture-") as temporary:
        folder = wanted.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        found = run(wanted, folder, say)
    for breach in found.breaches[:50]:
        say(f"{breach.kind}: {breach.sentence}")
    print(json.dumps(found.figures) if wanted.json else "\n".join(f"{k}: {v}" for k, v in found.figures.items()))
    if found.breaches:
        say(f"{len(found.breaches)} breaches.")
    return 1 if found.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
