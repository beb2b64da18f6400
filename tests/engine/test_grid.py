"""Footprints, distances, sight and ways."""

import pytest

from engine.grid import Ground, feet_apart, footprint, key, line_of_sight, steps_apart
from engine.state import Map, Position


def a_map(*terrain: str) -> Map:
    return Map(name="Cave", width=len(terrain[0]), height=len(terrain), terrain=terrain)


def ground(*terrain: str, side: int = 1, diagonals: str = "five", barred=(), slow=(), taken=()) -> Ground:
    def keys(cells):
        return {key(x, y) for x, y in cells}

    return Ground(
        map=a_map(*terrain), side=side, diagonals=diagonals, barred=keys(barred), slow=keys(slow), taken=keys(taken)
    )


def cells(*pairs: tuple[int, int]) -> tuple[Position, ...]:
    return tuple(Position(x, y) for x, y in pairs)


def test_a_footprint_lies_right_of_and_below_its_corner():
    assert footprint(2, 1, 1) == [key(2, 1)]
    assert set(footprint(2, 1, 2)) == {key(2, 1), key(3, 1), key(2, 2), key(3, 2)}
    assert len(footprint(0, 0, 3)) == 9
    assert len(footprint(0, 0, 4)) == 16


@pytest.mark.parametrize(
    ("a", "a_side", "b", "b_side", "steps"),
    [
        ((0, 0), 1, (0, 0), 1, 0),
        ((0, 0), 1, (1, 1), 1, 1),
        ((0, 0), 1, (3, 1), 1, 3),
        ((0, 0), 2, (2, 0), 1, 1),
        ((2, 0), 1, (0, 0), 2, 1),
        ((0, 0), 3, (4, 4), 1, 2),
        ((5, 5), 1, (0, 0), 4, 2),
        ((0, 0), 4, (1, 1), 1, 0),
    ],
)
def test_distance_is_counted_between_the_nearest_cells_of_footprints(a, a_side, b, b_side, steps):
    assert steps_apart(Position(*a), a_side, Position(*b), b_side) == steps


def test_alternating_diagonals_lengthen_distances_too():
    assert steps_apart(Position(0, 0), 1, Position(1, 1), 1, "alternating") == 1
    assert steps_apart(Position(0, 0), 1, Position(2, 2), 1, "alternating") == 3
    assert steps_apart(Position(0, 0), 1, Position(4, 1), 1, "alternating") == 4


def test_neighbours_are_five_feet_apart_however_large_the_cells():
    assert [feet_apart(steps, 5) for steps in (0, 1, 2, 6)] == [0, 5, 10, 30]
    assert [feet_apart(steps, 10) for steps in (1, 2)] == [5, 15]


@pytest.mark.parametrize(
    ("terrain", "a", "b", "sees"),
    [
        (("...", "...", "..."), (0, 0), (2, 2), True),
        ((".#.",), (0, 0), (2, 0), False),
        ((".#.",), (2, 0), (0, 0), False),
        ((".+.", ".#."), (0, 0), (2, 0), True),
        ((".#", "#."), (0, 0), (1, 1), False),
        ((".#", ".."), (0, 0), (1, 1), True),
        (("....", ".##.", "...."), (0, 0), (3, 2), False),
        (("....", "..#.", "...."), (0, 0), (3, 1), False),
        (("....", "..#.", "...."), (0, 0), (3, 0), True),
        (("~^~",), (0, 0), (2, 0), True),
    ],
)
def test_walls_block_sight_and_corners_do_not(terrain, a, b, sees):
    assert line_of_sight(a_map(*terrain), Position(*a), 1, Position(*b), 1) is sees
    assert line_of_sight(a_map(*terrain), Position(*b), 1, Position(*a), 1) is sees


def test_a_large_creature_is_seen_when_one_of_its_cells_is():
    terrain = (".#...", ".....", ".....")
    assert not line_of_sight(a_map(*terrain), Position(0, 0), 1, Position(2, 0), 1)
    assert line_of_sight(a_map(*terrain), Position(0, 0), 1, Position(2, 0), 3)


def test_a_straight_way_costs_its_cells():
    assert ground("......").walk(Position(0, 0), cells((1, 0), (2, 0), (3, 0))) == 15


def test_difficult_terrain_costs_double():
    assert ground(".~~.").walk(Position(0, 0), cells((1, 0), (2, 0), (3, 0))) == 25


@pytest.mark.parametrize(("steps", "five", "alternating"), [(1, 5, 5), (2, 10, 15), (3, 15, 20), (4, 20, 30)])
def test_every_second_diagonal_may_cost_ten(steps, five, alternating):
    rows = ["....."] * 5
    path = cells(*[(n, n) for n in range(1, steps + 1)])
    assert ground(*rows).walk(Position(0, 0), path) == five
    assert ground(*rows, diagonals="alternating").walk(Position(0, 0), path) == alternating


def test_straight_steps_between_do_not_reset_the_diagonals():
    path = cells((1, 1), (2, 1), (3, 2))
    assert ground("....", "....", "....", diagonals="alternating").walk(Position(0, 0), path) == 20


def test_a_second_diagonal_into_difficult_terrain_costs_four_times():
    assert ground("...", "...", "..~", diagonals="alternating").walk(Position(0, 0), cells((1, 1), (2, 2))) == 25


@pytest.mark.parametrize("terrain", [(".#", ".."), ("..", "#."), (".#", "#.")])
def test_nobody_cuts_the_corner_of_a_wall(terrain):
    assert ground(*terrain).walk(Position(0, 0), cells((1, 1))) == -1


def test_creatures_have_no_corners_to_cut():
    assert ground("..", "..", barred=[(1, 0), (0, 1)]).walk(Position(0, 0), cells((1, 1))) == 5


def test_walls_and_the_edge_of_the_map_bar_the_way():
    assert ground(".#.").walk(Position(0, 0), cells((1, 0))) == -1
    assert ground("...").walk(Position(0, 0), cells((0, 1))) == -1
    assert ground("...").walk(Position(0, 0), cells((0, -1))) == -1


def test_a_large_creature_needs_room_for_all_its_cells():
    wide = ("....", "....", "...#")
    assert ground(*wide, side=2).walk(Position(0, 0), cells((1, 0), (2, 0))) == 10
    assert ground(*wide, side=2).walk(Position(0, 0), cells((0, 1), (1, 1), (2, 1))) == -1
    assert ground(*wide, side=2).walk(Position(0, 0), cells((1, 0), (2, 0), (3, 0))) == -1


def test_one_difficult_cell_under_a_large_creature_is_enough():
    assert ground("....", "..~.", side=2).walk(Position(0, 0), cells((1, 0), (2, 0))) == 20


def test_a_large_creature_cuts_no_corner_either():
    assert ground("..#.", "....", "....", side=2).walk(Position(0, 0), cells((1, 1))) == -1
    assert ground("....", "....", "....", side=2).walk(Position(0, 0), cells((1, 1))) == 5


def test_the_cheapest_way_goes_around_difficult_terrain_where_that_is_shorter():
    way = ground(".....", ".~~~.", ".....").cheapest(Position(0, 1), Position(4, 1), 500)
    assert way is not None and len(way) == 4
    assert ground(".....", ".~~~.", ".....").walk(Position(0, 1), way) == 20


def test_the_cheapest_way_finds_the_gap_in_a_wall():
    grounds = ground("..#..", "..#..", "..#..", ".....")
    way = grounds.cheapest(Position(1, 0), Position(3, 0), 500)
    assert way is not None and way[-1] == Position(3, 0)
    assert grounds.walk(Position(1, 0), way) == 40


def test_there_is_no_way_through_a_closed_wall():
    assert ground("..#..", "..#..").cheapest(Position(0, 0), Position(4, 0), 500) is None


def test_a_search_ends_where_every_way_is_too_long():
    grounds = ground("..#..", "..#..", "..#..", ".....")
    way = grounds.cheapest(Position(1, 0), Position(3, 0), 40)
    assert way is not None and len(way) == 8
    assert grounds.cheapest(Position(1, 0), Position(3, 0), 35) == ()


def test_a_large_creature_finds_no_way_through_a_narrow_gap():
    terrain = ("...#....", "........", "...#....")
    assert ground(*terrain).cheapest(Position(0, 0), Position(5, 0), 500) is not None
    assert ground(*terrain, side=2).cheapest(Position(0, 0), Position(5, 0), 500) is None


def test_the_cheapest_way_counts_diagonals_as_walking_does():
    grounds = ground(*["......"] * 6, diagonals="alternating")
    way = grounds.cheapest(Position(0, 0), Position(4, 4), 500)
    assert way is not None and grounds.walk(Position(0, 0), way) == 30


def test_nobody_stays_where_another_is():
    assert not ground("...", taken=[(1, 0)]).can_stay(1, 0)
    assert ground("...", taken=[(1, 0)]).can_stay(2, 0)
    assert not ground("....", "....", side=2, taken=[(1, 1)]).can_stay(0, 0)
