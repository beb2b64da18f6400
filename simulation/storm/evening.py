"""An evening in a storm: one interaction, from going live to its end and a little beyond. How its people take turns is left
to the kinds of evenings."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from functools import partial
from random import Random
from typing import Any

from simulation.seats import Person
from simulation.storm.ears import Ear, Interaction
from simulation.storm.guest import Guest, Pace
from simulation.storm.lines import Later, Line, drawn
from simulation.storm.mischief import PLAYERS, WATCHERS
from simulation.storm.orders import DMS
from simulation.storm.played import Breach, Played
from simulation.storm.reading import read_all
from simulation.storm.records import Records
from simulation.storm.rude import RudeClient
from simulation.storm.stage import Play, Seats

SECONDS_TO_SEND_AWAY = 120.0
BEYOND: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rollInitiative", {}),
    ("pauseInteraction", {}),
    ("endInteraction", {"outcome": "completed"}),
    ("backtrackTurn", {}),
    ("grantReward", {"entityId": "anybody", "xp": 5}),
)
"""What nobody accepts any more when all is over."""


class Evening(ABC):
    """The people of `seats` at the server on `port`. `faulty`: lines fail."""

    pace: Pace
    later: Later | None = None
    """Where half-open connections have their time from."""

    def __init__(self, seats: Seats, play: Play, port: int, seed: str, *, faulty: bool) -> None:
        self._seats, self._play, self._port, self._seed, self._faulty = seats, play, port, seed, faulty
        self._breaches: list[Breach] = []
        self._heard = Interaction(self.breach)
        self._records = Records(play.id)
        self._lines: list[Line] = []
        self._guests: list[Guest] = []
        self._seated: list[tuple[Person, Line]] = []
        self._stage = "going live"

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
            await self._play_on()
            self._stage = "ending"
            await self._end(dm)
            self._stage = "beyond the end"
            await self._beyond(dm, others[0])
            self._stage = "reading it all over"
            await self._read_over()
            self._stage = "hearing the last of it"
            await turned_away
            await self._hear_the_last()
        except Exception as error:
            self.breach("stuck", f"it broke off: {error!r}; {self.waiting()}")
            raise
        finally:
            self._stage = f"going home after {self._stage}"
            for guest in self._guests:
                await guest.client.go()
            for line in self._lines:
                await line.close()

    @abstractmethod
    async def _play_on(self) -> None:
        """Until it is over."""

    @abstractmethod
    async def _arrived(self) -> None:
        """Until what was done has reached everybody, where somebody waits for that."""

    @abstractmethod
    async def _beyond(self, *guests: Guest) -> None:
        """They try what nobody accepts any more."""

    @abstractmethod
    async def _hear_the_last(self) -> None:
        """Until everybody has heard everything."""

    def waiting(self) -> str:
        """What everybody is at."""
        people = [
            f"{guest.role} {guest.client.person} (joined: {guest.client.joined.is_set()}, gone: {guest.client.gone}) at "
            f"{guest.at or 'nothing'}, {line.facing} connections with her and {line.upstream} with the server"
            for guest, (_, line) in zip(self._guests, self._seated, strict=True)
        ]
        return "; ".join([self._stage, *people])

    async def _sit_down(self, person: Person, role: str) -> Guest:
        seed = f"{self._seed}/{role}-{person.user_id}"
        line = await self._line(person, seed)
        self._seated.append((person, line))
        client = self._client(person, line)
        tricks = {"dm": DMS, "player": PLAYERS, "spectator": WATCHERS}[role]
        guest = Guest(client, role, self._seats, self._play, seed, tricks, self._records, self.pace)
        self._guests.append(guest)
        client.come()
        await self._arrived()
        return guest

    async def _line(self, person: Person, seed: str) -> Line:
        fate = partial(drawn, f"{seed}/line")
        line = Line(person.user_id, self._port, self._play.canaries, fate, self.later)
        line.healed = not self._faulty
        await line.open()
        self._lines.append(line)
        return line

    def _client(self, person: Person, line: Line) -> RudeClient:
        return self._client_of(RudeClient, person, line)

    def _client_of(self, kind: type[RudeClient], person: Person, line: Line, **more: Any) -> Any:
        place = f"127.0.0.1:{line.port}"
        headers = {"Cookie": f"sessionid={person.cookie}"}
        ear = Ear(self._heard, person.user_id)
        url = f"ws://{place}/ws/interactions/{self._play.id}/"
        return kind(url, f"http://{place}", headers, person.user_id, line, ear, self._records, **more)

    async def _live(self, dm: Guest) -> None:
        """Nobody else gets in before. A draft's room is closed whenever nobody is in it, so it may take a few attempts."""
        while dm.document.get("liveStatus", "idle") == "idle":
            if dm.client.gone is not None:
                raise RuntimeError(f"The DM cannot go live: {dm.client.gone}")
            if dm.client.joined.is_set():
                await dm.say("startInteraction", {})
                await self._arrived()
            await dm.client.changed(0.1)

    async def _end(self, dm: Guest) -> None:
        """The network is well again, and the DM ends it, one way or the other."""
        for line in self._lines:
            line.heal()
        outcome = "completed" if Random(f"{self._seed}/outcome").random() < 0.8 else "cancelled"
        while not dm.ended and dm.client.gone is None:
            await dm.again("endInteraction", {"outcome": outcome, "reason": "The storm is over."})
            await self._arrived()
            await dm.client.changed(0.2)

    async def _try_beyond(self, guest: Guest) -> None:
        for type, content in BEYOND:
            await guest.again(type, content, never=True)
            await self._arrived()

    async def _read_over(self) -> None:
        """Everybody, over REST; one after the other, since at the same time they only wait for each other."""
        for person, line in self._seated:
            for sentence in await read_all(line, person, self._play.id):
                self.breach("internal", sentence)

    async def _outsider(self) -> None:
        """Belongs nowhere: for her there is no such room."""
        outsider = self._seats.outsider
        line = await self._line(outsider, f"{self._seed}/outsider")
        client = self._client_of(RudeClient, outsider, line)
        try:
            await asyncio.wait_for(client.run(), SECONDS_TO_SEND_AWAY)
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
