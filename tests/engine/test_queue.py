"""Turns that were asked for beforehand, and what becomes of them when they begin."""

import pytest

from engine.asking import Refused
from engine.commands import (
    ActionRequest,
    BeginTurns,
    Cell,
    Override,
    OverrideChanges,
    PauseInteraction,
    QueueTurn,
    RemoveParticipant,
    ResumeInteraction,
    SkipTurn,
    TakeTurn,
)
from engine.decide import decide
from engine.delta import delta
from engine.events import QueueStopped, TurnQueued
from engine.evolve import fold
from engine.state import Room
from engine.told import told
from engine.view import document
from tests.engine.table import Person, aria, bell, bram, fight, goblin, happened, hero, live, mira, names, otto, take

END = ActionRequest(type="end")
DODGE = ActionRequest(type="dodge")


def queue(entity_id: str, *actions: ActionRequest) -> QueueTurn:
    return QueueTurn(entity_id=entity_id, actions=list(actions))


def walk(*cells: tuple[int, int]) -> ActionRequest:
    return ActionRequest(type="move", path=[Cell(*cell) for cell in cells])


def strike(target: str) -> ActionRequest:
    return ActionRequest(type="attack", target=target, action_id="bow")


@pytest.mark.parametrize(
    ("person", "wish", "code"),
    [
        (bram, queue("aria", DODGE), "not_your_entity"),
        (mira, queue("aria", DODGE), "not_your_entity"),
        (aria, queue("goblin", DODGE), "not_your_entity"),
        (otto, queue("aria", DODGE), "forbidden"),
        (aria, queue("nobody", DODGE), "unknown_target"),
        (aria, queue("aria"), "conflict"),
        (aria, queue("aria", END, DODGE), "malformed"),
        (aria, queue("aria", ActionRequest(type="cast")), "unknown_action"),
    ],
)
def test_what_cannot_be_queued(person: Person, wish: QueueTurn, code: str):
    assert person.is_refused(fight(), wish) == code


def test_a_queued_turn_is_taken_when_it_begins():
    room = bram.then(fight(), queue("bram", walk((2, 3)), DODGE, END))
    assert room.active.id == "aria"
    events = aria.does(room, take("aria", "end"))
    assert names(events) == [
        "TurnEnded", "TurnStarted",
        "QueueMoved", "ActionSubmitted", "BudgetSpent", "Moved",
        "QueueMoved", "ActionSubmitted", "BudgetSpent", "Dodged",
        "QueueMoved", "TurnEnded", "TurnStarted",
    ]  # fmt: skip
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.queues, room.table.held) == ("goblin", {}, None)
    assert room.table.participants["bram"].dodging


def test_queued_turns_follow_one_upon_the_other():
    room = bram.then(fight(), queue("bram", END))
    room = mira.then(room, queue("goblin", walk((5, 2)), END))
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.round_number, room.table.turn_number) == ("aria", 2, 4)


def test_without_an_end_the_turn_stays_open():
    room = bram.then(fight(), queue("bram", DODGE))
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.turn.budget.action, room.table.held) == ("bram", 0, None)


def test_the_first_action_that_is_not_legal_any_more_stops_it_and_its_owner_hears_why():
    room = bram.then(fight(), queue("bram", walk((2, 3)), strike("goblin"), END))
    room = mira.then(room, Override(entity_id="goblin", changes=OverrideChanges(hp=0)))
    events = aria.does(room, take("aria", "end"))
    (stopped,) = happened(events, QueueStopped)
    assert (stopped.code, stopped.message) == ("illegal_target", "Goblin is already down.")
    after = aria.then(room, take("aria", "end"))
    assert after.active.id == "bram"
    assert after.table.participants["bram"].position == (room.table.map and Cell(2, 3).position())
    now = document(after, "own", "bram")["queuedTurn"]["bram"]["now"]
    assert now["stopped"] == {"code": "illegal_target", "message": "Goblin is already down."}
    assert [action["type"] for action in now["actions"]] == ["attack", "end"]
    after = bram.then(after, take("bram", "end"))
    assert (after.table.held, after.active.id) == (None, "aria")


def test_a_stopped_queue_is_not_tried_again_by_itself():
    room = mira.then(bram.then(fight(), queue("bram", strike("goblin"))), RemoveParticipant(entity_id="goblin"))
    room = aria.then(room, take("aria", "end"))
    assert room.table.held.code == "unknown_target"
    events = mira.does(room, Override(entity_id="aria", changes=OverrideChanges(temp_hp=1)))
    assert names(events) == ["Overridden"]


def test_a_new_queue_replaces_the_old_and_an_empty_one_clears_it():
    room = bram.then(bram.then(fight(), queue("bram", DODGE)), queue("bram", END))
    assert [action.type for action in room.table.queues["bram"].actions] == ["end"]
    assert bram.then(room, queue("bram")).table.queues == {}


def test_what_is_queued_in_ones_own_turn_is_for_the_next():
    room = aria.then(fight(), queue("aria", DODGE))
    assert room.table.turn.budget.action == 1
    assert "aria" in room.table.queues


def test_a_queue_is_kept_while_paused_and_taken_when_the_game_goes_on():
    room = mira.then(bram.then(fight(), queue("bram", DODGE, END)), PauseInteraction())
    room = bram.then(room, queue("bram", walk((2, 3)), END))
    room = mira.then(room, SkipTurn())
    assert (room.active.id, room.table.held.actions[0].type) == ("bram", "move")
    room = mira.then(room, ResumeInteraction())
    assert (room.active.id, room.table.participants["bram"].position.x) == ("goblin", 2)


def test_queued_before_the_first_turn_it_is_taken_in_it():
    room = aria.then(live(auto_begin=False), queue("aria", END))
    room = mira.then(room, fight_order())
    assert room.active is None
    assert mira.then(room, BeginTurns()).active.id == "bram"


def fight_order():
    from engine.commands import RollInitiative

    return RollInitiative(values={"aria": 20, "bram": 19, "goblin": 18})


def test_whoever_leaves_takes_the_queue_along():
    room = bram.then(fight(), queue("bram", DODGE))
    assert mira.then(room, RemoveParticipant(entity_id="bram")).table.queues == {}


def test_a_queued_action_that_needs_the_dm_waits_for_her():
    room = bram.then(fight(), queue("bram", ActionRequest(type="custom", description="I pray."), END))
    room = aria.then(room, take("aria", "end"))
    assert (room.active.id, room.table.turn.ending, room.status) == ("bram", True, "DM_REVIEW")


def test_only_its_owner_and_dms_see_a_queue():
    room = fight(hero("aria", 1, 1), hero("bram", 1, 3), goblin("goblin", 5, 1))
    after = bram.then(room, queue("bram", DODGE))
    assert document(after, "own", "bram")["queuedTurn"] == {
        "bram": {"actions": [{"type": "dodge", "visibility": "public"}]}
    }
    assert "bram" in document(after, "dm")["queuedTurn"]
    assert document(after, "own", "aria")["queuedTurn"] == {}
    for stream in ("party", "table"):
        assert delta(room, after, stream) == {}
        assert document(after, stream) == document(room, stream)
    events = bram.does(room, queue("bram", DODGE))
    assert [told(event, stream) for event in events for stream in ("dm", "party", "table")] == [None] * 3
    assert happened(events, TurnQueued)[0].audience == "dm"


# While no DM is there


@pytest.fixture
def alone() -> Room:
    """Aria is up, and the last DM is gone."""
    return bell.then(fight(), PauseInteraction(reason="dm_disconnected"))


def test_while_no_dm_is_there_what_a_player_does_waits_for_her(alone: Room):
    room = aria.then(alone, take("aria", "move", path=[(2, 1)]))
    room = aria.then(room, take("aria", "dodge", end_turn=True))
    assert (room.table.participants["aria"].position.x, room.active.id) == (1, "aria")
    assert [action.type for action in room.table.held.actions] == ["move", "dodge", "end"]
    room = mira.then(room, ResumeInteraction())
    assert (room.table.participants["aria"].position.x, room.active.id) == (2, "bram")
    assert room.table.participants["aria"].dodging


def test_what_waited_is_validated_again(alone: Room):
    room = aria.then(alone, take("aria", "attack", target="goblin", action_id="bow"))
    room = mira.then(room, Override(entity_id="goblin", changes=OverrideChanges(hp=0)))
    room = mira.then(room, ResumeInteraction())
    assert (room.table.held.code, room.table.turn.budget.action) == ("illegal_target", 1)


def test_only_whose_turn_it_is_can_leave_something_for_the_dm(alone: Room):
    assert bram.is_refused(alone, take("bram", "dodge")) == "not_your_turn"
    assert aria.is_refused(alone, take("aria", "dodge", turn_id="another")) == "conflict"
    assert aria.is_refused(alone, take("aria", "cast")) == "unknown_action"
    assert mira.is_refused(alone, take("aria", "dodge")) == "paused"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (take("aria", "attack", target="nobody", action_id="bow"), "unknown_target"),
        (take("aria", "attack", target="bram", action_id="axe"), "unknown_action"),
        (take("aria", "attack", target="goblin", action_id="sword"), "out_of_range"),
        (take("aria", "move", position=(11, 9)), "too_far"),
        (take("aria", "useItem", item_id="wand"), "unknown_item"),
        (take("aria", "custom"), "malformed"),
    ],
)
def test_what_is_not_legal_now_does_not_wait_for_the_dm_to_hear_it(alone: Room, wish: TakeTurn, code: str):
    assert aria.is_refused(alone, wish) == aria.is_refused(fight(), wish) == code


def test_it_counts_what_waits_already(alone: Room):
    room = aria.then(alone, take("aria", "dodge"))
    assert aria.is_refused(room, take("aria", "attack", target="goblin", action_id="bow")) == "no_budget"
    assert aria.is_refused(room, take("aria", "dodge")) == "no_budget"
    room = aria.then(room, take("aria", "move", position=(1, 5)))
    assert aria.is_refused(room, take("aria", "move", position=(1, 9))) == "too_far"
    room = aria.then(room, take("aria", "move", path=[(1, 6)], end_turn=True))
    assert mira.then(room, ResumeInteraction()).table.participants["aria"].position.y == 6


def test_what_ends_the_turn_is_asked_for_once(alone: Room):
    for ended in (take("aria", "end"), take("aria", "dodge", end_turn=True)):
        room = aria.then(alone, ended)
        assert aria.is_refused(room, take("aria", "end")) == "already_acted"
        assert aria.is_refused(room, take("aria", "dodge")) == "already_acted"


def test_an_only_participant_ends_one_turn_too(alone: Room):
    """Behind it her next one begins, and what she asks for is not for that."""
    room = bell.then(fight(hero("aria", 1, 1)), PauseInteraction(reason="dm_disconnected"))
    room = aria.then(room, take("aria", "end"))
    assert aria.is_refused(room, take("aria", "end")) == "already_acted"


def test_no_die_is_spent_on_what_waits(alone: Room):
    """Whether the arrow hits is decided when it flies."""
    ask = aria.ask(alone, 20, 6)
    events = decide(alone, take("aria", "attack", target="goblin", action_id="bow", end_turn=True), ask)
    assert [type(event).__name__ for event in events] == ["QueueMoved"]
    assert ask.dice.rolled == []
    room = mira.then(fold(alone, events), ResumeInteraction(), 20, 6, 6)
    assert room.table.participants["goblin"].hp == 0


def test_where_what_waits_cannot_be_done_any_more_nothing_is_put_behind_it(alone: Room):
    room = aria.then(alone, take("aria", "attack", target="goblin", action_id="bow"))
    room = mira.then(room, Override(entity_id="goblin", changes=OverrideChanges(hp=0)))
    with pytest.raises(Refused, match=r"What waits before it cannot be done any more: Goblin is already down\."):
        aria.does(room, take("aria", "end"))
    room = mira.then(room, ResumeInteraction())
    assert aria.then(room, take("aria", "end")).active.id == "bram"


def test_paused_by_a_dms_hand_nothing_is_taken():
    room = mira.then(fight(), PauseInteraction(reason="Tea"))
    assert aria.is_refused(room, take("aria", "dodge")) == "paused"
    assert mira.is_refused(fight(), PauseInteraction(reason="dm_disconnected")) == "malformed"
