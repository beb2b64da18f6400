"""What no database can keep is refused at the door, whatever the database."""

import pytest

from interactions.protocol import Malformed, holds_nul, parse


@pytest.mark.parametrize(
    "frame",
    [
        '{"type": "sendChat", "id": "a", "data": {"content": "x\\u0000y"}}',
        '{"type": "pauseInteraction", "id": "\\u0000"}',
        '{"type": "joinRoom", "id": "a", "data": {"since": {"\\u0000": 1}}}',
    ],
)
def test_a_text_with_nul_in_it_is_malformed(frame: str):
    for text in (frame, frame.encode()):
        with pytest.raises(Malformed) as refused:
            parse(text)
        assert refused.value.code == "malformed"


def test_a_question_about_nul_is_no_nul():
    frame = r'{"type": "sendChat", "id": "a", "data": {"content": "write \\u0000 in C, not \\\\u0000"}}'
    for text in (frame, frame.encode()):
        assert parse(text).command.content == r"write \u0000 in C, not \\u0000"


def test_an_escape_begins_at_an_odd_backslash():
    assert [holds_nul(b"x" + b"\\" * count + b"u0000") for count in range(6)] == [False, True] * 3
    assert holds_nul(rb"\\u0000 \u0000")
