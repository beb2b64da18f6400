"""A bot at the table: a client, a decision and a little patience."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any

from simulation.brain import Sight, Wish, take_part
from simulation.client import Client
from simulation.direction import lead
from simulation.documents import Document, overlaid

STALE_AFTER = 2.0
"""Seconds without any news after which a bot looks again and forgets what was refused."""


class Bot:
    """Plays until it is cancelled or the interaction has ended. `pause` (seconds) lets people follow what happens;
    a `whim` goes before what it would do in a fight."""

    def __init__(
        self,
        client: Client,
        seed: str,
        *,
        pause: float = 0.0,
        patience: float = 3.0,
        on_reply: Callable[[Wish, dict[str, Any]], None] | None = None,
        whim: Callable[[Sight, Random], Wish | None] | None = None,
    ) -> None:
        self.client = client
        self.stopping = False
        self._chance = Random(seed)
        self._pause, self._patience, self._on_reply, self._whim = pause, patience, on_reply, whim
        self._refused: set[str] = set()
        self._turn = ""
        self._waited = 0.0

    @property
    def document(self) -> Document:
        """What it sees: its own document over the one it shares with others."""
        documents = self.client.documents
        shared = documents.get("dm") or documents.get("party") or documents.get("table") or {}
        return overlaid(shared, documents.get("own", {}))

    @property
    def ended(self) -> bool:
        return self.document.get("liveStatus") == "completed"

    async def play(self) -> None:
        """Returns when the interaction has ended, the bot is told to stop, or the server does not want it any more."""
        while not self.stopping and self.client.gone is None and not self.ended:
            wish = self._wish() if self.client.joined.is_set() else None
            if wish is None or not await self._is_sure(wish):
                if not await self.client.changed(STALE_AFTER):
                    self._refused.clear()
                continue
            if self._pause:
                await asyncio.sleep(self._pause)
            reply = await self.client.ask(wish.type, wish.content)
            if reply["type"] == "error":
                self._refused.add(wish.name)
            if self._on_reply:
                self._on_reply(wish, reply)

    def _wish(self) -> Wish | None:
        document, you = self.document, self.client.you
        if "participants" not in document:
            return None
        turn = document.get("currentTurn", {}).get("turnId", "")
        if turn != self._turn:
            self._turn = turn
            self._refused.clear()
        is_dm = you["role"] == "dm"
        sight = Sight(document, you["userId"], is_dm, frozenset(self._refused))
        wish = self._whim(sight, self._chance) if self._whim else None
        return wish or (lead if is_dm else take_part)(sight, self._chance)

    async def _is_sure(self, wish: Wish) -> bool:
        """A DM waits a while for a missing player before passing over the turn."""
        if wish.type != "skipTurn":
            self._waited = 0.0
            return True
        began = asyncio.get_running_loop().time()
        await self.client.changed(min(self._patience, 0.5))
        self._waited += asyncio.get_running_loop().time() - began
        return self._waited >= self._patience and self._wish() == wish
