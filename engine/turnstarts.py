"""The tables of turn starts, as a room remembers them or a journal tells them; what a rewind goes back to.

Tables share what did not change between them. An accumulator: it is told of events and asked about turns.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from engine.asking import Undo
from engine.events import DiceSpent, Event, Redone, Rewound, TurnStarted
from engine.evolve import fold
from engine.state import Room, Table

_NOTED = frozenset({TurnStarted, Rewound, Redone})


class TurnStarts:
    """The turns that stand, without those that were undone: at most the newest `keep`, or all."""

    def __init__(self, keep: int | None = None) -> None:
        self._keep = keep
        self._tables: dict[str, Table] = {}
        self._undo: Undo | None = None
        self._rewound: Table | None = None
        self._taken: dict[str, Table] = {}

    def order(self) -> Sequence[str]:
        """The ids of the turns that stand, oldest first, as far back as they are remembered."""
        return tuple(self._tables)

    def table(self, turn_id: str) -> Table | None:
        """The table as it was when that turn began."""
        return self._tables.get(turn_id)

    def undo(self, table: Table) -> Undo | None:
        """What the newest rewind took away, if `table` is still as that left it."""
        if self._rewound is None or (table is not self._rewound and _at_rest(table) != _at_rest(self._rewound)):
            return None
        return self._undo

    def note(self, before: Room, events: Sequence[Event], after: Room) -> None:
        """`events` made `after` of `before`."""
        if _NOTED.isdisjoint(map(type, events)):
            return
        for place, event in enumerate(events):
            match event:
                case TurnStarted():
                    last = all(type(other) is DiceSpent for other in events[place + 1 :])
                    start = after if last else fold(before, events[: place + 1])
                    self._add(event.turn_id, start.table)
                case Rewound():
                    self._go_back(event, before.table, after.table)
                case Redone():
                    self._go_on(event)

    def _add(self, turn_id: str, table: Table) -> None:
        self._tables[turn_id] = table
        if self._keep is not None and len(self._tables) > self._keep:
            del self._tables[next(iter(self._tables))]

    def _go_back(self, event: Rewound, before: Table, after: Table) -> None:
        if event.to_turn not in self._tables:
            self._tables = {}  # it went back farther than is remembered here
        self._taken = {turn_id: self._tables.pop(turn_id) for turn_id in event.undone if turn_id in self._tables}
        self._undo, self._rewound = Undo(before, event.undone, event.at), after
        if event.table is not None:
            self._add(event.turn_id, event.table)

    def _go_on(self, event: Redone) -> None:
        for turn_id in event.undone:
            self._tables.pop(turn_id, None)
        if self._taken.keys() != set(event.redone):
            self._tables = {}
        self._tables.update(self._taken)
        self._taken, self._undo, self._rewound = {}, None, None


def _at_rest(table: Table) -> Table:
    """The same but for the clock, which goes on by itself."""
    if table.turn is None:
        return table
    return replace(table, turn=replace(table.turn, remaining=0, running_since=0, warned=False))
