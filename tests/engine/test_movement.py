"""Moving: budget, ground, others in the way, and those one does not see."""

import pytest
from msgspec.structs import replace

from engine.commands import Cell, Override, OverrideChanges, ResolveAction, UpdateTurnSettings
from engine.events import ActionSubmitted, Moved
from engine.state import Position
from tests.engine.table import aria, bram, fight, goblin, happened, hero, mira, names, take, with_sheet


def alone(x: int = 1, y: int = 1, **more: object):
    return fight(hero("aria", x, y), goblin("goblin", 11, 9), **more)


def place(room, entity_id: str = "aria") -> tuple[int, int]:
    at = room.table.participants[entity_id].position
    return at.x, at.y


def test_a_path_is_walked_cell_by_cell():
    events = aria.does(alone(), take("aria", "move", path=[(2, 1), (3, 2), (4, 2)]))
    (moved,) = happened(events, Moved)
    assert moved.path == (Position(2, 1), Position(3, 2), Position(4, 2))
    assert moved.feet == 15
    room = aria.then(alone(), take("aria", "move", path=[(2, 1), (3, 2), (4, 2)]))
    assert (place(room), room.table.turn.budget.movement) == ((4, 2), 15)


def test_one_may_move_several_times_as_long_as_there_is_movement():
    room = aria.then(alone(), take("aria", "move", path=[(2, 1), (3, 1), (4, 1)]))
    room = aria.then(room, take("aria", "move", path=[(5, 1), (6, 1), (7, 1)]))
    assert (place(room), room.table.turn.budget.movement) == ((7, 1), 0)
    assert aria.is_refused(room, take("aria", "move", path=[(8, 1)])) == "too_far"
    assert aria.is_refused(room, take("aria", "move", position=(8, 1))) == "too_far"


def test_a_position_is_reached_by_the_cheapest_way():
    room = alone(0, 1, terrain=["......", ".~~~..", "......"] + ["............"[:6]] * 7)
    room = aria.then(room, take("aria", "move", position=(4, 1)))
    assert (place(room), room.table.turn.budget.movement) == ((4, 1), 10)


@pytest.mark.parametrize("path", [[], [(3, 1)], [(1, 1)], [(2, 1), (2, 1)], [(2, 1), (4, 1)], [(0, 0), (2, 0)]])
def test_a_path_that_jumps_or_stands_still_is_malformed(path):
    assert aria.is_refused(alone(), take("aria", "move", path=path)) == "malformed"


def test_a_path_ends_where_the_position_says():
    assert aria.is_refused(alone(), take("aria", "move", path=[(2, 1)], position=(3, 1))) == "malformed"
    assert place(aria.then(alone(), take("aria", "move", path=[(2, 1)], position=(2, 1)))) == (2, 1)


def test_a_move_says_where_to():
    assert aria.is_refused(alone(), take("aria", "move")) == "malformed"
    assert aria.is_refused(alone(), take("aria", "move", position=(1, 1))) == "illegal_target"


def test_walls_block_the_way():
    room = alone(0, 0, terrain=["..#.........", "..#........."] + ["............"] * 8)
    assert aria.is_refused(room, take("aria", "move", path=[(1, 0), (2, 0)])) == "path_blocked"
    assert aria.is_refused(room, take("aria", "move", position=(2, 0))) == "path_blocked"
    assert place(aria.then(room, take("aria", "move", position=(3, 1)))) == (3, 1)


def test_there_is_no_way_out_of_a_closed_cell():
    room = alone(0, 0, terrain=[".#..........", "##.........."] + ["............"] * 8)
    assert aria.is_refused(room, take("aria", "move", position=(3, 3))) == "path_blocked"


def test_a_long_detour_is_too_far_not_blocked():
    terrain = ["..#........."] * 9 + ["............"]
    room = alone(1, 0, terrain=terrain)
    assert aria.is_refused(room, take("aria", "move", position=(3, 0))) == "too_far"


def test_the_edge_of_the_map_is_a_wall():
    room = alone(0, 0)
    assert aria.is_refused(room, take("aria", "move", position=(500, 2))) == "path_blocked"
    assert aria.is_refused(alone(11, 0), take("aria", "move", path=[(12, 0)])) == "path_blocked"


def test_doors_and_hazards_are_open_ground_for_now():
    room = alone(0, 0, terrain=["+^.........."] + ["############"] + ["............"] * 8)
    assert place(aria.then(room, take("aria", "move", path=[(1, 0), (2, 0)]))) == (2, 0)


def test_difficult_terrain_takes_twice_the_movement():
    room = alone(0, 0, terrain=[".~~........."] + ["............"] * 9)
    room = aria.then(room, take("aria", "move", path=[(1, 0), (2, 0), (3, 0)]))
    assert room.table.turn.budget.movement == 5


def test_alternating_diagonals_are_a_setting():
    path = [(2, 2), (3, 3), (4, 4), (5, 5)]
    assert aria.then(alone(), take("aria", "move", path=path)).table.turn.budget.movement == 10
    room = mira.then(alone(), UpdateTurnSettings(diagonals="alternating"))
    assert aria.then(room, take("aria", "move", path=path)).table.turn.budget.movement == 0
    longer = [*path, (6, 6)]
    assert aria.is_refused(room, take("aria", "move", path=longer)) == "too_far"


def test_a_dash_allows_as_much_again():
    room = aria.then(alone(), take("aria", "dash"))
    room = aria.then(room, take("aria", "move", path=[(x, 1) for x in range(2, 12)]))
    assert (place(room), room.table.turn.budget.movement) == ((11, 1), 10)


def test_one_passes_through_allies_but_does_not_stay_there():
    room = fight(hero("aria", 1, 1), hero("bram", 2, 1), goblin("goblin", 9, 9))
    room_after = aria.then(room, take("aria", "move", path=[(2, 1), (3, 1)]))
    assert (place(room_after), room_after.table.turn.budget.movement) == ((3, 1), 20)
    assert aria.is_refused(room, take("aria", "move", path=[(2, 1)])) == "path_blocked"
    assert aria.is_refused(room, take("aria", "move", position=(2, 1))) == "path_blocked"


def test_one_does_not_pass_through_enemies():
    room = fight(hero("aria", 1, 1), goblin("goblin", 2, 1))
    assert aria.is_refused(room, take("aria", "move", path=[(2, 1), (3, 1)])) == "path_blocked"


def test_the_way_to_a_position_leads_around_enemies():
    room = fight(hero("aria", 0, 0), goblin("goblin", 1, 0), terrain=["....", "####", "...."])
    assert aria.is_refused(room, take("aria", "move", position=(3, 0))) == "path_blocked"
    room = fight(hero("aria", 0, 0), goblin("goblin", 1, 0), terrain=["....", "....", "...."])
    assert place(aria.then(room, take("aria", "move", position=(3, 0)))) == (3, 0)


def test_one_squeezes_past_strangers_and_the_fallen_at_double_cost():
    for other in (goblin("goblin", 2, 1, side="other"), goblin("goblin", 2, 1, defeated=True, hp=0)):
        room = fight(hero("aria", 1, 1), other, hero("bram", 9, 9))
        room = aria.then(room, take("aria", "move", path=[(2, 1), (3, 1)]))
        assert room.table.turn.budget.movement == 15


def test_one_does_not_stay_on_the_fallen():
    room = fight(hero("aria", 1, 1), goblin("goblin", 2, 1, defeated=True, hp=0), hero("bram", 9, 9))
    assert aria.is_refused(room, take("aria", "move", path=[(2, 1)])) == "path_blocked"


@pytest.mark.parametrize("size", ["small", "medium", "large"])
def test_enemies_of_about_ones_own_size_bar_the_way(size):
    room = fight(hero("aria", 1, 1), with_sheet(goblin("goblin", 2, 1), size=size), hero("bram", 9, 9))
    assert aria.is_refused(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1)])) == "path_blocked"


def test_a_tiny_enemy_is_passed_as_if_it_were_not_there():
    room = fight(hero("aria", 1, 1), with_sheet(goblin("rat", 2, 1), size="tiny"), hero("bram", 9, 9))
    assert aria.then(room, take("aria", "move", path=[(2, 1), (3, 1)])).table.turn.budget.movement == 20


def test_an_enemy_two_sizes_larger_is_passed_at_double_cost():
    giant = with_sheet(goblin("giant", 2, 1), size="huge")
    room = fight(hero("aria", 1, 1), giant, hero("bram", 9, 9))
    room = aria.then(room, take("aria", "dash"))
    room = aria.then(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))
    assert room.table.turn.budget.movement == 60 - 35


def test_a_large_creature_needs_room_for_its_whole_space():
    ogre = with_sheet(goblin("ogre", 0, 0), size="large")
    terrain = ["....#...", "........", "....#..."] + ["........"] * 7
    room = fight(ogre, hero("aria", 6, 9), terrain=terrain)
    assert mira.is_refused(room, take("ogre", "move", path=[(1, 0), (2, 0), (3, 0)])) == "path_blocked"
    assert place(mira.then(room, take("ogre", "move", path=[(1, 0), (2, 0)])), "ogre") == (2, 0)


def test_a_large_creature_does_not_stay_with_one_corner_on_an_ally():
    ogre = with_sheet(goblin("ogre", 0, 0), size="large")
    room = fight(ogre, goblin("goblin", 2, 1), hero("aria", 9, 9))
    assert mira.is_refused(room, take("ogre", "move", path=[(1, 0)])) == "path_blocked"


def test_what_the_dm_moves_knows_the_hidden():
    room = fight(goblin("goblin", 1, 1), hero("aria", 2, 1, hidden=True), hero("bram", 9, 9))
    assert mira.is_refused(room, take("goblin", "move", path=[(2, 1), (3, 1)])) == "path_blocked"


def meets_a_ghost(**settings: object):
    return fight(hero("aria", 1, 1), goblin("ghost", 4, 1, hidden=True), goblin("goblin", 11, 9), **settings)


def test_a_player_stops_before_somebody_unseen_and_the_dm_is_asked():
    room = meets_a_ghost()
    events = aria.does(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))
    assert names(events) == ["ActionSubmitted", "BudgetSpent", "Moved", "ActionSubmitted", "BudgetSpent"]
    first, rest = happened(events, ActionSubmitted)
    assert (first.waits, rest.waits) == (False, True)
    assert rest.action.reason
    room = aria.then(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))
    assert (place(room), room.status) == ((3, 1), "DM_REVIEW")
    assert rest.audience == "all" and "ghost" not in str(rest.action).lower()


def test_a_player_who_would_end_on_somebody_unseen_stops_before():
    room = aria.then(meets_a_ghost(), take("aria", "move", position=(4, 1)))
    assert place(room) == (3, 1)
    assert len(room.unresolved) == 1


def test_nothing_is_moved_where_the_very_first_step_meets_somebody_unseen():
    room = fight(hero("aria", 1, 1), goblin("ghost", 2, 1, hidden=True))
    events = aria.does(room, take("aria", "move", path=[(2, 1)]))
    assert names(events) == ["ActionSubmitted", "BudgetSpent"]


def test_a_player_does_not_stop_in_the_space_of_an_ally_before_the_unseen():
    room = fight(hero("aria", 1, 1), hero("bram", 3, 1), goblin("ghost", 4, 1, hidden=True))
    assert place(aria.then(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))) == (2, 1)


def test_a_turn_that_ends_with_such_a_move_waits_for_the_dm():
    room = aria.then(meets_a_ghost(), take("aria", "move", path=[(2, 1), (3, 1), (4, 1)], end_turn=True))
    assert (place(room), room.active.id, room.table.turn.ending) == ((3, 1), "aria", True)
    room = mira.then(room, ResolveAction(action_id=room.unresolved[0].id, outcome="approved"))
    assert room.active.id == "ghost"


def test_a_denied_rest_of_the_way_gives_its_movement_back():
    room = aria.then(meets_a_ghost(), take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))
    assert room.table.turn.budget.movement == 10
    room = mira.then(room, ResolveAction(action_id=room.unresolved[0].id, outcome="denied"))
    assert (place(room), room.table.turn.budget.movement) == ((3, 1), 20)


def test_an_approved_rest_goes_on_where_the_dm_has_cleared_the_way():
    room = aria.then(meets_a_ghost(), take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))
    (action,) = room.unresolved
    blocked = mira.then(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert (place(blocked), blocked.table.turn.budget.movement) == ((3, 1), 20)
    room = mira.then(room, Override(entity_id="ghost", changes=OverrideChanges(position=Cell(9, 5))))
    room = mira.then(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert (place(room), room.table.turn.budget.movement) == ((5, 1), 10)


def test_where_everything_waits_the_whole_way_waits_as_one():
    room = meets_a_ghost(resolution_mode="review")
    room = aria.then(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1), (5, 1)]))
    (action,) = room.unresolved
    assert (place(room), room.table.turn.budget.movement, action.path[0]) == ((1, 1), 10, Position(2, 1))
    room = mira.then(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert (place(room), room.table.turn.budget.movement) == ((3, 1), 20)


def test_a_move_that_waited_is_not_made_from_somewhere_else():
    room = aria.then(fight(resolution_mode="review"), take("aria", "move", path=[(2, 1), (3, 1)]))
    (action,) = room.unresolved
    room = mira.then(room, Override(entity_id="aria", changes=OverrideChanges(position=Cell(8, 8))))
    events = mira.does(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert names(events) == ["ActionResolved", "BudgetSpent"]
    assert mira.then(room, ResolveAction(action_id=action.id, outcome="approved")).table.turn.budget.movement == 30


def test_moving_ones_own_hidden_character_is_told_to_dms():
    room = fight(hero("aria", 1, 1, hidden=True), hero("bram", 5, 5))
    (moved,) = happened(aria.does(room, take("aria", "move", path=[(2, 1)])), Moved)
    assert moved.audience == "dm"


def test_cells_of_other_sizes_count_their_feet():
    room = alone()
    room = replace(room, table=replace(room.table, map=replace(room.table.map, cell_feet=10)))
    assert aria.then(room, take("aria", "move", path=[(2, 1), (3, 1)])).table.turn.budget.movement == 10


def test_bram_moves_in_his_turn_only():
    assert bram.is_refused(fight(), take("bram", "move", path=[(2, 3)])) == "not_your_turn"
