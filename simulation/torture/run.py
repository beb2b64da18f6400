"""One torture: a server is started, killed in the middle of play, and started again; then everything is compared."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import msgspec
from msgspec import Struct

from simulation.loud import errors
from simulation.processes import ROOT, NotServing, Served, free_port, serve
from simulation.seats import Seating
from simulation.torture.checker import Breach, Row, check, read_journal, whole_file
from simulation.torture.diary import open_diary, read_diary
from simulation.torture.fights import Fights
from simulation.torture.killing import Plan, plans
from simulation.torture.whims import SURROUNDINGS

SECONDS_TO_DIE = 12
SECONDS_TO_ACK = 180
SECONDS_TO_END = 300

WHIMS = ("Rewound", "Redone", "Paused", "TurnQueued", "QueueMoved", "TimeGranted", "TimeRanLow", "MissedTurnWanted")


class Found(Struct, frozen=True):
    """What came of it: the figures, and every breach with a sentence."""

    figures: dict[str, Any]
    breaches: list[Breach]


class Torture:
    """`kills` deaths in the middle of play, in `folder`; `say` gets a line for each."""

    def __init__(self, seating: Seating, folder: Path, kills: int, seed: int, say: Callable[[str], None]) -> None:
        self._folder, self._kills, self._say = folder, kills, say
        self._database, self._diary = folder / "torture.sqlite3", folder / "diary.jsonl"
        self._chance = Random(seed)
        self._port = free_port()
        self._file = open_diary(self._diary)
        self._fights = Fights(seating, self._port, self._file, seed)
        self._recoveries: list[float] = []
        self._ways: Counter[str] = Counter()
        self._died_starting = 0

    async def run(self) -> Found:
        """Kills, lets everybody come to rest, stops the server in order, and compares."""
        playing = asyncio.create_task(self._fights.go_on())
        try:
            await self._kill_again_and_again(playing)
            server = self._start(Plan())
            try:
                await self._recovered(server, playing)
                await asyncio.sleep(0.5)
                self._fights.stop()
                await asyncio.wait_for(playing, SECONDS_TO_END)
            finally:
                server.stop()
        finally:
            playing.cancel()
            os.close(self._file)
        return self._found(server.process.returncode)

    async def _kill_again_and_again(self, playing: "asyncio.Task[None]") -> None:
        waiting: list[Plan] = []
        killed = 0
        while killed < self._kills:
            waiting = waiting or self._plans()
            plan = waiting.pop(0)
            acked = self._fights.acked
            await self._before(plan)
            server = self._start(plan)
            alive = await self._recovered(server, playing)
            if alive:
                await self._until_dead(server, plan)
            self._died_starting += not alive
            in_play = self._fights.acked > acked
            killed += in_play
            if in_play:
                way = plan.point if plan.point and server.process.returncode == -9 and alive else "random moment"
                self._ways[way] += 1
                self._say(f"Killed {killed} of {self._kills} ({way}), {self._fights.acked} commands acknowledged.")

    def _plans(self) -> list[Plan]:
        """The next round."""
        return plans(self._chance)

    async def _before(self, plan: Plan) -> None:
        """What else is to be so when the server starts."""

    def _start(self, plan: Plan) -> Served:
        return serve(self._port, self._database, env=self._surroundings(plan), log=self._folder / "server.log")

    def _surroundings(self, plan: Plan) -> dict[str, str]:
        return {**SURROUNDINGS, **plan.env}

    async def _recovered(self, server: Served, playing: "asyncio.Task[None]") -> bool:
        """Waits for the first acknowledgement after the start; False if the server died before."""
        acked, until = self._fights.acked, monotonic() + SECONDS_TO_ACK
        while self._fights.acked == acked:
            if server.process.poll() is not None:
                return False
            if playing.done():
                playing.result()
            if monotonic() > until:
                server.kill()
                raise NotServing(f"Nobody could play within {SECONDS_TO_ACK} s after a start.")
            await asyncio.sleep(0.005)
        self._recoveries.append(monotonic() - server.started)
        return True

    async def _until_dead(self, server: Served, plan: Plan) -> None:
        """Plays on, now and then with a lost connection, until the moment has come."""
        until = monotonic() + (SECONDS_TO_DIE if plan.point else plan.after)
        while monotonic() < until and server.process.poll() is None:
            await asyncio.sleep(0.02)
            if self._chance.random() < 0.03:
                self._fights.cut_a_line()
        if server.process.poll() is None:
            if plan.point:
                self._say(f"{plan.point} was not passed {plan.passing} times in {SECONDS_TO_DIE} s.")
            server.kill()

    # Afterwards

    def _found(self, exit_code: int) -> Found:
        notes, rows = read_diary(self._diary), read_journal(self._database)
        breaches = [*check(notes, rows), *self._fights.breaches, *whole_file(self._database), *self._verified()]
        breaches += self._elsewhere()
        breaches += [Breach("loud", sentence) for sentence in errors(*self._logs)]
        if exit_code not in (0, -15):
            breaches.append(Breach("damaged", f"The last server ended with {exit_code} on SIGTERM."))
        kinds = Counter(breach.kind for breach in breaches)
        acked = sum(note.said == "ack" for note in notes)
        resent = sum(note.duplicate for note in notes)
        played = len(self._fights.interactions)
        self._say(
            f"{acked} commands acknowledged in {played} fights, {resent} of them asked again and not applied again; "
            f"{self._fights.cuts} connections cut; {self._fights.compared} comparisons with a newcomer."
        )
        happened = _happened(rows)
        self._say(", ".join(f"{happened[name]} × {name}" for name in WHIMS) + ".")
        if self._died_starting:
            self._say(f"{self._died_starting} servers more died before anybody could play on them.")
        self._say(f"Killed: {', '.join(f'{count} × {way}' for way, count in sorted(self._ways.items()))}.")
        figures = {
            "kills": sum(self._ways.values()),
            "acked": acked,
            "acked_lost": kinds["lost"],
            "doubled": kinds["doubled"],
            "converged": kinds["diverged"] == 0 and self._fights.compared > 0,
            "recovery_ms_p95": round(percentile(self._recoveries, 0.95) * 1e3),
        }
        return Found(figures, breaches)

    @property
    def _logs(self) -> list[Path]:
        """Of all that were started."""
        return [self._folder / "server.log"]

    def _elsewhere(self) -> list[Breach]:
        """What is wrong beside the server."""
        return []

    def _verified(self) -> list[Breach]:
        """`manage.py verify_journal` rebuilds every room and compares all projections."""
        command = [sys.executable, "manage.py", "verify_journal", "--json"]
        env = {**os.environ, "CAMPAIGNLIVE_DB": str(self._database)}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return []
        return [Breach("unverified", f"verify_journal: {_shortened(done.stdout)} {_shortened(done.stderr)}")]


def _happened(rows: list[Row]) -> Counter[str]:
    """How often each event stands in the journals; what cannot be read, the checker tells."""
    happened: Counter[str] = Counter()
    for row in rows:
        with suppress(msgspec.DecodeError):
            happened.update(event["event"] for event in msgspec.msgpack.decode(row.events))
    return happened


def _shortened(text: str) -> str:
    with suppress(ValueError):
        text = json.dumps(json.loads(text))
    return text.strip()[-1500:]


def percentile(values: list[float], part: float) -> float:
    """0 where nothing was measured."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else 0.0
