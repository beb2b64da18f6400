"""Where those appear whom nobody has placed: friends in the location's spawn area, foes some way off."""

from campaigns.models import Location
from engine.asking import Refused
from engine.grid import footprint
from engine.state import Map, Position

FOES_APPEAR = 7
"""Cells from the middle of the spawn area."""


class Places:
    """The free cells of a map while people are put on it."""

    def __init__(self, map_: Map, location: Location) -> None:
        self._map = map_
        self._spawn = (location.spawn_x, location.spawn_y, location.spawn_width, location.spawn_height)
        self._taken: set[int] = set()

    def take(self, at: Position, side: int) -> None:
        self._taken.update(footprint(at.x, at.y, side))

    def find(self, side: int, *, near: bool) -> Position:
        """The best free square of `side` × `side` cells. Raises `Refused("wrong_status")` on a full map."""
        free = [p for p in self._every() if self._fits(p, side)]
        if not free:
            raise Refused("wrong_status", "There is no room on the map for everybody.")
        return min(free, key=lambda p: (self._distance(p, near), p.y, p.x))

    def _every(self) -> list[Position]:
        return [Position(x, y) for y in range(self._map.height) for x in range(self._map.width)]

    def _fits(self, at: Position, side: int) -> bool:
        on_ground = all(self._map.at(at.x + dx, at.y + dy) in ".~" for dx in range(side) for dy in range(side))
        return on_ground and self._taken.isdisjoint(footprint(at.x, at.y, side))

    def _distance(self, at: Position, near: bool) -> int:
        x, y, width, height = self._spawn
        if near:
            return max(x - at.x, at.x - (x + width - 1), y - at.y, at.y - (y + height - 1), 0)
        return abs(max(abs(at.x - (x + width // 2)), abs(at.y - (y + height // 2))) - FOES_APPEAR)
