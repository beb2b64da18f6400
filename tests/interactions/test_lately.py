"""What a room remembers for newcomers: for each as many rows as she was told something of, and no more of hers for that."""

from engine import events as e
from interactions.lately import KEPT, Kept, Lately

HEARD = e.Dodged(entity_id="aria")
HIDDEN = e.Dodged(entity_id="lurker", audience="dm")
AMONG_PLAYERS = e.DiceRolled(user_id="1", name="Aria", formula="d20", faces=((3,),), total=3, audience="party")
ALONE = e.Said(id="m", user_id="2", name="Bram", content="Psst.", type="private", audience="own", to=("1", "2"))


def remembered(*events: e.Event) -> Lately:
    found = Lately()
    for seq, event in enumerate(events, 1):
        found.note(Kept(seq, seq, b""), [event])
    return found


def recalled(*events: e.Event) -> Lately:
    """The same, read from the end as when a room is opened."""
    found = Lately()
    for seq, event in reversed(list(enumerate(events, 1))):
        if not found.recall(Kept(seq, seq, b""), [event]):
            break
    return found


def seqs(lately: Lately, stream: str, user_id: str = "") -> list[int]:
    return [row.seq for row in lately.of(stream, user_id)]


def test_each_viewer_has_the_rows_that_she_heard_in_order():
    evening = (HEARD, HIDDEN, ALONE, AMONG_PLAYERS, HIDDEN, HEARD)
    for lately in (remembered(*evening), recalled(*evening)):
        assert seqs(lately, "dm") == [1, 2, 4, 5, 6]
        assert seqs(lately, "party") == [1, 4, 6]
        assert seqs(lately, "party", "1") == seqs(lately, "party", "2") == [1, 3, 4, 6]
        assert seqs(lately, "table") == seqs(lately, "table", "3") == [1, 6]
        assert [row.seq for row in lately.rows] == [1, 2, 3, 4, 5, 6]


def test_nobody_loses_a_row_to_those_that_she_did_not_hear():
    evening = (HEARD, ALONE, *[HIDDEN] * 400, HEARD)
    for lately in (remembered(*evening), recalled(*evening)):
        assert seqs(lately, "party", "1") == [1, 2, 403]
        assert (len(lately.of("dm")), len(lately.rows)) == (KEPT, KEPT)


def test_what_was_said_to_her_alone_goes_with_what_all_heard_about_then():
    evening = (ALONE, *[HEARD] * 200, ALONE)
    for lately in (remembered(*evening), recalled(*evening)):
        assert seqs(lately, "party", "1") == [*range(52, 202), 202]


def test_a_row_that_tells_everybody_and_somebody_alone_is_one_row():
    lately = Lately()
    lately.note(Kept(1, 1, b""), [HEARD, ALONE])
    assert seqs(lately, "party", "1") == [1]
