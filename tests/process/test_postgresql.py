"""The same promise on PostgreSQL: a killed server loses nothing that it acknowledged."""

from pathlib import Path
from signal import SIGKILL, SIGTERM

import psycopg
import pytest

from tests import services
from tests.process.guest import roll, seated
from tests.process.serving import Template, serving
from tests.process.test_endings import FIGHT, KEY, WORDS, acknowledged, goes_on, talk, until_some_are_answered

pytestmark = pytest.mark.process


def ids(url: str) -> list[str]:
    """The command ids in the journal, in order; seq has no holes."""
    with psycopg.connect(url) as connection:
        found = "SELECT seq, command_id FROM interactions_journalentry WHERE interaction_id = %s ORDER BY seq"
        rows = connection.execute(found, [FIGHT]).fetchall()
    assert [seq for seq, _ in rows] == list(range(1, len(rows) + 1))
    return [id for _, id in rows]


async def test_kill_9_on_postgresql_loses_nothing(tmp_path: Path):
    with services.postgresql() as url:
        template = Template(tmp_path, 2, DATABASE_URL=url)
        with serving(template, tmp_path / "first", DATABASE_URL=url) as served:
            async with seated(served, FIGHT, "mira", "aria", "bram") as [mira, aria, bram]:
                await roll(mira, KEY)
                await talk(aria, bram)
                await until_some_are_answered(aria)
                served.end(SIGKILL)
                await aria.closed()
                await bram.closed()
        said = ids(url)
        assert len(set(said)) == len(said) <= 3 + 2 * WORDS
        assert {id for id in acknowledged(aria, bram) if "word" in id} <= set(said)
        with serving(template, tmp_path / "second", DATABASE_URL=url) as served:
            await goes_on(served, set(said))
            assert served.end(SIGTERM) == 0
            assert "Traceback" not in served.log()
        with psycopg.connect(url) as connection:
            behind = "SELECT COUNT(*) FROM interactions_followercursor WHERE error <> '' OR (interaction_id = %s AND seq < %s)"
            assert connection.execute(behind, [FIGHT, len(ids(url))]).fetchone() == (0,)
