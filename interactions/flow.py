"""How much one socket may send: a bucket that fills at a steady rate, so that bursts are fine and floods are not."""

PATIENCE = 200
"""Refused messages before the socket is closed; they are forgotten as fast as messages may come."""


class Allowance:
    """`rate` messages a second on average, `burst` at once. Times are seconds of a monotonic clock."""

    __slots__ = ("_at", "_burst", "_left", "_rate", "_refused")

    def __init__(self, rate: float, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._left = burst
        self._at: float | None = None
        self._refused = 0.0

    def take(self, now: float) -> bool:
        """Whether one more message may come at `now`."""
        if self._at is not None:
            eased = (now - self._at) * self._rate
            self._left = min(self._burst, self._left + eased)
            self._refused = max(0.0, self._refused - eased)
        self._at = now
        if self._left < 1:
            self._refused += 1
            return False
        self._left -= 1
        return True

    @property
    def abused(self) -> bool:
        """It went on sending at more than twice the rate, however often it was told to slow down."""
        return self._refused > PATIENCE
