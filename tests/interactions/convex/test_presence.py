"""Who is at the table, in Convex: the newest only, and nobody once the room is closed."""

import os
import subprocess
from typing import Any

import pytest

from interactions.convex import presence, seated
from interactions.models import Interaction, Seated
from sync import outbox
from sync.lease import machine
from sync.models import LastRevision, OutboxEntry
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.table import PATIENCE, At, Table


def writes(table: Table) -> None:
    table.on_loop(table.directory.presence.write).result(PATIENCE)


def test_who_comes_and_goes_is_told_as_it_is_then(reaching: Reaching, shipped: Table):
    reaching.sends()
    mira, aria = shipped.seat("mira"), shipped.seat("aria")
    writes(shipped)
    aria.leaves()
    writes(shipped)
    assert OutboxEntry.objects.filter(newest_only="presence").count() == 1
    reaching.delivers()
    assert reaching.interaction(shipped.id)["connectedParticipants"] == [mira.person.id]
    at_rest()
    reaching.delivers()
    assert reaching.interaction(shipped.id)["connectedParticipants"] == []


def test_a_clock_that_is_set_back_keeps_nobody_at_the_table(
    reaching: Reaching, shipped: Table, monkeypatch: pytest.MonkeyPatch
):
    reaching.sends()
    mira, aria = shipped.seat("mira"), shipped.seat("aria")
    writes(shipped)
    reaching.delivers()
    before = outbox.now_ms() - 300_000
    monkeypatch.setattr(outbox, "now_ms", lambda: before)
    aria.leaves()
    writes(shipped)
    reaching.delivers()
    assert reaching.interaction(shipped.id)["connectedParticipants"] == [mira.person.id]


def test_nor_does_one_that_waits_to_be_sent(reaching: Reaching, shipped: Table, monkeypatch: pytest.MonkeyPatch):
    reaching.sends()
    aria = shipped.seat("aria")
    writes(shipped)
    before = outbox.now_ms() - 300_000
    monkeypatch.setattr(outbox, "now_ms", lambda: before)
    aria.leaves()
    writes(shipped)
    reaching.delivers()
    assert reaching.interaction(shipped.id)["connectedParticipants"] == []


def test_where_the_room_was_restored_an_earlier_clock_does_not_matter(
    reaching: Reaching, shipped: Table, monkeypatch: pytest.MonkeyPatch
):
    reaching.sends()
    mira, aria = shipped.seat("mira"), shipped.seat("aria")
    writes(shipped)
    reaching.delivers()
    Interaction.objects.update(ancestry=[{"journalId": "before", "seq": 3}])
    LastRevision.objects.all().delete()
    before = outbox.now_ms() - 300_000
    monkeypatch.setattr(outbox, "now_ms", lambda: before)
    aria.leaves()
    writes(shipped)
    reaching.delivers()
    assert reaching.interaction(shipped.id)["connectedParticipants"] == [mira.person.id]


ANOTHER = f"{machine()} process {{}} abcd"


def left_by(process: str, table: Table, seconds: float) -> None:
    """As if this process had told that somebody is there, and might run for so many seconds still."""
    Seated.objects.update(process=process, until=outbox.now_ms() + int(seconds * 1000))
    table.on_loop(table.directory.presence.look).result(PATIENCE)


def ended() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.fixture
def aria_sits(reaching: Reaching, shipped: Table) -> At:
    reaching.sends()
    aria = shipped.seat("aria")
    writes(shipped)
    reaching.delivers()
    assert reaching.interaction(shipped.id)["connectedParticipants"] == [aria.person.id]
    return aria


@pytest.mark.parametrize("seconds", [60, -1])
def test_of_whom_a_killed_process_told_the_next_one_says_that_they_have_gone(
    reaching: Reaching, shipped: Table, aria_sits: At, seconds: int
):
    left_by(ANOTHER.format(ended()) if seconds > 0 else "elsewhere process 1 abcd", shipped, seconds)
    reaching.delivers()
    there = reaching.interaction(shipped.id)
    assert there["connectedParticipants"] == []
    assert not Seated.objects.exists()


@pytest.mark.parametrize("process", [ANOTHER.format(os.getpid()), "elsewhere process 1 abcd"])
def test_of_whom_a_process_told_that_may_still_run_nothing_is_said(
    reaching: Reaching, shipped: Table, aria_sits: At, process: str
):
    left_by(process, shipped, 30)
    assert not OutboxEntry.objects.filter(newest_only="presence").exists()
    assert Seated.objects.get().process == process


def test_whoever_runs_says_so_as_long_as_somebody_is_there(reaching: Reaching, shipped: Table, aria_sits: At):
    left_by(Seated.objects.get().process, shipped, 1)
    assert Seated.objects.get().until > outbox.now_ms() + seated.HELD // 2
    aria_sits.leaves()
    writes(shipped)
    assert not Seated.objects.exists()


def test_what_cannot_be_noted_when_the_server_ends_is_in_the_log(
    reaching: Reaching, shipped: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def breaks(process: str, told: Any) -> None:
        raise RuntimeError("no room on the disk")

    shipped.seat("aria")
    monkeypatch.setattr(presence, "_put", breaks)
    at_rest()
    [said] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "who is at the table could not be put into the outbox" in said.getMessage()
    assert "no room on the disk" in caplog.text


def test_without_convex_nothing_is_noted(live: Table, settings: Any):
    live.seat("aria")
    writes(live)
    assert not OutboxEntry.objects.exists()


def test_of_a_draft_nobody_is_told(reaching: Reaching, table: Table):
    table.seat("mira").leaves()
    writes(table)
    assert not OutboxEntry.objects.exists()
