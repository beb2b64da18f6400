"""Fights that go on whatever happens to the server: bots at one table, one interaction after the other."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

from simulation.bot import Bot
from simulation.client import Client
from simulation.contract import Witness
from simulation.documents import Document, without
from simulation.seats import Person, Seating
from simulation.torture.checker import Breach
from simulation.torture.diary import PersonalDiary
from simulation.torture.whims import whim

SECONDS_TO_AGREE = 60
LONGEST_PAUSE = 0.15
"""Seconds between a client's attempts to come back: here nobody has to be spared."""


class Fights:
    """Everybody at the table; after an interaction ends the next begins. `port` stays the same over all servers."""

    def __init__(self, seating: Seating, port: int, diary: int, seed: int) -> None:
        self._seating, self._port, self._diary, self._seed = seating, port, diary, seed
        self._chance = Random(f"{seed}/lines")
        self._bots: list[Bot] = []
        self._lines: list[asyncio.Task[None]] = []
        self._diaries: list[PersonalDiary] = []
        self.breaches: list[Breach] = []
        self.interactions: list[str] = []
        self.compared = self.cuts = 0
        self.stopping = False

    @property
    def acked(self) -> int:
        """Commands acknowledged so far."""
        return sum(diary.acks for diary in self._diaries)

    async def go_on(self) -> None:
        """Plays until told to stop. Raises RuntimeError when there is no draft left."""
        for number, interaction in enumerate(self._seating.interaction_ids):
            self.interactions.append(interaction)
            await self._play(interaction, number)
            if self.stopping:
                return
        raise RuntimeError("All drafts are played; write more of them.")

    async def _play(self, interaction: str, number: int) -> None:
        self._bots = []
        for person in self._seating.everybody:
            diary = PersonalDiary(self._diary, interaction, person.user_id)
            self._diaries.append(diary)
            client = self._client(person, interaction, diary=diary)
            self._bots.append(Bot(client, f"{self._seed}/{number}/{person.user_id}", pause=0.004, whim=whim))
        self._lines = []
        try:
            if await self._sit_down_and_play():
                self.breaches += await self._compare(interaction)
        finally:
            for line in self._lines:
                line.cancel()
            await asyncio.gather(*self._lines, return_exceptions=True)

    async def _sit_down_and_play(self) -> bool:
        """The DM first: nobody else gets in before it is live. False where everybody was told to stop before that."""
        dm, *players = self._bots
        self._lines.append(asyncio.create_task(dm.client.run()))
        playing = asyncio.create_task(dm.play())
        while dm.document.get("liveStatus", "idle") == "idle":
            if playing.done():
                return False
            await asyncio.sleep(0.01)
        self._lines += [asyncio.create_task(bot.client.run()) for bot in players]
        await asyncio.gather(playing, *(bot.play() for bot in players))
        return True

    def _client(self, person: Person, interaction: str, **more: Any) -> Client:
        place = f"127.0.0.1:{self._port}"
        headers = {"Cookie": f"sessionid={person.cookie}"}
        url = f"ws://{place}/ws/interactions/{interaction}/"
        witness = Witness(person.user_id, self._undescribed)
        return Client(url, f"http://{place}", headers, longest_pause=LONGEST_PAUSE, on_frame=witness.hears, **more)

    def _undescribed(self, fault: str) -> None:
        """Something went over the wire that the reference does not have; a few of the kind say enough."""
        if sum(breach.kind == "undescribed" for breach in self.breaches) < 5:
            self.breaches.append(Breach("undescribed", fault))

    def stop(self) -> None:
        """After the commands that are under way."""
        self.stopping = True
        for bot in self._bots:
            bot.stopping = True

    def cut_a_line(self) -> None:
        """One of the clients loses its connection while the server lives: frames are missed, and asked for again."""
        if self._bots:
            self.cuts += 1
            self._chance.choice(self._bots).client.cut()

    # Convergence

    async def _compare(self, interaction: str) -> list[Breach]:
        """Everybody who lived through it all sees what a newcomer sees, without reloading."""
        breaches = []
        for bot, person in zip(self._bots, self._seating.everybody, strict=True):
            if bot.client.gone:
                breaches.append(Breach("diverged", f"{person.user_id} had to leave: {bot.client.gone}."))
                continue
            difference = await self._difference(bot.client, person, interaction)
            self.compared += 1
            if difference:
                breaches.append(Breach("diverged", f"{person.user_id} in {interaction}: {difference}"))
        return breaches

    async def _difference(self, client: Client, person: Person, interaction: str) -> str:
        """Empty as soon as both see the same; the last difference when they do not come to agree."""
        difference = ""
        until = asyncio.get_running_loop().time() + SECONDS_TO_AGREE
        while asyncio.get_running_loop().time() < until:
            fresh = self._client(person, interaction)
            line = asyncio.create_task(fresh.run())
            try:
                await asyncio.wait_for(fresh.joined.wait(), SECONDS_TO_AGREE)
                await asyncio.wait_for(client.joined.wait(), SECONDS_TO_AGREE)
                difference = differing(client.documents, fresh.documents)
            except TimeoutError:
                difference = "nobody could join"
            finally:
                line.cancel()
                await asyncio.gather(line, return_exceptions=True)
            if not difference:
                return ""
            await client.changed(0.2)
        return difference


def differing(mine: dict[str, Document], fresh: dict[str, Document]) -> str:
    """Where two sets of documents differ, in a few words; presence is left out, since looking changes it."""
    if mine.keys() != fresh.keys():
        return f"streams {sorted(mine)} and {sorted(fresh)}"
    for stream, document in fresh.items():
        path = _first_difference(without(mine[stream], "presence"), without(document, "presence"), [stream])
        if path:
            return path
    return ""


def _first_difference(mine: Any, fresh: Any, path: Sequence[str]) -> str:
    if isinstance(mine, dict) and isinstance(fresh, dict):
        for key in sorted(mine.keys() | fresh.keys()):
            found = _first_difference(mine.get(key), fresh.get(key), [*path, key])
            if found:
                return found
        return ""
    return "" if mine == fresh else f"{'.'.join(path)} is {mine!r}, and for a newcomer {fresh!r}"
