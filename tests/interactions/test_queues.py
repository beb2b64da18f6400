"""What one player queues is hers and the DMs'; it is taken in the row that begins her turn."""

from engine import commands as c
from tests.interactions.table import Table, ends, pages

DODGE, END = c.ActionRequest(type="dodge"), c.ActionRequest(type="end")


def test_a_queue_is_shown_to_its_owner_and_the_dm_alone(live: Table):
    windows = {name: live.seat(name) for name in ("mira", "aria", "bram", "sven")}
    heard = {name: len(at.heard) for name, at in windows.items()}
    assert windows["bram"].asks(c.QueueTurn(entity_id="bram", actions=[DODGE, END]))["type"] == "ack"
    assert [len(windows[name].heard) - heard[name] for name in ("aria", "sven")] == [0, 0]
    for name, stream in (("bram", "own"), ("mira", "dm")):
        queued = pages(windows[name])[stream]["queuedTurn"]["bram"]
        assert [action["type"] for action in queued["actions"]] == ["dodge", "end"]
    rows = len(live.rows())
    windows["aria"].asks(ends("aria"))
    assert len(live.rows()) == rows + 1
    assert live.room.state.active.id == "lurker"
    assert pages(windows["bram"])["own"]["queuedTurn"] == {}
    state = live.room.state
    assert live.opens_anew().state == state


def test_a_queue_survives_a_restart(live: Table):
    live.ask("bram", c.QueueTurn(entity_id="bram", actions=[END]))
    live.opens_anew()
    live.ask("aria", ends("aria"))
    assert live.room.state.active.id == "lurker"
