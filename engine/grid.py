"""Geometry of the grid: footprints, distances, lines of sight, steps and cheapest ways. Knows cells, no creatures.

Cells are packed into one number (`key`) where sets of them are asked often; distances are feet.
"""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

from msgspec import Struct

from engine.state import Diagonals, Map, Position

ROW = 4096
NEIGHBOURS = ((0, -1), (-1, 0), (1, 0), (0, 1), (-1, -1), (1, -1), (-1, 1), (1, 1))


def key(x: int, y: int) -> int:
    """One number for a cell of the map."""
    return y * ROW + x


def cell_name(at: Position) -> str:
    """ "C4": the column in letters, the row from 1; as people read it on the map."""
    letters, rest = "", at.x
    while rest >= 0:
        letters, rest = chr(65 + rest % 26) + letters, rest // 26 - 1
    return f"{letters}{at.y + 1}"


def footprint(x: int, y: int, side: int) -> list[int]:
    """The keys of the cells that a creature of `side` cells covers with its upper left corner at x, y."""
    if side == 1:
        return [y * ROW + x]
    return [row * ROW + column for row in range(y, y + side) for column in range(x, x + side)]


def steps_apart(a: Position, a_side: int, b: Position, b_side: int, diagonals: Diagonals = "five") -> int:
    """How many cells one has to go from the nearest cell of one footprint to the nearest of the other."""
    across = b.x - a.x - a_side + 1 if b.x > a.x else a.x - b.x - b_side + 1
    down = b.y - a.y - a_side + 1 if b.y > a.y else a.y - b.y - b_side + 1
    longer, shorter = (across, down) if across > down else (down, across)
    if shorter <= 0 or diagonals == "five":
        return longer if longer > 0 else 0
    return longer + shorter // 2


def feet_apart(steps: int, cell_feet: int) -> int:
    """Neighbouring cells are five feet apart, however large the cells: whoever stands beside you is in reach."""
    return (steps - 1) * cell_feet + 5 if steps else 0


def line_of_sight(ground: Map, a: Position, a_side: int, b: Position, b_side: int) -> bool:
    """Whether the middle of some cell of one footprint sees the middle of some cell of the other. Only walls block."""
    if a_side == b_side == 1:
        return _sees(ground, a.x, a.y, b.x, b.y)
    return any(
        _sees(ground, ax, ay, bx, by)
        for ax, ay in _nearest_first(a, a_side, b)
        for bx, by in _nearest_first(b, b_side, a)
    )


def _nearest_first(corner: Position, side: int, to: Position) -> Iterator[tuple[int, int]]:
    if side == 1:
        yield corner.x, corner.y
        return
    cells = [(x, y) for y in range(corner.y, corner.y + side) for x in range(corner.x, corner.x + side)]
    yield from sorted(cells, key=lambda cell: max(abs(cell[0] - to.x), abs(cell[1] - to.y)))


def _sees(ground: Map, x: int, y: int, to_x: int, to_y: int) -> bool:
    """Walks every cell that the line touches; through the point where four cells meet it needs one side open.

    Both ends are on the map: where no row between them has a wall, there is nothing to look at.
    """
    rows = ground.terrain[y : to_y + 1] if y < to_y else ground.terrain[to_y : y + 1]
    if "#" not in "".join(rows):
        return True
    across, down = abs(to_x - x), abs(to_y - y)
    step_x, step_y = (1 if to_x > x else -1), (1 if to_y > y else -1)
    lean = across - down
    for _ in range(across + down):
        if (x, y) == (to_x, to_y):
            break
        if lean > 0:
            x += step_x
            lean -= 2 * down
        elif lean < 0:
            y += step_y
            lean += 2 * across
        else:
            if ground.at(x + step_x, y) == "#" and ground.at(x, y + step_y) == "#":
                return False
            x, y = x + step_x, y + step_y
            lean += 2 * (across - down)
        if ground.at(x, y) == "#":
            return False
    return True


class Ground(Struct, frozen=True, gc=False, kw_only=True):
    """The map as one mover of `side` cells finds it: cells `barred` to it, `slow` ones, those `taken` where it cannot stay."""

    map: Map
    side: int
    diagonals: Diagonals
    barred: set[int]
    slow: set[int]
    taken: set[int]

    def footing(self, x: int, y: int) -> int:
        """What a cell costs, in cells: 1, or 2 where the ground is difficult; 0 where the mover cannot stand at all."""
        if self.side > 1:
            return self._wide_footing(x, y)
        here = self.map
        tile = here.terrain[y][x] if 0 <= x < here.width and 0 <= y < here.height else "#"
        cell = y * ROW + x
        if tile == "#" or cell in self.barred:
            return 0
        return 2 if tile == "~" or cell in self.slow else 1

    def _wide_footing(self, x: int, y: int) -> int:
        cost = 1
        for row in range(y, y + self.side):
            for column in range(x, x + self.side):
                tile, cell = self.map.at(column, row), row * ROW + column
                if tile == "#" or cell in self.barred:
                    return 0
                if tile == "~" or cell in self.slow:
                    cost = 2
        return cost

    def fits(self, x: int, y: int) -> bool:
        """Whether no wall is in the way of the whole footprint."""
        at, side = self.map.at, self.side
        if side == 1:
            return at(x, y) != "#"
        return all(at(column, row) != "#" for row in range(y, y + side) for column in range(x, x + side))

    def step(self, x: int, y: int, across: int, down: int) -> int:
        """What a step to a neighbouring cell costs, in cells; 0 where no way leads. Corners of walls are not cut."""
        cost = self.footing(x + across, y + down)
        if cost and across and down and not (self.fits(x + across, y) and self.fits(x, y + down)):
            return 0
        return cost

    def can_stay(self, x: int, y: int) -> bool:
        """Whether a move may end here."""
        if self.side == 1:
            return y * ROW + x not in self.taken
        return self.taken.isdisjoint(footprint(x, y, self.side))

    def walk(self, start: Position, path: Sequence[Position]) -> int:
        """Feet of movement along `path`, which begins next to `start`; -1 where the way is barred.

        With `alternating` diagonals every second one counts double (5, 10, 5, 10 feet).
        """
        x, y = start.x, start.y
        cells = diagonal = 0
        alternating = self.diagonals == "alternating"
        for to in path:
            across, down = to.x - x, to.y - y
            cost = self.step(x, y, across, down)
            if not cost:
                return -1
            cells += cost
            if alternating and across and down:
                diagonal ^= 1
                cells += 0 if diagonal else cost
            x, y = to.x, to.y
        return cells * self.map.cell_feet

    def cheapest(self, start: Position, goal: Position, most: int) -> tuple[Position, ...] | None:
        """The way to `goal` that costs least (Dijkstra); empty if all cost more than `most` feet, none if there is none.

        The bound keeps a search on a large map short, whatever somebody asks for.
        """
        limit = most // self.map.cell_feet
        alternating = self.diagonals == "alternating"
        first = (start.x, start.y, 0)
        came: dict[tuple[int, int, int], tuple[int, int, int]] = {}
        best = {first: 0}
        ahead = [(0, 0, first)]
        while ahead:
            cost, turns, here = heappop(ahead)
            if cost > limit:
                return ()
            x, y, diagonal = here
            if x == goal.x and y == goal.y:
                return _traced(came, here, first)
            if cost > best[here]:
                continue
            for across, down in NEIGHBOURS:
                step = self.step(x, y, across, down)
                if not step:
                    continue
                slant = 1 if across and down else 0
                odd = diagonal ^ (slant & alternating)
                total = cost + step + (step if slant and alternating and not odd else 0)
                there = (x + across, y + down, odd)
                if total < best.get(there, 1 << 30):
                    best[there] = total
                    came[there] = here
                    heappush(ahead, (total, turns + slant, there))
        return None


def _traced(
    came: dict[tuple[int, int, int], tuple[int, int, int]], end: tuple[int, int, int], first: tuple[int, int, int]
) -> tuple[Position, ...]:
    path = []
    while end != first:
        path.append(Position(end[0], end[1]))
        end = came[end]
    return tuple(reversed(path))
