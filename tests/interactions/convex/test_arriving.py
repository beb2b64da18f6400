"""Going live asks Convex: ours goes on, theirs is taken over, a person has to choose, or nobody answers in time."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import commands as c
from interactions import rooms
from interactions.convex import arriving, fetching
from interactions.models import DiceSeeds, Interaction, JournalEntry, Shipment, Snapshot
from interactions.storage import view_room
from interactions.verification import verify
from sync.client import RetryLater
from tests.convex.named import own
from tests.convex.standin import StandIn
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.convex.test_collecting import evening, same_as_the_tables
from tests.interactions.table import Table, ends
from tests.sync.peers import Peer, answers
from turns.models import LiveInteractionLog, PlayerAction, TurnRecord

WITHIN = "node:lineageOf within 60 s"
"""Here; elsewhere three (`reaching`)."""


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, settings: Any) -> Path:
    settings.JOURNAL_COPIES = tmp_path / "journals"
    return tmp_path / "journals"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The functions of Convex that were asked for, with the patience of each."""
    asked: list[str] = []
    connect = fetching.client.connect

    def noting(*, patience: float = 30) -> Any:
        convex = connect(patience=patience)
        query = convex.query

        def noted(name: str, args: Any = None) -> Any:
            asked.append(f"{name} within {math.ceil(patience)} s")
            return query(name, args)

        convex.query = noted
        return convex

    monkeypatch.setattr(fetching.client, "connect", noting)
    yield asked


def differences(table: Table) -> list[Any]:
    return verify(Interaction.objects.get(pk=table.id)).differences


def test_without_convex_nobody_is_asked(table: Table, asked: list[str]):
    table.ask("mira", c.StartInteraction())
    assert asked == []


def test_where_convex_knows_nothing_the_draft_goes_live(reaching: Reaching, table: Table, asked: list[str]):
    assert table.ask("mira", c.StartInteraction()) == {}
    assert asked == [WITHIN]
    assert table.room.state.lasting.live_status == "live"


def test_where_we_know_more_we_go_on_and_convex_is_asked_once_an_opening(
    reaching: Reaching, shipped: Table, asked: list[str]
):
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    asked.clear()
    shipped.ask("aria", c.SendChat(content="Is anybody there?"))
    assert shipped.ask("mira", c.ResumeInteraction()) == {}
    shipped.ask("mira", c.PauseInteraction())
    shipped.ask("mira", c.ResumeInteraction())
    assert asked == [WITHIN]


# Convex knows more


def forgets_all(table: Table) -> None:
    """As after a copy of the database from before it went live: only the draft is there."""
    at_rest()
    forgets_rows(table, 0)
    Interaction.objects.filter(pk=table.id).update(live_status="idle", started_at=None, epoch=0)


def forgets_rows(table: Table, kept: int) -> None:
    from django.db import connection, transaction

    from interactions.followers import catch_up, followers

    Shipment.objects.all().delete()
    Snapshot.objects.all().delete()
    JournalEntry.objects.filter(seq__gt=kept).delete()
    with transaction.atomic(), connection.cursor() as cursor:
        for follower in followers():
            follower.cut_back(cursor, table.id, 0, 0)
        cursor.execute("DELETE FROM interactions_followercursor")
    catch_up([table.id])


def played_and_lost(reaching: Reaching, table: Table) -> Any:
    """An evening that Convex has to the end, and of which nothing is here any more. The room as it was."""
    evening(table)
    while (active := table.room.state.active.id) != "aria":
        table.ask("mira", ends(active))
    table.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I hum.")))
    table.ask("mira", c.PauseInteraction(reason="Supper."))
    at_rest()
    reaching.sends()
    room = view_room(table.id)
    forgets_all(table)
    return room


def test_a_draft_whose_play_was_lost_goes_on_from_convex(reaching: Reaching, shipped: Table):
    room = played_and_lost(reaching, shipped)
    window = shipped.seat("mira")
    assert window.asks(c.StartInteraction())["code"] == "conflict"
    assert window.ears.closed == 4503, "the room opens anew"
    restored = view_room(shipped.id)
    assert restored.table == room.table
    assert restored.lasting.live_status == "paused"
    assert differences(shipped) == []
    assert Interaction.objects.get().live_status == "paused"
    assert shipped.ask("mira", c.ResumeInteraction()) == {}
    waits = next(iter(shipped.room.state.table.review))
    shipped.ask("mira", c.ResolveAction(action_id=waits, outcome="approved"))
    shipped.ask("aria", ends("aria"))
    at_rest()
    assert differences(shipped) == []


def test_its_records_come_with_it_and_convex_has_each_once(reaching: Reaching, shipped: Table):
    played_and_lost(reaching, shipped)
    before = {name: set(reaching.stored(name, shipped.id)) for name in ("turnRecords", "playerActions", "chatMessages")}
    logs = len(reaching.stored("liveInteractionLogs", shipped.id))
    shipped.refusal("mira", c.StartInteraction())
    assert {row.pk for row in TurnRecord.objects.all()} == before["turnRecords"]
    assert {row.pk for row in PlayerAction.objects.all()} == before["playerActions"]
    assert LiveInteractionLog.objects.exclude(restored_from="").count() == logs
    at_rest()
    reaching.sends()
    same_as_the_tables(reaching, shipped)
    assert len(reaching.interaction(shipped.id)["lineage"]) == 2


def test_the_dice_are_new_and_those_of_before_can_no_longer_be_verified(reaching: Reaching, shipped: Table):
    old = shipped.room.state.lasting.seed_hash
    played_and_lost(reaching, shipped)
    seeds = DiceSeeds.objects.get()
    shipped.refusal("mira", c.StartInteraction())
    lasting = view_room(shipped.id).lasting
    assert lasting.seed_hash != old
    assert lasting.unverifiable == lasting.dice.public > 0
    assert bytes(DiceSeeds.objects.get().secret) != bytes(seeds.secret)


def test_a_table_of_which_rows_were_lost_goes_on_from_convex_when_it_is_resumed_and_a_copy_stays(
    reaching: Reaching, shipped: Table, copies: Path
):
    shipped.ask("mira", c.PauseInteraction())
    shipped.ask("mira", c.ResumeInteraction())
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    forgets_rows(shipped, 3)
    room_rows = len(shipped.rows())
    assert shipped.refusal("mira", c.ResumeInteraction()) == "conflict"
    [copy] = copies.iterdir()
    assert len(json.loads(copy.read_text())["rows"]) == room_rows
    assert differences(shipped) == []
    assert view_room(shipped.id).lasting.live_status == "paused"


# Neither knows everything


def test_two_evenings_that_do_not_know_each_other_are_no_choice_of_ours(reaching: Reaching, shipped: Table):
    played_and_lost(reaching, shipped)
    Interaction.objects.update(ancestry=[{"journalId": "elsewhere", "seq": 5, "kept": 0}])
    with pytest.raises(Exception, match=rf"manage\.py resolve_snapshot {own('fight')} --keep local or --keep convex"):
        shipped.ask("mira", c.StartInteraction())
    assert Interaction.objects.get().live_status == "idle"
    assert shipped.rows() == []


# Nobody answers


def test_who_gets_no_answer_goes_live_with_a_warning(reaching: Reaching, table: Table, monkeypatch: pytest.MonkeyPatch):
    """The clock is the client's; that it gives up in time is its own test's."""

    def silent(*args: Any) -> Any:
        raise RetryLater("Convex does not answer: read timed out")

    monkeypatch.setattr(fetching, "lineage", silent)
    mira, aria = table.seat("mira"), table.seat("aria")
    answer = mira.asks(c.StartInteraction())
    assert "Convex did not answer" in answer["result"]["warning"]
    told = {at: next(m for m in at.messages() if m.get("event") == "INTERACTION_STARTED") for at in (mira, aria)}
    assert "Convex did not answer" in told[mira]["warning"]
    assert "warning" not in told[aria]
    assert table.room.state.lasting.live_status == "live"


@pytest.mark.parametrize("nonsense", ["maintenance", [], {}, 5.0, {"lineage": 7.0}, {"lineage": [{}]}, {"$weird": 1}])
def test_an_answer_that_is_none_holds_nobody_up(reaching: Reaching, table: Table, settings: Any, nonsense: Any):
    """Something else may listen where Convex was."""
    settings.CONVEX_URL = (peer := Peer(answers(nonsense))).url
    assert "Convex did not answer" in table.ask("mira", c.StartInteraction())["warning"]
    peer.close()


def test_whoever_waited_behind_others_who_ask_does_not_wait_once_more(
    reaching: Reaching, stand_in: StandIn, table: Table, monkeypatch: pytest.MonkeyPatch, asked: list[str]
):
    monkeypatch.setattr(arriving, "PATIENCE", 0.0)
    stand_in.fault("silent")
    assert "Convex did not answer" in table.ask("mira", c.StartInteraction())["warning"]
    assert asked == []


def test_a_convex_that_is_silent_holds_it_up_for_no_longer_than_that(
    reaching: Reaching, stand_in: StandIn, table: Table, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(arriving, "PATIENCE", 0.3)
    stand_in.fault("silent")
    assert "Convex did not answer" in table.ask("mira", c.StartInteraction())["warning"]


def test_others_are_not_held_up_meanwhile(
    reaching: Reaching, stand_in: StandIn, table: Table, other: Table, monkeypatch: pytest.MonkeyPatch
):
    """Who goes live waits; a reader's work at another table does not."""
    monkeypatch.setattr(arriving, "PATIENCE", 60)
    stand_in.fault("silent")
    waiting = table.seat("mira")
    id = waiting.says(c.StartInteraction())
    assert other.room.state.lasting.live_status == "idle"
    assert not [frame for frame in waiting.heard if frame.get("id") == id]
    stand_in.fault("down")  # which cuts off whoever still waits
    assert "warning" in waiting.waits(lambda frame: frame.get("id") == id)["result"]


def test_a_convex_that_is_down_is_no_reason_to_wait(reaching: Reaching, stand_in: StandIn, table: Table):
    stand_in.fault("503")
    assert "warning" in table.ask("mira", c.StartInteraction())
    assert rooms.state(table.id).lasting.live_status == "live"
