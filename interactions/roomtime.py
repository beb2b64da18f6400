"""What time it is in a room: the wall clock at its opening and monotonic time since, so that a wall clock that is set
changes nothing. In tests a clock of their own takes the place of the loop's."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    def cancel(self) -> None: ...


class Clock(Protocol):
    """Where a room's time comes from."""

    def wall(self) -> int:
        """Milliseconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds, from whenever."""

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """`call` is called on the event loop so much later."""


class LoopClock:
    """The real one."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.monotonic = loop.time
        self._loop = loop

    def wall(self) -> int:
        return int(time.time() * 1000)

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        return self._loop.call_later(seconds, call)


class RoomTime:
    """Milliseconds since the epoch, as one opening of a room counts them: never back, also not before `not_before`."""

    __slots__ = ("_base", "_began", "_monotonic")

    def __init__(self, clock: Clock, not_before: int = 0) -> None:
        self._base = max(clock.wall(), not_before)
        self._monotonic = clock.monotonic
        self._began = self._monotonic()

    def now(self) -> int:
        return self._base + int((self._monotonic() - self._began) * 1000)
