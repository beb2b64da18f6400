"""Where those appear whom nobody has placed: friends in the location's spawn area, foes some way off; and who fits where."""

import re
from collections.abc import Sequence
from typing import Any

from campaigns.models import Location
from campaigns.models import Map as MapRow
from engine.asking import Refused
from engine.grid import cell_name, footprint, key
from engine.sheet import FOOTPRINT
from engine.state import Map, Position

FOES_APPEAR = 7
"""Cells from the middle of the spawn area."""


def map_of(row: MapRow) -> Map:
    """The map as the engine knows it."""
    return Map(name=row.name, width=row.width, height=row.height, terrain=row.rows, cell_feet=row.cell_feet)


def misplaced(location: Location | None, wanted: Sequence[Any]) -> dict[int, str]:
    """By their place in `wanted` those who do not fit where they are put (`drafting.Wanted`, of which `at` says where), each
    with a sentence that says why: off the map, in a wall, on somebody's cells."""
    if location is None:
        return {place: "Choose a location first, then a cell on its map." for place, one in enumerate(wanted) if one.at}
    places = Places(map_of(location.map), location)
    wrong: dict[int, str] = {}
    for place, one in enumerate(wanted):
        if one.at is None:
            continue
        at, side = Position(*one.at), FOOTPRINT[one.creature.size]
        if reason := places.obstacle(at, side):
            wrong[place] = f"{one.name or one.creature} does not fit at {cell_name(at)}: {reason}."
        else:
            places.take(at, side)
    return wrong


def fitting(location: Location | None, wanted: Sequence[Any]) -> list[Any]:
    """The same, where those who do not fit (the map has changed since) are put nowhere."""
    misfits = misplaced(location, wanted)
    return [one._replace(at=None) if place in misfits else one for place, one in enumerate(wanted)]


def cell_named(name: str) -> tuple[int, int] | None:
    """The cell that "c4" names; None where it names none."""
    match = re.fullmatch(r"([A-Za-z]{1,2})\s?([0-9]{1,3})", name.strip())
    if match is None or int(match[2]) == 0:
        return None
    x = 0
    for letter in match[1].upper():
        x = x * 26 + ord(letter) - 64
    return x - 1, int(match[2]) - 1


class Places:
    """The free cells of a map while people are put on it."""

    def __init__(self, map_: Map, location: Location) -> None:
        self._map = map_
        self._spawn = (location.spawn_x, location.spawn_y, location.spawn_width, location.spawn_height)
        self._taken: set[int] = set()
        self._ordered: dict[bool, list[Position]] = {}

    def take(self, at: Position, side: int) -> None:
        self._taken.update(footprint(at.x, at.y, side))

    def obstacle(self, at: Position, side: int) -> str:
        """What is in the way of somebody of `side` × `side` cells whose upper left one is `at`; empty where nothing is."""
        if at.x + side > self._map.width or at.y + side > self._map.height:
            return f"the map ends at {cell_name(Position(self._map.width - 1, self._map.height - 1))}"
        cells = [Position(at.x + dx, at.y + dy) for dy in range(side) for dx in range(side)]
        if wall := next((cell for cell in cells if self._map.at(cell.x, cell.y) == "#"), None):
            return f"there is a wall at {cell_name(wall)}"
        taken = next((cell for cell in cells if key(cell.x, cell.y) in self._taken), None)
        return f"somebody stands at {cell_name(taken)}" if taken else ""

    def find(self, side: int, *, near: bool) -> Position:
        """The best free square of `side` × `side` cells. Raises `Refused("wrong_status")` on a full map."""
        found = next((at for at in self._in_order(near) if self._fits(at, side)), None)
        if found is None:
            raise Refused("wrong_status", "There is no room on the map for everybody.")
        return found

    def _in_order(self, near: bool) -> list[Position]:
        """All cells, the best first; put in order once, since a large map has ten thousand and a hundred may come."""
        if near not in self._ordered:
            every = [Position(x, y) for y in range(self._map.height) for x in range(self._map.width)]
            self._ordered[near] = sorted(every, key=lambda at: (self._distance(at, near), at.y, at.x))
        return self._ordered[near]

    def _fits(self, at: Position, side: int) -> bool:
        on_ground = all(self._map.at(at.x + dx, at.y + dy) in ".~" for dx in range(side) for dy in range(side))
        return on_ground and self._taken.isdisjoint(footprint(at.x, at.y, side))

    def _distance(self, at: Position, near: bool) -> int:
        x, y, width, height = self._spawn
        if near:
            return max(x - at.x, at.x - (x + width - 1), y - at.y, at.y - (y + height - 1), 0)
        return abs(max(abs(at.x - (x + width // 2)), abs(at.y - (y + height // 2))) - FOES_APPEAR)
