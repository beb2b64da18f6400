"""Attacks: range and sight, the roll, and what damage does."""

import pytest
from msgspec.structs import replace

from engine.commands import Override, OverrideChanges, ResolveAction, UpdateTurnSettings
from engine.events import AttackRolled, Damaged, Defeated
from engine.sheet import Attack, Damage, Item, Roll, Sheet
from tests.engine.table import (
    BOW,
    JAVELIN,
    SWORD,
    aria,
    bram,
    fight,
    goblin,
    happened,
    hero,
    mira,
    names,
    take,
    with_sheet,
)

GLAIVE = replace(SWORD, id="glaive", name="Glaive", reach=10)
FLAMING = replace(SWORD, damage=(Damage(Roll(1, 8, 3), "slashing"), Damage(Roll(2, 6), "fire")))


def duel(distance: int = 1, *, attack: Attack = SWORD, terrain=None, **target: object):
    """Aria, who has only `attack`, and a goblin `distance` cells to her right; its armour class is 13."""
    fighter = with_sheet(hero("aria", 0, 1), attacks={attack.id: attack})
    rows = terrain or ["." * 80] * 3
    return fight(fighter, goblin("goblin", distance, 1, **target), terrain=rows)


def roll_of(room, *faces: int, **request: object) -> AttackRolled:
    (rolled,) = happened(aria.does(room, take("aria", "attack", target="goblin", **request), *faces), AttackRolled)
    return rolled


def hp_after(room, *faces: int) -> int:
    return aria.then(room, take("aria", "attack", target="goblin"), *faces).table.participants["goblin"].hp


def test_a_roll_that_reaches_the_armour_class_hits():
    rolled = roll_of(duel(), 8)
    assert (rolled.faces, rolled.total, rolled.armor_class, rolled.hit) == ((8,), 13, 13, True)
    assert not roll_of(duel(), 7).hit


def test_a_natural_20_hits_whatever_the_armour_and_doubles_the_dice():
    room = duel(hp=50, max_hp=50, sheet=Sheet(armor_class=99))
    rolled = roll_of(room, 20, 5, 6)
    assert (rolled.hit, rolled.critical, rolled.damage_faces) == (True, True, (5, 6))
    assert hp_after(room, 20, 5, 6) == 50 - 14


def test_a_natural_1_misses_whatever_the_bonus():
    room = duel(attack=replace(SWORD, to_hit=50))
    assert not roll_of(room, 1).hit
    assert hp_after(room, 1) == 7


def test_a_miss_rolls_no_damage():
    events = aria.does(duel(), take("aria", "attack", target="goblin"), 2)
    assert names(events) == ["ActionSubmitted", "BudgetSpent", "AttackRolled"]


def test_an_attack_takes_the_action():
    room = aria.then(duel(), take("aria", "attack", target="goblin"), 2)
    assert aria.is_refused(room, take("aria", "attack", target="goblin")) == "no_budget"


def test_reach_is_counted_from_the_nearest_cells():
    assert aria.is_refused(duel(2), take("aria", "attack", target="goblin")) == "out_of_range"
    assert roll_of(duel(2, attack=GLAIVE), 10).hit
    assert aria.is_refused(duel(3, attack=GLAIVE), take("aria", "attack", target="goblin")) == "out_of_range"
    giant = with_sheet(goblin("giant", 4, 0), size="huge")
    room = fight(giant, hero("aria", 3, 1))
    assert happened(mira.does(room, take("giant", "attack", target="aria"), 10), AttackRolled)


def test_diagonals_within_reach_follow_the_setting():
    def at_the_corner(**settings):
        fighter = with_sheet(hero("aria", 1, 1), attacks={"glaive": GLAIVE})
        return fight(fighter, goblin("goblin", 3, 3), **settings)

    command = take("aria", "attack", target="goblin")
    assert names(aria.does(at_the_corner(), command, 2))
    assert aria.is_refused(at_the_corner(diagonals="alternating"), command) == "out_of_range"


def test_a_bow_reaches_far_with_disadvantage_and_no_farther():
    assert roll_of(duel(16, attack=BOW), 10).advantage == 0
    rolled = roll_of(duel(17, attack=BOW), 19, 9)
    assert (rolled.advantage, rolled.faces, rolled.total) == (-1, (19, 9), 14)
    assert aria.is_refused(duel(65, attack=BOW), take("aria", "attack", target="goblin")) == "out_of_range"


def test_an_enemy_beside_the_archer_disturbs_her_aim():
    archer = with_sheet(hero("aria", 0, 1), attacks={"bow": BOW})
    rolled = roll_of(fight(archer, goblin("goblin", 5, 1), goblin("other", 1, 2)), 15, 4)
    assert rolled.advantage == -1
    for harmless in (
        goblin("other", 1, 2, defeated=True, hp=0),
        goblin("other", 1, 2, side="other"),
        goblin("other", 2, 1),
        goblin("other", 1, 2, hidden=True),
        hero("bram", 1, 2),
    ):
        assert roll_of(fight(archer, goblin("goblin", 5, 1), harmless), 15).advantage == 0


def test_two_disadvantages_are_one():
    archer = with_sheet(hero("aria", 0, 1), attacks={"bow": BOW})
    room = fight(archer, goblin("goblin", 20, 1, dodging=True), goblin("other", 1, 1), terrain=["." * 30] * 3)
    assert roll_of(room, 15, 4).faces == (15, 4)


def test_a_javelin_is_thrust_within_reach_and_thrown_beyond():
    assert roll_of(duel(1, attack=JAVELIN), 10).advantage == 0
    assert roll_of(duel(6, attack=JAVELIN), 10).advantage == 0
    assert roll_of(duel(7, attack=JAVELIN), 10, 10).advantage == -1
    assert aria.is_refused(duel(25, attack=JAVELIN), take("aria", "attack", target="goblin")) == "out_of_range"


def test_walls_stop_an_attack_and_creatures_do_not():
    terrain = ["....", "..#.", "...."]
    assert aria.is_refused(duel(3, attack=BOW, terrain=terrain), take("aria", "attack", target="goblin")) == (
        "out_of_sight"
    )
    archer = with_sheet(hero("aria", 0, 1), attacks={"bow": BOW})
    room = fight(archer, goblin("goblin", 6, 1), goblin("between", 3, 1))
    assert roll_of(room, 10).hit


def test_nobody_strikes_through_the_corner_between_two_walls():
    room = fight(hero("aria", 0, 0), goblin("goblin", 1, 1), terrain=[".#.", "#..", "..."])
    assert aria.is_refused(room, take("aria", "attack", target="goblin", action_id="sword")) == "out_of_sight"


def test_a_dodging_target_is_attacked_with_disadvantage():
    rolled = roll_of(duel(dodging=True), 18, 3)
    assert (rolled.advantage, rolled.total, rolled.hit) == (-1, 8, False)


def test_whoever_is_not_seen_attacks_with_advantage_even_the_dodging():
    room = fight(goblin("ghost", 2, 1, hidden=True), hero("aria", 1, 1, dodging=True))
    (rolled,) = happened(mira.does(room, take("ghost", "attack", target="aria"), 3, 15), AttackRolled)
    assert (rolled.advantage, rolled.faces, rolled.total) == (1, (3, 15), 19)


def test_advantage_and_disadvantage_cancel_out():
    room = fight(goblin("ghost", 9, 1, hidden=True), hero("aria", 1, 1))
    (rolled,) = happened(mira.does(room, take("ghost", "attack", target="aria"), 15), AttackRolled)
    assert (rolled.advantage, rolled.faces) == (0, (15,))


@pytest.mark.parametrize(
    ("more", "left"),
    [
        ({"resistances": frozenset({"slashing"})}, 40 - 5 - 7),
        ({"vulnerabilities": frozenset({"slashing"})}, 40 - 22 - 7),
        ({"immunities": frozenset({"slashing"})}, 40 - 7),
        ({"resistances": frozenset({"fire"})}, 40 - 11 - 3),
        ({"resistances": frozenset({"slashing"}), "vulnerabilities": frozenset({"slashing"})}, 40 - 10 - 7),
        ({"resistances": frozenset({"cold"})}, 40 - 11 - 7),
    ],
)
def test_resistances_count_by_type_after_the_bonus(more, left):
    room = duel(attack=FLAMING, hp=40, max_hp=40, sheet=Sheet(armor_class=10, **more))
    assert hp_after(room, 15, 8, 3, 4) == left


def test_what_does_not_hurt_is_told_as_nothing():
    room = duel(sheet=Sheet(armor_class=10, immunities=frozenset({"slashing"})))
    (damaged,) = happened(aria.does(room, take("aria", "attack", target="goblin"), 15, 8), Damaged)
    assert (damaged.amounts, damaged.hp) == (((0, "slashing"),), 7)


def test_a_penalty_never_heals():
    room = duel(attack=replace(SWORD, damage=(Damage(Roll(1, 4, -4), "slashing"),)))
    assert hp_after(room, 15, 1) == 7


def test_temporary_hit_points_go_first():
    room = duel(temp_hp=4, hp=20, max_hp=20)
    (damaged,) = happened(aria.does(room, take("aria", "attack", target="goblin"), 15, 3), Damaged)
    assert (damaged.amounts, damaged.temp_hp, damaged.hp) == (((6, "slashing"),), 0, 18)
    room = duel(temp_hp=10)
    assert aria.then(room, take("aria", "attack", target="goblin"), 15, 3).table.participants["goblin"].temp_hp == 4


def test_at_zero_hit_points_one_is_defeated_and_never_below():
    events = aria.does(duel(), take("aria", "attack", target="goblin"), 15, 8)
    assert [event.entity_id for event in happened(events, Defeated)] == ["goblin"]
    goblin_after = aria.then(duel(), take("aria", "attack", target="goblin"), 15, 8).table.participants["goblin"]
    assert (goblin_after.hp, goblin_after.defeated, goblin_after.can_act) == (0, True, False)


def test_player_characters_fall_too():
    room = fight(goblin("goblin", 2, 1), hero("aria", 1, 1, hp=3))
    room = mira.then(room, take("goblin", "attack", target="aria"), 15, 6)
    assert room.table.participants["aria"].defeated


def test_the_fallen_and_oneself_are_no_targets():
    room = duel(defeated=True, hp=0)
    assert aria.is_refused(room, take("aria", "attack", target="goblin")) == "illegal_target"
    assert aria.is_refused(duel(), take("aria", "attack", target="aria")) == "illegal_target"


def test_hidden_and_missing_targets_are_refused_alike():
    room = duel(hidden=True)
    assert aria.is_refused(room, take("aria", "attack", target="goblin")) == "unknown_target"
    assert aria.is_refused(room, take("aria", "attack", target="nobody")) == "unknown_target"


def test_an_attack_names_its_targets_in_one_way():
    assert aria.is_refused(duel(), take("aria", "attack")) == "malformed"
    assert aria.is_refused(duel(), take("aria", "attack", targets=["goblin", "aria"])) == "illegal_target"
    assert aria.is_refused(duel(), take("aria", "attack", targets=["goblin", "nobody"])) == "unknown_target"
    assert aria.is_refused(duel(), take("aria", "attack", target="aria", targets=["goblin"])) == "malformed"
    assert names(aria.does(duel(), take("aria", "attack", targets=["goblin"]), 2))


def test_the_attack_is_chosen_by_its_id_or_is_the_first():
    room = fight(hero("aria", 1, 1), goblin("goblin", 2, 1))
    assert roll_of(room, 10).attack == "Longsword"
    assert roll_of(room, 10, 10, action_id="bow").attack == "Shortbow"
    assert aria.is_refused(room, take("aria", "attack", target="goblin", action_id="breath")) == "unknown_action"


def test_a_weapon_is_used_when_it_is_in_hand():
    axe = Item(id="axe-1", item_id="axe", name="Axe", kind="weapon", attack=replace(SWORD, id="axe", name="Axe"))
    room = fight(hero("aria", 1, 1, inventory={"axe-1": axe}), goblin("goblin", 2, 1))
    strike = take("aria", "attack", target="goblin", item_id="axe-1")
    assert aria.is_refused(room, strike) == "unknown_item"
    room = aria.then(room, take("aria", "equip", item_id="axe-1"))
    (rolled,) = happened(aria.does(room, strike, 10), AttackRolled)
    assert rolled.attack == "Axe"
    assert roll_of(room, 10, action_id="axe").attack == "Axe"
    assert aria.is_refused(room, take("aria", "attack", target="goblin", item_id="potion")) == "unknown_item"


def test_without_a_stat_block_the_weapon_in_hand_is_the_attack():
    axe = Item(id="axe-1", item_id="axe", name="Axe", attack=replace(SWORD, id="axe", name="Axe"), equipped=True)
    unarmed = with_sheet(hero("aria", 1, 1), attacks={})
    room = fight(replace(unarmed, inventory={"axe-1": axe}), goblin("goblin", 2, 1))
    assert roll_of(room, 10).attack == "Axe"
    assert aria.is_refused(fight(unarmed, goblin("goblin", 2, 1)), take("aria", "attack", target="goblin")) == (
        "unknown_action"
    )


def test_the_attack_of_somebody_hidden_is_secret_but_the_wound_is_not():
    room = fight(goblin("ghost", 2, 1, hidden=True), hero("aria", 1, 1))
    events = mira.does(room, take("ghost", "attack", target="aria"), 15, 15, 4)
    assert {type(event).__name__: event.audience for event in events} == {
        "ActionSubmitted": "dm",
        "BudgetSpent": "dm",
        "AttackRolled": "dm",
        "Damaged": "all",
        "DiceSpent": "all",
    }
    room = mira.then(room, take("ghost", "attack", target="aria"), 15, 15, 4)
    assert (room.lasting.dice.public, room.lasting.dice.secret) == (0, 3)


def test_what_befalls_somebody_hidden_is_secret():
    room = fight(goblin("goblin", 2, 1, side="foe"), hero("bram", 1, 1, hidden=True, hp=1), hero("aria", 9, 9))
    events = mira.does(room, take("goblin", "attack", target="bram"), 15, 6)
    audiences = {type(event).__name__: event.audience for event in events}
    assert (audiences["AttackRolled"], audiences["Damaged"], audiences["Defeated"]) == ("dm", "dm", "dm")


def test_an_attack_in_review_is_rolled_at_once_and_told_when_it_is_approved():
    room = duel()
    room = mira.then(room, UpdateTurnSettings(resolution_mode="review"))
    events = aria.does(room, take("aria", "attack", target="goblin"), 15, 2)
    assert names(events) == ["ActionSubmitted", "BudgetSpent"]
    room = aria.then(room, take("aria", "attack", target="goblin"), 15, 2)
    assert room.table.participants["goblin"].hp == 7
    (action,) = room.unresolved
    assert action.effects[0].total == 20
    assert (action.effects[0].damage, action.effects[0].damage_faces) == (((5, "slashing"),), (2,))
    room = mira.then(room, Override(entity_id="goblin", changes=OverrideChanges(hp=6)))
    events = mira.does(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert names(events) == ["ActionResolved", "AttackRolled", "Damaged"]
    assert happened(events, Damaged)[0].hp == 1


def test_bram_may_not_strike_in_arias_turn():
    assert bram.is_refused(fight(), take("bram", "attack", target="goblin")) == "not_your_turn"


def pack():
    """Aria between two goblins, and a third out of her reach."""
    goblins = [goblin("left", 0, 1), goblin("right", 2, 1), goblin("far", 9, 9)]
    return fight(hero("aria", 1, 1), *goblins)


def test_a_player_who_strikes_at_several_waits_for_the_dm():
    room = pack()
    strike = take("aria", "attack", targets=["left", "right"], action_id="sword")
    events = aria.does(room, strike, 15, 4, 2)
    assert names(events) == ["ActionSubmitted", "BudgetSpent"]
    room = aria.then(room, strike, 15, 4, 2)
    (action,) = room.unresolved
    assert [(effect.target, effect.hit) for effect in action.effects] == [("left", True), ("right", False)]
    assert action.reason
    room = mira.then(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert (room.table.participants["left"].defeated, room.table.participants["right"].hp) == (True, 7)


def test_none_of_several_is_struck_at_where_one_is_out_of_reach():
    room = pack()
    assert aria.is_refused(room, take("aria", "attack", targets=["left", "far"], action_id="sword")) == "out_of_range"


def test_the_dm_strikes_at_several_or_twice_at_one():
    room = fight(goblin("ogre", 1, 1), hero("aria", 2, 1), hero("bram", 0, 1))
    events = mira.does(room, take("ogre", "attack", targets=["aria", "aria", "bram"]), 15, 3, 16, 4, 2)
    assert [(e.target, e.hit) for e in happened(events, AttackRolled)] == [
        ("aria", True), ("aria", True), ("bram", False),
    ]  # fmt: skip
    room = mira.then(room, take("ogre", "attack", targets=["aria", "aria", "bram"]), 15, 3, 16, 4, 2)
    assert (room.table.participants["aria"].hp, room.table.turn.budget.action) == (20 - 5 - 6, 0)


def test_who_falls_to_the_first_of_several_falls_once():
    room = fight(goblin("ogre", 1, 1), hero("aria", 2, 1, hp=3), hero("bram", 0, 1))
    events = mira.does(room, take("ogre", "attack", targets=["aria", "aria"]), 15, 3, 16, 4)
    assert len(happened(events, Defeated)) == 1
