"""The turn starts of a whole journal, for a rewind that goes back farther than the room remembers. Runs in a thread."""

from collections.abc import Iterable

from engine.commands import BacktrackTurn
from engine.events import Event
from engine.evolve import fold
from engine.state import Room
from engine.turnstarts import TurnStarts
from interactions import replay


class Past:
    """What the journal tells up to row `seq`; later rows are told to it."""

    def __init__(self, interaction_id: str) -> None:
        """Raises `replay.Unreadable`."""
        self.turns = TurnStarts()
        self.seq = 0
        self._room: Room | None = None
        self.read(row.events for row in replay.rows(interaction_id))

    def read(self, rows: Iterable[list[Event]]) -> None:
        """The events of the rows that follow."""
        for events in rows:
            before = self._room
            after = fold(before, events)  # type: ignore[arg-type]  # None only before Opened, which looks at nothing
            if before is not None:
                self.turns.note(before, events, after)
            self._room = after
            self.seq += 1


def is_remembered(command: BacktrackTurn, room: Room, turns: TurnStarts) -> bool:
    """Whether what a rewind needs is among `turns`."""
    if command.redo:
        return turns.undo(room.table) is not None
    if command.to_turn is not None:
        return turns.table(command.to_turn) is not None
    order, turn = turns.order(), room.table.turn
    return bool(order) and (turn is None or turn.id in order[1:])
