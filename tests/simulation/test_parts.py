"""A storm in several processes: who plays what, and what becomes of their reports; and whoever asks how a room stands."""

import asyncio
import json
import os

import pytest

from simulation.storm import parts
from simulation.storm.course import joined
from simulation.storm.keeper import Keeper, Standing
from simulation.storm.played import Breach


@pytest.mark.parametrize(
    ("interactions", "wanted", "tables"),
    [
        (5, None, [[0, 1, 2, 3, 4]]),
        (50, None, [[0, 2, 4], [1, 3, 5]]),
        (50, 1, [[0, 1, 2, 3, 4, 5]]),
        (2, 4, [[0], [1]]),
        (50, 4, [[0, 4], [1, 5], [2], [3]]),
    ],
)
def test_every_table_is_somebodys(interactions, wanted, tables, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    assert parts.parts_for(interactions, wanted) == tables


def test_one_core_gets_one_server(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0})
    assert len(parts.parts_for(50, None)) == 1


async def test_the_report_is_of_all_parts(monkeypatch, tmp_path):
    async def play(tables, folder, seed, arguments, say):
        [table] = tables
        folder.mkdir()
        (folder / "course.json").write_text(json.dumps([{"interaction": table + 2}, {"interaction": table}]))
        breaches = [{"kind": "lost", "interaction": 1, "sentence": "Gone."}] if table else []
        return {
            "seed": seed,
            "interactions": 2,
            "happened": {"pauses": 1, f"only at {table}": 0},
            "course": f"{table}",
            "breaches": breaches,
            "again": [f"--only {table}"] if table else [],
            "seconds": 5.0,
        }

    monkeypatch.setattr(parts, "_play", play)
    found = await parts.play_parts([[0], [1]], tmp_path, 7, [], print)
    assert found.pop("seconds") < 5
    assert len(found.pop("course")) == 16
    assert found == {
        "interactions": 4,
        "happened": {"only at 0": 0, "only at 1": 0, "pauses": 2},
        "breaches": [Breach("lost", 1, "Gone.")],
        "again": ["--only 1"],
    }
    assert [course["interaction"] for course in json.loads((tmp_path / "course.json").read_bytes())] == [0, 1, 2, 3]


def test_one_course_comes_out_of_parts_as_it_went_in():
    one = joined([b'[{"interaction":1,"x":0.1},{"interaction":0}]'])
    assert joined([one]) == one
    assert json.loads(one) == [{"interaction": 0}, {"interaction": 1, "x": 0.1}]


async def test_a_part_that_ends_without_a_report_is_told_with_its_last_words(tmp_path):
    told = []
    with pytest.raises(parts.Broken, match=r"tables \[0\] ended with 2: .*unrecognized arguments: --nonsense"):
        await parts.play_parts([[0]], tmp_path, 7, ["--nonsense"], told.append)
    assert told == []


async def test_who_stops_asking_does_not_leave_the_answer_to_the_next():
    asked = asyncio.Event()

    async def answer(reader, writer):
        late = b""
        while line := await reader.readline():
            asked.set()
            late += b'{"seq": %d}\n' % json.loads(line)["until"]
            if b"2" in late:
                writer.write(late)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    keeper = Keeper(server.sockets[0].getsockname()[1], "fight")
    first = asyncio.create_task(keeper.ask(1))
    await asked.wait()
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert await keeper.ask(2) == Standing(seq=2)
    keeper.close()
    server.close()
