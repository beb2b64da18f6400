"""A client for whom nothing depends on how fast the machine is: what others find out by waiting, she knows from her line."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from simulation.storm.rude import Frame, RudeClient

LOOKS_AGAIN = 0.1
"""Seconds after which she looks whether what she waits for can still come."""


class PatientClient(RudeClient):
    """`may_come()` returns when the server has noticed that her last connection is gone: then she comes again."""

    def __init__(self, *args: Any, may_come: Callable[[], Awaitable[None]], **more: Any) -> None:
        super().__init__(*args, **more)
        self._may_come = may_come
        self._answers: Counter[str] = Counter()
        self._line.on_deceit = self._gives_up

    async def _between(self, misses: int) -> None:
        await self._may_come()

    async def demand(self, command: str, content: Frame, command_id: str) -> Frame:
        """Over a line whose other end is gone nothing will be answered: she hangs up, and says it again."""
        asked = asyncio.ensure_future(self.ask(command, content, command_id))
        await asyncio.sleep(0)  # it is said
        self._gives_up()
        while not asked.done() and self.gone is None:
            await asyncio.wait([asked], timeout=LOOKS_AGAIN)
        if not asked.done():
            asked.cancel()
            return {"type": "error", "code": "gone", "message": str(self.gone)}
        return asked.result()

    def _gives_up(self) -> None:
        """Who waits for something over a line whose other end is gone: also who has not joined yet."""
        if self._line.deceived and (self._unanswered or not self.joined.is_set()):
            self.gave_up += 1
            self.cut()

    async def repeat(self, frame: Frame) -> None:
        """Until it is answered, unless that is lost with the connection."""
        heard = self._answers[frame["id"]]
        await super().repeat(frame)
        await self._unless_lost(lambda: self._answers[frame["id"]] > heard)

    async def babble(self, text: str) -> None:
        """Until the server has heard it."""
        await super().babble(text)
        await self.echo()

    async def echo(self) -> None:
        """Until everything that was sent has been heard, by the connection beside this one too where the line doubles."""
        while self.gone is None and not self._line.deceived:
            await self.joined.wait()
            heard, aside = self._ear.pongs, self._line.pongs_aside
            await self._send({"type": "ping", "t": 1})
            doubling = self._line.doubling
            await self._unless_lost(
                lambda heard=heard, aside=aside, doubling=doubling: (
                    self._ear.pongs > heard and (not doubling or self._line.pongs_aside > aside)
                )
            )
            if self._ear.pongs > heard:
                return

    async def _unless_lost(self, so: Callable[[], bool]) -> None:
        connections = self.connections
        while not so() and self._stands(connections):
            await self.changed(LOOKS_AGAIN)

    def _stands(self, connections: int) -> bool:
        """Whether the connection of that number can still bring something."""
        return (
            self.joined.is_set()
            and self.connections == connections
            and self.gone is None
            and self._line.deceived is None
        )

    async def go(self) -> None:
        if self._line.deceived:
            self.cut()
        await super().go()

    def cut(self) -> None:
        super().cut()
        self._line.undeceive()

    def _listen(self, frame: Frame) -> None:
        super()._listen(frame)
        if frame["type"] in ("ack", "error"):
            self._answers[frame.get("id") or ""] += 1
