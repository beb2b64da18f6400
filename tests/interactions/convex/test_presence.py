"""Who is at the table, in Convex: the newest only, and nobody once the room is closed."""

from typing import Any

import pytest

from interactions.convex import presence
from sync.models import OutboxEntry
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.table import Table


def writes(table: Table) -> None:
    table.on_loop(table.directory.presence.write).result(10)


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


def test_what_cannot_be_noted_when_the_server_ends_is_in_the_log(
    reaching: Reaching, shipped: Table, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def breaks(entries: Any) -> None:
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
