"""Who has the key to a house: asks how one of its rooms stands, and lets time go on there."""

import asyncio
import json
from typing import Any

from msgspec import Struct


class Standing(Struct, frozen=True):
    """How a room stands when nothing is under way there. `sockets` are open to it; `at` are the numbers of its streams, `own`
    those of the streams that are one person's alone, by user id; `due`: when it does something by itself (seconds)."""

    sockets: int = 0
    seq: int = 0
    life: str = ""
    at: dict[str, int] = {}
    own: dict[str, int] = {}
    due: float | None = None

    def of(self, user_id: str, streams: dict[str, int]) -> dict[str, int]:
        """How far somebody is who has heard everything on these streams."""
        return {name: self.own.get(user_id, 0) if name == "own" else self.at.get(name, 0) for name in streams}


class Keeper:
    """Of one room of the house whose key is that port."""

    def __init__(self, key: int, room: str) -> None:
        self._key, self._room = key, room
        self._one_at_a_time = asyncio.Lock()
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, until: float, **more: Any) -> Standing:
        """How it stands when time has gone on until then (seconds); with `caught_up`, and the followers have read everything."""
        async with self._one_at_a_time:
            if self._ends is None:
                self._ends = await asyncio.open_connection("127.0.0.1", self._key)
            reader, writer = self._ends
            writer.write(json.dumps({"room": self._room, "until": until, **more}).encode() + b"\n")
            try:
                return Standing(**json.loads(await reader.readline()))
            except asyncio.CancelledError:
                self.close()  # else the next who asks gets the answer to this
                raise

    def close(self) -> None:
        if self._ends is not None:
            self._ends[1].close()
            self._ends = None
