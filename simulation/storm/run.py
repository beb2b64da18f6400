"""A whole storm: a database and a server of its own, several tables at once, and the report."""

import asyncio
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from django.core.management import call_command
from django.db import connections

from engine.queue import ABSENT
from engine.view import document
from interactions import dicecheck, replay
from simulation.documents import Document
from simulation.processes import ROOT, Served, free_port, serve
from simulation.storm import report
from simulation.storm.course import courses
from simulation.storm.inorder import InOrderTable
from simulation.storm.played import Breach, Played
from simulation.storm.stage import Seats, write_stage
from simulation.storm.table import Manner, Table
from simulation.torture.checker import Row, read_journal, whole_file

AT_ONCE = 6
"""Tables that play at the same time."""
HURRY = {
    "CAMPAIGNLIVE_TABLE_DM_GRACE": "1",
    "CAMPAIGNLIVE_TABLE_CLOCK_GRACE": "1",
    "CAMPAIGNLIVE_TABLE_TIME_WARNING": "1",
    "CAMPAIGNLIVE_API_REQUESTS": "100000",
}
"""Nobody here waits as long as people do, and everybody reads what there is."""
HOUSE = (sys.executable, "-m", "simulation.storm.house")
UNHURRIED = {"CAMPAIGNLIVE_SOCKETS_RATE": "100000", "CAMPAIGNLIVE_SOCKETS_BURST": "100000", "PYTHONHASHSEED": "0"}
"""How many messages come in a second is the machine's, where time is not."""


def at_the_table_of(number: int) -> list[int]:
    """That interaction, behind those that are played before it at its table: characters take with them what they earn."""
    return list(range(number % AT_ONCE, number + 1, AT_ONCE))


class Storm(msgspec.Struct, frozen=True, kw_only=True):
    """`numbers` of the interactions to be played; `say` gets a line now and then. Needs Django, on a database of its own.

    `together`: everybody at a table plays at the same time.
    """

    folder: Path
    numbers: list[int]
    seed: int
    faulty: bool
    say: Callable[[str], None]
    together: bool = False

    @property
    def database(self) -> Path:
        return self.folder / "storm.sqlite3"

    def run(self) -> dict[str, Any]:
        """The figures, and every breach."""
        began = time.monotonic()
        call_command("migrate", verbosity=0)
        stage = write_stage(self.numbers, AT_ONCE, self.seed)
        connections.close_all()
        played = asyncio.run(self._played(stage))
        breaches = self._breaches(stage, played)
        rows = read_journal(self.database)
        course = courses(played, rows)
        (self.folder / "course.json").write_bytes(course)
        return {
            **_figures(played, rows),
            "course": hashlib.sha256(course).hexdigest()[:16],
            "breaches": breaches,
            "again": self._again(breaches),
            "seconds": round(time.monotonic() - began, 1),
        }

    def _again(self, breaches: list[Breach]) -> list[str]:
        """The commands that play what had breaches once more."""
        manner = [*(["--together"] if self.together else []), *([] if self.faulty else ["--calm"])]
        numbers = sorted({breach.interaction for breach in breaches if breach.interaction >= 0})
        return [" ".join(["manage.py simulate --seed", str(self.seed), "--only", str(n), *manner]) for n in numbers]

    async def _played(self, stage: list[Seats]) -> list[Played]:
        port, key = free_port(), free_port()
        server = self._server(port, key)
        try:
            server.wait_until_it_listens()
            tables = await asyncio.gather(*(self._table(seats, port, key) for seats in stage))
        finally:
            code = server.stop()
        everything = [played for table in tables for played in table]
        if code not in (0, -signal.SIGTERM):
            everything[0].breaches.append(Breach("log", -1, f"The server ended with {code}."))
        return everything

    def _server(self, port: int, key: int) -> Served:
        env, log = {**HURRY, "CAMPAIGNLIVE_DICE_SEED": str(self.seed)}, self.folder / "server.log"
        if self.together:
            return serve(port, self.database, env=env, log=log)
        env |= {**UNHURRIED, "CAMPAIGNLIVE_DB": str(self.database)}
        return Served([*HOUSE, str(port), str(key)], port, env=env, log=log)

    async def _table(self, seats: Seats, port: int, key: int) -> list[Played]:
        played = []
        if self.together:
            table: Table | InOrderTable = Table(seats, port, self.seed, Manner(faulty=self.faulty))
        else:
            table = InOrderTable(seats, port, key, self.seed, faulty=self.faulty)
        for play in seats.plays:
            played.append(await table.play(play))
            self.say(
                f"Interaction {play.number}: {len(list(played[-1].records))} commands, {len(played[-1].breaches)} breaches."
            )
        return played

    # Afterwards

    def _breaches(self, stage: list[Seats], played: list[Played]) -> list[Breach]:
        rows: report.Rows = {}
        for row in read_journal(self.database):
            rows.setdefault(row.interaction, []).append(row)
        numbers = {one.play.id: one.play.number for one in played}
        xp = {character: before for seats in stage for character, before in seats.xp.items()}
        found = [breach for one in played for breach in report.breaches_of(one, rows.get(one.play.id, []), _document)]
        found += report.ledger(self.database, numbers, xp, rows)
        found += report.times_go_on(self.database, numbers)
        found += [Breach(breach.kind, -1, breach.sentence) for breach in whole_file(self.database)]
        found += [breach for one in played for breach in _dice(one)]
        return [*found, *self.verified(), *self._logged()]

    def verified(self) -> list[Breach]:
        """`manage.py verify_journal`: every projection, snapshot and column against the journal."""
        env = {**os.environ, "CAMPAIGNLIVE_DB": str(self.database)}
        command = [sys.executable, "manage.py", "verify_journal", "--json"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        try:
            differences = json.loads(done.stdout)["differences"]
        except (ValueError, KeyError):
            return [Breach("projection", -1, f"verify_journal says: {done.stdout[-500:]} {done.stderr[-1500:]}")]
        return [Breach("projection", -1, str(difference)) for difference in differences]

    def _logged(self) -> list[Breach]:
        """A server that complains of itself: every traceback is one too many."""
        log = (self.folder / "server.log").read_text(errors="replace")
        return [Breach("log", -1, log[log.index("Traceback") - 300 :][:1500])] if "Traceback" in log else []


def _dice(played: Played) -> list[Breach]:
    """Every open roll is what the published seed gives."""
    try:
        checked = dicecheck.check(played.play.id)
    except (dicecheck.NotYet, replay.Unreadable) as error:
        return [Breach("dice", played.play.number, str(error))]
    return [] if checked.agrees else [Breach("dice", played.play.number, "its open rolls are not what the seed gives")]


def _document(interaction: str, stream: str, user_id: str) -> Document:
    """What the journal alone comes to, as it would go over the wire."""
    room = replay.continued(None, replay.rows(interaction))
    return msgspec.json.decode(msgspec.json.encode(document(room, stream, user_id)), type=dict) if room else {}


def _figures(played: list[Played], rows: list[Row]) -> dict[str, Any]:
    commands = [command for one in played for command in one.records]
    happened = _happened(rows)
    return {
        "interactions": len(played),
        "commands": len(commands),
        "refused": sum(bool(command.code) and not command.acked for command in commands),
        "rewinds": happened["rewinds"],
        "reconnects": sum(one.reconnects for one in played),
        "frames": sum(one.frames for one in played),
        "secrets": sum(len(one.play.canaries.heard) for one in played),
        "happened": dict(sorted(happened.items())),
        "faults": dict(sorted(sum((one.faults for one in played), Counter[str]()).items())),
        "done": dict(sorted(sum((one.done for one in played), Counter[str]()).items())),
    }


def _happened(rows: list[Row]) -> Counter[str]:
    """What the journals tell that a storm is about: without it nothing was proved."""
    happened: Counter[str] = Counter()
    for row in rows:
        for event in msgspec.msgpack.decode(row.events):
            match event["event"]:
                case "Rewound":
                    happened["rewinds"] += 1
                case "Redone":
                    happened["redos"] += 1
                case "Paused":
                    happened["dm absent" if event.get("reason") == ABSENT else "pauses"] += 1
                case "TurnEnded":
                    happened[f"turns {event.get('status', 'completed')}"] += 1
                    happened["missed turns"] += event.get("missed", False)
                case "TurnStarted" if event.get("catch_up_for"):
                    happened["missed turns taken"] += 1
                case "QueueMoved" | "QueueStopped" | "TimeGranted" | "TimeRequested" | "TimeRanLow" | "Rewarded":
                    happened[event["event"]] += 1
    return happened
