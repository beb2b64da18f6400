"""Time that stands still until it is told to go on: a room's (an `interactions.roomtime.Clock`), or that of who plays."""

from collections.abc import Callable
from heapq import heappop, heappush

BEGINNING = 1_800_000_000_000
"""Milliseconds since the epoch at which it stands at first."""


class Alarm:
    """Something that is to be called."""

    def __init__(self, call: Callable[[], None]) -> None:
        self.call: Callable[[], None] | None = call

    def cancel(self) -> None:
        self.call = None


class Hours:
    """Seconds since the beginning; what is to be called at a time is called when it is told to `ring`."""

    def __init__(self) -> None:
        self.now = 0.0
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._set = 0

    def wall(self) -> int:
        return BEGINNING + int(self.now * 1000)

    def monotonic(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Callable[[], None]) -> Alarm:
        alarm = Alarm(call)
        self._set += 1
        heappush(self._alarms, (self.now + seconds, self._set, alarm))
        return alarm

    @property
    def due(self) -> float | None:
        """When the next alarm is to ring."""
        while self._alarms and self._alarms[0][2].call is None:
            heappop(self._alarms)
        return self._alarms[0][0] if self._alarms else None

    def ring(self) -> None:
        """Go on to the next alarm, of those at the same time the first that was set, and let it ring."""
        at, _, alarm = heappop(self._alarms)
        self.go_to(at)
        if alarm.call is not None:
            alarm.call()

    def go_to(self, at: float) -> None:
        """Time never goes back."""
        self.now = max(self.now, at)
