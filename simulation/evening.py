"""An evening of bots at the demo's table: who sits down, what is told, and how it ended."""

import asyncio
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from simulation.bot import Bot
from simulation.client import Client
from simulation.story import sentence
from simulation.visitor import Visitor


class Seat(Struct, frozen=True):
    """Somebody who signed in."""

    username: str
    visitor: Visitor


class Evening(Struct, frozen=True, kw_only=True):
    """`say` gets plain sentences; `pause` is seconds between a bot's decision and its command."""

    interaction_id: str
    seats: tuple[Seat, ...]
    seed: int
    pause: float
    say: Callable[[str], None]

    async def play(self) -> str:
        """The outcome, `completed` or `cancelled`; empty when every bot had to leave before."""
        bots: list[Bot] = []
        for seat in self.seats:
            heard = self._teller(bots) if not bots else None
            client = client_of(seat.visitor, self.interaction_id, on_message=heard)
            bots.append(Bot(client, f"{self.seed}/{seat.username}", pause=self.pause))
        lines = [asyncio.create_task(bot.client.run()) for bot in bots]
        try:
            await asyncio.gather(*(bot.play() for bot in bots))
        finally:
            for line in lines:
                line.cancel()
            await asyncio.gather(*lines, return_exceptions=True)
        for bot, seat in zip(bots, self.seats, strict=True):
            if bot.client.gone:
                self.say(f"{seat.username} had to leave: {bot.client.gone}.")
        return next((bot.document["outcome"] for bot in bots if bot.ended), "")

    def _teller(self, bots: list[Bot]) -> Callable[[dict[str, Any], str], None]:
        def tell(message: dict[str, Any], stream: str) -> None:
            line = "" if stream == "own" else sentence(message, bots[0].document)
            if line:
                self.say(line)

        return tell


def client_of(visitor: Visitor, interaction_id: str, **more: Any) -> Client:
    """A client for that person in that room."""
    place = visitor.origin.replace("http", "ws", 1)
    url = f"{place}/ws/interactions/{interaction_id}/"
    return Client(url, visitor.origin, {"Cookie": visitor.cookie_header}, **more)
