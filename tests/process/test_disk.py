"""The disk is full, or another program holds the database: who asks is told so, nothing is half written, and play goes on."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.process.guest import Guest, roll, room, seated, visiting
from tests.process.serving import PATIENCE, Served, Template, serving
from tests.process.test_endings import FIGHT, KEY, acknowledged, journal

pytestmark = pytest.mark.process

ROOM = 40 * 1024
"""Bytes that the log of the database may still grow."""


@contextmanager
def full_disk(served: Served) -> Iterator[None]:
    """No file of that process grows beyond what its database's log has now, and a little."""
    pid, unlimited = served.process.pid, resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE)
    size = Path(f"{served.database}-wal").stat().st_size
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + ROOM, unlimited[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


@contextmanager
def held_database(served: Served) -> Iterator[None]:
    """Another program writes, and takes its time."""
    with closing(sqlite3.connect(served.database, timeout=PATIENCE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def says_until_refused(guest: Guest, first: int = 0) -> str:
    """Long words until one is refused; its id."""
    for number in range(first, first + 200):
        answer = await guest.asks("sendChat", f"word-{number}", content="☃" * 1500)
        if answer["type"] == "error":
            assert answer["code"] in ("busy", "internal")
            return f"word-{number}"
    raise AssertionError("nothing was refused")


async def is_sent_away(served: Served) -> int:
    """The code with which a room that cannot be opened now sends her back."""
    async with visiting(served, "aria", room(FIGHT)) as aria:
        return await aria.closed()


def in_order(served: Served, *guests: Guest) -> list[str]:
    """The ids in the journal: without holes, each once, and all that was acknowledged."""
    rows = journal(served.database)
    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    ids = [id for _, id in rows]
    assert len(set(ids)) == len(ids)
    assert {id for id in acknowledged(*guests) if id.startswith("word-")} <= set(ids)
    return ids


async def goes_on(served: Served, refused: str) -> None:
    """What was refused is said again, and the turn goes on."""
    async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
        assert (await aria.asks("sendChat", refused, content="☃" * 1500)) == {"type": "ack", "id": refused}
        assert (await aria.asks("takeTurn", entityId=f"aria{KEY}", action={"type": "end"}))["type"] == "ack"
        answer = await mira.asks("pauseInteraction", "stop")
        assert answer["type"] == "ack", answer


async def test_on_a_full_disk_nothing_is_half_written_and_play_goes_on_when_there_is_room(
    template: Template, tmp_path: Path
):
    with serving(template, tmp_path / "db.sqlite3") as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            await roll(mira, KEY)
            with full_disk(served):
                refused = await says_until_refused(aria)
                assert [await guest.closed() for guest in (aria, mira)] == [4503, 4503]
                assert await is_sent_away(served) == 4503
                assert refused not in in_order(served, aria, mira)
        await goes_on(served, refused)
        in_order(served, aria, mira)
        assert f"room {FIGHT} could not write row" in served.log()
        assert f"nobody could be let into {FIGHT}" in served.log()
    checked(served)


async def test_while_another_holds_the_database_who_asks_is_told_so_and_play_goes_on_afterwards(
    template: Template, tmp_path: Path
):
    with serving(template, tmp_path / "db.sqlite3", CAMPAIGNLIVE_DB_PATIENCE="1") as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            await roll(mira, KEY)
            with held_database(served):
                refused = await says_until_refused(aria)
                assert refused == "word-0"
                assert [await guest.closed() for guest in (aria, mira)] == [4503, 4503]
                assert await is_sent_away(served) == 4503
        await goes_on(served, refused)
        in_order(served, aria, mira)
        assert "database is locked" in served.log()
        assert f"room {FIGHT} could not write row" in served.log()
    checked(served)


def checked(served: Served) -> None:
    """SQLite finds its file whole."""
    with closing(sqlite3.connect(served.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
