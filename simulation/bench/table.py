"""One room of six sockets as the generator plays it: a turn, everybody hears of it, the next turn.

The driver parses as little as it can: players' frames are only looked into for the name of the event; from the DM's it
reads who is up.
"""

import asyncio
import re
from collections.abc import Callable
from random import Random
from time import perf_counter
from typing import Any

import msgspec

from simulation.bench.line import Line, dial
from simulation.seats import Seating

UP = re.compile(rb'"event":"TURN_STARTED","turnId":"([^"]+)"[^}]*?"entityId":"([^"]+)"')
NEAR, FAR = 3, 12
"""The columns between which everybody walks."""
SLOW = 6
"""The column that is difficult ground."""
STEPS = 5
REACH = 2
"""Cells at which a glaive reaches; beyond it one shoots."""


class Tally:
    """What was counted since the last `start`: turns and how long each took, in seconds."""

    def __init__(self) -> None:
        self.turns = self.refusals = 0
        self.took: list[float] = []
        self.complaint = ""

    def start(self) -> None:
        self.turns = self.refusals = 0
        self.took = []


class Table:
    """Six lines and the turn under way. `when_done(table)` is called when everybody has heard of a turn."""

    def __init__(self, number: int, tally: Tally, when_done: "Callable[[Table], None]") -> None:
        self.lines: list[Line] = []
        self.due = 0.0
        self.running = False
        self._number, self._tally, self._when_done = number, tally, when_done
        self._chance = Random(number)
        self._commands = 0
        self._missing = 0
        self._acked = True

    async def _dial(self, url: str, cookie: str) -> Line:
        index = len(self.lines)
        line = await dial(url, cookie, lambda buffer, start, end: self._hear(index, buffer, start, end))
        self.lines.append(line)
        return line

    def act(self) -> None:
        """Takes the turn that is up; `due` is when it should have been taken."""
        self.running = True
        self._missing = len(self.lines)
        who, text = self._next()
        self.lines[who].say(text)

    def _next(self) -> tuple[int, bytes]:
        raise NotImplementedError

    def _hear(self, index: int, buffer: bytes, start: int, end: int) -> None:
        raise NotImplementedError

    def _done(self) -> None:
        self._tally.turns += 1
        self._tally.took.append(perf_counter() - self.due)
        self.running = False
        self._when_done(self)

    def hang_up(self) -> None:
        for line in self.lines:
            line.hang_up()


class GameTable(Table):
    """A real fight on a real server."""

    def __init__(self, number: int, tally: Tally, when_done: Callable[[Table], None]) -> None:
        super().__init__(number, tally, when_done)
        self._quiet: asyncio.Future[bytes] | None = None
        self._line_of: dict[bytes, int] = {}
        self._place: dict[bytes, list[int]] = {}
        self._targets: dict[bytes, list[bytes]] = {}
        self._up = self._turn = b""

    async def sit_down(self, place: str, seating: Seating) -> None:
        """Connects and joins everybody, goes live, rolls initiative. Raises ConnectionError where that fails."""
        url = f"{place}/ws/interactions/{seating.interaction_ids[0]}/"
        await self._dial(url, seating.dm.cookie)
        await self._ask(0, b"joinRoom")
        await self._ask(0, b"startInteraction")
        for index, person in enumerate(seating.players, 1):
            await self._dial(url, person.cookie)
            await self._ask(index, b"joinRoom")
        await self._ask(0, b"rollInitiative")
        self._learn(msgspec.json.decode(await self._ask(0, b"joinRoom", b'{"type":"snapshot"')), seating)

    async def _ask(self, index: int, command: bytes, expected: bytes = b'{"type":"ack"') -> bytes:
        """The first frame that begins as `expected`; an error frame is a ConnectionError."""
        self._quiet = asyncio.get_running_loop().create_future()
        self._expected, self._listener = expected, index
        self._commands += 1
        self.lines[index].say(b'{"type":"%b","id":"s%d-%d"}' % (command, self._number, self._commands))
        try:
            return await asyncio.wait_for(self._quiet, 60)
        finally:
            self._quiet = None

    def _learn(self, snapshot: dict[str, Any], seating: Seating) -> None:
        document = snapshot["state"]["dm"]
        lines = {person.user_id: index for index, person in enumerate(seating.players, 1)}
        sides: dict[str, list[bytes]] = {"party": [], "foe": []}
        for key, one in document["participants"].items():
            entity = key.encode()
            self._line_of[entity] = lines.get(one.get("userId"), 0)
            self._place[entity] = [one["position"]["x"], one["position"]["y"]]
            if not one.get("hidden"):
                sides[one["side"]].append(entity)
        for key, one in document["participants"].items():
            self._targets[key.encode()] = sides["foe" if one["side"] == "party" else "party"]
        turn = document["currentTurn"]
        self._up, self._turn = turn["entityId"].encode(), turn["turnId"].encode()

    def _hear(self, index: int, buffer: bytes, start: int, end: int) -> None:
        if self._quiet is not None:
            self._hear_quietly(index, buffer[start:end])
            return
        if buffer.startswith(b'{"type":"update"', start):
            if buffer.find(b'"TURN_STARTED"', start, end) < 0:
                return
            if index == 0:
                up = UP.search(buffer, start, end)
                if up is None:
                    raise ValueError(f"Who is up? {buffer[start:end]!r}")
                self._turn, self._up = up.groups()
            self._missing -= 1
        elif buffer.startswith(b'{"type":"ack"', start):
            self._acked = True
        else:
            self._refused(buffer[start:end])
            return
        if self.running and self._acked and self._missing == 0:
            self._done()

    def _hear_quietly(self, index: int, frame: bytes) -> None:
        assert self._quiet is not None
        if self._quiet.done() or index != self._listener:
            return
        if frame.startswith(b'{"type":"error"'):
            self._quiet.set_exception(ConnectionError(frame.decode()))
        elif frame.startswith(self._expected):
            self._quiet.set_result(frame)

    def _refused(self, frame: bytes) -> None:
        """A refusal costs a turn's work too, but is none: it is counted apart, and the turn is ended instead."""
        self._tally.refusals += 1
        self._tally.complaint = frame.decode()
        self.lines[self._line_of[self._up]].say(self._command(b'{"type":"end"}', b""))

    def _next(self) -> tuple[int, bytes]:
        self._acked = False
        drawn = self._chance.random()
        if drawn < 0.5:
            text = self._command(self._move())
        elif drawn < 0.9:
            text = self._command(self._attack())
        else:
            text = self._command(b'{"type":"end"}')
        return self._line_of[self._up], text

    def _command(self, action: bytes, end: bytes = b'"endTurn":true,') -> bytes:
        self._commands += 1
        return b'{"type":"takeTurn","id":"%x-%x","data":{"entityId":"%b","turnId":"%b",%b"action":%b}}' % (
            self._number, self._commands, self._up, self._turn, end, action,
        )  # fmt: skip

    def _move(self) -> bytes:
        """Two to five cells along the lane, at most 30 feet."""
        place = self._place[self._up]
        x, y = place
        forth = x + STEPS <= FAR and (x - STEPS < NEAR or self._chance.random() < 0.5)
        step = 1 if forth else -1
        cells = range(x + step, x + step * (self._chance.randint(2, STEPS) + 1), step)
        place[0] = cells[-1]
        return b'{"type":"move","path":[%b]}' % b",".join([b'{"x":%d,"y":%d}' % (cell, y) for cell in cells])

    def _attack(self) -> bytes:
        target = self._chance.choice(self._targets[self._up])
        (x, y), (to_x, to_y) = self._place[self._up], self._place[target]
        attack = b"glaive" if max(abs(x - to_x), abs(y - to_y)) <= REACH else b"bow"
        return b'{"type":"attack","target":"%b","actionId":"%b"}' % (target, attack)


class RelayTable(Table):
    """Six sockets of the relay: what one says, it answers to all with a frame made beforehand."""

    MESSAGE = b'{"type":"takeTurn","id":"0-0","data":{%b}}' % b'"entityId":"aaaaaaaaaaaaaaaa"'.ljust(160)

    async def sit_down(self, place: str, seating: Seating) -> None:
        for person in seating.everybody:
            await self._dial(f"{place}/{self._number}", person.cookie)

    def _next(self) -> tuple[int, bytes]:
        return self._chance.randrange(len(self.lines)), self.MESSAGE

    def _hear(self, index: int, buffer: bytes, start: int, end: int) -> None:
        self._missing -= 1
        if self._missing == 0:
            self._done()
