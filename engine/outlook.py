"""What every change of a state asks of it, worked out once: it serves as the later state of one change and the earlier of
the next.
"""

from engine.menu import Menus
from engine.pieces import Document, menu_of, open_turn, pointer, status_of
from engine.state import Room


class Outlook:
    """One state of a room as its viewers have it before them. `menus` are handed on from state to state."""

    __slots__ = ("_places", "_turns", "active", "menus", "offered", "room", "status", "veiled")

    def __init__(self, room: Room, menus: Menus) -> None:
        self.room = room
        self.menus = menus
        self.active = room.active
        self.veiled = self.active is not None and self.active.hidden
        """The turn is one that players do not see."""
        self.status = status_of(room)
        self.offered = menu_of(room)
        """Whose menu there is; empty where there is none."""
        self._turns: dict[bool, Document | None] = {}
        self._places: tuple[int | None, int | None] | None = None

    def turn(self, dm: bool) -> Document | None:
        """`currentTurn`; the same for all unless it is veiled."""
        alike = dm or not self.veiled
        if alike not in self._turns:
            self._turns[alike] = open_turn(self.room, alike)
        return self._turns[alike]

    def pointer(self, dm: bool) -> int | None:
        """`currentInitiativeIndex`."""
        if self._places is None:
            self._places = pointer(self.room, False), pointer(self.room, True)
        return self._places[dm]
