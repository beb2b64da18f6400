"""The pipeline: what resolves at once, what waits, and how a DM settles it."""

import pytest

from engine.commands import (
    Changes,
    Override,
    OverrideChanges,
    RemoveParticipant,
    ResolveAction,
    SkipTurn,
    UpdateTurnSettings,
    WithdrawAction,
)
from engine.delta import delta
from engine.events import ActionResolved, ActionSubmitted, Damaged, Rewarded
from engine.state import Room
from engine.view import document
from tests.engine.table import POTION, aria, bram, fight, goblin, happened, hero, mira, names, otto, take


def close(mode: str = "hybrid", **target: object) -> Room:
    """Aria beside a goblin with much to lose, and another one."""
    fields = {"hp": 30, "max_hp": 30, **target}
    everybody = (hero("aria", 1, 1), goblin("goblin", 2, 1, **fields), goblin("other", 1, 2, **fields))
    return fight(*everybody, resolution_mode=mode)


STRIKE = take("aria", "attack", target="goblin")
SING = take("aria", "custom", description="I sing.")


def waiting(room: Room, command=STRIKE, *faces: int) -> Room:
    return aria.then(room, command, *faces)


def resolved(room: Room, outcome: str = "approved", **more: object) -> ResolveAction:
    return ResolveAction(action_id=room.unresolved[0].id, outcome=outcome, **more)


@pytest.mark.parametrize(
    ("mode", "command", "waits"),
    [
        ("auto", STRIKE, False),
        ("hybrid", STRIKE, False),
        ("review", STRIKE, True),
        ("auto", SING, True),
        ("hybrid", SING, True),
        ("review", SING, True),
        ("auto", take("aria", "dodge", ask_dm=True), True),
        ("hybrid", take("aria", "dodge", ask_dm=True), True),
    ],
)
def test_what_waits_is_a_matter_of_mode_and_of_what_the_rules_can_tell(mode, command, waits):
    (submitted,) = happened(aria.does(close(mode), command, 2), ActionSubmitted)
    assert submitted.waits is waits
    assert submitted.action.status == ("PENDING" if waits else "RESOLVED")


@pytest.mark.parametrize("mode", ["auto", "hybrid", "review"])
def test_what_a_dm_does_with_her_own_resolves_at_once(mode):
    room = fight(goblin("goblin", 2, 1), hero("aria", 1, 1), resolution_mode=mode)
    for command in (take("goblin", "dodge"), take("goblin", "custom", description="It spits.")):
        (submitted,) = happened(mira.does(room, command), ActionSubmitted)
        assert (submitted.waits, submitted.action.outcome) == (False, "approved")
    (submitted,) = happened(mira.does(room, take("goblin", "dodge", ask_dm=True)), ActionSubmitted)
    assert submitted.waits


def test_free_text_needs_words_and_takes_the_action():
    assert aria.is_refused(close(), take("aria", "custom")) == "malformed"
    assert aria.is_refused(close(), take("aria", "custom", description="  ")) == "malformed"
    room = waiting(close(), SING)
    assert room.table.turn.budget.action == 0
    (action,) = room.unresolved
    assert (action.action_type, action.description, action.verb) == ("Custom", "I sing.", "custom")


def test_free_text_can_be_about_somebody_the_player_sees():
    room = fight(hero("aria", 1, 1), goblin("ghost", 5, 5, hidden=True), goblin("goblin", 3, 3))
    assert aria.is_refused(room, take("aria", "custom", description="Boo!", target="ghost")) == "unknown_target"
    room = aria.then(room, take("aria", "custom", description="Boo!", target="goblin"))
    assert room.unresolved[0].targets == ("goblin",)


def test_while_something_waits_the_turn_can_go_on():
    room = waiting(close(), SING)
    assert room.status == "DM_REVIEW"
    room = aria.then(room, take("aria", "move", path=[(0, 1)]))
    assert room.table.turn.budget.movement == 25


def test_approved_it_happens():
    room = waiting(close("review"), STRIKE, 15, 4)
    assert room.table.participants["goblin"].hp == 30
    events = mira.does(room, resolved(room, notes="Well struck."))
    assert names(events) == ["ActionResolved", "AttackRolled", "Damaged"]
    assert (events[0].status, events[0].outcome, events[0].by) == ("RESOLVED", "approved", "mira")
    room = mira.then(room, resolved(room, notes="Well struck."))
    assert (room.table.participants["goblin"].hp, room.table.review) == (23, {})
    assert room.table.participants["aria"].note == "Well struck."
    assert room.active.id == "aria"


def test_a_dash_that_waited_gives_its_feet_when_approved():
    room = waiting(close("review"), take("aria", "dash"))
    assert room.table.turn.budget.movement == 30
    assert mira.then(room, resolved(room)).table.turn.budget.movement == 60


def test_the_dm_decides_the_damage_exactly():
    room = waiting(close("review", hp=30), STRIKE, 15, 4)
    events = mira.does(room, resolved(room, changes=Changes(damage={"goblin": 12})))
    assert events[0].outcome == "approved_modified"
    assert happened(events, Damaged)[0].amounts == ((12, "slashing"),)


def test_damage_for_others_comes_on_top_also_for_free_text():
    room = waiting(close(), SING)
    room = mira.then(room, resolved(room, changes=Changes(damage={"goblin": 5, "other": 40})))
    assert room.table.participants["goblin"].hp == 25
    assert room.table.participants["other"].defeated


def test_no_damage_can_be_decided_too():
    room = waiting(close("review"), STRIKE, 15, 4)
    assert mira.then(room, resolved(room, changes=Changes(damage={"goblin": 0}))).table.participants["goblin"].hp == 30


def test_the_dm_can_turn_a_blow_on_somebody_else():
    room = waiting(close("review"), STRIKE, 15, 4)
    room = mira.then(room, resolved(room, "approved_modified", changes=Changes(targets=["other"])))
    assert (room.table.participants["goblin"].hp, room.table.participants["other"].hp) == (30, 23)


def test_a_blow_turned_on_somebody_better_armoured_may_miss():
    room = waiting(close("review"), STRIKE, 10, 4)
    room = mira.then(room, resolved(room, changes=Changes(targets=["aria", "other"])))
    assert room.table.participants["other"].hp == 23
    assert room.table.participants["aria"].hp == 20 - 7
    room = waiting(close("review"), STRIKE, 8, 4)
    assert mira.then(room, resolved(room, changes=Changes(targets=["aria"]))).table.participants["aria"].hp == 20


def test_changes_name_only_those_who_are_there():
    room = waiting(close("review"))
    for changes in (Changes(targets=["nobody"]), Changes(damage={"nobody": 1})):
        assert mira.is_refused(room, resolved(room, changes=changes)) == "unknown_target"


def test_a_target_that_has_gone_or_fallen_is_left_out():
    room = waiting(close("review"), STRIKE, 15, 4)
    gone = mira.then(room, RemoveParticipant(entity_id="goblin"))
    assert names(mira.does(gone, resolved(gone))) == ["ActionResolved"]
    fallen = mira.then(room, Override(entity_id="goblin", changes=OverrideChanges(hp=0)))
    assert names(mira.does(fallen, resolved(fallen))) == ["ActionResolved"]


def test_denied_it_is_given_back_and_the_turn_goes_on():
    command = take("aria", "custom", description="I sing.", end_turn=True)
    room = waiting(close(), command)
    assert room.table.turn.ending
    events = mira.does(room, resolved(room, "denied", notes="Not here."))
    assert names(events) == ["ActionResolved"]
    room = mira.then(room, resolved(room, "denied", notes="Not here."))
    assert (room.active.id, room.table.turn.ending, room.table.turn.budget.action) == ("aria", False, 1)
    assert room.table.participants["aria"].note == "Not here."
    assert room.status == "WAITING_FOR_PLAYER_TURN"
    assert names(aria.does(room, STRIKE, 2))[0] == "ActionSubmitted"


@pytest.mark.parametrize(
    "command",
    [
        take("aria", "move", path=[(1, 0)]),
        take("aria", "useItem", item_id="potion"),
        take("aria", "dash"),
        take("aria", "dodge"),
        STRIKE,
    ],
)
def test_whatever_was_paid_comes_back(command):
    room = close("review")
    before = room.table.turn.budget
    room = waiting(room, command)
    assert room.table.turn.budget != before
    denied = mira.then(room, resolved(room, "denied"))
    withdrawn = aria.then(room, WithdrawAction(action_id=room.unresolved[0].id))
    assert denied.table.turn.budget == withdrawn.table.turn.budget == before
    assert denied.table.participants["aria"].inventory == {"potion": POTION}


def test_asked_back_it_goes_on_waiting():
    room = waiting(close(), SING)
    room = mira.then(room, resolved(room, "asked_back", notes="Which song?"))
    (action,) = room.unresolved
    assert (action.status, action.outcome, action.notes) == ("DM_REVIEW", "asked_back", "Which song?")
    assert room.table.turn.budget.action == 0
    assert mira.then(room, resolved(room)).table.review == {}


def test_its_owner_can_withdraw_it():
    room = waiting(close(), take("aria", "custom", description="I sing.", end_turn=True))
    withdraw = WithdrawAction(action_id=room.unresolved[0].id)
    (withdrawn,) = happened(aria.does(room, withdraw), ActionResolved)
    assert (withdrawn.outcome, withdrawn.status) == ("withdrawn", "RESOLVED")
    after = aria.then(room, withdraw)
    assert (after.table.turn.ending, after.table.review) == (False, {})
    assert bram.is_refused(room, withdraw) == "not_your_entity"
    assert otto.is_refused(room, withdraw) == "forbidden"
    assert aria.is_refused(after, withdraw) == "already_acted"


def test_who_decides_second_hears_that_it_is_settled():
    room = waiting(close(), SING)
    withdraw = WithdrawAction(action_id=room.unresolved[0].id)
    decided = mira.then(room, resolved(room))
    assert mira.is_refused(decided, resolved(room, "denied")) == "already_acted"
    assert aria.is_refused(decided, withdraw) == "already_acted"
    assert aria.is_refused(decided, WithdrawAction(action_id="nothing")) == "unknown_target"
    assert mira.is_refused(mira.then(room, SkipTurn()), resolved(room)) == "already_acted"


def test_several_are_settled_at_once_or_none():
    room = waiting(waiting(close("review"), STRIKE, 15, 4), take("aria", "useItem", item_id="potion"))
    ids = [action.id for action in room.unresolved]
    assert mira.is_refused(room, ResolveAction(action_ids=[*ids, "nothing"], outcome="approved")) == "unknown_target"
    events = mira.does(room, ResolveAction(action_ids=[*ids, ids[0]], outcome="approved"))
    assert len(happened(events, ActionResolved)) == 2
    room = mira.then(room, ResolveAction(action_id=ids[0], action_ids=ids, outcome="approved"))
    assert room.table.review == {}


def test_an_ended_turn_waits_for_the_last_of_them():
    room = waiting(close("review"), take("aria", "useItem", item_id="potion"))
    room = waiting(room, take("aria", "attack", target="goblin", end_turn=True), 2)
    room = mira.then(room, resolved(room))
    assert room.active.id == "aria"
    events = mira.does(room, resolved(room))
    assert names(events) == ["ActionResolved", "AttackRolled", "TurnEnded", "TurnStarted"]


def test_whoever_falls_to_an_approved_blow_gets_no_turn():
    room = waiting(close("review", hp=1), take("aria", "attack", target="goblin", end_turn=True), 15, 4)
    assert mira.then(room, resolved(room)).active.id == "other"


def test_only_a_dm_resolves_and_only_in_known_ways():
    room = waiting(close(), SING)
    assert aria.is_refused(room, resolved(room)) == "forbidden"
    assert mira.is_refused(room, resolved(room, "perhaps")) == "malformed"
    assert mira.is_refused(room, ResolveAction(outcome="approved")) == "malformed"
    assert mira.is_refused(room, ResolveAction(action_id="nothing", outcome="approved")) == "unknown_target"


def test_an_approval_can_come_with_experience():
    room = waiting(close(), SING)
    (rewarded,) = happened(mira.does(room, resolved(room, awarded_xp=50)), Rewarded)
    assert (rewarded.reward.entity_id, rewarded.reward.xp) == ("aria", 50)
    assert rewarded.reward.action_id == room.unresolved[0].id
    assert mira.is_refused(room, resolved(room, awarded_item_ids=["crown"])) == "unknown_item"
    assert not happened(mira.does(room, resolved(room, "denied", awarded_xp=50)), Rewarded)


@pytest.mark.parametrize(("visibility", "audience"), [("public", "all"), ("party", "party"), ("dm", "dm")])
def test_who_hears_of_an_action_is_its_players_choice(visibility, audience):
    room = close()
    command = take("aria", "custom", description="I pick a pocket.", visibility=visibility)
    assert happened(aria.does(room, command), ActionSubmitted)[0].audience == audience
    room = aria.then(room, command)
    assert happened(mira.does(room, resolved(room)), ActionResolved)[0].audience == audience


def test_the_mode_can_be_changed_while_something_waits():
    room = waiting(close("review"), STRIKE, 15, 4)
    room = mira.then(room, UpdateTurnSettings(resolution_mode="auto"))
    assert len(room.unresolved) == 1
    assert mira.then(room, resolved(room)).table.participants["goblin"].hp == 23


def test_an_approval_of_what_is_no_longer_possible_says_that_nothing_came_of_it():
    room = waiting(close("review"))
    gone = mira.then(room, Override(entity_id="goblin", changes=OverrideChanges(hp=0)))
    (late,) = happened(mira.does(gone, resolved(gone)), ActionResolved)
    (in_time,) = happened(mira.does(room, resolved(room)), ActionResolved)
    assert (late.in_vain, in_time.in_vain) == (True, False)


def test_what_only_the_dm_hears_of_is_still_in_its_players_own_document():
    """She can read after a reload what waits, and take it back; nobody else of the party learns that there is something."""
    room = close()
    after = aria.then(room, take("aria", "custom", description="I pick a pocket.", visibility="dm"))
    [(action, shown)] = document(after, "own", "aria")["reviewQueue"].items()
    assert shown["description"] == "I pick a pocket."
    assert document(after, "own", "bram")["reviewQueue"] == document(after, "party", "")["reviewQueue"] == {}
    assert delta(room, after, "own", "aria")["reviewQueue"] == {action: shown}
    taken_back = aria.then(after, WithdrawAction(action_id=action))
    assert delta(after, taken_back, "own", "aria")["reviewQueue"] == {action: None}
