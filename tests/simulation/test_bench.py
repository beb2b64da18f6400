"""The bench's own parts: frames cut from a stream, and figures from rounds."""

import pytest

from interactions.sockets import Frame
from simulation.bench.line import Line
from simulation.bench.report import figures, line, shares, told
from simulation.bench.rounds import Round
from simulation.bench.table import UP, GameTable, Tally


class Wire:
    """A transport that keeps what is written to it."""

    def __init__(self) -> None:
        self.written = b""

    def write(self, raw: bytes) -> None:
        self.written += raw


@pytest.fixture
async def heard():
    """A line after its handshake, and the texts that it heard."""
    texts: list[bytes] = []
    line = Line(lambda buffer, start, end: texts.append(buffer[start:end]))
    line.connection_made(Wire())
    line.data_received(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    return line, texts


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536])
async def test_frames_of_every_length_are_cut_out(heard, size):
    line, texts = heard
    line.data_received(Frame(b"a" * size).raw + Frame(b"b" * size).raw)
    assert texts == [b"a" * size, b"b" * size]
    assert line.bytes == len(Frame(b"a" * size).raw) * 2


async def test_frames_may_come_byte_by_byte(heard):
    line, texts = heard
    for byte in Frame(b"a" * 300).raw + Frame(b"short").raw:
        line.data_received(bytes([byte]))
    assert texts == [b"a" * 300, b"short"]


async def test_the_first_frame_may_come_with_the_handshake():
    texts: list[bytes] = []
    line = Line(lambda buffer, start, end: texts.append(buffer[start:end]))
    line.data_received(b"HTTP/1.1 101 Switching Proto")
    line.data_received(b"cols\r\n\r\n" + Frame(b"snapshot").raw)
    assert texts == [b"snapshot"]


async def test_a_closed_door_is_told():
    line = Line(lambda *_: None)
    line.data_received(b"HTTP/1.1 403 Forbidden\r\n\r\n")
    with pytest.raises(ConnectionError, match="403"):
        await line.open


@pytest.mark.parametrize("size", [5, 125, 126, 3000])
async def test_what_is_said_is_masked_and_has_its_length(heard, size):
    line, _ = heard
    line.say(b"x" * size)
    raw = line._transport.written
    assert raw[1] & 0x80
    head = 2 if size < 126 else 4
    assert raw[head : head + 4] == b"\0\0\0\0"
    assert raw[head + 4 :] == b"x" * size


def test_from_the_dms_frame_the_table_knows_who_is_up():
    frame = (
        b'{"type":"update","messages":[{"type":"turnUpdate","event":"TURN_COMPLETED","turnId":"t1","entityId":"aria"},'
        b'{"type":"turnUpdate","event":"TURN_STARTED","turnId":"t2","roundNumber":1,"turnNumber":2,"entityId":"goblin"}]}'
    )
    assert UP.search(frame).groups() == (b"t2", b"goblin")


def test_half_of_the_turns_are_moves_and_two_fifths_attacks():
    table = GameTable(1, Tally(), lambda _: None)
    table._up, table._turn = b"aria", b"t1"
    table._place = {b"aria": [4, 1], b"goblin": [4, 3]}
    table._targets = {b"aria": [b"goblin"]}
    table._line_of = {b"aria": 1}
    texts = [table._next()[1] for _ in range(2000)]
    counts = [sum(b'"type":"%b"' % kind in text for text in texts) for kind in (b"move", b"attack", b"end")]
    assert [round(count / 100) for count in counts] == [10, 8, 2]
    assert all(b'"endTurn":true' in text for text in texts)
    assert 3 <= table._place[b"aria"][0] <= 12


def a_round(cpu: float, **more):
    fields = {"seconds": 2.0, "turns": 1000, "refusals": 0, "cpu": cpu, "journal": 30.0, "followers": 20.0}
    fields |= {"took": [0.001] * 98 + [0.05] * 2, "frames": 8000, "bytes": 6_000_000, "threads": {"python": 1.0}}
    return Round(**{**fields, **more})


def test_the_lowest_of_the_rounds_counts():
    found = figures(50, [a_round(150.0), a_round(120.0)], [a_round(60.0), a_round(80.0)], 40_960.0, "FULL")
    assert found == {
        "rooms": 50,
        "cpu_us_per_turn": 120.0,
        "relay_cpu_us_per_turn": 60.0,
        "ratio": 2.0,
        "turns_per_s": 500,
        "p50_ms": 1.0,
        "p99_ms": 50.0,
        "kb_per_connection": 40.0,
        "bytes_per_turn_per_client": 1000,
        "synchronous": "FULL",
    }
    assert "ratio 2.0" in told(found)


def test_refusals_and_the_followers_share_are_told():
    assert "3 refused" in line("server", a_round(100.0, refusals=3))
    assert "refused" not in line("server", a_round(100.0))
    assert "followers and snapshots 20.0 µs (20%)" in shares(a_round(100.0))
