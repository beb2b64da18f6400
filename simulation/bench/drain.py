"""`python -m simulation.bench.drain`: how fast a backlog gets to Convex, and what that costs the node.

The stand-in (`npm run convex:local`) is at the other end, or with --deployment the one that CONVEX_URL names. Measured are the
seconds, the CPU of the delivering process, and its resident memory after a fifth of the entries and at the end.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulation.processes import ROOT, Served, cpu_used, free_port, know_only, memory_used

KEY = "dev|admin"
TEXT = "The door creaks. " * 30
INTERACTIONS = 50


@contextmanager
def convex(deployment: bool) -> Iterator[dict[str, str]]:
    """The surroundings of who is to find it. Raises SystemExit where the deployment has no address or key."""
    if deployment:
        named = {name: os.environ.get(name, "") for name in ("CONVEX_URL", "CONVEX_ADMIN_KEY")}
        if not all(named.values()):
            sys.exit("--deployment wants CONVEX_URL and CONVEX_ADMIN_KEY.")
        yield named
        return
    port = free_port()
    command = ["node", "--import", "tsx", "convex-local/main.ts"]
    stand_in = Served(command, port, env={"PORT": str(port), "CONVEX_ADMIN_KEY": KEY})
    try:
        stand_in.wait_until_it_listens()
        yield {"CONVEX_URL": f"http://127.0.0.1:{port}", "CONVEX_ADMIN_KEY": KEY}
    finally:
        stand_in.kill()


def document(number: int, evening: str) -> dict[str, Any]:
    """A line of a log, about as long as they are."""
    interaction = f"{evening}-{number % INTERACTIONS}"
    return {
        "externalId": f"{interaction}:{number}.0",
        "revision": number,
        "interactionId": interaction,
        "journalId": evening,
        "seq": number,
        "audience": "all",
        "eventType": "said",
        "eventData": json.dumps({"text": TEXT}),
        "timestamp": 1_700_000_000_000 + number,
        "sessionId": evening,
    }


def fill(entries: int, size: int) -> int:
    """A fresh database with so many entries; bytes of them. In this process, with the settings of the surroundings."""
    import django

    django.setup()
    from django.core.management import call_command

    from sync import outbox
    from sync.status import status

    call_command("migrate", verbosity=0)
    evening = f"drain{int(time.time())}"
    filler = {"ownData": "x" * size} if size else {}
    made = ({**document(number, evening), **filler} for number in range(1, entries + 1))
    outbox.add(*(outbox.entry(one["interactionId"], "logInteractionEvent", one) for one in made))
    return status().bytes


def left() -> int:
    from sync.models import OutboxEntry

    return OutboxEntry.objects.count()


def drain(entries: int) -> dict[str, Any]:
    """Lets `sync_convex` deliver everything, and watches. Raises SystemExit where it does not."""
    process = subprocess.Popen([sys.executable, "manage.py", "sync_convex"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while left() == entries:
            time.sleep(0.005)
        began, used, memory = time.perf_counter(), cpu_used(process.pid), []
        while count := left():
            if process.poll() is not None:
                sys.exit(f"sync_convex ended with {process.returncode}; {count} are left")
            if count <= entries * 4 // 5:
                memory.append(memory_used(process.pid))
            time.sleep(0.02)
        took = time.perf_counter() - began
        spent = cpu_used(process.pid).since(used).total
    finally:
        process.terminate()
        process.wait()
    mib = [round(each / 2**20, 1) for each in memory] or [0.0]
    return {
        "seconds": round(took, 2),
        "a_second": round(entries / took),
        "cpu_s": round(spent, 2),
        "cpu_us_an_entry": round(spent / entries * 1e6),
        "memory_mib": {"after_a_fifth": mib[0], "most": max(mib), "at_the_end": mib[-1]},
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulation.bench.drain", description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--size", type=int, default=0, help="Bytes more than usual in each entry.")
    parser.add_argument(
        "--deployment",
        action="store_true",
        help="Send them to that of CONVEX_URL and CONVEX_ADMIN_KEY; they stay there.",
    )
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campaignlive-drain-") as folder, convex(wanted.deployment) as surroundings:
        know_only(Path(folder) / "drain.sqlite3", **surroundings)
        size = fill(wanted.entries, wanted.size)
        print(json.dumps({"entries": wanted.entries, "bytes": size, **drain(wanted.entries)}))


if __name__ == "__main__":
    main()
