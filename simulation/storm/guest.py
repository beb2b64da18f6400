"""One person at a table in a storm: plays as bots play, and in between does what her role tempts her to.

What she decides at her n-th step is drawn from the seed and from n alone; what she then sees depends on the machine's pace.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, Protocol

from simulation.brain import Sight, Wish, take_part
from simulation.direction import lead
from simulation.documents import Document, overlaid
from simulation.storm.around import Around, Trick
from simulation.storm.ears import LOOKS
from simulation.storm.mischief import Tricks, drawn
from simulation.storm.records import Records
from simulation.storm.rude import RudeClient
from simulation.storm.stage import Play, Seats

STALE = 0.4
"""Seconds without news after which she looks again and forgets what was refused."""
TEMPTED = 0.3
"""How often she does something else than to play on."""
BABBLE = ("", "{", "[]", "null", '{"type":"takeTurn"}', '{"type":7,"id":"x"}', '{"type":"ping","t":"late"}', "\u0000")


class Pace(Protocol):
    """How long something takes. Both return when the guest may go on, or has been told when she may."""

    async def rest(self, guest: "Guest", seconds: float) -> None:
        """She does nothing."""

    async def leave(self, guest: "Guest", seconds: float) -> None:
        """She hangs up, and comes again after that."""


class AtOnce:
    """As long as it does."""

    async def rest(self, guest: "Guest", seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def leave(self, guest: "Guest", seconds: float) -> None:
        await guest.client.go()
        await asyncio.sleep(seconds)
        guest.client.come()


class Guest:
    """`role` is dm, player or spectator; `tricks` are what tempts it. Plays until `over()` or the interaction has ended."""

    def __init__(
        self,
        client: RudeClient,
        role: str,
        seats: Seats,
        play: Play,
        seed: str,
        tricks: Tricks,
        records: Records,
        pace: Pace,
    ) -> None:
        self.client, self.role, self._seats, self._play, self._seed = client, role, seats, play, seed
        self._tricks, self._records, self._pace = tricks, records, pace
        self._refused: set[str] = set()
        self._shown: tuple[Document, Document, Document] = ({}, {}, {})
        """What she saw last, and the two documents that it is laid together from; none of them changes in place."""
        self._steps = 0
        self._turn = ""
        self._last: tuple[str, dict[str, Any], str, bool] | None = None
        self.turns: list[str] = []
        self.at = ""
        """What she waits for."""
        self.done: Counter[str] = Counter()

    @property
    def document(self) -> Document:
        documents = self.client.documents
        shared = documents.get("dm") or documents.get("party") or documents.get("table") or {}
        own = documents.get("own", {})
        if shared is not self._shown[0] or own is not self._shown[1]:
            self._shown = shared, own, overlaid(shared, own)
        return self._shown[2]

    @property
    def ended(self) -> bool:
        return self.document.get("liveStatus") == "completed"

    async def play(self, over: Callable[[], bool]) -> None:
        while not over() and not self.ended and self.client.gone is None:
            await asyncio.sleep(Random(f"{self._seed}/{self._steps + 1}/pause").uniform(0, 0.02))
            if not self.client.joined.is_set() or "participants" not in self.document:
                await self.client.changed(STALE)
            elif not await self.acts() and not await self.client.changed(STALE):
                self.forgets()

    def forgets(self) -> None:
        """What was refused may be worth another try."""
        self._refused.clear()

    async def acts(self) -> bool:
        """One step; whether there was anything to do."""
        self._steps += 1
        chance = Random(f"{self._seed}/{self._steps}")
        around = self._around(chance)
        if chance.random() < TEMPTED:
            trick = drawn(self._tricks, around)
            if trick is not None:
                await self._do(trick)
                return True
        wish = self._wish(around.sight, chance)
        if wish is None:
            return False
        reply = await self.say(wish.type, wish.content)
        if reply["type"] == "error":
            self._refused.add(wish.name)
        return True

    def _around(self, chance: Random) -> Around:
        document = self.document
        turn = document.get("currentTurn", {}).get("turnId", "")
        if turn and turn != self._turn:
            self._turn = turn
            self._refused.clear()
            self.turns.append(turn)
        sight = Sight(document, self.client.you["userId"], self.role == "dm", frozenset(self._refused))
        return Around(sight, chance, self._seats, self._play, self.turns)

    def _wish(self, sight: Sight, chance: Random) -> Wish | None:
        if self.role == "spectator":
            return None
        wish = (lead if self.role == "dm" else take_part)(sight, chance)
        if wish is not None and wish.name == "finish":
            return None  # the storm says when it is over
        if wish is not None and wish.name == "reveal":
            return self._reveal(sight, wish)
        return wish

    def _reveal(self, sight: Sight, wish: Wish) -> Wish | None:
        """From now on the name is no secret; that of the lurker stays one."""
        if sight.active_id == self._play.lurker:
            return take_part(sight, Random(0))
        everybody = [person.user_id for person in (*self._seats.players, self._seats.watcher)]
        self._play.canaries.tell((sight.active_id, sight.active["name"]), everybody)
        return wish

    async def say(self, type: str, content: dict[str, Any], *, never: bool = False) -> dict[str, Any]:
        """Send a command under an id of its own and wait for the answer."""
        looks = content.get("preview", False)
        command_id = f"{self.role}-{self._steps}{LOOKS * looks}"
        self.done[type] += 1
        if never:
            self._records.sent(self.client.person, command_id, type, content).never = True
        self.at = f"{type} {command_id}"
        reply = await self.client.demand(type, content, command_id)
        self.at = ""
        self._last = None if looks else (type, content, command_id, reply["type"] == "ack")
        return reply

    async def again(self, type: str, content: dict[str, Any], *, never: bool = False) -> dict[str, Any]:
        """The same as `say`, behind everything that was said before."""
        self._steps += 1
        return await self.say(type, content, never=never)

    async def _do(self, trick: Trick) -> None:
        if not trick.how:
            await self.say(trick.type, trick.content, never=trick.never)
            if trick.then is not None:
                self._steps += 1
                await self._do(trick.then)
            return
        self.done[trick.how] += 1
        self.at = trick.how
        match trick.how:
            case "drop":
                self.client.cut()
            case "leave":
                await self._pace.leave(self, trick.seconds)
            case "dawdle":
                await self._pace.rest(self, trick.seconds)
            case "babble":
                await self.client.babble(BABBLE[self._steps % len(BABBLE)])
            case _:
                await self._again(trick.how)

    async def _again(self, how: str) -> None:
        """What was answered already comes again: the same, or something else under its id; or twice at once."""
        if self._last is None:
            return
        type, content, command_id, acked = self._last
        if how == "clash" and acked:
            await self.client.repeat(self.client.frame("sendChat", {"content": f"not {command_id}"}, command_id))
        elif how == "late":
            await self.client.repeat(self.client.frame(type, content, command_id))
        elif how == "repeat" and acked:
            await asyncio.gather(self.again(type, content), self.again(type, content))
