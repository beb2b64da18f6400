"""An evening at which everything has its order: one step at a time, each when all that came of the one before has arrived
everywhere. The same seed plays the same evening, to the last frame.

Time stands still meanwhile, in the room as well, and goes on to whatever is due next: a guest who wants to do something, a bell
of the room, a half-open connection that ends.
"""

import asyncio
from math import inf
from random import Random

from simulation.seats import Person
from simulation.storm.evening import Evening
from simulation.storm.guest import STALE, Guest
from simulation.storm.hours import Hours
from simulation.storm.keeper import Keeper, Standing
from simulation.storm.lines import Line
from simulation.storm.patient import PatientClient
from simulation.storm.played import Played
from simulation.storm.stage import Play, Seats

ROWS = (40, 90)
"""So many rows, from … to, the journal has before the DM ends it."""
STUCK = 180.0
"""Seconds of real time after which a single step waits for what never comes."""
HOURS = 120.0
"""Seconds of the evening's own time after which it is ended, however little was played."""
QUICK = 0.1
"""Seconds in which somebody answers to news."""
PAUSE = (0.1, 0.8)
"""Seconds from one thing that somebody does to the next."""
GLANCE = 0.001
"""Seconds of real time after which it is looked again whether everything has arrived."""
GLANCES = 10
"""So often, before the room is asked again how it stands."""


class InOrderTable:
    """The people of `seats` at the house on `port`, whose key is `key`."""

    def __init__(self, seats: Seats, port: int, key: int, seed: int, *, faulty: bool) -> None:
        self._seats, self._port, self._key, self._seed, self._faulty = seats, port, key, seed, faulty

    async def play(self, play: Play) -> Played:
        """Raises nothing for what the server does wrong: that stands in the breaches."""
        keeper = Keeper(self._key, play.id)
        evening = InOrder(self._seats, play, self._port, f"{self._seed}/{play.number}", keeper, faulty=self._faulty)
        playing = asyncio.create_task(evening.whole())
        while not playing.done():
            steps = evening.steps
            await asyncio.wait([playing], timeout=STUCK)
            if not playing.done() and evening.steps == steps:
                evening.breach("stuck", f"nothing more comes: {evening.waiting()}")
                playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)  # what it broke off at stands in the breaches
        keeper.close()
        return evening.played()


class InOrder(Evening):
    """One after the other."""

    def __init__(self, seats: Seats, play: Play, port: int, seed: str, keeper: Keeper, *, faulty: bool) -> None:
        super().__init__(seats, play, port, seed, faulty=faulty)
        self._keeper = keeper
        self._hours = Hours()
        self.later = self._hours.call_later
        self.pace = self._calendar = Calendar(self._hours)
        self._chance = Random(f"{seed}/order")
        self._length = Random(f"{seed}/length").randint(*ROWS)
        self._stands = Standing()
        self.steps = 0
        """How often everything has arrived."""
        self._clients: dict[str, tuple[PatientClient, Line]] = {}

    def _client(self, person: Person, line: Line) -> PatientClient:
        async def may_come() -> None:
            await self._until_noticed(line)

        client: PatientClient = self._client_of(PatientClient, person, line, may_come=may_come)
        self._clients[person.user_id] = client, line
        return client

    # Who does what when

    async def _play_on(self) -> None:
        for guest in self._guests:
            self._calendar.free_at[guest] = self._hours.now + self._chance.uniform(*PAUSE)
        while self._stands.seq < self._length and self._hours.now < HOURS:
            if not await self._next():
                break
        for guest in self._guests:
            await self._comes_back(guest)

    async def _next(self) -> bool:
        """Whatever is due first. False where nobody is there any more."""
        free_at = self._calendar.free_at
        here = [guest for guest in self._guests if guest.client.gone is None and not guest.ended]
        guest = min(here, key=free_at.__getitem__, default=None)
        if guest is None:
            return False
        lines, room = self._hours.due, self._stands.due
        due = min(inf if lines is None else lines, inf if room is None else room)
        self._hours.go_to(min(due, free_at[guest]))
        await self._news()  # in the room, too, it is that late by now
        if due > free_at[guest]:
            await self._turn_of(guest)
        elif due == lines:
            self._hours.ring()
            await self._news()
        return True

    async def _turn_of(self, guest: Guest) -> None:
        if guest in self._calendar.away:
            await self._comes_back(guest)
        busy, seen = self._calendar.busy, self._stands.seq
        busy.discard(guest)
        self._calendar.free_at[guest] = 0.0
        acted = await guest.acts()
        if acted:
            if self._clients[guest.client.person][1].doubling:
                await guest.client.echo()
            await self._news()
        elif self._calendar.seen.get(guest) == seen:
            guest.forgets()
        self._calendar.seen[guest] = self._stands.seq
        if guest not in busy:
            self._calendar.free_at[guest] = self._hours.now + (self._chance.uniform(*PAUSE) if acted else STALE)

    async def _comes_back(self, guest: Guest) -> None:
        if guest in self._calendar.away:
            self._calendar.away.discard(guest)
            guest.client.come()
            await self._arrived()

    async def _news(self) -> None:
        """Whoever waits for nothing else looks up when something has happened."""
        seen = self._stands.seq
        await self._arrived()
        if self._stands.seq == seen:
            return
        for guest in self._guests:
            if guest not in self._calendar.busy:
                soon = self._hours.now + self._chance.uniform(0, QUICK)
                self._calendar.free_at[guest] = min(self._calendar.free_at[guest], soon)

    async def _beyond(self, *guests: Guest) -> None:
        for guest in guests:
            await self._try_beyond(guest)

    async def _hear_the_last(self) -> None:
        """Also whoever does not know yet that she hears nothing any more; and until the characters have what they earned:
        the next interaction begins with it."""
        for client, line in self._clients.values():
            if line.deceived:
                client.cut()
        await self._arrived()
        await self._keeper.ask(self._hours.now, caught_up=True)

    # What has arrived

    async def _arrived(self) -> None:
        """Until nothing is under way in the room, and everybody who is there has heard everything."""
        while True:
            self._stands = await self._keeper.ask(self._hours.now)
            if self._all_there():
                self.steps += 1
                return
            for _ in range(GLANCES):
                await asyncio.sleep(GLANCE)
                if self._all_there():
                    break  # and perhaps something came of that

    def _all_there(self) -> bool:
        return self._noticed(self._stands) and all(
            self._is_there(client, line) for client, line in self._clients.values()
        )

    def waiting(self) -> str:
        return f"{super().waiting()}; the room: {self._stands}"

    def _noticed(self, stands: Standing) -> bool:
        """Whether the server knows which connections there are."""
        return stands.sockets == sum(line.upstream for _, line in self._clients.values())

    def _is_there(self, client: PatientClient, line: Line) -> bool:
        if client.gone is not None or line.deceived:
            return True
        if any(guest.client is client for guest in self._calendar.away):
            return line.facing == 0
        if not client.joined.is_set() or line.facing != 1:
            return False
        return client.life == self._stands.life and client.at == self._stands.of(client.person, client.at)

    async def _until_noticed(self, line: Line) -> None:
        while True:
            if not line.facing and self._noticed(await self._keeper.ask(self._hours.now)):
                return
            await asyncio.sleep(GLANCE)


class Calendar:
    """When each guest is free, who is away, and who is busy with something that no news interrupts. Also a `Pace`."""

    def __init__(self, hours: Hours) -> None:
        self._hours = hours
        self.free_at: dict[Guest, float] = {}
        self.away: set[Guest] = set()
        self.busy: set[Guest] = set()
        self.seen: dict[Guest, int] = {}
        """How far the room had come when somebody last looked."""

    async def rest(self, guest: Guest, seconds: float) -> None:
        self.busy.add(guest)
        self.free_at[guest] = self._hours.now + seconds

    async def leave(self, guest: Guest, seconds: float) -> None:
        await guest.client.go()
        self.away.add(guest)
        await self.rest(guest, seconds)
