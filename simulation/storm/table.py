"""One table in a storm: its interactions one after the other, each from going live to its end and a little beyond."""

import asyncio
from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

from msgspec import Struct

from simulation.documents import Document
from simulation.seats import Person
from simulation.storm.ears import Ear, Interaction
from simulation.storm.guest import Guest
from simulation.storm.lines import Line, drawn
from simulation.storm.mischief import PLAYERS, WATCHERS
from simulation.storm.orders import DMS
from simulation.storm.reading import read_all
from simulation.storm.records import Records
from simulation.storm.rude import SILENCE, RudeClient
from simulation.storm.stage import Play, Seats

SECONDS = 25.0
"""After which an interaction is ended, however little was played."""
STUCK = 60.0
"""After which something waits for what never comes: a breach in itself."""
BEYOND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rollInitiative", {}),
    ("pauseInteraction", {}),
    ("endInteraction", {"outcome": "completed"}),
    ("backtrackTurn", {}),
    ("grantReward", {"entityId": "anybody", "xp": 5}),
)
"""What nobody accepts any more when all is over."""


class Breach(Struct, frozen=True):
    """Something that must never be; `interaction` is its number in the storm."""

    kind: str
    interaction: int
    sentence: str


class Played(Struct, kw_only=True):
    """What is left of an interaction when everybody has gone."""

    play: Play
    seats: Seats
    records: Records
    breaches: list[Breach]
    documents: dict[str, dict[str, Document]]
    """By person, by stream, as her client had them at last."""
    roles: dict[str, str]
    faults: Counter[str]
    done: Counter[str]
    reconnects: int = 0
    frames: int = 0


class Manner(Struct, frozen=True, kw_only=True):
    """How is played. `faulty`: lines fail. About so many `rows` (from … to) are accepted before the DM ends it, and until it
    is `enough`. `silence`: seconds without an answer after which a connection counts as dead."""

    faulty: bool = True
    rows: tuple[int, int] = (50, 110)
    enough: Callable[[], bool] = lambda: True
    silence: float = SILENCE


class Table:
    """The people of `seats` at the server on `port`."""

    def __init__(self, seats: Seats, port: int, seed: int, manner: Manner) -> None:
        self._seats, self._port, self._seed, self._manner = seats, port, seed, manner

    async def play(self, play: Play) -> Played:
        """Raises nothing for what the server does wrong: that stands in the breaches."""
        evening = _Evening(self._seats, play, self._port, f"{self._seed}/{play.number}", self._manner)
        playing = asyncio.create_task(evening.whole())
        await asyncio.wait([playing], timeout=STUCK)
        if not playing.done():
            evening.breach("stuck", f"not over after {STUCK:g} s: {'; '.join(evening.waiting())}")
            playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)
        if not playing.cancelled() and (error := playing.exception()) is not None:
            evening.breach("stuck", f"it broke off: {error!r}")
        return evening.played()


class _Evening:
    def __init__(self, seats: Seats, play: Play, port: int, seed: str, manner: Manner) -> None:
        self._seats, self._play, self._port, self._seed, self._manner = seats, play, port, seed, manner
        self._breaches: list[Breach] = []
        self._heard = Interaction(self.breach)
        self._records = Records(play.id)
        self._lines: list[Line] = []
        self._guests: list[Guest] = []
        self._seated: list[tuple[Person, Line]] = []
        self._length = Random(f"{seed}/length").randint(*manner.rows)
        self._stage = "going live"
        self._until = asyncio.get_running_loop().time() + SECONDS

    def breach(self, kind: str, sentence: str) -> None:
        self._breaches.append(Breach(kind, self._play.number, sentence))

    async def whole(self) -> None:
        try:
            dm = await self._sit_down(self._seats.dm, "dm")
            await self._live(dm)
            others = [await self._sit_down(player, "player") for player in self._seats.players]
            others.append(await self._sit_down(self._seats.watcher, "spectator"))
            turned_away = asyncio.create_task(self._outsider())
            self._stage = "playing"
            await asyncio.gather(*(guest.play(self._is_over) for guest in self._guests))
            self._stage = "ending"
            await self._end(dm)
            self._stage = "beyond the end"
            await asyncio.gather(*(self._beyond(guest) for guest in (dm, others[0])))
            self._stage = "reading it all over"
            await asyncio.gather(*(self._read(person, line) for person, line in self._seated))
            self._stage = "hearing the last of it"
            await asyncio.gather(turned_away, *(guest.client.echo() for guest in self._guests))
        finally:
            self._stage = f"going home after {self._stage}"
            for guest in self._guests:
                await guest.client.go()
            for line in self._lines:
                await line.close()

    def waiting(self) -> list[str]:
        """What everybody is at."""
        return [
            self._stage,
            *(
                f"{guest.role} {guest.client.person} (joined: {guest.client.joined.is_set()}, gone: {guest.client.gone}) at "
                f"{guest.at or 'nothing'}"
                for guest in self._guests
            ),
        ]

    async def _sit_down(self, person: Person, role: str) -> Guest:
        seed = f"{self._seed}/{role}-{person.user_id}"
        client = await self._client(person, seed)
        tricks = {"dm": DMS, "player": PLAYERS, "spectator": WATCHERS}[role]
        guest = Guest(client, role, self._seats, self._play, seed, tricks, self._records)
        self._guests.append(guest)
        self._seated.append((person, self._lines[-1]))
        client.come()
        return guest

    async def _client(self, person: Person, seed: str) -> RudeClient:
        line = Line(person.user_id, self._port, self._play.canaries, partial(drawn, f"{seed}/line"))
        line.healed = not self._manner.faulty
        await line.open()
        self._lines.append(line)
        place = f"127.0.0.1:{line.port}"
        headers = {"Cookie": f"sessionid={person.cookie}"}
        ear = Ear(self._heard, person.user_id)
        url = f"ws://{place}/ws/interactions/{self._play.id}/"
        return RudeClient(
            url, f"http://{place}", headers, person.user_id, line, ear, self._records, self._manner.silence
        )

    async def _live(self, dm: Guest) -> None:
        """Nobody else gets in before. A draft's room is closed whenever nobody is in it, so it may take a few attempts."""
        while dm.document.get("liveStatus", "idle") == "idle":
            if dm.client.gone is not None:
                raise RuntimeError(f"The DM cannot go live: {dm.client.gone}")
            if dm.client.joined.is_set():
                await dm.say("startInteraction", {})
            await dm.client.changed(0.1)

    def _is_over(self) -> bool:
        """Enough was done, or it has taken long enough."""
        played = self._heard.rows >= self._length and self._manner.enough()
        return played or asyncio.get_running_loop().time() > self._until

    async def _end(self, dm: Guest) -> None:
        """The network is well again, and the DM ends it, one way or the other."""
        for line in self._lines:
            line.heal()
        outcome = "completed" if Random(f"{self._seed}/outcome").random() < 0.8 else "cancelled"
        while not dm.ended and dm.client.gone is None:
            await dm.again("endInteraction", {"outcome": outcome, "reason": "The storm is over."})
            await dm.client.changed(0.2)

    async def _beyond(self, guest: Guest) -> None:
        for type, content in BEYOND:
            await guest.again(type, content, never=True)

    async def _read(self, person: Person, line: Line) -> None:
        for sentence in await read_all(line, person, self._play.id):
            self.breach("internal", sentence)

    async def _outsider(self) -> None:
        """Belongs nowhere: for her there is no such room."""
        client = await self._client(self._seats.outsider, f"{self._seed}/outsider")
        try:
            await asyncio.wait_for(client.run(), SECONDS)
        except TimeoutError:
            self.breach("permitted", "an outsider was neither let in nor sent away")
        if client.joined.is_set() or client.gone is None or client.gone.code != 4404:
            self.breach("permitted", f"an outsider was answered with {client.gone}")

    def played(self) -> Played:
        for guest in self._guests:
            if guest.client.gone is not None:
                self.breach("sent away", f"{guest.client.person} had to leave: {guest.client.gone}")
        for line in self._lines:
            for secret in sorted(line.leaks):
                self.breach("secret", f"{line.user_id} was sent {secret}, which is not meant for her")
        return Played(
            play=self._play,
            seats=self._seats,
            records=self._records,
            breaches=self._breaches,
            documents={guest.client.person: guest.client.documents for guest in self._guests},
            roles={guest.client.person: guest.role for guest in self._guests},
            faults=sum((line.faults for line in self._lines), Counter()),
            done=sum((guest.done for guest in self._guests), Counter()),
            reconnects=sum(max(guest.client.connections - 1, 0) for guest in self._guests),
            frames=self._heard.frames,
        )
