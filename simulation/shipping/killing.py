"""`script/torture --convex`: the same torture with Convex behind it. The server dies in the middle of delivering, too, or
`sync_convex` does beside it, and Convex is not well now and then; at the end it holds exactly what the tables hold."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import monotonic
from typing import Any

from simulation.processes import ROOT, Served
from simulation.shipping import there
from simulation.shipping.comparing import breaches
from simulation.shipping.here import reading
from simulation.shipping.standin import DELIVERY, StandIn
from simulation.torture.checker import Breach
from simulation.torture.killing import POINTS, Plan, plans
from simulation.torture.run import Found, Torture

SHIPPING = {"in_collecting": (1, 12), "before_sending": (1, 10), "after_sending": (1, 10), "in_settling": (1, 10)}
"""At which passing of each the process dies: from … to."""
FAULTS = ("none", "none", "none", "loseReplies", "loseReplies", "503", "down", "slow")
SECONDS_TO_SHIP = 5
"""That a `sync_convex` has, before it is killed even if nothing has arrived."""


class ConvexTorture(Torture):
    """Every third server delivers by a process beside it, which is killed twice before it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._stand_in = StandIn(self._folder, keep=True)
        self._sync_log, self._last_log = self._folder / "sync.log", self._folder / "once.log"
        self._apart = False
        self._deaths: Counter[str] = Counter()

    async def run(self) -> Found:
        self._stand_in.start()
        try:
            return await super().run()
        finally:
            self._stand_in.kill()

    def _plans(self) -> list[Plan]:
        made = [*plans(self._chance, SHIPPING), *plans(self._chance, POINTS)]
        self._chance.shuffle(made)
        return made

    async def _before(self, plan: Plan) -> None:
        """Whether this server delivers by itself, and how well Convex is for the next few calls."""
        self._apart = not plan.point and self._chance.random() < 0.6
        if self._chance.random() < 0.2:
            await asyncio.to_thread(self._stand_in.restart)
        self._stand_in.fault(self._chance.choice(FAULTS), ms=200, times=self._chance.randint(1, 5))

    def _surroundings(self, plan: Plan) -> dict[str, str]:
        alone = {"CAMPAIGNLIVE_CONVEX_START_IN_SERVE": "0"} if self._apart else {}
        return {**super()._surroundings(plan), **self._delivering, **alone}

    @property
    def _delivering(self) -> dict[str, str]:
        return {**DELIVERY, **self._stand_in.environment, "CAMPAIGNLIVE_DB": str(self._database)}

    # Beside the server

    async def _until_dead(self, server: Served, plan: Plan) -> None:
        if self._apart:
            for point in ("", self._chance.choice(sorted(SHIPPING))):
                await self._deliver_until_dead(point)
        await super()._until_dead(server, plan)

    async def _deliver_until_dead(self, point: str) -> None:
        """A `sync_convex` that dies at this point, or at some moment after it has delivered something."""
        passing = self._chance.randint(*SHIPPING[point]) if point else 0
        dying = {"CAMPAIGNLIVE_DIE_AT": f"{point}:{passing}"} if point else {}
        process = _sync_convex(self._sync_log, {**self._delivering, **dying})
        until, before = monotonic() + SECONDS_TO_SHIP, self._delivered()
        while process.poll() is None and monotonic() < until:
            await asyncio.sleep(self._chance.uniform(0, 0.1))
            if not point and self._delivered() > before:
                break
        self._deaths[point if process.poll() is not None else "random moment"] += 1
        process.kill()
        process.wait()

    def _delivered(self) -> int:
        with reading(self._database) as connection:
            row = connection.execute("SELECT delivered FROM sync_syncstate").fetchone()
        return int(row[0]) if row else 0

    # Afterwards

    @property
    def _logs(self) -> list[Path]:
        return [*super()._logs, self._sync_log, self._last_log]

    def _elsewhere(self) -> list[Breach]:
        """Nobody opens a room again: what Convex has to know is in the file."""
        self._stand_in.fault("none")
        code = _sync_convex(self._last_log, self._delivering, "--once").wait()
        found = [Breach(f"convex {b.kind}", b.sentence) for b in breaches(self._database, self._held(), ended=True)]
        if code:
            said = self._last_log.read_text().strip().splitlines()[-1:]
            found.append(Breach("convex waits", f"sync_convex --once ended with {code}: {' '.join(said)}"))
        return found

    def _held(self) -> there.There:
        return there.read(self._stand_in.admin())

    def _found(self, exit_code: int) -> Found:
        found = super()._found(exit_code)
        deaths = ", ".join(f"{count} × {way}" for way, count in sorted(self._deaths.items()))
        self._say(f"sync_convex killed: {deaths or 'never'}.")
        held = self._held()
        figures = {
            "sync_kills": sum(self._deaths.values()),
            "turns_in_convex": len(held["turnRecords"]),
            "logs_in_convex": len(held["liveInteractionLogs"]),
            "convex_breaches": sum(breach.kind.startswith("convex") for breach in found.breaches),
        }
        return Found({**found.figures, **figures}, found.breaches)


def _sync_convex(log: Path, env: dict[str, str], *options: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "manage.py", "sync_convex", *options]
    with open(log, "ab") as said:
        return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, stdout=said, stderr=said)
