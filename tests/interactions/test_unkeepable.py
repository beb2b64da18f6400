"""What no database can keep is refused at the door, whatever the database."""

import pytest

from interactions.protocol import Malformed, parse


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
