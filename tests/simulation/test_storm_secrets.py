"""What the storm hears in the bytes to somebody: secrets, streams that do not go on, answers that differ."""

import asyncio

import pytest

from simulation.seats import Person
from simulation.storm.canaries import Canaries, Tap
from simulation.storm.ears import Ear, Interaction
from simulation.storm.lines import Fault, Line
from simulation.storm.reading import PAGES, read_all

MIRA, ARIA, BRAM = "u-mira", "u-aria", "u-bram"


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
