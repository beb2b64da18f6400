"""How turns begin, end, are skipped and pass on."""

from engine.commands import (
    BeginTurns,
    Override,
    OverrideChanges,
    RemoveParticipant,
    ResolveAction,
    RollInitiative,
    SkipTurn,
)
from engine.events import TurnEnded, TurnStarted
from engine.passing import on_deck
from tests.engine.table import aria, bram, fight, goblin, happened, hero, live, mira, names, prepared, take, with_sheet


def down(entity_id: str) -> Override:
    return Override(entity_id=entity_id, changes=OverrideChanges(hp=0))


def test_an_ended_turn_passes_to_the_next_in_order():
    events = aria.does(fight(), take("aria", "end"))
    assert names(events) == ["TurnEnded", "TurnStarted"]
    ended, started = events
    assert (ended.entity_id, ended.status) == ("aria", "completed")
    assert (started.entity_id, started.turn_number, started.round_number) == ("bram", 2, 1)


def test_every_turn_has_an_id_of_its_own_and_a_whole_budget():
    room = fight()
    first = room.table.turn.id
    room = aria.then(room, take("aria", "dodge", end_turn=True))
    turn = room.table.turn
    assert turn.id != first
    assert (turn.budget.action, turn.budget.bonus_action, turn.budget.movement, turn.budget.object_interaction) == (
        1,
        1,
        30,
        1,
    )


def test_a_turn_brings_the_speed_of_its_creature():
    slow = hero("aria", 1, 1)
    slow = with_sheet(slow, speeds=type(slow.sheet.speeds)(walk=25))
    assert fight(slow, goblin("goblin", 5, 5)).table.turn.budget.movement == 25


def test_at_the_end_of_the_order_a_new_round_begins():
    room = fight(hero("aria", 1, 1), goblin("goblin", 5, 5))
    room = aria.then(room, take("aria", "end"))
    assert room.table.participants["aria"].turn_status == "completed"
    room = mira.then(room, take("goblin", "end"))
    assert (room.table.round_number, room.active.id) == (2, "aria")
    assert room.table.participants["goblin"].turn_status == "waiting"


def test_the_defeated_are_passed_over():
    room = mira.then(fight(), down("bram"))
    assert aria.then(room, take("aria", "end")).active.id == "goblin"


def test_whoever_falls_in_the_action_that_ends_the_turn_is_passed_over():
    room = fight(hero("aria", 1, 1), goblin("goblin", 2, 1, hp=1), hero("bram", 5, 5))
    events = aria.does(room, take("aria", "attack", target="goblin", end_turn=True), 19, 8)
    assert happened(events, TurnStarted)[0].entity_id == "bram"


def test_the_last_one_standing_goes_on_alone():
    room = mira.then(mira.then(fight(), down("bram")), down("goblin"))
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.round_number) == ("aria", 2)


def test_where_nobody_can_act_the_turn_only_ends():
    room = fight()
    for entity_id in ("aria", "bram", "goblin"):
        room = mira.then(room, down(entity_id))
    events = mira.does(room, SkipTurn())
    assert names(events) == ["TurnEnded"]
    room = mira.then(room, SkipTurn())
    assert room.active is None
    assert mira.is_refused(room, BeginTurns()) == "wrong_status"
    room = mira.then(room, Override(entity_id="bram", changes=OverrideChanges(hp=5)))
    room = mira.then(room, BeginTurns())
    assert (room.active.id, room.table.round_number) == ("bram", 2)


def test_an_action_can_end_the_turn():
    events = aria.does(fight(), take("aria", "dodge", end_turn=True))
    assert names(events) == ["ActionSubmitted", "Dodged", "TurnEnded", "TurnStarted"]


def test_a_turn_that_is_ended_with_something_waiting_passes_on_when_that_is_resolved():
    room = fight()
    events = aria.does(room, take("aria", "custom", description="I pray.", end_turn=True))
    assert names(events) == ["ActionSubmitted", "BudgetSpent", "TurnEnding"]
    room = aria.then(room, take("aria", "custom", description="I pray.", end_turn=True))
    assert (room.active.id, room.table.turn.ending, room.status) == ("aria", True, "DM_REVIEW")
    (action,) = room.unresolved
    room = mira.then(room, ResolveAction(action_id=action.id, outcome="approved"))
    assert room.active.id == "bram"


def test_ending_after_an_action_that_waits_waits_too():
    room = aria.then(fight(), take("aria", "custom", description="I pray."))
    assert names(aria.does(room, take("aria", "end"))) == ["TurnEnding"]
    assert names(aria.does(room, take("aria", "move", path=[(2, 1)], end_turn=True)))[-1] == "TurnEnding"


def test_a_skipped_turn_says_so_and_why():
    events = mira.does(fight(), SkipTurn(reason="Tea"))
    (ended,) = happened(events, TurnEnded)
    assert (ended.entity_id, ended.status, ended.reason) == ("aria", "skipped", "Tea")
    assert mira.then(fight(), SkipTurn()).table.participants["aria"].turn_status == "skipped"


def test_what_waits_in_a_skipped_turn_is_not_done_any_more():
    room = aria.then(fight(), take("aria", "custom", description="I pray."))
    events = mira.does(room, SkipTurn())
    assert names(events) == ["ActionResolved", "TurnEnded", "TurnStarted"]
    assert events[0].status == "SKIPPED"
    room = mira.then(room, SkipTurn())
    assert (room.table.review, room.active.id) == ({}, "bram")


def test_skipping_a_turn_that_is_over_changes_nothing():
    room = fight()
    first = room.table.turn.id
    room = aria.then(room, take("aria", "end"))
    assert mira.is_refused(room, SkipTurn(turn_id=first)) == "conflict"
    assert mira.is_refused(room, SkipTurn(entity_id="aria")) == "conflict"
    assert mira.then(room, SkipTurn(entity_id="bram", turn_id=room.table.turn.id)).active.id == "goblin"


def test_there_is_nothing_to_skip_before_the_first_turn():
    assert mira.is_refused(live(), SkipTurn()) == "wrong_status"


def test_where_turns_do_not_begin_by_themselves_the_dm_begins_them():
    room = mira.then(live(auto_begin=False), RollInitiative())
    assert room.active is None
    assert room.status == "INITIATIVE_ROLLED"
    room = mira.then(room, BeginTurns())
    assert (room.table.round_number, room.active.id) == (1, room.table.order[0])
    assert mira.is_refused(room, BeginTurns()) == "wrong_status"


def test_turns_do_not_begin_without_an_order():
    assert mira.is_refused(live(auto_begin=False), BeginTurns()) == "wrong_status"
    assert mira.is_refused(prepared(), BeginTurns()) == "not_live"


def test_when_the_active_one_is_removed_the_next_begins():
    room = fight()
    events = mira.does(room, RemoveParticipant(entity_id="aria"))
    assert names(events) == ["TurnEnded", "ParticipantRemoved", "TurnStarted"]
    room = mira.then(room, RemoveParticipant(entity_id="aria"))
    assert (room.active.id, room.table.order, room.table.round_number) == ("bram", ("bram", "goblin"), 1)


def test_when_the_last_in_order_is_removed_in_its_turn_a_new_round_begins():
    room = bram.then(aria.then(fight(), take("aria", "end")), take("bram", "end"))
    room = mira.then(room, RemoveParticipant(entity_id="goblin"))
    assert (room.active.id, room.table.round_number) == ("aria", 2)


def test_removing_anybody_else_leaves_the_pointer():
    room = aria.then(fight(), take("aria", "end"))
    turn = room.table.turn
    for entity_id in ("aria", "goblin"):
        assert mira.then(room, RemoveParticipant(entity_id=entity_id)).table.turn == turn


def test_when_the_only_one_is_removed_no_turn_is_left():
    room = fight(hero("aria", 1, 1))
    room = mira.then(room, RemoveParticipant(entity_id="aria"))
    assert (room.table.turn, room.table.order) == (None, ())


def test_players_count_only_the_turns_they_see():
    room = fight(hero("aria", 1, 1), goblin("ghost", 9, 9, hidden=True), goblin("goblin", 5, 5))
    assert (room.table.turn.number, room.table.turn.seen_number) == (1, 1)
    events = aria.does(room, take("aria", "end"))
    (started,) = happened(events, TurnStarted)
    assert (started.audience, started.turn_number, started.seen_number) == ("dm", 2, 1)
    room = aria.then(room, take("aria", "end"))
    events = mira.does(room, take("ghost", "end"))
    ended, started = events
    assert (ended.audience, started.audience) == ("dm", "all")
    assert (started.turn_number, started.seen_number) == (3, 2)


def test_who_has_acted_in_this_round_is_told_so():
    room = aria.then(fight(), take("aria", "end"))
    assert aria.is_refused(room, take("aria", "end")) == "already_acted"
    assert mira.is_refused(room, take("goblin", "end")) == "not_your_turn"


def test_a_command_for_a_turn_that_is_over_hits_nothing():
    room = fight(hero("aria", 1, 1), hero("bram", 1, 3, owner="aria"))
    first = room.table.turn.id
    room = aria.then(room, take("aria", "end", turn_id=first))
    assert aria.is_refused(room, take("bram", "end", turn_id=first)) == "conflict"
    assert aria.then(room, take("bram", "end", turn_id=room.table.turn.id)).active.id == "aria"


def test_who_is_next_is_said_as_far_as_everybody_can_tell():
    room = fight(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True), hero("bram", 1, 3))
    assert list(room.table.order) == ["aria", "ghost", "bram"]
    assert on_deck(room).id == "bram"
    ghosts = aria.then(room, take("aria", "end"))
    assert (ghosts.active.id, on_deck(ghosts)) == ("ghost", None)
    assert on_deck(mira.then(ghosts, SkipTurn())).id == "aria"
    assert on_deck(fight(hero("aria", 1, 1))) is None
