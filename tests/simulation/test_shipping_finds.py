"""Who holds Convex against the tables finds what is not as it must be: each breach is planted once, in what was sound before."""

import hashlib
import shutil
import sqlite3
from contextlib import closing

import pytest

from simulation.shipping import there
from simulation.shipping.comparing import breaches, waiting

pytestmark = pytest.mark.process

FIRST_CHAT = "WHERE id = (SELECT MIN(id) FROM chat_chatmessage)"
PARKED = "(key, newest_only, edition, op, revision, size, created_at, not_before, attempts, parked, parked_reason, operations)"
HERE = {
    "a turn is gone": ("DELETE FROM turns_turnrecord WHERE turn_number = 2", "more"),
    "a turn is another": ("UPDATE turns_turnrecord SET round_number = 99 WHERE turn_number = 2", "differs"),
    "an action is another": ("UPDATE turns_playeraction SET outcome = 'odd'", "differs"),
    "a message is another": (f"UPDATE chat_chatmessage SET content = 'odd' {FIRST_CHAT}", "differs"),
    "a message was meant for fewer": ("UPDATE chat_chatmessage SET type = 'dm' WHERE type = 'party'", "seen"),
    "a name is another": ("UPDATE campaigns_monster SET name = 'Odd'", "differs"),
    "what no field shows is another": ("UPDATE campaigns_playercharacter SET saves = '{\"wisdom\": 99}'", "differs"),
    "a role is another": ("UPDATE campaigns_membership SET role = 'spectator' WHERE role = 'player'", "differs"),
    "somebody has left": ("DELETE FROM campaigns_membership WHERE role = 'spectator'", "differs"),
    "a row of the journal is missing": ("DELETE FROM interactions_journalentry WHERE seq > 10", "differs"),
    "the snapshot here is of another row": ("UPDATE interactions_snapshot SET seq = seq - 1", "differs"),
    "an entry is parked": (
        f"INSERT INTO sync_outboxentry {PARKED} VALUES ('k', '', 0, 'recordTurn', 1, 2, 3, 0, 1, 'refused', 'odd', '{{}}')",
        "parked",
    ),
}


@pytest.fixture
def file(evening, tmp_path):
    """A copy of the node's file as it was left without a breach."""
    for left in evening[1].glob("evening.sqlite3*"):
        shutil.copy(left, tmp_path)
    return tmp_path / "evening.sqlite3"


def kinds(file, held):
    return {breach.kind for breach in breaches(file, held, ended=True)}


def test_what_was_left_is_sound(file, held):
    assert (breaches(file, held, ended=True), waiting(file)) == ([], 0)


@pytest.mark.parametrize("change", HERE)
def test_a_difference_of_the_node_is_found(file, held, change):
    sql, kind = HERE[change]
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(sql).rowcount > 0
    assert kind in kinds(file, held)


RECORDS = ("turnRecords", "playerActions", "liveInteractionLogs", "rewardGrants", "chatMessages")


@pytest.mark.parametrize("table", [*RECORDS, "interactions", "campaigns", "memberships", "monsters", "snapshots"])
def test_a_document_that_is_missing_is_found(file, held, table):
    assert kinds(file, changed(held, table, held[table][1:])) & {"lost", "differs"}


@pytest.mark.parametrize("table", ["turnRecords", "monsters"])
def test_a_document_that_is_there_twice_is_found(file, held, table):
    assert "doubled" in kinds(file, changed(held, table, [*held[table], held[table][0]]))


@pytest.mark.parametrize("table", ["liveInteractionLogs", "interactions", "monsters"])
def test_a_document_too_many_is_found(file, held, table):
    another = {**held[table][0], "externalId": "nobody-knows-it"}
    assert "more" in kinds(file, changed(held, table, [*held[table], another]))


def test_a_record_that_is_void_is_found(file, held):
    [first, *others] = held["turnRecords"]
    assert "differs" in kinds(file, changed(held, "turnRecords", [{**first, "voided": True}, *others]))


def test_a_state_that_is_another_is_found_though_its_sum_fits(file, held):
    [first, *others] = held["snapshotChunks"]
    text = first["data"].replace("Mill Goblin", "Bill Goblin", 1)
    assert text != first["data"]
    sums = [{**head, "sha256": hashlib.sha256(text.encode()).hexdigest()} for head in held["snapshots"]]
    assert "differs" in kinds(file, changed(held, "snapshotChunks", [{**first, "data": text}, *others], snapshots=sums))


def test_somebody_who_is_still_said_to_be_at_a_table_is_found(file, held):
    [first, *others] = held["interactions"]
    assert first["connectedParticipants"] == []
    still = [{**first, "connectedParticipants": ["1"]}, *others]
    assert "differs" in kinds(file, changed(held, "interactions", still))


def test_a_view_that_is_another_is_found(file, held):
    views = [
        {**one, "view": one["view"].replace('"roundNumber":', '"roundNumber":1', 1)} for one in held["interactionViews"]
    ]
    assert "differs" in kinds(file, changed(held, "interactionViews", views))


def test_a_time_at_which_a_turn_runs_out_that_is_another_is_found(file, held):
    late = [{**one, "currentTurnTimeout": one.get("currentTurnTimeout", 0) + 1} for one in held["interactions"]]
    assert "differs" in kinds(file, changed(held, "interactions", late))
    others = [{**one, "timeoutAudience": "dm"} for one in held["interactions"]]
    assert "differs" in kinds(file, changed(held, "interactions", others))


def changed(held, table, documents, **more):
    return there.There({**held, table: documents, **more})
