"""Whatever Convex does on the way, everything arrives once and in order; with the real functions behind its HTTP API."""

import contextlib
import logging
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from campaignlive.errors import Gathering
from sync.client import Client
from sync.delivery import Delivery
from sync.loop import Loop
from sync.models import OutboxEntry, Tally
from sync.outbox import Entry, entry, now_ms
from sync.sending import calling
from tests.convex.standin import Deployment, StandIn, standing_in
from tests.sync.far import put

pytestmark = [pytest.mark.process, pytest.mark.django_db]
PATIENCE = 1.0
"""Seconds for a call."""


@pytest.fixture
def fight() -> str:
    """An interaction of this test alone: a real deployment is not emptied."""
    return f"fight-{now_ms()}"


def told(fight: str, seq: int, **more: Any) -> Entry:
    """A line of the log."""
    document = {
        "externalId": f"{fight}:{seq}.0",
        "revision": seq,
        "interactionId": fight,
        "journalId": "journal",
        "seq": seq,
        "audience": "all",
        "eventType": "said",
        "eventData": '{"text":"☃"}',
        "timestamp": 1_700_000_000_000 + seq,
        "sessionId": "evening",
        **more,
    }
    return entry(fight, "logInteractionEvent", document)


@contextlib.contextmanager
def delivering(convex: Deployment, patience: float = PATIENCE) -> Iterator[Loop]:
    client = Client(convex.url, convex.admin_key, patience=patience)
    hurried = count(now_ms(), 5_000).__next__  # what is to be tried again later is so at once
    loop = Loop(Delivery(calling(client), now=hurried))
    yield loop
    loop.delivery.release()
    client.close()


def drain(loop: Loop, most: int = 40) -> int:
    """Step until nothing is left, without the waits between; how many steps."""
    for steps in count():
        if not OutboxEntry.objects.filter(parked="").exists():
            return steps
        assert steps < most, loop.trouble
        loop.step()
    raise AssertionError


def arrived(convex: Deployment, fight: str) -> list[int]:
    """The numbers of the log's lines in the order in which Convex wrote them; none may be there twice."""
    rows = convex.rows("liveInteractionLogs", interactionId=fight)
    assert len({row["externalId"] for row in rows}) == len(rows)
    return [int(row["seq"]) for row in rows]


def test_everything_arrives_in_order(convex: Deployment, fight: str):
    put(*(told(fight, seq) for seq in range(1, 451)))
    with delivering(convex, 30) as loop:
        assert drain(loop) == 3
    assert arrived(convex, fight) == list(range(1, 451))


@pytest.mark.parametrize("mode", ["down", "slow", "silent", "503", "429", "loseReplies"])
def test_it_does_so_however_convex_fails_on_the_way(stand_in: StandIn, fight: str, mode: str):
    put(*(told(fight, seq) for seq in range(1, 251)))
    with delivering(stand_in) as loop:
        loop.step()
        stand_in.fault(mode, ms=1500, times=2)
        put(*(told(fight, seq) for seq in range(251, 301)))
        loop.step()
        assert loop.trouble
        put(*(told(fight, seq) for seq in range(301, 351)))
        assert drain(loop) > 1
        assert not loop.trouble
    assert arrived(stand_in, fight) == list(range(1, 351))


def test_and_if_it_is_started_anew_in_between(tmp_path: Path, fight: str):
    with standing_in(tmp_path, keep=True) as convex, delivering(convex, 30) as loop:
        put(*(told(fight, seq) for seq in range(1, 301)))
        loop.step()
        convex.kill()
        loop.step()
        assert "does not answer" in loop.trouble
        convex.start()
        drain(loop)
        assert arrived(convex, fight) == list(range(1, 301))


def test_what_convex_refuses_is_parked_and_the_rest_arrives(convex: Deployment, fight: str):
    put(told(fight, 1), told(fight, 2, mood="bad"), told(fight, 3))
    with delivering(convex, 30) as loop:
        drain(loop)
    [parked] = OutboxEntry.objects.all()
    assert parked.parked == "refused" and "mood" in parked.parked_reason
    assert arrived(convex, fight) == [1, 3]


def test_so_is_what_is_no_text_for_it(convex: Deployment, fight: str):
    put(told(fight, 1), told(fight, 2, eventData={"$integer": "no"}), told(fight, 3))
    with delivering(convex, 30) as loop:
        drain(loop)
    assert OutboxEntry.objects.get().parked == "failed"
    assert arrived(convex, fight) == [1, 3]


def test_with_a_wrong_key_nothing_is_held_against_the_entries(stand_in: StandIn, fight: str):
    put(told(fight, 1))
    with delivering(Deployment(stand_in.url, "dev|guess"), 30) as loop:
        for _ in range(4):
            loop.step()
        assert "CONVEX_ADMIN_KEY" in loop.trouble
    assert OutboxEntry.objects.get().parked == ""


def test_nor_where_our_functions_are_not_deployed(tmp_path: Path, fight: str):
    functions = Path(__file__).parents[1] / "convex-local" / "functions"
    put(told(fight, 1))
    with standing_in(tmp_path, functions) as convex, delivering(convex, 30) as loop:
        for _ in range(4):
            loop.step()
        assert "fails on everything" in loop.trouble and "Could not find public function" in loop.trouble
    assert (OutboxEntry.objects.get().parked, OutboxEntry.objects.get().attempts) == ("", 0)


def test_an_error_of_the_program_arrives_with_its_count(convex: Deployment):
    gathering, name = Gathering(), f"interactions.{now_ms()}"
    for word in ("door", "window"):
        gathering.see(logging.LogRecord(name, logging.ERROR, "room.py", 7, "room %s failed", (word,), None))
    gathering.write()
    with delivering(convex, 30) as loop:
        drain(loop)
    [row] = convex.rows("applicationErrors", logger=name)
    assert (row["count"], row["message"], row["level"]) == (2, "room door failed", "ERROR")


def test_what_several_processes_and_databases_have_counted_is_added_up(convex: Deployment):
    name = f"interactions.{now_ms()}"
    with delivering(convex, 30) as loop:
        for word in ("door", "window", "stair"):
            gathering = Gathering()  # as in a process of its own
            gathering.see(logging.LogRecord(name, logging.ERROR, "room.py", 7, "room %s failed", (word,), None))
            gathering.write()
            if word == "window":
                drain(loop)
                Tally.objects.all().delete()  # as in a database of its own
        drain(loop)
    [row] = convex.rows("applicationErrors", logger=name)
    assert (row["count"], row["message"]) == (3, "room stair failed")
