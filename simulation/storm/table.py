"""One table in a storm: its interactions one after the other, each an evening at which everybody plays at once."""

import asyncio
from collections.abc import Callable
from random import Random

from msgspec import Struct

from simulation.storm.evening import Evening
from simulation.storm.guest import AtOnce, Guest
from simulation.storm.lines import Line
from simulation.storm.played import Played
from simulation.storm.rude import SILENCE, RudeClient
from simulation.storm.stage import Person, Play, Seats

ROWS = (50, 110)
"""So many commands are accepted, from … to, before the DM ends it."""
SECONDS = 25.0
"""After which an interaction is ended, however little was played."""
STUCK = 120.0
"""And so much later something waits for what never comes: a breach in itself."""


class Manner(Struct, frozen=True, kw_only=True):
    """How is played. `faulty`: lines fail. About so many `rows` (from … to) are accepted before the DM ends it, and until it
    is `enough`, or after so many `seconds`. `silence`: seconds without an answer after which a connection counts as dead."""

    faulty: bool = True
    rows: tuple[int, int] = ROWS
    enough: Callable[[], bool] = lambda: True
    seconds: float = SECONDS
    silence: float = SILENCE


class Table:
    """The people of `seats` at the server on `port`."""

    def __init__(self, seats: Seats, port: int, seed: int, manner: Manner) -> None:
        self._seats, self._port, self._seed, self._manner = seats, port, seed, manner

    async def play(self, play: Play) -> Played:
        """Raises nothing for what the server does wrong: that stands in the breaches."""
        evening = Together(self._seats, play, self._port, f"{self._seed}/{play.number}", self._manner)
        playing = asyncio.create_task(evening.whole())
        longest = self._manner.seconds + STUCK
        await asyncio.wait([playing], timeout=longest)
        if not playing.done():
            evening.breach("stuck", f"not over after {longest:g} s: {evening.waiting()}")
            playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)  # what it broke off at stands in the breaches
        return evening.played()


class Together(Evening):
    """Everybody plays at the same time: what falls between what is the machine's."""

    pace = AtOnce()

    def __init__(self, seats: Seats, play: Play, port: int, seed: str, manner: Manner) -> None:
        super().__init__(seats, play, port, seed, faulty=manner.faulty)
        self._manner = manner
        self._length = Random(f"{seed}/length").randint(*manner.rows)
        self._until = asyncio.get_running_loop().time() + manner.seconds

    def _client(self, person: Person, line: Line) -> RudeClient:
        client: RudeClient = self._client_of(RudeClient, person, line, silence=self._manner.silence)
        return client

    def _is_over(self) -> bool:
        """Enough was done, or it has taken long enough."""
        played = self._heard.rows >= self._length and self._manner.enough()
        return played or asyncio.get_running_loop().time() > self._until

    async def _play_on(self) -> None:
        await asyncio.gather(*(guest.play(self._is_over) for guest in self._guests))

    async def _arrived(self) -> None:
        """Nobody waits for anybody here."""

    async def _beyond(self, *guests: Guest) -> None:
        await asyncio.gather(*map(self._try_beyond, guests))

    async def _hear_the_last(self) -> None:
        await asyncio.gather(*(guest.client.echo() for guest in self._guests))
