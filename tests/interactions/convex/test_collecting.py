"""What has been played reaches Convex as the tables have it: once, in whatever portions, and anew after a cut."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chat.models import ChatMessage
from engine import commands as c
from interactions import resolving, rooms
from interactions.convex import collecting
from interactions.convex.collecting import collect
from interactions.convex.remembering import Remembered
from interactions.models import FollowerCursor, Interaction, Shipment
from interactions.storage import view_room
from interactions.verification import verify
from sync import outbox
from sync.models import OutboxEntry
from tests.interactions.convex.reaching import Reaching, at_rest, snapshot
from tests.interactions.convex.standing import stands_as_here
from tests.interactions.table import Table, bites, ends, moves
from turns.models import LiveInteractionLog, PlayerAction, RewardGrant, TurnRecord

TABLES = {
    "turnRecords": TurnRecord,
    "playerActions": PlayerAction,
    "liveInteractionLogs": LiveInteractionLog,
    "rewardGrants": RewardGrant,
    "chatMessages": ChatMessage,
}


def evening(table: Table) -> None:
    """Something of everything that leaves a record."""
    table.ask("aria", moves("aria", (2, 0)))
    table.ask("aria", c.SendChat(content="What was that?"))
    table.ask("aria", c.RollDice(formula="2d6", visibility="public"))
    table.ask("aria", ends("aria"))
    table.ask("bram", c.TakeTurn(entity_id="bram", action=c.ActionRequest(type="custom", description="I sing.")))
    waits = next(iter(table.room.state.table.review))
    table.ask("mira", c.ResolveAction(action_id=waits, outcome="approved", notes="Well sung.", awarded_xp=5))
    table.ask("bram", ends("bram"))
    table.ask("mira", c.SkipTurn(reason="It lurks."))
    table.ask(
        "mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(position=c.Cell(3, 0)), reason="It leaps.")
    )
    table.ask("mira", bites("wolf", "aria"))
    table.ask("mira", c.GrantReward(entity_id="aria", xp=25, note="For the leap."))
    table.ask("mira", c.BacktrackTurn())
    rooms.catch_up(table.id)
    table.ask("mira", c.HideChat(message_id=ChatMessage.objects.get().pk))


def same_as_the_tables(reaching: Reaching, table: Table) -> None:
    for name, model in TABLES.items():
        journal = Interaction.objects.get(pk=table.id).journal_id
        rows = {_key(row, journal): row for row in model.objects.filter(interaction_id=table.id)}
        found = reaching.stored(name, table.id)
        assert set(found) == set(rows), name
        for id, sent in found.items():
            _is_told(sent, rows[id])
    stands_as_here(reaching, table)


def _key(row: Any, journal: str) -> str:
    if isinstance(row, LiveInteractionLog):
        return f"{row.restored_from or journal}:{row.seq}.{row.i}"
    return str(row.pk)


SAME = {
    TurnRecord: {"turnNumber": "turn_number", "roundNumber": "round_number", "startTime": "start_time"}
    | {"endTime": "end_time", "status": "status", "undone": "undone", "audience": "audience", "reason": "reason"},
    PlayerAction: {"status": "status", "outcome": "outcome", "dmNotes": "dm_notes", "awardedXp": "awarded_xp"}
    | {"undone": "undone", "verb": "verb", "turnId": "turn_id", "playerCharacterId": "player_character_id"},
    LiveInteractionLog: {"eventType": "event_type", "timestamp": "timestamp", "sessionId": "session_id"},
    RewardGrant: {"xp": "xp", "reversed": "reversed", "note": "note", "grantedAt": "granted_at"},
    ChatMessage: {"content": "content", "hidden": "hidden", "timestamp": "timestamp", "name": "name"},
}


def _is_told(sent: dict[str, Any], row: Any) -> None:
    for name, column in SAME[type(row)].items():
        assert (sent.get(name) or None) == (getattr(row, column) or None), (name, sent)


def test_convex_holds_what_the_tables_hold(reaching: Reaching, shipped: Table):
    evening(shipped)
    at_rest()
    assert reaching.sends() > 20
    same_as_the_tables(reaching, shipped)
    there = reaching.interaction(shipped.id)
    room = view_room(shipped.id)
    assert (there["status"], there["phase"], there["liveStatus"]) == (room.status, room.status, "live")
    assert verify(Interaction.objects.get()).differences == []
    assert [one["entityId"] for one in there["initiativeOrder"]] == list(room.table.order)
    assert there["lineage"] == [{"journalId": Interaction.objects.get().journal_id, "seq": len(shipped.rows())}]


@pytest.mark.parametrize("portion", [1, 3])
def test_in_whatever_portions_it_comes_to_the_same(reaching: Reaching, shipped: Table, monkeypatch: Any, portion: int):
    monkeypatch.setattr(collecting, "PORTION", portion)
    evening(shipped)
    reaching.sends()
    shipped.ask("mira", c.EndInteraction(outcome="completed"))
    at_rest()
    reaching.sends()
    same_as_the_tables(reaching, shipped)
    assert reaching.interaction(shipped.id)["outcome"] == "completed"


def test_what_is_collected_again_is_known_already(reaching: Reaching, shipped: Table):
    evening(shipped)
    at_rest()
    reaching.sends()
    revisions = {name: _revisions(reaching, name, shipped) for name in TABLES}
    Shipment.objects.all().delete()
    reaching.sends()
    assert {name: _revisions(reaching, name, shipped) for name in TABLES} == revisions


def _revisions(reaching: Reaching, name: str, table: Table) -> dict[str, float]:
    return {id: row["revision"] for id, row in reaching.stored(name, table.id).items()}


def test_a_change_of_what_is_there_arrives(reaching: Reaching, shipped: Table):
    shipped.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I pray.")))
    reaching.sends()
    [action] = reaching.stored("playerActions", shipped.id).values()
    assert action["status"] == "PENDING"
    shipped.ask("mira", c.ResolveAction(action_id=action["externalId"], outcome="denied", notes="In vain."))
    reaching.sends()
    [action] = reaching.stored("playerActions", shipped.id).values()
    assert (action["status"], action["outcome"], action["dmNotes"]) == ("RESOLVED", "denied", "In vain.")


def test_nothing_is_collected_twice_and_nothing_without_convex(reaching: Reaching, shipped: Table, settings: Any):
    reaching.sends()
    assert collect() == 0
    settings.CONVEX_URL = ""
    evening(shipped)
    at_rest()
    with CaptureQueriesContext(connection) as asked:
        assert collect() == 0
    assert len(asked) == 0
    assert not OutboxEntry.objects.exists()


def test_what_was_played_without_convex_is_there_once_it_is_switched_on(live: Table, settings: Any, reaching: Reaching):
    """The journal has it: nothing else is needed."""
    evening(live)
    at_rest()
    reaching.sends()
    same_as_the_tables(reaching, live)


def test_rows_of_which_a_table_does_not_tell_yet_wait_and_no_others(reaching: Reaching, shipped: Table):
    evening(shipped)
    at_rest()
    FollowerCursor.objects.filter(follower="turns.turn_records").update(seq=3, error="KeyError('x')")
    reaching.sends()
    assert Shipment.objects.get().seq == 3
    FollowerCursor.objects.filter(follower="turns.turn_records").update(seq=len(shipped.rows()), error="")
    FollowerCursor.objects.filter(follower="interactions.alerts").update(seq=1, error="KeyError('x')")
    reaching.sends()
    assert Shipment.objects.get().seq == len(shipped.rows()), "who is alerted is nothing to Convex"


def test_whoever_was_left_for_want_of_time_is_the_next(
    reaching: Reaching, shipped: Table, other: Table, monkeypatch: Any
):
    monkeypatch.setattr(collecting, "BUDGET", 0)
    other.starts()
    rooms.catch_up(shipped.id)
    rooms.catch_up(other.id)
    collect()
    assert Shipment.objects.count() == 1
    shipped.ask("aria", ends("aria"))
    other.ask("aria", ends("aria2"))
    rooms.catch_up(shipped.id)
    rooms.catch_up(other.id)
    collect()
    assert Shipment.objects.count() == 2


def test_the_state_of_a_room_to_which_nobody_comes_back_arrives_once_it_has_rested(
    reaching: Reaching, shipped: Table, monkeypatch: Any
):
    reaching.sends()
    shipped.ask("aria", ends("aria"))
    reaching.sends()
    head, _ = snapshot(reaching, shipped)
    assert head["lineage"][-1]["seq"] < len(shipped.rows())
    another_process_a_minute_later(monkeypatch)
    reaching.sends()
    head, room = snapshot(reaching, shipped)
    assert head["lineage"][-1]["seq"] == len(shipped.rows())
    assert room == shipped.room.state
    assert collect() == 0


def another_process_a_minute_later(monkeypatch: Any) -> None:
    later = outbox.now_ms() + collecting.AT_LEAST
    monkeypatch.setattr(outbox, "now_ms", lambda: later)
    monkeypatch.setattr(collecting, "_remembered", Remembered())


def test_whoever_wants_everything_now_gets_the_state_of_what_rests_as_well(reaching: Reaching, shipped: Table):
    reaching.sends()
    shipped.ask("aria", ends("aria"))
    rooms.catch_up(shipped.id)
    call_command("sync_convex", "--once", "--take-over")
    head, room = snapshot(reaching, shipped)
    assert (head["lineage"][-1]["seq"], room) == (len(shipped.rows()), shipped.room.state)


def test_one_that_rests_is_sent_however_much_is_played(reaching: Reaching, shipped: Table, monkeypatch: Any):
    reaching.sends()
    shipped.ask("aria", ends("aria"))
    reaching.sends()
    another_process_a_minute_later(monkeypatch)
    monkeypatch.setattr(collecting, "BUDGET", 0)
    assert collect() == 1


# After a cut


def test_after_a_cut_what_is_gone_is_void_and_what_stays_is_there_once(reaching: Reaching, shipped: Table):
    evening(shipped)
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    resolving.cut_back(shipped.id, len(shipped.rows()) - 6)
    assert reaching.sends()
    same_as_the_tables(reaching, shipped)
    assert reaching.interaction(shipped.id)["liveStatus"] == "live"
    head, room = snapshot(reaching, shipped)
    assert len(head["lineage"]) == 2
    assert room == view_room(shipped.id)


def test_a_cut_that_was_made_while_convex_was_switched_off_arrives_too(
    reaching: Reaching, shipped: Table, settings: Any
):
    evening(shipped)
    at_rest()
    reaching.sends()
    address, settings.CONVEX_URL = settings.CONVEX_URL, ""
    resolving.cut_back(shipped.id, len(shipped.rows()) - 6)
    settings.CONVEX_URL = address
    reaching.sends()
    same_as_the_tables(reaching, shipped)
