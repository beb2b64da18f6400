"""Whoever has no cell is put on the best free one, and looking for it takes no longer than it must."""

import random

import pytest

from campaigns.models import Location
from engine.asking import Refused
from engine.grid import key
from engine.state import Map, Position
from interactions.placing import Places


class Counted(Places):
    """Counts the squares that are looked at."""

    looked = 0

    def _fits(self, at: Position, side: int) -> bool:
        self.looked += 1
        return super()._fits(at, side)


def ground(width: int, height: int, terrain: tuple[str, ...] = ()) -> Map:
    return Map(name="Ground", width=width, height=height, terrain=terrain or ("." * width,) * height, cell_feet=5)


def spawn(x: int, y: int, width: int = 2, height: int = 2) -> Location:
    return Location(spawn_x=x, spawn_y=y, spawn_width=width, spawn_height=height)


def test_a_hundred_find_their_places_on_the_largest_map_without_looking_at_every_cell_each_time():
    places = Counted(ground(100, 100), spawn(50, 50))
    for number in range(100):
        side = 1 + number % 4
        places.take(places.find(side, near=number % 3 == 0), side)
    assert places.looked < 40_000  # looking at all would be a million


@pytest.mark.parametrize("seed", range(5))
def test_each_stands_on_the_best_square_that_is_free(seed: int):
    chance = random.Random(seed)
    terrain = tuple("".join(chance.choices(".~#^+", [6, 1, 1, 1, 1], k=14)) for _ in range(11))
    places = Places(ground(14, 11, terrain), spawn(3, 4))
    for _ in range(20):
        side, near = chance.choice((1, 1, 1, 2)), chance.random() < 0.5
        free = [Position(x, y) for y in range(11) for x in range(14) if places._fits(Position(x, y), side)]
        if not free:
            with pytest.raises(Refused, match="no room on the map"):
                places.find(side, near=near)
            return
        at = places.find(side, near=near)
        assert at == min(free, key=lambda p: (places._distance(p, near), p.y, p.x))
        places.take(at, side)
        assert key(at.x, at.y) in places._taken
