"""What the storm finds in its journals, documents and ledger, when something is wrong with them."""

import sqlite3
from collections import Counter

import msgspec
import pytest

from simulation.seats import Person
from simulation.storm import report
from simulation.storm.canaries import Canaries
from simulation.storm.played import Played
from simulation.storm.records import Records
from simulation.storm.stage import Play, Seats
from simulation.torture.checker import Row

ARIA = "u-aria"


# The report


def events(*happened):
    return msgspec.msgpack.encode([{"event": name, **fields} for name, fields in happened])


def row(seq, command_id, *happened):
    return Row("mill", seq, 1, ARIA, command_id, events(*happened))


def acked(records: Records, *ids: str):
    for id in ids:
        records.sent(ARIA, id, "takeTurn", {}).sends = 1
        records.answered(ARIA, id, {"type": "ack"})


@pytest.fixture
def played():
    play = Play(0, "mill", "lurker", Canaries("1"))
    somebody = Person(ARIA, "")
    seats = Seats("c", somebody, (), somebody, somebody, (play,), (), {})
    records = Records("mill")
    acked(records, "c1", "c2")
    return Played(
        play=play, seats=seats, records=records, breaches=[], documents={ARIA: {"party": {"round": 1}, "own": {}}},
        roles={ARIA: "player"}, faults=Counter(), done=Counter(),
    )  # fmt: skip


def document(interaction: str, stream: str, user_id: str):
    return {"party": {"round": 1, "presence": {}}, "own": {}}[stream]


def kinds(played, rows):
    return [breach.kind for breach in report.breaches_of(played, rows, document)]


def test_a_sound_interaction_has_no_breach(played):
    assert kinds(played, [row(1, "c1"), row(2, "c2")]) == []


def test_a_tampered_journal_is_found(played):
    assert kinds(played, [row(1, "c1")]) == ["lost"]
    assert kinds(played, [row(1, "c1"), row(3, "c2")]) == ["hole"]
    assert kinds(played, [row(1, "c1"), row(2, "c2"), row(3, "c2")]) == ["doubled"]
    assert kinds(played, [row(1, "c2"), row(2, "c1")]) == ["order"]


def test_a_clients_document_that_differs_is_found(played):
    played.documents[ARIA]["party"]["round"] = 2
    assert kinds(played, [row(1, "c1"), row(2, "c2")]) == ["diverged"]


def test_what_may_never_be_accepted_is_found(played):
    played.records.sent(ARIA, "c2", "grantReward", {}).never = True
    assert kinds(played, [row(1, "c1"), row(2, "c2")]) == ["permitted"]


def test_a_refusal_that_changed_something_is_found_unless_it_came_twice(played):
    refused = played.records.sent(ARIA, "c3", "takeTurn", {})
    refused.sends = 1
    played.records.answered(ARIA, "c3", {"type": "error", "code": "not_your_turn"})
    rows = [row(1, "c1"), row(2, "c2"), row(3, "c3")]
    assert kinds(played, rows) == ["undone"]
    refused.sends = 2
    assert kinds(played, rows) == []


# The ledger


PARTICIPANT = {"id": "aria", "entity_type": "playerCharacter", "source_id": "aldith"}
TABLE = {"participants": {"aria": PARTICIPANT}}


def reward(id: str, xp: int):
    return "Rewarded", {"reward": {"id": id, "entity_id": "aria", "xp": xp}}


@pytest.fixture
def ledger(tmp_path):
    """5 XP that were rewound and 7 that stand, in an interaction that was completed; Aldith came with 100."""
    rows = [
        row(1, "c1", ("Opened", {"room": {"table": TABLE}}), reward("r1", 5)),
        row(2, "c2", ("Rewound", {"table": TABLE}), reward("r2", 7)),
        row(3, "c3", ("Ended", {"outcome": "completed"})),
    ]
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE turns_rewardgrant (id, interaction_id, xp, reversed);"
            "INSERT INTO turns_rewardgrant VALUES ('r1', 'mill', 5, 1), ('r2', 'mill', 7, 0);"
            "CREATE TABLE campaigns_playercharacter (id, xp);"
            "INSERT INTO campaigns_playercharacter VALUES ('aldith', 107);"
        )
    connection.close()

    def look(tampering: str = "") -> list[str]:
        with sqlite3.connect(path) as connection:
            connection.executescript(tampering)
        connection.close()
        return [b.kind for b in report.ledger(path, {"mill": 0}, {"aldith": 100}, {"mill": rows})]

    return look


def test_a_ledger_that_adds_up_is_sound(ledger):
    assert ledger() == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE turns_rewardgrant SET reversed = 0",
        "UPDATE turns_rewardgrant SET xp = 8 WHERE id = 'r2'",
        "DELETE FROM turns_rewardgrant",
        "UPDATE campaigns_playercharacter SET xp = 112",
    ],
)
def test_a_ledger_that_does_not_add_up_is_found(ledger, tampering):
    assert ledger(tampering) == ["ledger"]
