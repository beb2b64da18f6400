"""An evening: one server, one stand-in for Convex, a table for each fault; after each of them everything is compared."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from simulation.loud import errors
from simulation.processes import ROOT, Served, free_port, serve, until
from simulation.shipping import there
from simulation.shipping.comparing import Breach, breaches, unseen, waiting
from simulation.shipping.faults import befall, heal, met
from simulation.shipping.here import reading
from simulation.shipping.standin import DELIVERY, ISSUER, StandIn
from simulation.shipping.watching import Watch
from simulation.storm.played import Played
from simulation.storm.stage import Seats
from simulation.storm.table import Manner, Table

HURRY = {
    "CAMPAIGNLIVE_TABLE_DM_GRACE": "1",
    "CAMPAIGNLIVE_TABLE_CLOCK_GRACE": "1",
    "CAMPAIGNLIVE_TABLE_TIME_WARNING": "1",
}
"""Nobody at the tables waits as long as elsewhere."""
SECONDS_TO_SHIP = 180
LONGEST = 300.0
"""Seconds that a fight may take until it has met its fault and gone on behind it: a busy machine needs a good part of them."""
SILENCE = 6.0
"""Seconds: going live asks Convex for three of them."""
ROWS_AFTER = 10
"""Commands that are accepted at least behind the first call that met a fault."""
TURNS_TO_SEE = 3
"""Different turns that everybody sees who looks on."""
SHARED = {"dm": "dm", "player": "party", "spectator": "table"}


class Befallen(Struct, frozen=True, kw_only=True):
    """What came of one fault. `rows`: commands accepted, `after`: of them behind the node's first call that met it; `waited`:
    what had not arrived when Convex was well again; `played`, `shipped`: seconds."""

    fault: str
    rows: int
    after: int
    waited: int
    played: float
    shipped: float
    breaches: list[Breach]


class Evening:
    """In `folder`, with `seatings` already written to its database. `rows`: of each fight about so many, from … to. `at_last`:
    what was wrong when everything had ended."""

    def __init__(
        self, folder: Path, stage: Sequence[Seats], seed: int, rows: tuple[int, int], say: Callable[[str], None]
    ):
        self.database = folder / "evening.sqlite3"
        self._folder, self._stage, self._seed, self._rows, self._say = folder, stage, seed, rows, say
        self.stand_in = StandIn(folder, keep=True, CAMPAIGNLIVE_ISSUER=ISSUER)
        self._port = free_port()
        self.watched: dict[str, Any] = {}
        self.at_last: list[Breach] = []

    async def run(self, faults: Sequence[str], *, watch: bool) -> list[Befallen]:
        """One table for each; with `watch` somebody looks on at the first through the official client."""
        self.stand_in.start("--fault", "down")  # from the start, whatever comes
        server = serve(
            self._port,
            self.database,
            env={**HURRY, **DELIVERY, **self.stand_in.environment},
            log=self._folder / "server.log",
        )
        try:
            server.wait_until_it_listens()
            found = []
            for place, (fault, seats) in enumerate(zip(faults, self._stage, strict=True)):
                found.append(await self._under(fault, seats, watch=watch and not place))
            return found
        finally:
            self._stop(server)

    def _stop(self, server: Served) -> None:
        """What it has left to say at last is delivered as well."""
        server.stop()
        log = self._folder / "once.log"
        if self.stand_in.process is not None:
            env = {**os.environ, **DELIVERY, **self.stand_in.environment, "CAMPAIGNLIVE_DB": str(self.database)}
            command = [sys.executable, "manage.py", "sync_convex", "--once"]
            with open(log, "ab") as said:
                code = subprocess.run(command, cwd=ROOT, env=env, check=False, stdout=said, stderr=said).returncode
            if code:
                self.at_last.append(Breach("waits", f"sync_convex --once ended with {code}."))
            self.stand_in.kill()
        self.at_last += [Breach("loud", sentence) for sentence in errors(self._folder / "server.log", log)]

    async def _under(self, fault: str, seats: Seats, *, watch: bool) -> Befallen:
        play, began = seats.plays[0], time.monotonic()
        if fault != "down":
            self.stand_in.fault("none")
        looking = await self._look_on(seats) if watch else None
        meeting = asyncio.create_task(self._met(fault, play.id))
        enough = partial(self._enough, meeting, play.id, looking)
        manner = Manner(faulty=False, rows=self._rows, enough=enough, seconds=LONGEST, silence=SILENCE)
        table = Table(seats, self._port, self._seed, manner)
        played = await table.play(play)
        rows_when_met = await meeting
        rows, waited, took = self._rows_of(play.id), waiting(self.database), time.monotonic() - began
        heal(fault, self.stand_in)
        shipped = await self._shipped()
        found = await self._settled(played)
        if looking is not None:
            self.watched = await self._told(looking)
        self._say(f"{fault}: {rows} commands, {waited} waited, there after {shipped:.1f} s, {len(found)} breaches")
        after = rows - rows_when_met
        return Befallen(
            fault=fault, rows=rows, after=after, waited=waited, played=took, shipped=shipped, breaches=found
        )

    async def _met(self, fault: str, interaction: str) -> int:
        """The row of the journal at which the node has noticed the fault."""
        await befall(fault, self.stand_in, partial(self._half_of, interaction))
        await until(lambda: met(fault, self.stand_in, self._failing()))
        return self._rows_of(interaction)

    def _enough(self, meeting: "asyncio.Task[int]", interaction: str, looking: Watch | None) -> bool:
        """Play goes on for a while behind the fault, and until those who look on have seen something."""
        if looking is not None and min(looking.turns(name) for name in ("dm", "player", "spectator")) < TURNS_TO_SEE:
            return False
        return meeting.done() and self._rows_of(interaction) >= meeting.result() + ROWS_AFTER

    async def _look_on(self, seats: Seats) -> Watch:
        """Who looks on needs her membership there."""
        await self._shipped()
        return Watch(self.stand_in, seats, seats.plays[0])

    async def _told(self, looking: Watch) -> dict[str, Any]:
        everybody = ("dm", "player", "spectator")
        ended = [await asyncio.to_thread(looking.wait_until, name, "completed") for name in everybody]
        looking.stop()
        refused = {name: looking.seen(name, "liveSystem:getLiveInteractionStatus") for name in ("outsider", "nobody")}
        return {
            "turns": {name: looking.turns(name) for name in everybody},
            "ended": dict(zip(everybody, ended, strict=True)),
            "refused": {name: [one.get("error") for one in seen] for name, seen in refused.items()},
            "leaks": looking.leaks(),
            "secrets": len(looking._canaries.heard),
            "heard": len(looking.lines),
        }

    async def _settled(self, played: Played) -> list[Breach]:
        """Who is connected is gathered in the server for a second before it waits anywhere: until then that may differ."""
        began = time.monotonic()
        while True:
            found = self._compared(played)
            late = any("connectedParticipants" in breach.sentence for breach in found)
            if not late or time.monotonic() - began > SECONDS_TO_SHIP:
                return found
            await asyncio.sleep(0.1)

    def _compared(self, played: Played) -> list[Breach]:
        found = breaches(self.database, there.read(self.stand_in.admin()))
        heard = {SHARED[role]: played.documents[person] for person, role in played.roles.items()}
        documents = {stream: streams[stream] for stream, streams in heard.items() if stream in streams}
        found += unseen(there.read(self.stand_in.admin()), played.play.id, documents)
        return [*found, *(Breach(one.kind, one.sentence) for one in played.breaches)]

    # Conditions that are waited for

    async def _half_of(self, interaction: str) -> None:
        await until(lambda: self._rows_of(interaction) >= self._rows[0] // 2, every=0.02)

    async def _shipped(self) -> float:
        """Seconds until nothing waits any more. Raises TimeoutError."""
        began = time.monotonic()
        while left := waiting(self.database):
            if time.monotonic() - began > SECONDS_TO_SHIP:
                what = [breach.sentence for breach in breaches(self.database, there.read(self.stand_in.admin()))]
                raise TimeoutError(f"{left} have not arrived in Convex: {self._trouble()} {what[:10]}")
            await asyncio.sleep(0.05)
        return time.monotonic() - began

    def _rows_of(self, interaction: str) -> int:
        with reading(self.database) as connection:
            sql = "SELECT COUNT(*) FROM interactions_journalentry WHERE interaction_id = ?"
            return int(connection.execute(sql, [interaction]).fetchone()[0])

    def _failing(self) -> bool:
        with reading(self.database) as connection:
            return connection.execute("SELECT 1 FROM sync_syncstate WHERE failing_since").fetchone() is not None

    def _trouble(self) -> str:
        with reading(self.database) as connection:
            row = connection.execute("SELECT reason FROM sync_syncstate").fetchone()
        return str(row["reason"]) if row else ""
