"""What a room remembers of its newest rows, for whoever comes in: as many of them as that viewer was told something of.

Were it simply the newest rows, then how little of them she is shown would count those of which she is told nothing.
"""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from engine.events import Event
from engine.told import ALONE, is_told, told_to

KEPT = 150
STREAMS = ("table", "party", "dm")
"""Who hears on one hears on all behind it, too."""


class Kept(NamedTuple):
    """A row; the events as they are stored: decoded ones of all rooms would be much colder memory than bytes."""

    seq: int
    at: int
    events: bytes


class Lately:
    """`rows` are the newest, whoever was told of them."""

    def __init__(self) -> None:
        self.rows: deque[Kept] = deque(maxlen=KEPT)
        self._heard: dict[str, deque[Kept]] = {stream: deque(maxlen=KEPT) for stream in STREAMS}
        self._alone: dict[str, deque[Kept]] = {}

    def note(self, row: Kept, events: Sequence[Event]) -> None:
        """The row that follows."""
        self.rows.append(row)
        for ears in self._ears(events):
            ears.append(row)

    def recall(self, row: Kept, events: Sequence[Event]) -> bool:
        """The row before all that were noted so far; whether more are wanted."""
        for ears in (self.rows, *self._ears(events)):
            if len(ears) < KEPT:
                ears.appendleft(row)
        return len(self._heard["table"]) < KEPT

    def of(self, stream: str, user_id: str = "") -> list[Kept]:
        """What was told on this stream, and to this person alone since the first of that; in order."""
        shared, alone = self._heard[stream], self._alone.get(user_id, ())
        first = shared[0].seq if len(shared) == KEPT else 0
        found = {row.seq: row for row in (*shared, *(row for row in alone if row.seq > first))}
        return [found[seq] for seq in sorted(found)]

    def _ears(self, events: Sequence[Event]) -> list[deque[Kept]]:
        ears = [self._heard[stream] for stream in STREAMS[_first_told(events) :]]
        for event in events:
            if type(event) in ALONE:
                for user_id in told_to(event):
                    hers = self._alone.setdefault(user_id, deque(maxlen=KEPT))
                    ears += [] if any(hers is one for one in ears) else [hers]
        return ears


def _first_told(events: Sequence[Event]) -> int:
    """The place in STREAMS of the first that was told something of these; behind the last where none was."""
    place = len(STREAMS)
    for event in events:
        for nearer in range(place):
            if is_told(event, STREAMS[nearer]):
                place = nearer
                break
        if place == 0:
            break
    return place
