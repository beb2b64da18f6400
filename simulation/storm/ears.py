"""What the sockets of one interaction hear, held against each other: streams without gaps, the same frame for all, one answer.

It knows nothing of what the client does with a frame.
"""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import msgspec

Frame = dict[str, Any]
_encode = msgspec.json.Encoder(order="sorted").encode

LOOKS = "-look"
"""How the ids of previews end: nobody keeps what was answered to those."""


class Interaction:
    """What all ears of one interaction have heard. `report(kind, sentence)` is told of breaches."""

    def __init__(self, report: Callable[[str, str], None]) -> None:
        self.report = report
        self._frames: dict[tuple[str, ...], bytes] = {}
        self._results: dict[tuple[str, str], bytes] = {}
        self.frames = self.rows = 0
        """All that was heard; and what the DMs alone heard: about one frame for each accepted command."""

    def frame(self, life: str, stream: str, user_id: str, n: int, messages: Any) -> None:
        """Frame `n` of a stream is the same for everybody who hears it; `own` is somebody's own."""
        key = (life, stream, user_id if stream == "own" else "", str(n))
        digest = hashlib.blake2b(_encode(messages), digest_size=12).digest()
        if self._frames.setdefault(key, digest) != digest:
            self.report("stream", f"frame {n} of {stream} came to {user_id} with other content than to others before")
        self.frames += 1
        self.rows += stream == "dm"

    def result(self, user_id: str, command_id: str, frame: Frame) -> None:
        """A command has one result, however often it is asked for."""
        said = _encode(frame.get("result", {}))
        if self._results.setdefault((user_id, command_id), said) != said:
            self.report("answer", f"command {command_id} of {user_id} was answered with another result the second time")


class Ear:
    """One person's sockets, one after the other."""

    def __init__(self, interaction: Interaction, user_id: str) -> None:
        self._interaction, self._user_id = interaction, user_id
        self._life = ""
        self._at: dict[str, int] = {}
        self._ponged = asyncio.Event()
        self.frames = self.pongs = 0

    async def pong_after(self, pongs: int) -> None:
        """Waits for one more than these."""
        while self.pongs <= pongs:
            self._ponged.clear()
            await self._ponged.wait()

    def hears(self, frame: Frame) -> None:
        """After a lost connection what comes first on each stream goes on from what was heard last, or a snapshot comes."""
        self.frames += 1
        match frame["type"]:
            case "pong":
                self.pongs += 1
                self._ponged.set()
            case "snapshot":
                self._life, self._at = frame["room"], dict(frame["at"])
            case "update":
                self._update(frame)
            case "ack":
                if not frame["id"].startswith("join-") and not frame["id"].endswith(LOOKS):
                    self._interaction.result(self._user_id, frame["id"], frame)
            case "error":
                if frame["code"] == "internal":
                    self._interaction.report("internal", f"{self._user_id} was told: {frame['message']}")

    def _update(self, frame: Frame) -> None:
        stream, n = frame["stream"], frame["n"]
        if stream not in self._at:
            self._interaction.report("stream", f"{self._user_id} hears {stream}, of which no snapshot told her")
            return
        if n != self._at[stream] + 1:
            sentence = f"{self._user_id} had heard {self._at[stream]} of {stream}, and {n} came next"
            self._interaction.report("stream", sentence)
        self._at[stream] = n
        self._interaction.frame(self._life, stream, self._user_id, n, frame["messages"])
