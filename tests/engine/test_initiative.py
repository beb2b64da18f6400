"""Initiative: rolling, entering, ties, and the pointer that stays."""

import pytest

from engine.commands import (
    Override,
    OverrideChanges,
    RemoveParticipant,
    RequestInitiative,
    RollInitiative,
    UpdateInitiative,
)
from engine.events import InitiativeRolled, OrderChanged, TurnStarted
from engine.sheet import Abilities
from tests.engine.table import aria, bram, fight, goblin, happened, hero, live, mira, names, take, with_sheet


def quick(name: str, modifier: int = 0, dexterity: int = 10, **more: object):
    return with_sheet(
        goblin(name, 5, 5, **more), initiative_modifier=modifier, abilities=Abilities(dexterity=dexterity)
    )


def test_everybody_rolls_a_d20_and_adds_the_modifier():
    room = live(quick("slow", -1), quick("fast", 3))
    events = mira.does(room, RollInitiative(), 10, 12)
    (rolled,) = happened(events, InitiativeRolled)
    assert rolled.order == ("fast", "slow")
    assert (rolled.entries["fast"].roll, rolled.entries["fast"].faces) == (15, (12,))
    assert rolled.entries["slow"].roll == 9


def test_the_first_turn_starts_when_everybody_standing_has_a_place():
    room = live()
    assert names(mira.does(room, RollInitiative(scope="players"))) == ["InitiativeRolled"]
    room = mira.then(room, RollInitiative(scope="players"))
    assert room.active is None
    events = mira.does(room, RollInitiative(scope="dm"))
    assert names(events) == ["InitiativeRolled", "TurnStarted"]
    (started,) = happened(events, TurnStarted)
    assert (started.round_number, started.turn_number) == (1, 1)


def test_the_defeated_neither_roll_nor_are_waited_for():
    room = live(quick("a"), quick("b", defeated=True, hp=0))
    events = mira.does(room, RollInitiative())
    assert set(happened(events, InitiativeRolled)[0].entries) == {"a"}
    assert happened(events, TurnStarted)


def test_each_side_can_roll_alone():
    room = live()
    assert set(mira.does(room, RollInitiative(scope="players"))[0].entries) == {"aria", "bram"}
    assert set(mira.does(room, RollInitiative(scope="dm"))[0].entries) == {"goblin"}


def test_only_the_missing_roll():
    room = mira.then(live(), RollInitiative(scope="players"))
    assert set(mira.does(room, RollInitiative(scope="missing"))[0].entries) == {"goblin"}
    assert mira.is_refused(fight(), RollInitiative(scope="missing")) == "conflict"


def test_the_dm_asks_the_players_and_each_rolls_her_own():
    assert aria.is_refused(live(), RollInitiative()) == "forbidden"
    room = mira.then(live(), RequestInitiative())
    assert room.table.asked_to_roll == ("aria", "bram")
    events = aria.does(room, RollInitiative(), 12)
    assert set(happened(events, InitiativeRolled)[0].entries) == {"aria"}
    room = aria.then(room, RollInitiative(), 12)
    assert (room.table.asked_to_roll, room.active) == (("bram",), None)
    assert aria.is_refused(room, RollInitiative()) == "already_acted"
    room = bram.then(room, RollInitiative(values={"bram": 21}))
    assert room.table.initiative["bram"].manual
    room = mira.then(room, RollInitiative(scope="missing"), 1)
    assert room.table.order == ("bram", "aria", "goblin")
    assert room.active.id == "bram"


def test_nobody_is_asked_who_has_no_player_or_has_rolled():
    assert mira.is_refused(live(), RequestInitiative(entity_ids=["goblin"])) == "illegal_target"
    assert mira.is_refused(live(), RequestInitiative(entity_ids=["nobody"])) == "unknown_target"
    assert mira.is_refused(fight(), RequestInitiative()) == "conflict"
    assert mira.then(fight(), RequestInitiative(entity_ids=["aria"])).table.asked_to_roll == ("aria",)
    assert aria.is_refused(live(), RequestInitiative()) == "forbidden"


def test_a_player_gives_no_total_for_others():
    room = mira.then(live(), RequestInitiative())
    assert aria.is_refused(room, RollInitiative(values={"goblin": 1})) == "not_your_entity"
    assert aria.is_refused(room, RollInitiative(values={"bram": 1})) == "not_your_entity"
    assert aria.is_refused(room, RollInitiative(values={"nobody": 1})) == "unknown_target"
    room = mira.then(live(), RequestInitiative(entity_ids=["bram"]))
    assert aria.is_refused(room, RollInitiative(values={"aria": 20})) == "forbidden"


def test_for_whom_the_dm_rolls_nobody_is_asked_any_more():
    room = mira.then(live(), RequestInitiative())
    assert mira.then(room, RollInitiative()).table.asked_to_roll == ()
    assert mira.then(room, RemoveParticipant(entity_id="aria")).table.asked_to_roll == ("bram",)


def test_creatures_of_a_kind_can_share_a_roll():
    kin = [goblin(f"goblin{n}", n, 5, source_id="goblin-row") for n in range(3)]
    room = live(hero("aria", 1, 1, source_id="pc"), hero("bram", 1, 3, source_id="pc"), *kin)
    events = mira.does(room, RollInitiative(grouped=True), 5, 6, 15)
    entries = happened(events, InitiativeRolled)[0].entries
    assert [entries[f"goblin{n}"].roll for n in range(3)] == [15, 15, 15]
    assert (entries["aria"].faces, entries["bram"].faces) == ((5,), (6,))


def test_with_advantage_the_better_die_counts_and_with_disadvantage_the_worse():
    command = RollInitiative(advantage=["aria", "bram"], disadvantage=["bram", "goblin"])
    (rolled,) = happened(mira.does(live(), command, 3, 17, 9, 12, 4), InitiativeRolled)
    faces = {entity_id: entry.faces for entity_id, entry in rolled.entries.items()}
    assert faces == {"aria": (3, 17), "bram": (9,), "goblin": (12, 4)}
    assert {entity_id: entry.roll - entry.modifier for entity_id, entry in rolled.entries.items()} == {
        "aria": 17,
        "bram": 9,
        "goblin": 4,
    }


def test_a_group_is_split_by_who_has_advantage():
    room = live(
        hero("aria", 0, 0),
        *(goblin(name, place, 3, source_id="kin") for place, name in enumerate(("one", "two", "three"))),
    )
    command = RollInitiative(scope="dm", grouped=True, disadvantage=["three"])
    (rolled,) = happened(mira.does(room, command, 11, 15, 8), InitiativeRolled)
    assert [rolled.entries[name].faces for name in ("one", "two", "three")] == [(11,), (11,), (15, 8)]


def test_only_a_dm_says_who_has_advantage_and_of_whom_there_is():
    asked = mira.then(live(), RequestInitiative())
    assert aria.is_refused(asked, RollInitiative(advantage=["aria"])) == "forbidden"
    assert mira.is_refused(live(), RollInitiative(disadvantage=["nobody"])) == "unknown_target"


def test_who_joins_the_order_leaves_the_order_that_the_dm_made():
    room = mira.then(fight(), UpdateInitiative(order=["goblin", "aria", "bram"]))
    room = mira.then(room, UpdateInitiative(values={"bram": 30}))
    assert room.table.order == ("bram", "goblin", "aria")


def test_an_unknown_scope_is_malformed():
    assert mira.is_refused(live(), RollInitiative(scope="cats")) == "malformed"


def test_values_by_hand_stand_beside_rolled_ones():
    events = mira.does(live(), RollInitiative(values={"aria": 25}), 3, 3)
    entries = happened(events, InitiativeRolled)[0].entries
    assert (entries["aria"].roll, entries["aria"].manual, entries["aria"].faces) == (25, True, ())
    assert not entries["bram"].manual
    assert mira.is_refused(live(), RollInitiative(values={"nobody": 3})) == "unknown_target"


def test_equal_totals_fall_to_the_modifier():
    room = live(quick("a", 1), quick("b", 4))
    assert mira.then(room, RollInitiative(), 13, 10).table.order == ("b", "a")


def test_then_to_dexterity():
    room = live(quick("a", dexterity=12), quick("b", dexterity=16))
    assert mira.then(room, RollInitiative(), 10, 10).table.order == ("b", "a")


def test_and_full_ties_to_a_draw_that_is_journalled():
    room = live(quick("a"), quick("b"))
    ask = mira.ask(room, 10, 10, 40, 7000)
    events = mira.does(room, RollInitiative(), 10, 10, 40, 7000)
    (rolled,) = happened(events, InitiativeRolled)
    assert rolled.order == ("b", "a")
    assert (rolled.entries["a"].draw, rolled.entries["b"].draw) == (40, 7000)
    assert ask.dice.spent() == (0, 0)


def test_no_draw_where_nobody_ties():
    room = live(quick("a"), quick("b"))
    assert mira.then(room, RollInitiative(), 11, 10).lasting.dice.public == 2


def test_a_tie_with_somebody_hidden_shows_nowhere_among_the_visible():
    room = live(quick("a"), quick("ghost", hidden=True))
    shown, secret, *_ = mira.does(room, RollInitiative(), 10, 10, 9000)
    assert shown.entries["a"].draw == 0
    assert secret.entries["ghost"].draw == 4000
    assert secret.order == ("ghost", "a")
    room = mira.then(room, RollInitiative(), 10, 10, 1000)
    assert room.table.order == ("a", "ghost")
    assert (room.lasting.dice.public, room.lasting.dice.secret) == (1, 2)


def test_the_hidden_are_told_to_dms_alone():
    room = live(hero("aria", 1, 1), quick("ghost", hidden=True))
    shown, secret, *_ = mira.does(room, RollInitiative(), 10, 15)
    assert (set(shown.entries), shown.audience) == ({"aria"}, "all")
    assert (set(secret.entries), secret.audience) == ({"ghost"}, "dm")
    assert shown.order == secret.order == ("ghost", "aria")


def test_rolling_again_does_not_move_the_pointer():
    room = fight()
    turn = room.table.turn
    room = mira.then(room, RollInitiative(), 1, 20, 19)
    assert room.table.order == ("bram", "goblin", "aria")
    assert room.table.turn == turn
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.round_number) == ("bram", 2)


def test_the_dm_may_reorder():
    room = fight()
    turn = room.table.turn
    events = mira.does(room, UpdateInitiative(order=["goblin", "aria", "bram"]))
    assert (names(events), events[0].audience) == (["OrderChanged"], "all")
    room = mira.then(room, UpdateInitiative(order=["goblin", "aria", "bram"]))
    assert (room.table.order, room.table.turn) == (("goblin", "aria", "bram"), turn)
    assert aria.then(room, take("aria", "end")).active.id == "bram"


def test_moving_only_the_hidden_is_told_to_dms_alone():
    room = fight(hero("aria", 1, 1), goblin("ghost", 9, 9, hidden=True), goblin("goblin", 5, 5))
    (changed,) = happened(mira.does(room, UpdateInitiative(order=["ghost", "aria", "goblin"])), OrderChanged)
    assert changed.audience == "dm"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (["aria", "bram"], "conflict"),
        (["aria", "aria", "bram", "goblin"], "conflict"),
        (["aria", "bram", "nobody"], "unknown_target"),
    ],
)
def test_a_new_order_names_everybody_once(order, code):
    assert mira.is_refused(fight(), UpdateInitiative(order=order)) == code


def test_an_order_needs_initiative_first():
    assert mira.is_refused(live(), UpdateInitiative(order=["aria", "bram", "goblin"])) == "wrong_status"


def test_totals_can_be_corrected():
    room = mira.then(fight(), UpdateInitiative(values={"goblin": 30}))
    assert room.table.order == ("goblin", "aria", "bram")
    assert room.active.id == "aria"
    assert mira.is_refused(fight(), UpdateInitiative(values={"nobody": 1})) == "unknown_target"
    assert mira.is_refused(fight(), UpdateInitiative()) == "malformed"


def test_somebody_defeated_keeps_the_place_but_gets_no_turn():
    room = mira.then(fight(), Override(entity_id="bram", changes=OverrideChanges(hp=0)))
    assert room.table.order == ("aria", "bram", "goblin")
    assert aria.then(room, take("aria", "end")).active.id == "goblin"
