"""The rooms of the rows that are collected: each folded on from where it was, without asking the room that is played in.

Kept for a while, because most of what is collected are the next few rows of the same tables.
"""

from bisect import bisect_right
from collections import OrderedDict, deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from engine.events import Ended, Event, Genesis, Opened, ParticipantAdded
from engine.state import Participant, Room
from engine.told import is_told
from interactions import replay
from interactions.followers import Row
from interactions.models import Interaction
from sync.pacing import breathing

MOST = 200
"""Rooms that are kept."""
NEWEST = 40
"""Events of each that are kept: among them are the newest entries of its log."""


class Followed:
    """A room after row `seq` of a journal, everybody as they first came into it, and its newest events, each with its time."""

    def __init__(self) -> None:
        self.seq = 0
        self.at = self.heard_at = 0
        """When the last row was written, and the last one of which everybody at the table heard."""
        self.room: Room | None = None
        self.arrived: dict[str, Participant] = {}
        self.happened: deque[tuple[int, Event]] = deque(maxlen=NEWEST)
        self._interaction: Interaction | None = None
        self._ended = 0

    def interaction(self, id: str) -> Interaction:
        """Its row with those of its draft, which stay as they are once it is played; only that it has ended is new."""
        if self._interaction is None:
            self._interaction = Interaction.objects.prefetch_related("participants", "reward_items").get(pk=id)
        if self._ended and self._interaction.ended_at is None:
            self._interaction.ended_at = datetime.fromtimestamp(self._ended / 1000, UTC)
        return self._interaction

    def read(self, rows: Sequence[Row]) -> None:
        """The rows that follow. Raises whatever folding raises."""
        for row in breathing(rows):
            for event in row.events:
                self._meet(event, row.at)
                self.happened.append((row.at, event))
            self.room = replay.continued(self.room, [row])
            self.seq, self.at = row.seq, row.at

    def _meet(self, event: Event, at: int) -> None:
        if is_told(event, "table"):
            self.heard_at = at
        match event:
            case Opened():
                self.arrived.update(event.room.table.participants)
            case Genesis():
                self.arrived.update({**(event.room.table.participants if event.room else {}), **event.arrived})
            case Ended():
                self._ended = at
            case ParticipantAdded():
                self.arrived.setdefault(event.participant.id, event.participant)


class InTurn:
    """Where one began to work on several and may have to stop early: nobody is left for ever."""

    def __init__(self) -> None:
        self._last = ""

    def in_turn(self, ids: Sequence[str]) -> Iterator[str]:
        """All of these once, beginning behind the one with which the last time ended."""
        ordered = sorted(ids)
        start = bisect_right(ordered, self._last)
        for self._last in [*ordered[start:], *ordered[:start]]:
            yield self._last


class Remembered(InTurn):
    """By journal; the one that was asked for longest ago is forgotten first. For one thread at a time."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: OrderedDict[str, Followed] = OrderedDict()

    def before(self, interaction_id: str, journal_id: str, seq: int) -> Followed:
        """The room after row `seq`, from the journal alone where it is not remembered. Raises `replay.Unreadable`."""
        followed = self._kept.pop(journal_id, None)
        if followed is None or followed.seq != seq:
            followed = Followed()
            followed.read(list(replay.rows(interaction_id, until=seq)) if seq else [])
        return followed

    def keep(self, journal_id: str, followed: Followed) -> None:
        self._kept[journal_id] = followed
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
