"""The rooms of the rows that are collected: each folded on from where it was, without asking the room that is played in.

Kept for a while, because most of what is collected are the next few rows of the same tables.
"""

from collections import OrderedDict
from collections.abc import Sequence

from engine.events import Genesis, Opened, ParticipantAdded
from engine.state import Participant, Room
from interactions import replay
from interactions.followers import Row

MOST = 200
"""Rooms that are kept."""


class Followed:
    """A room after row `seq` of a journal, and everybody as they first came into it."""

    def __init__(self) -> None:
        self.seq = 0
        self.at = 0
        self.room: Room | None = None
        self.arrived: dict[str, Participant] = {}

    def read(self, rows: Sequence[Row]) -> None:
        """The rows that follow. Raises whatever folding raises."""
        for row in rows:
            for event in row.events:
                self._meet(event)
            self.room = replay.continued(self.room, [row])
            self.seq, self.at = row.seq, row.at

    def _meet(self, event: object) -> None:
        match event:
            case Opened():
                self.arrived.update(event.room.table.participants)
            case Genesis():
                self.arrived.update({**(event.room.table.participants if event.room else {}), **event.arrived})
            case ParticipantAdded():
                self.arrived.setdefault(event.participant.id, event.participant)


class Remembered:
    """By journal; the one that was asked for longest ago is forgotten first. For one thread at a time."""

    def __init__(self) -> None:
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
