"""What a player's bot wants to do."""

from random import Random

from simulation.brain import take_part
from tests.simulation.scenes import BOW, POTION, Never, aria_sees, bram_sees, creature, scene


def action(wish):
    return wish.content["action"]


def test_nobody_acts_in_anothers_turn():
    assert take_part(bram_sees(scene()), Never()) is None
    assert take_part(aria_sees(scene(up="goblin")), Never()) is None


def test_nobody_acts_while_the_game_is_paused():
    assert take_part(aria_sees(scene(liveStatus="paused")), Never()) is None


def test_who_has_ended_the_turn_waits_for_the_dm():
    document = scene()
    document["currentTurn"]["ending"] = True
    assert take_part(aria_sees(document), Never()) is None


def test_she_walks_towards_an_enemy_out_of_reach_and_stops_beside_it():
    wish = take_part(aria_sees(scene()), Never())
    assert wish.content["turnId"] == "t1"
    assert action(wish)["path"] == [{"x": x, "y": 1} for x in range(2, 7)]


def test_she_goes_no_farther_than_her_movement_allows():
    document = scene()
    document["currentTurn"]["budget"]["movement"] = 10
    assert action(take_part(aria_sees(document), Never()))["path"] == [{"x": 2, "y": 1}, {"x": 3, "y": 1}]


def test_she_walks_around_a_wall_and_cuts_no_corner():
    document = scene(terrain=("..........", "...#......", "...#......", "...#......", ".........."))
    path = action(take_part(aria_sees(document), Never()))["path"]
    assert {"x": 3, "y": 1} not in path
    assert {"x": 3, "y": 0} in path
    assert path[0] == {"x": 1, "y": 0} or path[0] == {"x": 2, "y": 0}


def test_she_strikes_an_enemy_in_reach_with_her_better_weapon():
    document = scene()
    document["participants"]["goblin"]["position"] = {"x": 2, "y": 1}
    assert action(take_part(aria_sees(document), Never())) == {
        "type": "attack",
        "target": "goblin",
        "actionId": "sword",
    }


def test_an_archer_shoots_from_where_she_stands():
    document = scene()
    document["participants"]["aria"]["inventory"] = {
        "e1": {"name": "Longbow", "equipped": True, "attack": BOW, "quantity": 1}
    }
    assert action(take_part(aria_sees(document), Never()))["itemId"] == "e1"


def test_nobody_shoots_through_a_wall():
    document = scene(terrain=("..........", "...#......", "..........", "..........", ".........."))
    document["participants"]["aria"]["attacks"] = {"bow": BOW}
    assert action(take_part(aria_sees(document), Never()))["type"] == "move"


def test_nobody_strikes_the_fallen():
    document = scene()
    document["participants"]["goblin"] = creature("foe", 2, 1, defeated=True)
    assert action(take_part(aria_sees(document), Never()))["type"] == "end"


def test_who_is_badly_hurt_drinks_first():
    document = scene()
    document["participants"]["aria"] |= {"currentHP": 5, "inventory": {"p1": POTION}}
    assert action(take_part(aria_sees(document), Never())) == {"type": "useItem", "itemId": "p1"}


def test_who_is_down_only_ends_the_turn():
    document = scene()
    document["participants"]["aria"] |= {"defeated": True, "currentHP": 0, "inventory": {"p1": POTION}}
    assert action(take_part(aria_sees(document), Never())) == {"type": "end"}


def test_a_refused_wish_is_not_repeated_in_the_same_turn():
    assert action(take_part(aria_sees(scene(), "approach"), Never()))["type"] == "dodge"
    assert take_part(aria_sees(scene(), "approach", "dodge", "end"), Never()) is None


def test_with_everything_spent_the_turn_is_ended():
    document = scene()
    document["currentTurn"]["budget"] = {"action": 0, "bonusAction": 0, "movement": 0}
    assert action(take_part(aria_sees(document), Never())) == {"type": "end"}


def test_the_same_seed_decides_the_same():
    wishes = [[take_part(aria_sees(scene()), chance) for _ in range(50)] for chance in (Random(7), Random(7))]
    assert wishes[0] == wishes[1]


def test_now_and_then_a_player_tries_what_no_rule_knows():
    chance = Random(1)
    kinds = {action(take_part(aria_sees(scene()), chance))["type"] for _ in range(200)}
    assert kinds == {"move", "custom"}
