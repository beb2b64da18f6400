"""Going live, pausing, ending, overriding, settings, and who is there."""

import pytest
from msgspec.structs import replace

from engine.commands import (
    AddParticipant,
    Cell,
    EndInteraction,
    Override,
    OverrideChanges,
    PauseInteraction,
    RemoveParticipant,
    ResumeInteraction,
    RollInitiative,
    SkipTurn,
    StartInteraction,
    UpdateTurnSettings,
)
from engine.events import Ended, Opened, Overridden, ParticipantAdded, ParticipantRemoved, Rewarded, TurnEnded
from engine.state import Position, Prizes, Room
from tests.engine.table import aria, bell, fight, goblin, happened, hero, live, mira, names, prepared, take, with_sheet


def override(entity_id: str = "goblin", **changes: object) -> Override:
    return Override(entity_id=entity_id, changes=OverrideChanges(**changes))


def test_the_journal_begins_with_the_room_as_it_was_prepared():
    room = prepared()
    opened, went_live = mira.does(room, StartInteraction())
    assert isinstance(opened, Opened) and opened.room == room
    after = mira.then(room, StartInteraction())
    assert (after.lasting.live_status, bool(after.lasting.session_id)) == ("live", True)
    assert went_live.session_id


def test_it_goes_live_once_and_with_somebody_in_it():
    assert mira.is_refused(live(), StartInteraction()) == "conflict"
    empty = prepared()
    empty = replace(empty, table=replace(empty.table, participants={}))
    assert mira.is_refused(empty, StartInteraction()) == "wrong_status"
    assert aria.is_refused(prepared(), StartInteraction()) == "forbidden"


@pytest.mark.parametrize("kind", ["dialogue", "puzzle"])
def test_other_kinds_come_later(kind):
    assert mira.is_refused(replace(prepared(), kind=kind), StartInteraction()) == "unknown_action"


def test_pausing_never_changes_the_phase():
    room = fight()
    paused = mira.then(room, PauseInteraction(reason="Dinner"))
    assert (paused.lasting.live_status, paused.lasting.pause_reason) == ("paused", "Dinner")
    assert paused.status == room.status
    assert mira.is_refused(paused, PauseInteraction()) == "paused"
    resumed = mira.then(paused, ResumeInteraction())
    assert (resumed.lasting.live_status, resumed.lasting.pause_reason) == ("live", "")
    assert resumed.lasting.session_id != room.lasting.session_id
    assert resumed.table == room.table


def test_the_table_says_in_the_chat_that_it_pauses_and_goes_on():
    for who, reason, words in (
        (mira, "", "The game is paused."),
        (mira, "Dinner", "The game is paused: Dinner"),
        (bell, "dm_disconnected", "The game is paused: the DM is away."),
    ):
        _, said = who.does(fight(), PauseInteraction(reason=reason))
        assert (said.type, said.content, said.audience) == ("system", words, "all")
    _, said = mira.does(mira.then(fight(), PauseInteraction()), ResumeInteraction())
    assert (said.type, said.content) == ("system", "The game goes on.")


def test_what_is_not_paused_is_not_resumed():
    assert mira.is_refused(fight(), ResumeInteraction()) == "conflict"
    assert mira.is_refused(prepared(), ResumeInteraction()) == "not_live"
    assert mira.is_refused(prepared(), PauseInteraction()) == "not_live"
    assert mira.is_refused(prepared(), EndInteraction()) == "not_live"


def with_prizes(room: Room, **xp: int) -> Room:
    return replace(room, lasting=replace(room.lasting, prizes=Prizes(xp=xp)))


def test_completion_gives_the_experience_that_was_set_out():
    room = with_prizes(fight(), aria=100, bram=50, somebody_who_left=70)
    events = mira.does(room, EndInteraction(reason="Victory"))
    assert names(events) == ["TurnEnded", "Rewarded", "Rewarded", "Ended"]
    assert [(e.reward.entity_id, e.reward.xp) for e in happened(events, Rewarded)] == [("aria", 100), ("bram", 50)]
    room = mira.then(room, EndInteraction())
    assert room.status == "COMPLETED"
    assert room.table.participants["aria"].xp == 100


def test_cancelling_gives_nothing():
    room = with_prizes(fight(), aria=100)
    events = mira.does(room, EndInteraction(outcome="cancelled"))
    assert not happened(events, Rewarded)
    assert mira.then(room, EndInteraction(outcome="cancelled")).status == "CANCELLED"


def test_the_end_ends_the_turn_and_what_waits_in_it():
    room = aria.then(fight(), take("aria", "custom", description="I sing."))
    events = mira.does(room, EndInteraction())
    assert names(events) == ["ActionResolved", "TurnEnded", "Ended"]
    assert happened(events, TurnEnded)[0].status == "skipped"
    room = mira.then(room, EndInteraction())
    assert (room.table.turn, room.table.review) == (None, {})


def test_ending_is_final():
    assert mira.is_refused(fight(), EndInteraction(outcome="forgotten")) == "malformed"
    room = mira.then(mira.then(fight(), PauseInteraction()), EndInteraction())
    for command in (EndInteraction(), ResumeInteraction(), PauseInteraction(), RollInitiative(), StartInteraction()):
        assert mira.is_refused(room, command) == "ended"
    assert happened(mira.does(fight(), EndInteraction()), Ended)[0].outcome == "completed"


def test_a_dm_may_skip_and_override_while_paused():
    room = mira.then(fight(), PauseInteraction())
    assert mira.then(room, SkipTurn()).active.id == "bram"
    assert mira.then(room, override(hp=3)).table.participants["goblin"].hp == 3


def test_an_override_sets_what_it_names_and_nothing_else():
    room = fight()
    events = mira.does(room, override(hp=3, temp_hp=5, name="Snik", hp_display="word"))
    (overridden,) = happened(events, Overridden)
    assert (overridden.position, overridden.hidden, overridden.audience) == (None, None, "all")
    after = mira.then(room, override(hp=3, temp_hp=5, name="Snik", hp_display="word")).table.participants["goblin"]
    was = room.table.participants["goblin"]
    assert after == replace(was, hp=3, temp_hp=5, name="Snik", hp_display="word")


def test_hit_points_stay_within_their_bounds():
    assert mira.then(fight(), override(hp=500)).table.participants["goblin"].hp == 7


def test_at_zero_the_dm_has_defeated_it_and_above_revived():
    events = mira.does(fight(), override(hp=0))
    assert names(events) == ["Overridden", "Defeated"]
    room = mira.then(fight(), override(hp=0))
    assert room.table.participants["goblin"].defeated
    assert names(mira.does(room, override(hp=0))) == ["Overridden"]
    assert not mira.then(room, override(hp=1)).table.participants["goblin"].defeated


def test_a_creature_is_put_on_free_ground_only():
    room = fight(hero("aria", 1, 1), goblin("goblin", 5, 1), terrain=["......", "...#..", "......"])
    after = mira.then(room, override(position=Cell(4, 2)))
    assert (after.table.participants["goblin"].position.x, after.table.participants["goblin"].position.y) == (4, 2)
    for cell in (Cell(3, 1), Cell(1, 1), Cell(6, 0), Cell(0, 3)):
        assert mira.is_refused(room, override(position=cell)) == "illegal_target"
    assert mira.does(room, override(position=Cell(5, 1)))


def test_a_large_creature_needs_free_ground_for_all_of_it():
    ogre = with_sheet(goblin("ogre", 4, 0), size="large")
    room = fight(hero("aria", 1, 1), ogre, terrain=["......", "......", "......"])
    for cell in (Cell(0, 0), Cell(5, 0), Cell(3, 2)):
        assert mira.is_refused(room, override("ogre", position=cell)) == "illegal_target"
    assert mira.does(room, override("ogre", position=Cell(3, 1)))


def test_conditions_are_those_of_the_rules():
    room = mira.then(fight(), override(conditions=["Prone", "poisoned", "prone"]))
    assert room.table.participants["goblin"].conditions == ("prone", "poisoned")
    assert mira.then(room, override(conditions=[])).table.participants["goblin"].conditions == ()
    assert mira.is_refused(room, override(conditions=["sleepy"])) == "malformed"


def test_hiding_and_revealing():
    room = mira.then(fight(), override(hidden=True))
    assert room.table.participants["goblin"].hidden
    assert happened(mira.does(fight(), override(hidden=True)), Overridden)[0].audience == "dm"
    assert happened(mira.does(room, override(hp=2)), Overridden)[0].audience == "dm"
    assert happened(mira.does(room, override(hidden=False)), Overridden)[0].audience == "all"


def test_an_override_names_somebody_and_something():
    assert mira.is_refused(fight(), override("nobody", hp=1)) == "unknown_target"
    assert mira.is_refused(fight(), override()) == "malformed"
    assert aria.is_refused(fight(), override(hp=1)) == "forbidden"


def test_settings_change_one_by_one():
    room = mira.then(fight(), UpdateTurnSettings(resolution_mode="auto"))
    room = mira.then(room, UpdateTurnSettings(chat_enabled=False))
    assert (room.lasting.settings.resolution_mode, room.lasting.settings.chat_enabled) == ("auto", False)
    assert mira.is_refused(room, UpdateTurnSettings()) == "malformed"


def test_whoever_joins_stands_in_no_order_until_rolling():
    room = fight()
    turn = room.table.turn
    events = mira.does(room, AddParticipant(participant=goblin("wolf", 8, 8)))
    assert happened(events, ParticipantAdded)[0].audience == "all"
    room = mira.then(room, AddParticipant(participant=goblin("wolf", 8, 8)))
    assert ("wolf" in room.table.participants, "wolf" in room.table.order) == (True, False)
    room = mira.then(room, RollInitiative(scope="missing"), 20)
    assert room.table.order == ("aria", "wolf", "bram", "goblin")
    assert room.table.turn == turn


def test_nobody_joins_twice_or_where_somebody_stands():
    assert mira.is_refused(fight(), AddParticipant(participant=goblin("goblin", 8, 8))) == "conflict"
    taken = AddParticipant(participant=goblin("wolf", 8, 8), position=Cell(1, 1))
    assert mira.is_refused(fight(), taken) == "illegal_target"
    again = AddParticipant(participant=hero("twin", 8, 8, source_id="aria-row"))
    assert mira.is_refused(fight(hero("aria", 1, 1, source_id="aria-row")), again) == "conflict"
    assert mira.is_refused(fight(), AddParticipant()) == "unknown_target"
    assert aria.is_refused(fight(), AddParticipant(participant=goblin("wolf", 8, 8))) == "forbidden"
    hidden = AddParticipant(participant=goblin("ghost", 8, 8, hidden=True))
    assert happened(mira.does(fight(), hidden), ParticipantAdded)[0].audience == "dm"


def test_whoever_joins_without_a_place_comes_to_the_nearest_free_ground():
    beside = AddParticipant(participant=goblin("wolf", 1, 1))
    assert mira.then(fight(), beside).table.participants["wolf"].position == Position(0, 0)
    there = AddParticipant(participant=goblin("wolf", 1, 1), position=Cell(7, 7))
    assert mira.then(fight(), there).table.participants["wolf"].position == Position(7, 7)
    full = fight(hero("aria", 0, 0), terrain=(".#", "##"))
    assert mira.is_refused(full, AddParticipant(participant=goblin("wolf", 0, 0))) == "illegal_target"


def test_whoever_joins_with_a_total_takes_a_place_in_the_order_and_the_turn_goes_on():
    room = aria.then(fight(), take("aria", "end"))
    turn = room.table.turn
    for total, order in ((30, ("wolf", "aria", "bram", "goblin")), (1, ("aria", "bram", "goblin", "wolf"))):
        events = mira.does(room, AddParticipant(participant=goblin("wolf", 8, 8), initiative=total))
        assert names(events) == ["ParticipantAdded", "InitiativeRolled"]
        after = mira.then(room, AddParticipant(participant=goblin("wolf", 8, 8), initiative=total))
        assert (after.table.order, after.table.turn) == (order, turn)


def test_whoever_joins_hidden_joins_the_order_unseen():
    events = mira.does(fight(), AddParticipant(participant=goblin("ghost", 8, 8, hidden=True), initiative=30))
    assert {event.audience for event in events} == {"dm"}


def test_whoever_leaves_leaves_nothing_behind():
    room = aria.then(fight(), take("aria", "custom", description="I sing."))
    events = mira.does(room, RemoveParticipant(entity_id="aria"))
    assert names(events) == ["ActionResolved", "TurnEnded", "ParticipantRemoved", "TurnStarted"]
    room = mira.then(room, RemoveParticipant(entity_id="aria"))
    assert "aria" not in room.table.participants
    assert "aria" not in room.table.initiative
    assert room.table.review == {}
    assert mira.is_refused(room, RemoveParticipant(entity_id="aria")) == "unknown_target"


def test_somebody_hidden_leaves_unnoticed():
    room = fight(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True))
    (removed,) = happened(mira.does(room, RemoveParticipant(entity_id="ghost")), ParticipantRemoved)
    assert removed.audience == "dm"


def test_a_player_character_cannot_be_hidden_from_its_player():
    changes = OverrideChanges(hidden=True)
    assert mira.is_refused(fight(), Override(entity_id="aria", changes=changes)) == "illegal_target"
