"""The torture's checker finds what it is there for: each breach is planted once, in a journal that was sound before."""

import sqlite3

import msgspec
import pytest

from simulation.torture.checker import Row, check, read_journal, whole_file
from simulation.torture.diary import Note, PersonalDiary, open_diary, read_diary

ARIA, FIGHT = "u-aria", "mill"


def events(*happened):
    return msgspec.msgpack.encode([{"event": name, **fields} for name, fields in happened])


def row(seq, command_id, *happened, epoch=1, person=ARIA):
    return Row(FIGHT, seq, epoch, person, command_id, events(*happened))


def note(said, command_id, **more):
    return Note(said=said, interaction=FIGHT, person=ARIA, command_id=command_id, **more)


@pytest.fixture
def journal():
    return [
        row(1, "c1", ("TurnStarted", {"turn_id": "t1"})),
        row(2, "c2", ("ActionSubmitted", {"action": {"id": "a1"}})),
        row(3, "c3", ("TurnEnded", {"turn_id": "t1"}), ("TurnStarted", {"turn_id": "t2"}), epoch=2),
    ]


@pytest.fixture
def diary():
    sent = [note("sent", command_id) for command_id in ("c1", "c2", "c3", "c4")]
    return [
        *sent,
        note("ack", "c1"),
        note("ack", "c2", action_id="a1"),
        note("ack", "c3"),
        note("error", "c4", code="busy"),
    ]


def kinds(diary, journal):
    return [breach.kind for breach in check(diary, journal)]


def test_a_sound_journal_has_no_breach(diary, journal):
    assert check(diary, journal) == []


def test_what_was_never_acknowledged_may_be_on_disk_or_not(diary, journal):
    assert check([*diary, note("sent", "c5")], journal) == []
    assert check([*diary, note("sent", "c5")], [*journal, row(4, "c5", epoch=2)]) == []


def test_a_lost_acknowledgement_is_found(diary, journal):
    assert kinds(diary, journal[:2]) == ["lost"]


def test_a_row_that_does_not_hold_what_was_acknowledged_is_found(diary, journal):
    journal[1] = row(2, "c2", ("ActionSubmitted", {"action": {"id": "another"}}))
    assert kinds(diary, journal) == ["lost"]


def test_a_doubled_command_is_found(diary, journal):
    assert kinds(diary, [*journal, row(4, "c3", epoch=2)]) == ["doubled"]


def test_a_command_that_nobody_sent_is_found(diary, journal):
    assert kinds(diary, [*journal, row(4, "ghost", epoch=2)]) == ["doubled"]


def test_the_rooms_own_rows_need_no_sender(diary, journal):
    assert check(diary, [*journal, row(4, "room-1", epoch=2, person="")]) == []


def test_a_turn_that_ends_twice_under_different_ids_is_found(diary, journal):
    again = row(4, "c5", ("TurnEnded", {"turn_id": "t1"}), epoch=2)
    assert kinds([*diary, note("sent", "c5")], [*journal, again]) == ["doubled"]


def test_a_refusal_that_changed_something_is_found(diary, journal):
    assert kinds(diary, [*journal, row(4, "c4", epoch=2)]) == ["undone"]


def test_a_hole_is_found(diary, journal):
    journal[2] = row(4, "c3", ("TurnEnded", {"turn_id": "t1"}), epoch=2)
    assert kinds(diary, journal) == ["hole"]


def test_an_old_epoch_that_writes_late_is_found(diary, journal):
    assert kinds(diary, [*journal, row(4, "c5", epoch=1, person="")]) == ["hole"]


def test_a_row_that_cannot_be_read_is_found(diary, journal):
    assert kinds(diary, [*journal, Row(FIGHT, 4, 2, "", "room-1", b"\xc1")]) == ["damaged"]


def test_two_interactions_may_use_the_same_command_ids(diary, journal):
    other = [Row("yard", r.seq, r.epoch, "", r.command_id, r.events) for r in journal]
    assert check(diary, [*journal, *other]) == []


def test_a_diary_reads_back_what_was_written(tmp_path):
    path = tmp_path / "diary.jsonl"
    aria = PersonalDiary(open_diary(path), FIGHT, ARIA)
    aria.sent("c1", "takeTurn", {"action": {"type": "end"}})
    aria.answered("c1", {"type": "ack", "id": "c1", "result": {"actionId": "a1"}, "duplicate": True})
    aria.answered("c2", {"type": "error", "id": "c2", "code": "not_your_turn"})
    assert read_diary(path) == [
        note("sent", "c1", command="takeTurn"),
        note("ack", "c1", action_id="a1", duplicate=True),
        note("error", "c2", code="not_your_turn"),
    ]
    assert aria.acks == 1


def test_the_journal_is_read_from_the_file_itself(tmp_path):
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TABLE interactions_journalentry (interaction_id, seq, epoch, person, command_id, events)"
        )
        connection.execute("INSERT INTO interactions_journalentry VALUES ('mill', 1, 1, 'u-aria', 'c1', x'90')")
    assert read_journal(path) == [Row(FIGHT, 1, 1, ARIA, "c1", b"\x90")]
    assert whole_file(path) == []


def test_a_damaged_file_is_found(tmp_path):
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a)")
        connection.execute("CREATE INDEX i ON t (a)")
        connection.executemany("INSERT INTO t VALUES (?)", [(f"row {i}",) for i in range(2000)])
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'i'").fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 8 : (page - 1) * 4096 + 12] = b"\0\0\0\1"
    path.write_bytes(content)
    assert [breach.kind for breach in whole_file(path)][:1] == ["damaged"]
