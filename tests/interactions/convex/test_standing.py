"""An interaction's own document says how it stands: its clock and the newest of its log, also after a cut."""

import msgspec

from engine import commands as c
from interactions import resolving
from interactions.fanout import recent
from interactions.models import JournalEntry
from interactions.storage import lately, unpack_events, view_room
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.convex.standing import clock_of, stands_as_here
from tests.interactions.convex.test_collecting import evening
from tests.interactions.table import Table, ends


def against_the_clock(table: Table) -> None:
    """aria has ended her turn, bram his: the lurker is up, whom players do not see."""
    table.ask("mira", c.UpdateTurnSettings(turn_time_limit=60, dm_turn_time_limit=600))
    table.ask("aria", ends("aria"))
    table.ask("bram", ends("bram"))


def test_when_the_turn_runs_out_is_told_and_for_whom_that_is(reaching: Reaching, shipped: Table):
    against_the_clock(shipped)
    at_rest()
    reaching.sends()
    runs_out, audience = clock_of(view_room(shipped.id))
    assert runs_out is not None
    assert audience == "dm"
    stands_as_here(reaching, shipped)
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    assert reaching.interaction(shipped.id).get("currentTurnTimeout") is None
    stands_as_here(reaching, shipped)


def test_after_a_cut_the_turn_runs_out_as_the_state_has_it_that_stays(reaching: Reaching, shipped: Table):
    against_the_clock(shipped)
    at_rest()
    reaching.sends()
    before = reaching.interaction(shipped.id)["currentTurnTimeout"]
    [*_, last] = [row.seq for row in shipped.rows()]
    resolving.cut_back(shipped.id, last)
    reaching.sends()
    assert clock_of(view_room(shipped.id))[1] == "all"
    assert reaching.interaction(shipped.id)["currentTurnTimeout"] < before
    stands_as_here(reaching, shipped)


def test_of_two_rows_of_one_millisecond_the_clock_of_the_second_counts(reaching: Reaching, shipped: Table):
    against_the_clock(shipped)
    at_rest()
    reaching.sends()
    [*_, told] = shipped.rows()
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    JournalEntry.objects.filter(seq__gt=told.seq).update(at=told.at)
    reaching.sends()
    stands_as_here(reaching, shipped)


def test_the_newest_of_the_log_stands_there_as_dms_are_told(reaching: Reaching, shipped: Table):
    evening(shipped)
    at_rest()
    reaching.sends()
    log = msgspec.json.decode(reaching.interaction(shipped.id)["interactionLog"])
    rows = lately(shipped.id).of("dm")
    of_rest = recent(((row.at, unpack_events(row.events)) for row in rows), "dm")["log"]
    assert log == msgspec.json.decode(msgspec.json.encode(of_rest[-10:]))
    assert len(log) == 10
