"""A server that is told to end, or killed, in the middle of play: what was acknowledged is there, and play goes on."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest

from tests.process.guest import Guest, roll, room, seated, visiting
from tests.process.serving import PATIENCE, Served, Template, serving

pytestmark = pytest.mark.process

FIGHT, KEY = "fight-0", "-0"
WORDS = 80


def journal(database: Path) -> list[tuple[int, str]]:
    """(seq, command id) of the fight, read with other code than the server's."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = "SELECT seq, command_id FROM interactions_journalentry WHERE interaction_id = ? ORDER BY seq"
        return connection.execute(rows, [FIGHT]).fetchall()


def acknowledged(*guests: Guest) -> list[str]:
    return [frame["id"] for guest in guests for frame in guest.heard if frame["type"] == "ack"]


def check(database: Path, *guests: Guest) -> list[str]:
    """The ids in the journal; every one acknowledged is among them once, and seq has no holes."""
    rows = journal(database)
    ids = [id for _, id in rows]
    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    assert len(set(ids)) == len(ids)
    assert {id for id in acknowledged(*guests) if "word" in id} <= set(ids)
    return ids


async def talk(*guests: Guest) -> None:
    """Everybody says a lot at once, and nobody waits for an answer."""
    for n in range(WORDS):
        for guest in guests:
            await guest.says("sendChat", f"{guest.name}-word-{n}", content=f"Word {n}.")


async def until_some_are_answered(*guests: Guest) -> None:
    for guest in guests:
        await guest.answer(f"{guest.name}-word-3")


async def goes_on(served: Served, said: set[str]) -> None:
    """Everybody comes back; what was said is not said again, what was not is said now, and the turn goes on."""
    async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
        for n in range(0, WORDS, 10):
            id = f"aria-word-{n}"
            answer = await aria.asks("sendChat", id, content=f"Word {n}.")
            assert (answer["type"], answer.get("duplicate", False)) == ("ack", id in said)
        state = next(frame for frame in mira.heard if frame["type"] == "snapshot")["state"]["dm"]
        assert state["currentTurn"]["entityId"] == f"aria{KEY}"
        assert (await aria.asks("takeTurn", entityId=f"aria{KEY}", action={"type": "end"}))["type"] == "ack"


async def test_sigterm_in_the_middle_of_play_loses_nothing(template: Template, tmp_path: Path):
    database = tmp_path / "db.sqlite3"
    with serving(template, database) as served:
        async with (
            seated(served, FIGHT, "mira", "aria", "bram", "sven") as guests,
            visiting(served, "aria", room(FIGHT)) as onlooker,
            visiting(served, "bram", room("fight-1")) as elsewhere,
        ):
            mira, aria, bram, _ = guests
            await roll(mira, KEY)
            await talk(aria, bram)
            await until_some_are_answered(aria)
            served.process.send_signal(SIGTERM)
            codes = await asyncio.gather(*(guest.closed() for guest in (*guests, onlooker, elsewhere)))
            assert codes == [4503] * 6
        assert served.process.wait(PATIENCE) == 0
        said = check(database, aria, bram)
        assert "Traceback" not in served.log()
    with closing(sqlite3.connect(database)) as connection:
        snapshot = connection.execute(
            "SELECT seq, reason FROM interactions_snapshot WHERE interaction_id = ?", [FIGHT]
        ).fetchall()
        assert snapshot == [(len(said), "shutdown")]
        cursors = connection.execute(
            "SELECT DISTINCT seq FROM interactions_followercursor WHERE interaction_id = ?", [FIGHT]
        ).fetchall()
        assert cursors == [(len(said),)], served.log()
    with serving(template, database) as served:
        await goes_on(served, set(said))
        assert served.end(SIGTERM) == 0


async def test_whoever_comes_while_it_ends_is_told_to_come_again(template: Template, tmp_path: Path):
    with serving(template, tmp_path / "db.sqlite3") as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            await roll(mira, KEY)
            await talk(aria)
            served.process.send_signal(SIGTERM)
            codes = set()
            while served.process.poll() is None:
                try:
                    async with visiting(served, "bram", room(FIGHT)) as late:
                        codes.add(await late.closed())
                except Exception as error:  # nobody listens any more, or not for long
                    assert served.process.wait(PATIENCE) == 0, error
        assert codes <= {4503, 1006}
        assert served.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("server", ["serve", "daphne"])
async def test_kill_9_in_the_middle_of_play_loses_nothing(template: Template, tmp_path: Path, server: str):
    database = tmp_path / "db.sqlite3"
    with serving(template, database, server) as served:
        async with seated(served, FIGHT, "mira", "aria", "bram") as [mira, aria, bram]:
            await roll(mira, KEY)
            await talk(aria, bram)
            await until_some_are_answered(aria)
            assert served.end(SIGKILL) == -SIGKILL
            assert {await guest.closed() for guest in (mira, aria, bram)} == {1006}
    said = check(database, aria, bram)
    with serving(template, database, server) as served:
        await goes_on(served, set(said))


async def test_daphne_ends_at_once_and_what_was_acknowledged_is_there(template: Template, tmp_path: Path):
    database = tmp_path / "db.sqlite3"
    with serving(template, database, "daphne") as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, aria]:
            await roll(mira, KEY)
            await talk(aria)
            await until_some_are_answered(aria)
            served.process.send_signal(SIGTERM)
            assert await aria.closed() not in (1011, 1012)
            assert await mira.closed() not in (1011, 1012)
        served.process.wait(PATIENCE)
    check(database, aria)
