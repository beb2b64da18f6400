"""Where a creature can go, as far as its player's document tells: the engine's geometry fed from the wire."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush

from engine.grid import NEIGHBOURS, Ground, footprint
from engine.state import Map, Position
from simulation.documents import Document

Cell = tuple[int, int]
MOST_CELLS = 4_000
"""Farther than this nobody looks for a way."""


def map_of(document: Document) -> Map:
    """The document's map as the engine knows maps."""
    shown = document["map"]
    return Map(shown["name"], shown["width"], shown["height"], tuple(shown["terrain"]), shown["cellFeet"])


def place_of(participant: Document) -> Position:
    return Position(participant["position"]["x"], participant["position"]["y"])


def ground_for(document: Document, mover_id: str) -> Ground:
    """The map with the others on it. Living enemies bar the way; the rest of the other side is difficult to pass."""
    participants = document["participants"]
    mover = participants[mover_id]
    barred: set[int] = set()
    slow: set[int] = set()
    taken: set[int] = set()
    for key, other in participants.items():
        if key == mover_id:
            continue
        cells = footprint(other["position"]["x"], other["position"]["y"], other["cells"])
        taken.update(cells)
        if other["side"] != mover["side"]:
            (slow if other.get("defeated") else barred).update(cells)
    return Ground(
        map=map_of(document),
        side=mover["cells"],
        diagonals=document["settings"]["diagonals"],
        barred=barred,
        slow=slow,
        taken=taken,
    )


def way_to(ground: Ground, start: Position, wanted: Callable[[Position], bool]) -> list[Position]:
    """The cheapest way to the nearest cell that is `wanted` and free; empty where there is none or one is there already."""
    first = (start.x, start.y)
    came: dict[Cell, Cell] = {}
    best = {first: 0}
    ahead = [(0, 0, first)]
    while ahead and len(best) < MOST_CELLS:
        cost, turns, here = heappop(ahead)
        if cost > best[here]:
            continue
        if here != first and ground.can_stay(*here) and wanted(Position(*here)):
            return _traced(came, here, first)
        for across, down in NEIGHBOURS:
            step = ground.step(*here, across, down)
            there = (here[0] + across, here[1] + down)
            if step and cost + step < best.get(there, 1 << 30):
                best[there], came[there] = cost + step, here
                heappush(ahead, (cost + step, turns + bool(across and down), there))
    return []


def _traced(came: dict[Cell, Cell], end: Cell, first: Cell) -> list[Position]:
    path = []
    while end != first:
        path.append(Position(*end))
        end = came[end]
    return path[::-1]


def as_far_as(ground: Ground, start: Position, path: Sequence[Position], feet: int) -> list[Position]:
    """The longest beginning of `path` that `feet` of movement allow and where one can stay."""
    for length in range(len(path), 0, -1):
        part = list(path[:length])
        if 0 <= ground.walk(start, part) <= feet and ground.can_stay(part[-1].x, part[-1].y):
            return part
    return []
