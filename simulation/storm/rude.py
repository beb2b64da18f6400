"""A client that can misbehave: say a thing twice, say what is no command, stay away, hang up."""

import asyncio
import contextlib
from typing import Any

from websockets.exceptions import ConnectionClosed

from simulation.client import Client
from simulation.storm.ears import Ear
from simulation.storm.lines import Line
from simulation.storm.records import Records

Frame = dict[str, Any]
REPLACED = 4409
SECONDS_TO_JOIN = 120
SILENCE = 1.0
"""Seconds without an answer after which a connection counts as dead, where nothing else is said."""


class RudeClient(Client):
    """Over `line`; everything is written down in `records`, everything heard goes to `ear`."""

    def __init__(
        self,
        url: str,
        origin: str,
        headers: dict[str, str],
        person: str,
        line: Line,
        ear: Ear,
        records: Records,
        silence: float = SILENCE,
    ) -> None:
        super().__init__(url, origin, headers, diary=records.of(person), on_frame=self._listen, longest_pause=0.1)
        self.person, self._line, self._ear, self._records = person, line, ear, records
        self._silence = silence
        self._running: asyncio.Task[None] | None = None
        self.replaced = self.gave_up = 0

    def come(self) -> None:
        """Connects, and comes again whatever happens to the line."""
        self._running = asyncio.create_task(self._come_again())

    async def go(self) -> None:
        """Hangs up and stays away until it comes again."""
        while self._running and not self._running.done():
            self._running.cancel()  # again, should a time-out have swallowed it
            await asyncio.wait([self._running], timeout=self._silence)
        self.joined.clear()

    async def _come_again(self) -> None:
        """Too many half-dead windows are no reason to stay away."""
        while True:
            await self.run()
            if self.gone is None or self.gone.code != REPLACED:
                return
            self.replaced, self.gone = self.replaced + 1, None

    async def demand(self, command: str, content: Frame, command_id: str) -> Frame:
        """Like `ask`, but a line that says nothing for long is given up."""
        asked = asyncio.ensure_future(self.ask(command, content, command_id))
        while not asked.done() and self.gone is None:
            heard = self._ear.frames
            await asyncio.wait([asked], timeout=self._silence)
            if not asked.done() and self._ear.frames == heard:
                self.gave_up += 1
                self.cut()
        if not asked.done():
            asked.cancel()
            return {"type": "error", "code": "gone", "message": str(self.gone)}
        return asked.result()

    async def repeat(self, frame: Frame) -> None:
        """The same again, without waiting for anything."""
        await self._send(frame)

    async def babble(self, text: str) -> None:
        """What is perhaps no frame at all."""
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(text)

    async def echo(self) -> None:
        """Returns when everything that the server has said so far to a healthy line was heard."""
        while self.gone is None:
            await asyncio.wait_for(self.joined.wait(), SECONDS_TO_JOIN)
            heard, connections = self._ear.pongs, self.connections
            await self._send({"type": "ping", "t": 1})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ear.pong_after(heard), self._silence)
                return
            if self.connections == connections:
                self.cut()

    def cut(self) -> None:
        """From now on nothing goes out before the next join."""
        super().cut()
        self.joined.clear()

    async def _send(self, frame: Frame) -> None:
        command = self._records.find(self.person, frame.get("id", ""))
        if command is not None and self._socket is not None:
            command.sends += 1
            command.doubled = command.doubled or self._line.doubling > 0
        await super()._send(frame)

    def _listen(self, frame: Frame) -> None:
        self._ear.hears(frame)
        command = self._records.find(self.person, frame.get("id", "") or "")
        if command is not None and frame["type"] in ("ack", "error"):
            self._records.answered(self.person, command.id, frame)

    @staticmethod
    def frame(command: str, content: Frame, command_id: str) -> Frame:
        return {"type": command, "id": command_id, "data": content}
