"""A room whose clock is held and whose ids are counted, and that says how it stands: the same comes of the same."""

import asyncio
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from engine.asking import Ask
from interactions.journal import Journal
from interactions.letters import Answer, Letter
from interactions.lookups import Reader
from interactions.room import LiveRoom
from interactions.roomtime import Clock
from interactions.snapshots import Snapshots
from interactions.storage import Opening
from simulation.storm.hours import Hours

Standing = dict[str, Any]


class HeldRoom(LiveRoom):
    """Its time and its ids go on where an earlier opening of the same room ended."""

    hours: dict[str, Hours] = {}
    numbers: dict[str, int] = {}
    open: dict[str, "HeldRoom"] = {}

    def __init__(
        self,
        opening: Opening,
        journal: Journal,
        reader: Reader,
        snapshots: Snapshots,
        clock: Clock,
        on_closed: Callable[[LiveRoom], None],
    ) -> None:
        self._rests = asyncio.Event()
        held = self.hours.setdefault(opening.state.id, Hours())
        super().__init__(opening, journal, reader, snapshots, held, on_closed)
        self.life = self.next_id()
        self.open[self.id] = self

    def next_id(self) -> str:
        """Of this room alone, behind all ids of what was prepared, and in the order in which they are given out."""
        self.numbers[self.id] = number = self.numbers.get(self.id, 0) + 1
        return f"zz{sha256(self.id.encode()).hexdigest()[:6]}{number:08d}"

    def submit(self, letter: Letter) -> None:
        """Who joins comes with an id that was drawn elsewhere."""
        joining = getattr(letter.command, "participant", None)
        if joining is not None:
            command: Any = letter.command
            letter = letter._replace(command=replace(command, participant=replace(joining, id=self.next_id())))
        super().submit(letter)

    def _ask(self, letter: Letter) -> Ask:
        return replace(super()._ask(letter), new_id=self.next_id)

    # Whether something is under way

    def _comes_again(self, letter: Letter) -> None:
        super()._comes_again(letter)
        self._rests.set()

    def _in_vain(self, letter: Letter, answer: Answer) -> None:
        super()._in_vain(letter, answer)
        self._rests.set()

    def _written(self, error: Exception | None) -> None:
        super()._written(error)
        self._rests.set()

    async def rest(self) -> None:
        """Until nothing is under way."""
        while not self.closed and (self._doing is not None or self._mail or self._looked_up):
            self._rests.clear()
            await self._rests.wait()

    async def go_on(self, until: float) -> None:
        """Until that time (seconds) its alarms ring, each when all that came of the one before is done."""
        hours = self.hours[self.id]
        while (due := hours.due) is not None and due <= until:
            hours.ring()
            await self.rest()
        hours.go_to(until)

    @property
    def standing(self) -> Standing:
        """See `simulation.storm.keeper.Standing`."""
        at = {stream.name: stream.n for stream in self.fanout.shared.values()}
        own = {key: stream.n for key, stream in self.fanout.own.items()}
        due = self.hours[self.id].due
        return {
            "sockets": len(self.seating.guests),
            "seq": self.seq,
            "life": self.life,
            "at": at,
            "own": own,
            "due": due,
        }


async def stands(key: str, until: float) -> Standing:
    """How that room stands at that time (seconds), as soon as nothing is under way."""
    room = HeldRoom.open.get(key)
    if room is None or room.closed:
        HeldRoom.hours.setdefault(key, Hours()).go_to(until)
        return {}
    await room.rest()
    await room.go_on(until)
    return room.standing
