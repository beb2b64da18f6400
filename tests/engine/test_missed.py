"""Turns that were missed, and taken later: each once, in a gap, by whoever plays it."""

import pytest

from engine.commands import (
    GrantMissedTurn,
    Override,
    OverrideChanges,
    RemoveParticipant,
    SkipTurn,
    TakeMissedTurn,
    UpdateInitiative,
    UpdateTurnSettings,
)
from engine.events import TurnEnded, TurnStarted
from engine.state import Room
from engine.told import told
from engine.view import document
from tests.engine.table import aria, bram, fight, goblin, happened, mira, names, otto, take

WANT = TakeMissedTurn(entity_id="aria")
GRANT = GrantMissedTurn(entity_id="aria")


@pytest.fixture
def room() -> Room:
    """Aria's turn was skipped; Bram is up, then the goblin."""
    return mira.then(fight(), SkipTurn(reason="Tea"))


def test_a_skipped_turn_of_a_player_is_a_missed_one():
    events = mira.does(fight(), SkipTurn())
    assert happened(events, TurnEnded)[0].missed
    room = mira.then(fight(), SkipTurn())
    (missed,) = room.table.missed.values()
    assert (missed.entity_id, missed.round_number, missed.status) == ("aria", 1, "skipped")
    shown = {missed.turn_id: {"entityId": "aria", "roundNumber": 1, "status": "skipped"}}
    assert [document(room, stream)["missedTurns"] for stream in ("dm", "party", "table")] == [shown] * 3
    assert told(happened(events, TurnEnded)[0], "party")["missed"] is True


def test_no_turn_is_missed_of_creatures_or_the_fallen_or_where_there_are_none(room: Room):
    later = mira.then(mira.then(room, SkipTurn()), SkipTurn())
    assert {missed.entity_id for missed in later.table.missed.values()} == {"aria", "bram"}
    fallen = mira.then(fight(), Override(entity_id="aria", changes=OverrideChanges(hp=0)))
    assert mira.then(fallen, SkipTurn()).table.missed == {}
    assert mira.then(fight(missed_turns="off"), SkipTurn()).table.missed == {}
    assert mira.then(fight(), RemoveParticipant(entity_id="aria")).table.missed == {}


def test_it_is_taken_at_the_next_gap_and_the_order_goes_on_where_it_was(room: Room):
    first = next(iter(room.table.missed))
    room = aria.then(room, WANT)
    assert room.active.id == "bram"
    events = bram.does(room, take("bram", "end"))
    (started,) = happened(events, TurnStarted)
    assert (started.entity_id, started.catch_up_for, started.round_number, started.turn_number) == ("aria", first, 1, 3)
    room = bram.then(room, take("bram", "end"))
    assert (room.active.id, room.table.missed) == ("aria", {})
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.round_number) == ("goblin", 1)
    assert room.table.participants["aria"].turn_status == "skipped"


def test_taken_at_the_end_of_a_round_it_belongs_to_that_round(room: Room):
    room = aria.then(bram.then(room, take("bram", "end")), WANT)
    room = mira.then(room, take("goblin", "end"))
    assert (room.active.id, room.table.round_number, bool(room.table.turn.catch_up_for)) == ("aria", 1, True)
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.round_number, room.table.turn.catch_up_for) == ("aria", 2, "")


def test_who_catches_up_before_her_own_turn_still_has_that(room: Room):
    for person, name in ((bram, "bram"), (mira, "goblin"), (aria, "aria"), (bram, "bram")):
        room = person.then(room, take(name, "end"))
    room = mira.then(mira.then(aria.then(room, WANT), SkipTurn()), SkipTurn())
    assert (room.active.id, room.table.turn.catch_up_for, room.table.round_number) == ("aria", "", 3)


def test_nobody_takes_the_same_missed_turn_twice(room: Room):
    room = aria.then(room, WANT)
    assert aria.is_refused(room, WANT) == "already_acted"
    room = bram.then(room, take("bram", "end"))
    assert aria.is_refused(room, WANT) == "conflict"
    room = mira.then(room, SkipTurn())
    assert (room.table.missed, room.active.id) == ({}, "goblin")


def test_who_missed_two_takes_the_older_first():
    room = fight()
    for _ in range(6):
        room = mira.then(room, SkipTurn())
    older, newer = [key for key, one in room.table.missed.items() if one.entity_id == "aria"]
    room = aria.then(aria.then(room, WANT), WANT)
    room = mira.then(room, SkipTurn())
    assert room.table.turn.catch_up_for == older
    room = aria.then(room, take("aria", "end"))
    assert room.table.turn.catch_up_for == newer


def test_only_whoever_plays_it_takes_it(room: Room):
    assert bram.is_refused(room, WANT) == "not_your_entity"
    assert mira.is_refused(room, WANT) == "not_your_entity"
    assert otto.is_refused(room, WANT) == "forbidden"
    assert aria.is_refused(room, GRANT) == "forbidden"
    assert bram.is_refused(room, TakeMissedTurn(entity_id="bram")) == "conflict"
    assert bram.is_refused(room, TakeMissedTurn(entity_id="nobody")) == "unknown_target"


def test_where_dms_grant_them_the_wish_alone_brings_nothing(room: Room):
    room = mira.then(room, UpdateTurnSettings(missed_turns="dm"))
    room = bram.then(aria.then(room, WANT), take("bram", "end"))
    assert (room.active.id, next(iter(room.table.missed.values())).wanted) == ("goblin", True)
    room = mira.then(mira.then(room, GRANT), take("goblin", "end"))
    assert (room.active.id, bool(room.table.turn.catch_up_for)) == ("aria", True)


def test_a_dm_grants_a_turn_once(room: Room):
    room = mira.then(room, GRANT)
    assert mira.is_refused(room, GRANT) == "already_acted"
    assert mira.is_refused(room, GrantMissedTurn(entity_id="bram")) == "conflict"


def test_where_missed_turns_are_off_none_is_taken(room: Room):
    room = mira.then(aria.then(room, WANT), UpdateTurnSettings(missed_turns="off"))
    assert aria.is_refused(room, WANT) == "wrong_status"
    assert mira.is_refused(room, GRANT) == "wrong_status"
    assert bram.then(room, take("bram", "end")).active.id == "goblin"


def test_the_fallen_catch_nothing_up_until_they_stand(room: Room):
    room = mira.then(aria.then(room, WANT), Override(entity_id="aria", changes=OverrideChanges(hp=0)))
    room = bram.then(room, take("bram", "end"))
    assert room.active.id == "goblin"
    room = mira.then(room, Override(entity_id="aria", changes=OverrideChanges(hp=3)))
    assert mira.then(room, take("goblin", "end")).table.turn.catch_up_for


@pytest.mark.parametrize(("gone", "following"), [("bram", "goblin"), ("goblin", "aria"), ("aria", "goblin")])
def test_whoever_leaves_while_somebody_catches_up_the_order_goes_on(room: Room, gone: str, following: str):
    room = bram.then(aria.then(room, WANT), take("bram", "end"))
    room = mira.then(room, RemoveParticipant(entity_id=gone))
    if gone != "aria":
        assert room.active.id == "aria"
        room = aria.then(room, take("aria", "end"))
    assert room.active.id == following
    assert room.table.round_number == (2 if gone == "goblin" else 1)


def test_whoever_leaves_in_her_turn_makes_a_gap(room: Room):
    room = aria.then(room, WANT)
    room = mira.then(room, UpdateInitiative(order=["bram", "goblin", "aria"]))
    events = mira.does(room, RemoveParticipant(entity_id="bram"))
    assert names(events) == ["TurnEnded", "ParticipantRemoved", "TurnStarted"]
    room = mira.then(room, RemoveParticipant(entity_id="bram"))
    assert (room.active.id, bool(room.table.turn.catch_up_for), room.table.turn.after) == ("aria", True, "")
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.round_number) == ("goblin", 1)


def test_a_table_forgets_the_oldest_of_very_many():
    room = fight()
    for _ in range(3 * 12):
        room = mira.then(room, SkipTurn())
    assert len(room.table.missed) == 20
    assert min(one.round_number for one in room.table.missed.values()) == 3


def test_missed_turns_of_whom_the_players_do_not_see_are_the_dms():
    room = fight(goblin("ally", 1, 1, owner="aria", hidden=True), goblin("goblin", 5, 5))
    room = mira.then(room, SkipTurn())
    assert len(document(room, "dm")["missedTurns"]) == 1
    assert document(room, "party")["missedTurns"] == {}
