"""What is accepted reaches the disk: many rooms in one transaction, each with its own fate."""

import threading
from typing import Any

import pytest
from django.db import OperationalError, transaction

from engine import commands as c
from interactions import ledger, rooms
from interactions.ledger import AlreadyThere, Row, StaleEpoch
from interactions.models import Interaction, JournalEntry
from interactions.storage import open_room
from tests.interactions.table import PATIENCE, Table, moves

HELLO = c.SendChat(content="Hello.")


def row(table: Table, **more: Any) -> Row:
    """The next row of an open room, as good as any."""
    room = table.room
    wanted = {
        "interaction": table.id,
        "seq": room.seq + 1,
        "epoch": room.epoch,
        "person": "1",
        "command_id": "written",
        "content_hash": b"hash",
        "at": 1_700_000_000_000,
        "v": 1,
        "events": b"\x90",
        "result": b"",
    }
    return Row(**{**wanted, **more})


def written(table: Table, *rows: Row) -> list[Exception | None]:
    """What became of rows that were handed over in one breath."""
    journal = table.directory.journal
    outcomes: dict[int, Exception | None] = {}
    done = threading.Event()

    def hear(number: int, outcome: Exception | None) -> None:
        outcomes[number] = outcome
        if len(outcomes) == len(rows):
            done.set()

    def hand_over() -> None:
        for number, one in enumerate(rows):
            journal.append(one, None, lambda outcome, number=number: hear(number, outcome))

    table.on_loop(hand_over)
    assert done.wait(PATIENCE)
    return [outcomes[number] for number in range(len(rows))]


def test_rows_of_several_rooms_are_one_transaction(live: Table, other: Table):
    other.starts()
    journal = live.directory.journal
    commits, count = journal.commits, journal.rows
    assert written(live, row(live), row(other)) == [None, None]
    assert (journal.commits - commits, journal.rows - count) == (1, 2)


def test_a_row_that_fails_fails_alone(live: Table, other: Table):
    other.starts()
    before = len(other.rows())
    outcomes = written(other, row(live, seq=1), row(other), row(live, result=None))
    assert [outcome is None for outcome in outcomes] == [False, True, False]
    assert len(other.rows()) == before + 1
    assert not JournalEntry.objects.filter(interaction_id=live.id, command_id="written").exists()


def test_who_was_overtaken_by_another_process_writes_no_more(live: Table, other: Table):
    other.starts()
    stale, fine = written(live, row(live, epoch=live.room.epoch - 1), row(other))
    assert (type(stale), fine) == (StaleEpoch, None)


def test_what_stands_there_already_is_not_written_again(live: Table):
    assert written(live, row(live)) == [None]
    again, another = written(live, row(live), row(live, seq=live.room.seq + 2))
    assert again is None, "the same row: it is on disk, as it should be"
    assert isinstance(another, AlreadyThere)
    assert JournalEntry.objects.filter(interaction_id=live.id, command_id="written").count() == 1


def test_more_rows_than_one_statement_holds_are_written_all_the_same(live: Table, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ledger, "AT_ONCE", 2)
    first = live.room.seq + 1
    many = [row(live, seq=first + n, command_id=f"written-{n}") for n in range(5)]
    assert written(live, *many) == [None] * 5
    assert [r.seq for r in live.rows()[-5:]] == [one.seq for one in many]


def test_a_commit_whose_answer_was_lost_is_read_back(live: Table, monkeypatch: pytest.MonkeyPatch):
    write = ledger.Ledger._write

    def write_and_lose_the_line(self: Any, batch: Any) -> None:
        write(self, batch)
        raise OperationalError("the line is dead")

    monkeypatch.setattr(ledger.Ledger, "_write", write_and_lose_the_line)
    aria = live.seat("aria")
    assert aria.asks(HELLO, "a") == {"type": "ack", "id": "a"}
    monkeypatch.undo()
    assert aria.asks(HELLO, "a") == {"type": "ack", "id": "a", "duplicate": True}
    assert [r.command_id for r in live.rows()].count("a") == 1


def test_what_could_not_be_written_never_happened(live: Table, monkeypatch: pytest.MonkeyPatch, caplog: Any):
    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    aria, mira = live.seat("aria"), live.seat("mira")
    state, heard = live.room.state, len(mira.heard)
    monkeypatch.setattr(ledger.Ledger, "_write", full)
    assert aria.asks(moves("aria", (2, 0)), "a")["code"] == "busy"
    monkeypatch.undo()
    assert (aria.ears.closed, mira.ears.closed) == (4503, 4503), "everybody comes back and reads what is on disk"
    assert len(mira.heard) == heard
    assert "disk is full" in caplog.text
    assert live.room.state == state
    assert live.seat("aria").asks(moves("aria", (2, 0)), "a")["type"] == "ack"


def test_letters_behind_one_that_could_not_be_written_are_answered_too(live: Table, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OperationalError("database or disk is full")

    aria = live.seat("aria")
    monkeypatch.setattr(ledger.Ledger, "_write", full)
    aria.says_all((HELLO, "a"), (HELLO, "b"), (HELLO, "c"))
    aria.waits(lambda frame: frame.get("id") == "c")
    answers = [(frame["id"], frame["code"]) for frame in aria.heard if frame["type"] == "error"]
    assert answers == [("a", "busy"), ("b", "busy"), ("c", "busy")]


def test_a_room_opened_elsewhere_is_closed_here(live: Table, caplog: Any):
    aria, here = live.seat("aria"), live.room
    elsewhere = open_room(live.id)
    assert elsewhere.state == here.state
    assert aria.asks(HELLO, "a")["code"] == "busy"
    assert (here.closed, aria.ears.closed) == (True, 4503)
    assert "opened elsewhere" in caplog.text
    assert live.seat("aria").asks(HELLO, "a")["type"] == "ack"


def test_one_interaction_of_a_campaign_is_live(live: Table, people: dict[str, Any]):
    first = Interaction.objects.get(pk=live.id)
    second = Interaction.objects.create(
        id="second", campaign=first.campaign, name="Second", dm=people["mira"], location=first.location
    )
    drafted = first.participants.get(pk="wolf")
    drafted.pk, drafted.interaction = "second-wolf", second
    drafted.save(force_insert=True)
    table = Table(second, people)
    mira = table.seat("mira")
    assert mira.asks(c.StartInteraction(), "go")["code"] == "conflict"
    assert table.rows() == []
    assert table.room.state.lasting.live_status == "idle"
    live.ask("mira", c.EndInteraction(outcome="completed"))
    assert mira.asks(c.StartInteraction(), "go")["type"] == "ack"
    assert Interaction.objects.get(pk="second").live_status == "live"


def test_two_campaigns_go_live_in_one_breath(table: Table, other: Table):
    one, two = table.seat("mira"), other.seat("mira")
    one.says(c.StartInteraction(), "go")
    two.says(c.StartInteraction(), "go")
    for at in (one, two):
        assert at.waits(lambda frame: frame.get("id") == "go")["type"] == "ack"
    assert set(Interaction.objects.values_list("live_status", flat=True)) == {"live"}


def test_rows_go_before_what_has_no_hurry(live: Table):
    journal = live.directory.journal
    began, gate = threading.Event(), threading.Event()

    def hold() -> None:
        began.set()
        gate.wait(PATIENCE)

    journal.behind(hold)
    assert began.wait(PATIENCE)
    count = len(live.rows())
    later = journal.behind(lambda: len(live.rows()))
    live.seat("aria").says(HELLO)
    live.on_loop(lambda: None)  # by now the row is handed over
    gate.set()
    assert later.result(PATIENCE) == count + 1


def test_nobody_asks_a_room_inside_a_transaction(live: Table):
    with transaction.atomic(), pytest.raises(RuntimeError, match="after commit"):
        rooms.ask(live.id, live.person("aria"), HELLO, "a")


def test_a_draining_process_takes_nothing_new_and_finishes_what_it_has(live: Table):
    aria = live.seat("aria")
    directory = live.directory
    count = len(live.rows())
    aria.says_all(*[(c.SendChat(content=f"Word {n}."), f"word-{n}") for n in range(20)])
    rooms.stop_from_thread()
    acks = [frame["id"] for frame in aria.heard if frame["type"] == "ack"]
    assert acks == [f"word-{n}" for n in range(20)]
    assert aria.ears.closed == 4503
    assert directory.draining
    assert len(live.rows()) == count + 20
