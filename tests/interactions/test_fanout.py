"""Who is told what, in which order, and how somebody who was away catches up."""

import pytest

from engine import commands as c
from interactions import rooms
from interactions.frames import LIMIT
from interactions.protocol import encode
from interactions.streams import KEPT, Seat, Stream
from tests.interactions.table import At, Ears, Table, ends, moves, pages

HELLO = c.SendChat(content="Hello.")


def since(at: At) -> dict[str, object]:
    """Where a window stands, as its client would say on coming back."""
    stands = dict(at.last("snapshot")["at"])
    for frame in at.heard:
        if frame["type"] == "update":
            stands[frame["stream"]] = frame["n"]
    return {"room": at.last("snapshot")["room"], **stands}


def test_a_newcomer_gets_the_whole_and_is_told_who_she_is(live: Table):
    aria = live.seat("aria")
    snapshot = aria.heard[0]
    assert snapshot["you"] == {
        "userId": live.person("aria").id,
        "name": "Aria",
        "role": "player",
        "entityIds": ["aria"],
    }
    assert set(snapshot["state"]) == set(snapshot["at"]) == {"party", "own"}
    assert snapshot["state"]["own"]["participants"]["aria"]["inventory"]
    assert set(live.seat("mira").heard[0]["state"]) == {"dm", "own"}
    assert set(live.seat("sven").heard[0]["state"]) == {"table", "own"}


def test_the_frames_a_command_caused_come_before_its_answer(live: Table):
    aria = live.seat("aria")
    before = len(aria.heard)
    aria.asks(ends("aria"))
    kinds = [(frame["type"], frame.get("stream")) for frame in aria.heard[before:]]
    assert kinds == [("update", "party"), ("update", "own"), ("ack", None)]


def test_a_refusal_reaches_only_its_asker(live: Table):
    aria, bram, second = live.seat("aria"), live.seat("bram"), live.seat("bram")
    before = [len(at.heard) for at in (aria, second)]
    assert bram.asks(moves("bram", (2, 3)))["code"] == "not_your_turn"
    assert [len(at.heard) for at in (aria, second)] == before


def test_numbers_have_no_gaps_and_pages_add_up(live: Table):
    everybody = [live.seat(name) for name in ("mira", "aria", "bram", "sven")]
    live.ask("aria", moves("aria", (2, 0)))
    live.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=4, hidden=True)))
    live.ask("aria", ends("aria"))
    live.ask("bram", HELLO)
    live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=False)))
    live.ask("bram", ends("bram"))
    for at in everybody:
        snapshot = at.last("snapshot")
        for stream, n in snapshot["at"].items():
            numbers = at.numbers(stream)
            assert numbers == list(range(n + 1, n + 1 + len(numbers)))
        fresh = live.seat(at.name).last("snapshot")
        assert pages(at) == fresh["state"]


def test_who_was_away_gets_what_she_missed(live: Table):
    aria = live.seat("aria")
    live.seat("bram")
    second = live.seat("aria")
    aria.leaves()
    stood = since(aria)
    live.ask("aria", moves("aria", (2, 0)))
    live.ask("bram", HELLO)
    back = At(live, "aria").joins(**stood)
    assert {frame["type"] for frame in back.heard} == {"update"}
    assert back.numbers("party") == [stood["party"] + n for n in range(1, 1 + len(back.numbers("party")))]
    assert pages(aria, back) == pages(second)
    assert since(second)["party"] == back.numbers("party")[-1]


def test_who_missed_nothing_gets_nothing(live: Table):
    aria, _ = live.seat("aria"), live.seat("aria")
    back = At(live, "aria").joins(**since(aria))
    assert back.heard == []
    live.ask("bram", HELLO)
    assert back.numbers("party") == aria.numbers("party")[-1:]


def test_a_seated_window_that_noticed_a_gap_is_not_told_twice_afterwards(live: Table):
    aria, room = live.seat("aria"), live.room
    stood = since(aria)
    live.ask("bram", HELLO)
    live.on_loop(lambda: room.seating.join(aria.seat, aria.person, stood))
    before = len(aria.heard)
    live.ask("bram", HELLO)
    assert len(aria.heard) == before + 1


def test_who_was_away_too_long_gets_the_whole(live: Table):
    aria, _ = live.seat("aria"), live.seat("aria")
    stood = since(aria)
    for n in range(KEPT + 1):
        live.ask("bram", c.SendChat(content=f"Word {n}."))
    assert [frame["type"] for frame in At(live, "aria").joins(**stood).heard] == ["snapshot"]
    nearly = {**stood, "party": stood["party"] + 1}
    assert [frame["type"] for frame in At(live, "aria").joins(**nearly).heard] == ["update"] * KEPT


def test_who_comes_back_to_a_stream_that_nobody_followed_gets_what_she_missed(live: Table):
    live.seat("mira")
    aria = live.seat("aria")
    stood = since(aria)
    aria.leaves()
    live.ask("mira", c.SkipTurn())
    back = At(live, "aria").joins(**stood)
    assert {frame["type"] for frame in back.heard[:-1]} == {"update"}


def test_what_a_dm_does_in_secret_leaves_no_number_in_the_streams_of_who_is_away(live: Table):
    live.seat("mira")
    aria = live.seat("aria")
    aria.leaves()
    fanout = live.room.fanout
    before = {name: stream.n for name, stream in fanout.shared.items()}
    hidden = next(p.id for p in live.room.state.table.participants.values() if p.hidden)
    live.ask("mira", c.Override(entity_id=hidden, changes=c.OverrideChanges(hp=1)))
    after = {name: stream.n for name, stream in fanout.shared.items()}
    assert (after["party"] - before["party"], after["dm"] - before["dm"]) == (0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"room": "another life"},
        {"room": None},
        {"party": 10**30},
        {"party": -1},
        {"party": "1"},
        {"own": None},
        {"party": 1.5},
    ],
)
def test_who_says_nonsense_of_where_she_stood_gets_the_whole(live: Table, wrong: dict[str, object]):
    stood = {**since(live.seat("aria")), **wrong}
    assert [frame["type"] for frame in At(live, "aria").joins(**stood).heard] == ["snapshot"]


def test_after_a_restart_everybody_gets_the_whole(live: Table):
    stood = since(live.seat("aria"))
    live.opens_anew()
    back = At(live, "aria").joins(**stood)
    assert back.last("snapshot")["room"] != stood["room"]


def test_a_snapshot_tells_of_what_was_said_and_done_also_after_a_restart(live: Table):
    live.ask("bram", c.SendChat(content="For the mill!"))
    live.ask("aria", moves("aria", (2, 0), end_turn=True))
    first = live.seat("sven").last("snapshot")["recent"]
    assert [message["message"]["content"] for message in first["chat"]] == ["For the mill!"]
    assert [message["event"] for message in first["log"]][-1] == "MOVED"
    assert [message["event"] for message in first["turns"]][-2:] == ["TURN_COMPLETED", "TURN_STARTED"]
    assert all(isinstance(message["at"], int) for messages in first.values() for message in messages)
    live.opens_anew()
    assert live.seat("sven").last("snapshot")["recent"] == first


def test_the_newest_fifty_are_told_to_a_newcomer(live: Table):
    for n in range(60):
        live.ask("bram", c.SendChat(content=f"Word {n}."))
    chat = live.seat("aria").last("snapshot")["recent"]["chat"]
    assert [message["message"]["content"] for message in chat] == [f"Word {n}." for n in range(10, 60)]


def test_a_sixth_window_of_one_person_closes_her_first(live: Table):
    windows = [live.seat("aria") for _ in range(6)]
    other = live.seat("bram")
    assert [at.ears.closed for at in windows] == [4409, None, None, None, None, None]
    before = len(windows[0].heard)
    live.ask("bram", HELLO)
    assert len(windows[0].heard) == before
    assert all(at.messages()[-1]["type"] == "chatMessage" for at in [*windows[1:], other])


def test_somebody_is_present_while_one_of_her_windows_is_open(live: Table):
    mira = live.seat("mira")
    aria = live.person("aria").id
    assert mira.heard[0]["state"]["dm"]["presence"][aria] == {"name": "aria", "role": "player"}
    first, second = live.seat("aria"), live.seat("aria")
    assert pages(mira)["dm"]["presence"][aria] == {"name": "Aria", "role": "player", "connected": True}
    heard = len(mira.heard)
    first.leaves()
    assert len(mira.heard) == heard
    second.leaves()
    assert "connected" not in pages(mira)["dm"]["presence"][aria]
    assert rooms.present(live.id) == [live.person("mira").id]


def test_all_players_are_sent_the_same_bytes_and_a_frame_is_encoded_once(live: Table):
    aria, bram = live.seat("aria"), live.seat("bram")
    live.ask("mira", c.SkipTurn())
    theirs = {id(frame) for frame in bram.ears.frames}
    shared = [heard["n"] for frame, heard in zip(aria.ears.frames, aria.heard, strict=True) if id(frame) in theirs]
    assert shared == aria.numbers("party")[-len(shared) :] and len(shared) >= 1


def test_however_much_was_said_a_newcomer_can_be_greeted(live: Table):
    for number in range(52):
        live.ask("mira", c.SendChat(content=chr(1) * 2000), f"say-{number}")
    greeting = At(live, "aria").joins().last("snapshot")
    assert len(encode(greeting["recent"]["chat"])) < LIMIT / 4
    assert greeting["recent"]["chat"][-1]["message"]["content"] == chr(1) * 2000


def test_a_stream_of_ones_own_begins_anew_in_another_role():
    stream = Stream("own")
    ears = Ears()
    stream.follow(Seat(ears, "1", "player"))
    stream.frame(0, b"[]")
    stream.follow(Seat(ears, "1", "dm"))
    stream.follow(Seat(ears, "1", "player"))
    assert stream.since(1) is None
