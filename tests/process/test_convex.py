"""Delivery to Convex by real processes: killed at any moment it loses and doubles nothing; beside a server it is in nobody's
way, whatever listens at the other end."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests import services
from tests.convex.standin import StandIn
from tests.process.guest import roll, seated
from tests.process.serving import PATIENCE, ROOT, Served, Template, serving, surroundings
from tests.process.test_endings import FIGHT, KEY, check
from tests.sync.peers import Behaviour, Peer, floods, says, stays_silent, trickles

pytestmark = pytest.mark.process

ENTRIES = 2_000
KILLS = 4
FEW = 300


@contextmanager
def delivering(database: Path, convex: StandIn, *options: str, **more: str) -> Iterator["subprocess.Popen[str]"]:
    """`manage.py sync_convex` on that database."""
    command = [sys.executable, "manage.py", "sync_convex", *options]
    env = surroundings(database, **convex.environment, PYTHONUNBUFFERED="1", **more)
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def once(database: Path, convex: StandIn, **more: str) -> str:
    """`--once`, to the end; what it said."""
    with delivering(database, convex, "--once", **more) as process:
        said, _ = process.communicate(timeout=4 * PATIENCE)
        assert process.returncode == 0, said
        return said


def status(database: Path, convex: StandIn) -> dict[str, object]:
    with delivering(database, convex, "--status", "--json") as process:
        return json.loads(process.communicate(timeout=PATIENCE)[0])


def fill(database: Path, entries: int = FEW, words: str = "{}", **more: str) -> None:
    """Lines of the log, of three interactions in turn; `words` are their event."""
    filling = (
        "import django; django.setup()\n"
        "from sync import outbox\n"
        "from tests.sync.test_arrival import told\n"
        f"outbox.add(*(told(f'fight-{{n % 3}}', n, eventData={words!r}) for n in range(1, {entries} + 1)))\n"
    )
    env = surroundings(
        database, CONVEX_URL="http://127.0.0.1:9", DJANGO_SETTINGS_MODULE="campaignlive.settings", **more
    )
    subprocess.run([sys.executable, "-c", filling], cwd=ROOT, env=env, check=True)


def calls(convex: StandIn) -> int:
    return sum(each["calls"] for each in convex.traffic().values())


def killed_when(database: Path, convex: StandIn, it_is_time: Callable[[], bool]) -> None:
    """One that is killed as soon as it is time, wherever it is then."""
    with delivering(database, convex) as process:
        end = time.monotonic() + 4 * PATIENCE
        while not it_is_time() and process.poll() is None:
            assert time.monotonic() < end, "it does not deliver"
        os.kill(process.pid, signal.SIGKILL)


def killed_after(database: Path, convex: StandIn, more: int) -> None:
    """Killed when so many further calls have arrived: before it has written down what came of the last of them."""
    before = calls(convex)
    killed_when(database, convex, lambda: calls(convex) >= before + more)


def killed_while_it_forgets(database: Path, convex: StandIn) -> None:
    """Killed when it has begun to forget what has arrived, and not come to its end: Convex takes its time meanwhile, so that
    whoever looks need not be quick."""
    most = left(database)
    convex.fault("slow", ms=500)

    def it_forgets() -> bool:
        nonlocal most
        most = max(most, left(database))  # at first it brings entries itself
        return left(database) < most

    killed_when(database, convex, it_forgets)
    convex.fault("none")
    assert 0 < left(database) < most


def until(ready: Callable[[], bool], what: str) -> None:
    """Looks ten times a second; a busy machine may take its time."""
    end = time.monotonic() + 4 * PATIENCE
    while not ready():
        assert time.monotonic() < end, f"{what} did not come about"
        time.sleep(0.1)


def left(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM sync_outboxentry").fetchone()[0])


def test_killed_at_any_moment_it_loses_nothing_and_doubles_nothing(
    template: Template, tmp_path: Path, stand_in: StandIn
):
    database = template.copy_to(tmp_path / "db.sqlite3")
    fill(database, ENTRIES)
    chance = random.Random(5)
    for _ in range(KILLS // 2):
        killed_after(database, stand_in, chance.randint(1, 3))
        killed_while_it_forgets(database, stand_in)
    assert "0 entries wait" in once(database, stand_in)
    lines = [int(row["seq"]) for row in stand_in.rows("liveInteractionLogs", sessionId="evening")]
    assert sorted(lines) == list(range(1, ENTRIES + 1))
    assert [line % 3 for line in lines] == [line % 3 for line in range(1, ENTRIES + 1)]
    for fight in range(3):
        of_one = [line for line in lines if line % 3 == fight]
        assert of_one == sorted(of_one)


def test_told_to_end_it_lets_another_deliver_at_once(template: Template, tmp_path: Path, stand_in: StandIn):
    database = template.copy_to(tmp_path / "db.sqlite3")
    fill(database, ENTRIES)
    with delivering(database, stand_in) as process:
        until(lambda: calls(stand_in) > 0, "the delivery")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0 and "Traceback" not in said
    assert status(database, stand_in)["delivered_by"] == ""


def test_where_convex_is_not_there_once_says_so(template: Template, tmp_path: Path, stand_in: StandIn):
    database = template.copy_to(tmp_path / "db.sqlite3")
    fill(database)
    stand_in.fault("503")
    with delivering(database, stand_in, "--once") as process:
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "Convex answered 503" in said and "entries wait" in said and "Traceback" not in said
    stands = status(database, stand_in)
    assert stands["failing_since"] and "503" in str(stands["reason"])


def test_from_postgresql_as_well(tmp_path: Path, stand_in: StandIn):
    with services.postgresql() as url:
        Template(tmp_path, 1, DATABASE_URL=url)
        fill(tmp_path, DATABASE_URL=url)
        assert "0 entries wait" in once(tmp_path, stand_in, DATABASE_URL=url)
    assert len(stand_in.by_id("liveInteractionLogs", sessionId="evening")) == FEW


# Beside a server


def test_a_server_delivers_by_itself_and_another_process_leaves_it_to_it(
    template: Template, tmp_path: Path, stand_in: StandIn
):
    database = template.copy_to(tmp_path / "db.sqlite3")
    fill(database)
    env = {**stand_in.environment, "CAMPAIGNLIVE_CONVEX_GATHER": "0.2"}
    with serving(template, database, **env) as served:
        until(lambda: status(database, stand_in)["delivered_by"] != "", "the server's delivery")
        assert str(served.process.pid) in str(status(database, stand_in)["delivered_by"])
        assert "0 entries wait" in once(database, stand_in)
        assert served.end(signal.SIGTERM) == 0
    assert len(stand_in.by_id("liveInteractionLogs", sessionId="evening")) == FEW


def test_a_server_killed_while_it_delivers_doubles_nothing_either(
    template: Template, tmp_path: Path, stand_in: StandIn
):
    database = template.copy_to(tmp_path / "db.sqlite3")
    fill(database, ENTRIES)
    with serving(template, database, **stand_in.environment) as served:
        until(lambda: len(stand_in.rows("liveInteractionLogs", sessionId="evening")) > 0, "the server's delivery")
        served.end(signal.SIGKILL)
    with serving(template, database, **stand_in.environment):
        until(lambda: left(database) == 0, "the delivery by the next one")
    lines = [int(row["seq"]) for row in stand_in.rows("liveInteractionLogs", sessionId="evening")]
    assert lines == list(range(1, ENTRIES + 1))


PEERS: dict[str, Behaviour] = {
    "silence": stays_silent,
    "a flood": floods,
    "a trickle": trickles,
    "rubbish": says(b"<html>\xff Welcome! \0 </html>"),
    "nonsense": says(b'{"status":"success","value":{"results":[7]}}'),
}


@pytest.fixture
def peer() -> Iterator[Callable[[Behaviour], Peer]]:
    peers: list[Peer] = []

    def begin(behaviour: Behaviour) -> Peer:
        peers.append(Peer(behaviour))
        return peers[-1]

    yield begin
    for each in peers:
        each.close()


@pytest.mark.parametrize("kind", PEERS)
async def test_whatever_listens_there_play_goes_on_and_the_server_ends_in_time(
    template: Template, tmp_path: Path, peer: Callable[[Behaviour], Peer], stand_in: StandIn, kind: str
):
    database = template.copy_to(tmp_path / "db.sqlite3")
    fill(database)
    there = peer(PEERS[kind])
    with serving(template, database, CONVEX_URL=there.url, CONVEX_ADMIN_KEY="dev|admin") as served:
        until(lambda: len(there.heard) > 0, "the delivery")
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            await roll(mira, KEY)
            for number in range(20):
                assert (await aria.asks("sendChat", f"aria-word-{number}", content="Still here."))["type"] == "ack"
            assert (await aria.asks("takeTurn", entityId=f"aria{KEY}", action={"type": "end"}))["type"] == "ack"
        began = time.monotonic()
        assert served.end(signal.SIGTERM) == 0
        assert time.monotonic() - began < 25  # a call that trickles lasts 30
        check(database, mira, aria)
        assert_quiet(served)
    once(database, stand_in)
    assert len(stand_in.by_id("liveInteractionLogs", sessionId="evening")) == FEW


def assert_quiet(served: Served) -> None:
    """One line about Convex, not one a try, and no traceback."""
    log = served.log()
    assert "Traceback" not in log
    assert log.count("What there is waits in the outbox.") <= 1
