"""What a storm is there for, it finds: each breach is planted once where all was sound before. And its lines really fail."""

import asyncio
import contextlib
import io
import json
import sqlite3
from collections import Counter
from types import SimpleNamespace

import msgspec
import pytest
from django.core.management import call_command

from simulation.management.commands import simulate
from simulation.seats import Person
from simulation.storm import lines, report
from simulation.storm.canaries import Canaries, Tap
from simulation.storm.ears import Ear, Interaction
from simulation.storm.hours import Hours
from simulation.storm.lines import Fault, Line
from simulation.storm.played import Breach, Played
from simulation.storm.reading import PAGES, read_all
from simulation.storm.records import Records
from simulation.storm.run import Storm
from simulation.storm.stage import Play, Seats
from simulation.torture.checker import Row

MIRA, ARIA, BRAM = "u-mira", "u-aria", "u-bram"


# The lines


async def through(fault: Fault):
    """What comes back of `hello` over a line with this fault, what the server got, and what the line says of it."""
    got: list[bytes] = []

    async def serve(reader, writer):
        place = len(got)
        got.append(b"")
        writer.write(b"x" * 100)
        while chunk := await reader.read(100):
            got[place] += chunk
            writer.write(b"ok")

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    line = Line(ARIA, server.sockets[0].getsockname()[1], Canaries("1"), lambda number: fault)
    await line.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    writer.write(b"hello")
    heard = b""
    try:
        while len(heard) < 102 and (chunk := await asyncio.wait_for(reader.read(100), 60)):
            heard += chunk
    except ConnectionError:
        pass
    writer.transport.abort()
    await line.close()
    server.close()
    return heard, got, line.faults


async def test_a_calm_line_carries_everything():
    heard, got, faults = await through(Fault())
    assert (heard, got, +faults) == (b"x" * 100 + b"ok", [b"hello"], Counter())


async def test_a_slow_line_carries_everything_late():
    heard, _, faults = await through(Fault("delay", seconds=0.001))
    assert heard == b"x" * 100 + b"ok"
    assert faults["delay"] >= 2


@pytest.mark.parametrize("kind", ["cut", "deaf", "dead"])
async def test_a_failing_line_ends_in_the_middle_of_a_frame(kind):
    heard, _, faults = await through(Fault(kind, after=40, seconds=0.01))
    assert len(heard) <= 40
    assert faults[kind] == 1


async def test_a_doubling_line_tells_the_server_twice():
    heard, got, faults = await through(Fault("double"))
    assert heard == b"x" * 100 + b"ok"
    assert got[0] == b"hello"
    assert len(got) == 2
    assert faults["double"] == 1


@pytest.mark.parametrize(("kind", "ends"), [("deaf", (0, 1)), ("dead", (1, 0))])
async def test_a_line_is_half_open_until_its_own_time_has_come(kind, ends):
    """However fast the machine is. `ends`: connections with the client, and with the server."""
    hours, fault = Hours(), Fault(kind, after=40, seconds=3)
    server = await asyncio.start_server(lambda reader, writer: writer.write(b"x" * 100), "127.0.0.1", 0)
    line = Line(ARIA, server.sockets[0].getsockname()[1], Canaries("1"), lambda number: fault, hours.call_later)
    await line.open()
    reader, writer = await asyncio.open_connection("127.0.0.1", line.port)
    assert len(await reader.readexactly(40)) == 40
    async with asyncio.timeout(60):
        while hours.due is None:
            await asyncio.sleep(0)
    assert (line.facing, line.upstream) == ends
    hours.ring()
    assert (hours.now, line.facing, line.upstream, line.deceived) == (3, 0, 0, None)
    writer.transport.abort()
    await line.close()
    server.close()


def test_everything_befalls_a_line_sooner_or_later():
    assert {lines.drawn("5/3/player-2/line", number).kind for number in range(60)} == set(lines.KINDS)


# What the command makes of it


@pytest.mark.parametrize(("breaches", "exits"), [([], False), ([Breach("lost", 3, "Gone.")], True)])
def test_the_command_ends_with_1_on_any_breach(breaches, exits, monkeypatch, tmp_path):
    monkeypatch.setattr(Storm, "run", lambda storm: {"interactions": 1, "breaches": breaches})
    monkeypatch.setattr(simulate, "_play_on", lambda database: None)
    monkeypatch.setattr(simulate, "connections", {"default": SimpleNamespace(vendor="sqlite")})
    told = io.StringIO()
    with pytest.raises(SystemExit, match="1") if exits else contextlib.nullcontext():
        call_command("simulate", "--json", "--seed", "7", "--keep", str(tmp_path), stdout=told, stderr=io.StringIO())
    expected = [{"kind": "lost", "interaction": 3, "sentence": "Gone."}] if exits else []
    assert json.loads(told.getvalue()) == {"seed": 7, "interactions": 1, "breaches": expected}


def test_the_command_plays_in_order_unless_it_is_told_otherwise(monkeypatch, tmp_path):
    """And of one interaction also what it follows at its table."""
    asked = []
    monkeypatch.setattr(Storm, "run", lambda storm: asked.append(storm) or {"breaches": [], "again": []})
    monkeypatch.setattr(simulate, "_play_on", lambda database: None)
    monkeypatch.setattr(simulate, "connections", {"default": SimpleNamespace(vendor="sqlite")})
    for more in (("--only", "13"), ("--together", "--interactions", "2")):
        call_command(
            "simulate",
            "--json",
            "--seed",
            "7",
            *more,
            "--keep",
            str(tmp_path),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )
    assert [(storm.together, storm.numbers) for storm in asked] == [(False, [1, 7, 13]), (True, [0, 1])]


# Secrets


def test_a_secret_in_the_wrong_bytes_is_found_even_in_two_pieces():
    canaries = Canaries("1")
    word = canaries.new((MIRA, ARIA)).encode()
    assert Tap(canaries, ARIA).passes(b"psst " + word) == []
    tap = Tap(canaries, BRAM)
    assert tap.passes(b"psst " + word[:9]) == []
    assert tap.passes(word[9:]) == [word.decode()]


def test_the_id_of_somebody_hidden_is_found_until_it_may_be_known():
    canaries = Canaries("1")
    canaries.watch("lurker-7", (MIRA,))
    assert canaries.look(ARIA, b'{"entityId":"lurker-7"}') == ["lurker-7"]
    canaries.tell(["lurker-7", "no secret"], [ARIA])
    assert canaries.look(ARIA, b'{"entityId":"lurker-7"}') == []


async def test_a_secret_that_rest_gives_away_is_found_and_so_is_a_page_that_fails():
    canaries = Canaries("1")
    word = canaries.new((MIRA,))
    asked: list[str] = []

    async def serve(reader, writer):
        asked.append((await reader.readuntil(b"\r\n\r\n")).split()[1].decode())
        status, body = ("500 Oh", "") if "/logs/" in asked[-1] else ("200 OK", word if "/turns/" in asked[-1] else "{}")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    line = Line(ARIA, server.sockets[0].getsockname()[1], canaries, lambda number: Fault())
    await line.open()
    complaints = await read_all(line, Person(ARIA, "her-cookie"), "mill")
    await line.close()
    server.close()
    assert asked == [f"/api/interactions/mill/{page}" for page in PAGES]
    assert line.leaks == {word}
    assert complaints == [f"{ARIA} read /api/interactions/mill/logs/?page_size=500, and was answered 500"]


def test_a_secret_that_nobody_made_is_nobodys():
    assert Canaries("1").look(MIRA, b"canary0123456789abcdef") == ["canary0123456789abcdef"]


# Streams and answers


def ears():
    told: list[str] = []
    interaction = Interaction(lambda kind, sentence: told.append(kind))
    return told, Ear(interaction, ARIA), Ear(interaction, BRAM)


def snapshot(at: int):
    return {"type": "snapshot", "room": "life", "at": {"party": at, "own": 0}}


def update(n: int, said: str = "hm", stream: str = "party"):
    return {"type": "update", "stream": stream, "n": n, "messages": [{"type": "logEvent", "event": said}]}


def test_streams_that_go_on_are_sound():
    told, aria, bram = ears()
    for frame in (snapshot(3), update(4), update(5), update(1, "hers", "own"), snapshot(9), update(10)):
        aria.hears(frame)
    for frame in (snapshot(4), update(5), update(1, "his", "own")):
        bram.hears(frame)
    assert told == []


@pytest.mark.parametrize("next_one", [update(6), update(4), update(1, stream="dm")], ids=["gap", "again", "not hers"])
def test_a_stream_that_does_not_go_on_is_found(next_one):
    told, aria, _ = ears()
    for frame in (snapshot(3), update(4), next_one):
        aria.hears(frame)
    assert told == ["stream"]


def test_a_frame_that_is_not_the_same_for_all_is_found():
    told, aria, bram = ears()
    for ear, said in ((aria, "a hit"), (bram, "a miss")):
        ear.hears(snapshot(3))
        ear.hears(update(4, said))
    assert told == ["stream"]


def test_a_second_answer_that_differs_is_found():
    told, aria, _ = ears()
    for result in ({"actionId": "a1"}, {"actionId": "a1"}, {"actionId": "a2"}):
        aria.hears({"type": "ack", "id": "c1", "result": result})
    assert told == ["answer"]


def test_a_fault_of_the_server_is_found():
    told, aria, _ = ears()
    aria.hears({"type": "error", "id": "c1", "code": "internal", "message": "reference 7"})
    assert told == ["internal"]


# The report


def events(*happened):
    return msgspec.msgpack.encode([{"event": name, **fields} for name, fields in happened])


def row(seq, command_id, *happened):
    return Row("mill", seq, 1, ARIA, command_id, events(*happened))


def acked(records: Records, *ids: str):
    for id in ids:
        records.sent(ARIA, id, "takeTurn", {}).sends = 1
        records.answered(ARIA, id, {"type": "ack"})


@pytest.fixture
def played():
    play = Play(0, "mill", "lurker", Canaries("1"))
    somebody = Person(ARIA, "")
    seats = Seats("c", somebody, (), somebody, somebody, (play,), (), {})
    records = Records("mill")
    acked(records, "c1", "c2")
    return Played(
        play=play, seats=seats, records=records, breaches=[], documents={ARIA: {"party": {"round": 1}, "own": {}}},
        roles={ARIA: "player"}, faults=Counter(), done=Counter(),
    )  # fmt: skip


def document(interaction: str, stream: str, user_id: str):
    return {"party": {"round": 1, "presence": {}}, "own": {}}[stream]


def kinds(played, rows):
    return [breach.kind for breach in report.breaches_of(played, rows, document)]


def test_a_sound_interaction_has_no_breach(played):
    assert kinds(played, [row(1, "c1"), row(2, "c2")]) == []


def test_a_tampered_journal_is_found(played):
    assert kinds(played, [row(1, "c1")]) == ["lost"]
    assert kinds(played, [row(1, "c1"), row(3, "c2")]) == ["hole"]
    assert kinds(played, [row(1, "c1"), row(2, "c2"), row(3, "c2")]) == ["doubled"]
    assert kinds(played, [row(1, "c2"), row(2, "c1")]) == ["order"]


def test_a_clients_document_that_differs_is_found(played):
    played.documents[ARIA]["party"]["round"] = 2
    assert kinds(played, [row(1, "c1"), row(2, "c2")]) == ["diverged"]


def test_what_may_never_be_accepted_is_found(played):
    played.records.sent(ARIA, "c2", "grantReward", {}).never = True
    assert kinds(played, [row(1, "c1"), row(2, "c2")]) == ["permitted"]


def test_a_refusal_that_changed_something_is_found_unless_it_came_twice(played):
    refused = played.records.sent(ARIA, "c3", "takeTurn", {})
    refused.sends = 1
    played.records.answered(ARIA, "c3", {"type": "error", "code": "not_your_turn"})
    rows = [row(1, "c1"), row(2, "c2"), row(3, "c3")]
    assert kinds(played, rows) == ["undone"]
    refused.sends = 2
    assert kinds(played, rows) == []


# The ledger


PARTICIPANT = {"id": "aria", "entity_type": "playerCharacter", "source_id": "aldith"}
TABLE = {"participants": {"aria": PARTICIPANT}}


def reward(id: str, xp: int):
    return "Rewarded", {"reward": {"id": id, "entity_id": "aria", "xp": xp}}


@pytest.fixture
def ledger(tmp_path):
    """5 XP that were rewound and 7 that stand, in an interaction that was completed; Aldith came with 100."""
    rows = [
        row(1, "c1", ("Opened", {"room": {"table": TABLE}}), reward("r1", 5)),
        row(2, "c2", ("Rewound", {"table": TABLE}), reward("r2", 7)),
        row(3, "c3", ("Ended", {"outcome": "completed"})),
    ]
    path = tmp_path / "db.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE turns_rewardgrant (id, interaction_id, xp, reversed);"
            "INSERT INTO turns_rewardgrant VALUES ('r1', 'mill', 5, 1), ('r2', 'mill', 7, 0);"
            "CREATE TABLE campaigns_playercharacter (id, xp);"
            "INSERT INTO campaigns_playercharacter VALUES ('aldith', 107);"
        )
    connection.close()

    def look(tampering: str = "") -> list[str]:
        with sqlite3.connect(path) as connection:
            connection.executescript(tampering)
        connection.close()
        return [b.kind for b in report.ledger(path, {"mill": 0}, {"aldith": 100}, {"mill": rows})]

    return look


def test_a_ledger_that_adds_up_is_sound(ledger):
    assert ledger() == []


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE turns_rewardgrant SET reversed = 0",
        "UPDATE turns_rewardgrant SET xp = 8 WHERE id = 'r2'",
        "DELETE FROM turns_rewardgrant",
        "UPDATE campaigns_playercharacter SET xp = 112",
    ],
)
def test_a_ledger_that_does_not_add_up_is_found(ledger, tampering):
    assert ledger(tampering) == ["ledger"]
