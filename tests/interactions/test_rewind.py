"""Rewinding a real room: what everybody is told, what the journal and those who read it make of it."""

import pytest

from engine import commands as c
from interactions import room as actor
from interactions import rooms
from interactions.models import Interaction
from interactions.verification import verify
from tests.interactions.table import At, Table, ends, moves, pages
from tests.laws.test_views import on_the_wire
from turns.models import PlayerAction, RewardGrant, TurnRecord

BACK = c.BacktrackTurn()


@pytest.fixture
def played(live: Table) -> Table:
    """Aria has walked and been rewarded, Bram has ended his turn; the lurker is up, whom nobody sees."""
    live.ask("aria", moves("aria", (2, 0), end_turn=True))
    live.ask("mira", c.GrantReward(entity_id="aria", xp=50))
    live.ask("bram", ends("bram"))
    return live


def everybody(table: Table) -> dict[str, At]:
    return {name: table.seat(name) for name in ("mira", "aria", "bram", "sven")}


def add_up(table: Table, windows: dict[str, At]) -> None:
    """Every page is what somebody who comes now is shown."""
    room = table.room
    for at in windows.values():
        newcomer = table.on_loop(lambda at=at: room.fanout.state_for(at.seat, room.state))
        assert pages(at) == on_the_wire(newcomer)


def test_everybody_sees_the_table_as_it_was(played: Table):
    windows = everybody(played)
    assert windows["mira"].asks(BACK)["type"] == "ack"
    assert windows["mira"].asks(BACK)["type"] == "ack"
    assert played.room.state.active.id == "aria"
    add_up(played, windows)
    party = pages(windows["aria"])["party"]
    assert (party["participants"]["aria"]["position"], party["rewards"]) == ({"x": 1, "y": 0}, {})
    rewound = [m for m in windows["sven"].messages() if m.get("event") == "TURN_REWOUND"]
    assert [m["entityId"] for m in rewound] == ["bram", "aria"]
    assert "lurker" not in str(windows["aria"].heard).lower()
    windows["mira"].asks(c.BacktrackTurn(redo=True))
    add_up(played, windows)
    assert played.room.state.active.id == "bram"


def test_a_command_for_the_turn_that_was_is_refused(played: Table):
    played.ask("mira", BACK)
    old = played.room.state.table.turn.id
    played.ask("mira", c.BacktrackTurn(to_turn=old))
    assert played.room.state.active.id == "bram"
    late = c.TakeTurn(entity_id="bram", action=c.ActionRequest(type="end"), turn_id=old)
    assert played.refusal("bram", late) == "conflict"


def test_a_preview_is_not_journalled_and_nobody_else_hears_of_it(played: Table):
    windows = everybody(played)
    heard, rows, before = {name: len(at.heard) for name, at in windows.items()}, len(played.rows()), played.room.state
    answer = windows["mira"].asks(c.BacktrackTurn(preview=True))
    assert answer["result"]["words"][0] == "It is Bram’s turn, number 2, in round 1."
    assert answer["result"]["turn"] == {"entityId": "bram", "roundNumber": 1, "turnNumber": 2}
    assert answer["result"]["changes"]["currentTurn"]["entityId"] == "bram"
    assert (len(played.rows()), played.room.state) == (rows, before)
    assert {name: len(at.heard) - heard[name] for name, at in windows.items()} == {
        "mira": 1, "aria": 0, "bram": 0, "sven": 0,
    }  # fmt: skip
    assert windows["aria"].asks(c.BacktrackTurn(preview=True))["code"] == "forbidden"


def test_it_goes_back_farther_than_the_room_remembers(played: Table, monkeypatch: pytest.MonkeyPatch):
    first = TurnRecord.objects.order_by("turn_number")
    monkeypatch.setattr(actor, "TURNS", 2)
    played.opens_anew()
    for name in ("lurker", "wolf"):
        played.ask("mira", ends(name))
    rooms.catch_up(played.id)
    mira = played.seat("mira")
    assert len(played.room.turns.order()) == 2
    assert mira.asks(c.BacktrackTurn(to_turn=first[0].turn_id))["type"] == "ack"
    state = played.room.state
    assert (state.active.id, state.table.turn_number, state.table.participants["aria"].position.x) == ("aria", 1, 1)
    assert played.opens_anew().state == state


def test_after_a_restart_the_previous_turn_and_the_redo_are_found_in_the_journal(played: Table):
    before = played.room.state.table
    played.opens_anew()
    assert played.refusal("mira", c.BacktrackTurn(to_turn="never")) == "unknown_target"
    played.ask("mira", BACK)
    assert played.room.state.active.id == "bram"
    played.opens_anew()
    played.ask("mira", c.BacktrackTurn(redo=True))
    assert played.room.state.table == before
    assert played.refusal("mira", c.BacktrackTurn(redo=True)) == "conflict"


def test_what_was_undone_is_marked_and_rewards_are_taken_back(played: Table):
    played.ask("mira", BACK)
    played.ask("mira", BACK)
    rooms.catch_up(played.id)
    turns = list(TurnRecord.objects.order_by("seq", "turn_number"))
    assert [(turn.entity_id, turn.undone) for turn in turns] == [
        ("aria", True), ("bram", True), ("lurker", True), ("bram", True), ("aria", False),
    ]  # fmt: skip
    assert RewardGrant.objects.get().reversed
    assert PlayerAction.objects.get().undone
    agrees(played)


def test_with_redo_it_counts_again(played: Table):
    played.ask("mira", c.BacktrackTurn(to_turn=played.room.turns.order()[0]))
    played.ask("mira", c.BacktrackTurn(redo=True))
    rooms.catch_up(played.id)
    assert set(TurnRecord.objects.filter(undone=False).values_list("entity_id", flat=True)) == {
        "aria",
        "bram",
        "lurker",
    }
    assert not RewardGrant.objects.get().reversed
    assert not PlayerAction.objects.get().undone
    agrees(played)


def test_what_was_taken_back_is_not_written_to_anybody_at_the_end(played: Table):
    played.ask("mira", BACK)
    played.ask("mira", BACK)
    played.ask("mira", c.EndInteraction())
    rooms.catch_up(played.id)
    assert played.room.state.table.participants["aria"].xp == 0
    agrees(played)


def agrees(table: Table) -> None:
    assert verify(Interaction.objects.get(pk=table.id)).differences == []
