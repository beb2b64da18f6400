"""One room: what is accepted is accepted once and for good, and what is refused leaves no trace."""

from engine import commands as c
from interactions.room import MAILBOX
from tests.interactions.table import Table, bites, moves

HELLO = c.SendChat(content="Hello.")


def test_the_same_command_again_is_answered_and_not_applied_again(live: Table):
    first = live.ask(
        "aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I sing.")), "a"
    )
    rows = live.rows()
    again = live.ask(
        "aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I sing.")), "a"
    )
    assert first["actionId"]
    assert again == {**first, "duplicate": True}
    assert len(live.rows()) == len(rows)


def test_the_same_command_again_after_a_restart_is_answered_all_the_same(live: Table):
    walk = moves("aria", (2, 0))
    aria = live.seat("aria")
    first = aria.asks(walk, "a")
    assert first["result"]["actionId"]
    state = live.opens_anew().state
    again = live.seat("aria").asks(walk, "a")
    assert again == {**first, "duplicate": True}
    assert live.room.state == state


def test_the_same_id_with_other_content_is_a_conflict(live: Table):
    live.ask("aria", HELLO, "a")
    assert live.refusal("aria", c.SendChat(content="Goodbye."), "a") == "conflict"
    live.opens_anew()
    assert live.refusal("aria", c.SendChat(content="Goodbye."), "a") == "conflict"
    assert live.refusal("aria", moves("aria", (2, 0)), "a") == "conflict"


def test_two_persons_may_use_the_same_id(live: Table):
    live.ask("aria", HELLO, "a")
    live.ask("bram", HELLO, "a")
    assert [row.person for row in live.rows()[-2:]] == [live.person("aria").id, live.person("bram").id]


def test_an_id_that_was_refused_may_be_used_again(live: Table):
    assert live.refusal("bram", moves("bram", (2, 3)), "b") == "not_your_turn"
    assert live.ask("bram", HELLO, "b") == {}


def test_a_command_sent_twice_at_once_is_applied_once(live: Table):
    aria = live.seat("aria")
    count = len(live.rows())
    aria.says_all((HELLO, "twice"), (HELLO, "twice"))
    aria.waits(lambda frame: frame.get("duplicate") is True)
    acks = [frame for frame in aria.heard if frame["type"] == "ack"]
    assert acks == [{"type": "ack", "id": "twice"}, {"type": "ack", "id": "twice", "duplicate": True}]
    assert len(live.rows()) == count + 1


def test_a_full_mailbox_answers_busy_and_keeps_what_it_has(live: Table):
    aria = live.seat("aria")
    count = len(live.rows())
    aria.says_all(*[(c.SendChat(content=f"Word {n}."), f"word-{n}") for n in range(MAILBOX + 3)])
    aria.waits(lambda frame: frame["type"] == "ack" and frame["id"] == f"word-{MAILBOX}")
    refused = [(frame["id"], frame["code"]) for frame in aria.heard if frame["type"] == "error"]
    assert refused == [(f"word-{MAILBOX + 1}", "busy"), (f"word-{MAILBOX + 2}", "busy")]
    assert [row.command_id for row in live.rows()[count:]] == [f"word-{n}" for n in range(MAILBOX + 1)]
    assert live.ask("aria", c.SendChat(content=f"Word {MAILBOX + 1}."), f"word-{MAILBOX + 1}") == {}


def test_what_is_refused_changes_and_writes_nothing(live: Table):
    mira, bram = live.seat("mira"), live.seat("bram")
    before, rows, heard = live.room.state, len(live.rows()), len(mira.heard)
    for command, code in (
        (moves("bram", (2, 3)), "not_your_turn"),
        (moves("aria", (2, 0)), "not_your_entity"),
        (c.SkipTurn(), "forbidden"),
        (c.SendChat(content=" "), "malformed"),
    ):
        answer = bram.asks(command)
        assert (answer["type"], answer["code"]) == ("error", code)
    assert live.room.state is before
    assert len(live.rows()) == rows
    assert len(mira.heard) == heard


def test_a_refused_command_moves_no_dice(live: Table):
    """The bite is refused only after it was looked at: the wolf is too far away."""
    live.ask("mira", c.UpdateInitiative(order=["wolf", "aria", "bram", "lurker"]))
    live.ask("mira", c.SkipTurn())
    assert live.room.state.table.turn.entity_id == "bram"
    counters = live.room.state.lasting.dice
    assert live.refusal("bram", bites("bram", "wolf")) in ("unknown_action", "out_of_range")
    assert live.refusal("mira", bites("wolf", "aria")) == "not_your_turn"
    assert live.room.state.lasting.dice == counters
    assert live.opens_anew().state.lasting.dice == counters


def test_the_same_dice_fall_after_a_restart(live: Table):
    """Counters are in the journal, seeds beside it: a killed server cannot give a second throw."""
    live.ask("mira", c.UpdateTurnSettings(resolution_mode="auto"))
    live.ask("aria", moves("aria", (2, 0)))
    struck = c.TakeTurn(
        entity_id="aria", action=c.ActionRequest(type="attack", target="wolf", action_id="unarmed-strike")
    )
    counters = live.room.state.lasting.dice
    seeds = live.room._seeds
    live.opens_anew()
    assert (live.room.state.lasting.dice, live.room._seeds) == (counters, seeds)
    live.ask("aria", struck)
    assert live.room.state.lasting.dice.public > counters.public
    state = live.room.state
    assert live.opens_anew().state == state


def test_a_draft_is_not_live_and_its_room_reads_it_anew(table: Table):
    assert table.refusal("aria", HELLO) == "not_live"
    aria = table.seat("aria")
    assert aria.last("snapshot")["state"]["party"]["liveStatus"] == "idle"
    first = table.room
    aria.leaves()
    assert first.closed
    assert table.room is not first


def test_what_goes_wrong_inside_is_told_with_a_reference_and_nothing_else(live: Table, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise ValueError("the wolf's secret")

    aria, rows = live.seat("aria"), len(live.rows())
    monkeypatch.setattr("interactions.room.decide", broken)
    answer = aria.asks(HELLO)
    monkeypatch.undo()
    assert (answer["code"], "secret" in answer["message"]) == ("internal", False)
    reference = answer["message"].split("reference ")[1].split(")")[0]
    assert reference in caplog.text
    assert len(live.rows()) == rows
    assert aria.asks(HELLO)["type"] == "ack"


def test_a_room_that_cannot_tell_closes_and_what_was_said_stands(live: Table, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise ValueError("no words")

    aria, rows = live.seat("aria"), len(live.rows())
    monkeypatch.setattr(live.room.fanout, "tell", broken)
    assert live.ask("bram", HELLO, "said") == {}
    assert aria.ears.closed == 4503
    assert "could not tell" in caplog.text
    assert len(live.rows()) == rows + 1
    assert live.ask("bram", HELLO, "said") == {"duplicate": True}
