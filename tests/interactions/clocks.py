"""A clock that goes as it is told."""

from collections.abc import Callable

NOON = 1_700_000_000_000


class Timer:
    def __init__(self, at: float, call: Callable[[], None]) -> None:
        self.at, self.call, self.cancelled = at, call, False

    def cancel(self) -> None:
        self.cancelled = True


class FakeClock:
    """It is noon until somebody says otherwise. `set_timers` counts how often one was set."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall_ahead = 0.0
        self.timers: list[Timer] = []
        self.set_timers = 0

    def wall(self) -> int:
        return NOON + round((self.seconds - 1000 + self.wall_ahead) * 1000)

    def monotonic(self) -> float:
        return self.seconds

    def call_later(self, seconds: float, call: Callable[[], None]) -> Timer:
        timer = Timer(self.seconds + seconds, call)
        self.timers.append(timer)
        self.set_timers += 1
        return timer

    def advance(self, seconds: float) -> None:
        """Let time pass; what was to ring meanwhile rings at its time. On the rooms' loop."""
        end = self.seconds + seconds
        while due := sorted((t for t in self.timers if not t.cancelled and t.at <= end), key=lambda t: t.at):
            self.timers.remove(due[0])
            self.seconds = max(self.seconds, due[0].at)
            due[0].call()
        self.seconds = end
