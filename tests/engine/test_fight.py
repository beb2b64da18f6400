"""A plain fight from going live to its end."""

from engine.commands import EndInteraction, RollInitiative, SkipTurn, StartInteraction
from tests.engine.table import aria, bram, live, mira, names, prepared, take


def test_a_fight_is_played_from_start_to_end():
    room = prepared()
    events = mira.does(room, StartInteraction())
    assert names(events) == ["Opened", "WentLive"]
    room = mira.then(room, StartInteraction())
    assert room.status == "PENDING_INITIATIVE"

    room = mira.then(room, RollInitiative(), 18, 12, 3)
    assert room.table.order == ("aria", "bram", "goblin")
    assert (room.status, room.active.id) == ("WAITING_FOR_PLAYER_TURN", "aria")

    room = aria.then(room, take("aria", "move", path=[(2, 1), (3, 1), (4, 1)]))
    assert room.table.turn.budget.movement == 15
    room = aria.then(room, take("aria", "attack", target="goblin", action_id="sword"), 15, 2)
    assert room.table.participants["goblin"].hp == 2
    room = aria.then(room, take("aria", "end"))
    assert room.active.id == "bram"

    room = mira.then(room, SkipTurn(reason="Bram fetches tea."))
    assert room.table.participants["bram"].turn_status == "skipped"
    assert room.status == "INITIATIVE_ROLLED"

    room = mira.then(room, take("goblin", "attack", target="aria", end_turn=True), 20, 6, 6)
    assert room.table.participants["aria"].hp == 20 - 14
    assert (room.table.round_number, room.active.id) == (2, "aria")

    events = aria.does(room, take("aria", "attack", target="goblin", end_turn=True), 19, 8)
    assert names(events) == [
        "ActionSubmitted",
        "AttackRolled",
        "Damaged",
        "Defeated",
        "TurnEnded",
        "TurnStarted",
    ]
    room = aria.then(room, take("aria", "attack", target="goblin", end_turn=True), 19, 8)
    assert room.table.participants["goblin"].defeated
    room = bram.then(room, take("bram", "end"))
    assert (room.table.round_number, room.active.id) == (3, "aria")

    room = mira.then(room, EndInteraction())
    assert (room.status, room.lasting.live_status) == ("COMPLETED", "completed")


def test_nobody_can_act_before_initiative():
    assert aria.is_refused(live(), take("aria", "dodge")) == "wrong_status"
