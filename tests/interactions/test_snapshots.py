"""When a room is stored: each of the triggers of the rules, by what it does to the row."""

from collections.abc import Iterator

import pytest

from engine import commands as c
from interactions import rooms
from interactions.models import Snapshot
from interactions.storage import unpack_room, view_room
from tests.interactions.clocks import FakeClock
from tests.interactions.table import PATIENCE, Table, ends
from tests.people import gathered, laid_table


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(transactional_db: None, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    monkeypatch.setattr(rooms, "EVERY", 3600)
    people = gathered()
    table = Table(laid_table(people), people)
    table.directory.clock = clock
    yield table
    rooms.stop_from_thread()


def stored(table: Table) -> tuple[str, int]:
    """Why it was stored last, and which row that was; what is stored is the room."""
    table.on_loop(table.directory.snapshots.write).result(PATIENCE)
    [row] = Snapshot.objects.filter(interaction_id=table.id)
    assert unpack_room(bytes(row.state)) == view_room(table.id)
    return row.reason, row.seq


def nothing_is_stored(table: Table) -> bool:
    table.on_loop(table.directory.snapshots.write).result(PATIENCE)
    return not Snapshot.objects.filter(interaction_id=table.id).exists()


def test_a_turn_alone_stores_nothing(live: Table):
    live.ask("aria", ends("aria"))
    assert nothing_is_stored(live)


def test_it_is_stored_at_the_end_of_a_round(live: Table):
    for who, name in (("aria", "aria"), ("bram", "bram"), ("mira", "lurker")):
        live.ask(who, ends(name))
    assert nothing_is_stored(live)
    live.ask("mira", ends("wolf"))
    assert live.room.state.table.round_number == 2
    assert stored(live) == ("round_end", live.room.seq)


def test_it_is_stored_when_a_player_is_disconnected(live: Table):
    live.seat("mira")
    first, second = live.seat("aria"), live.seat("aria")
    first.leaves()
    assert nothing_is_stored(live)
    second.leaves()
    assert stored(live) == ("player_disconnect", live.room.seq)


def test_it_is_stored_when_a_dm_is_disconnected(live: Table):
    live.seat("mira").leaves()
    assert stored(live) == ("dm_disconnect", live.room.seq)


def test_it_is_stored_when_somebody_is_defeated(live: Table):
    live.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=0)))
    assert live.room.state.table.participants["wolf"].defeated
    assert stored(live) == ("defeated", live.room.seq)


def test_it_is_stored_when_it_is_paused(live: Table):
    live.ask("mira", c.PauseInteraction(reason="Supper."))
    assert stored(live) == ("pause", live.room.seq)


def test_it_is_stored_when_it_is_completed(live: Table):
    live.ask("mira", c.EndInteraction(outcome="completed"))
    assert stored(live) == ("completion", live.room.seq)


def test_it_is_stored_when_it_is_cancelled(live: Table):
    live.ask("mira", c.EndInteraction(outcome="cancelled"))
    assert stored(live) == ("completion", live.room.seq)


def test_it_is_stored_when_nothing_happens_for_long(live: Table, clock: FakeClock):
    live.seat("mira")
    live.on_loop(lambda: clock.advance(299))
    assert nothing_is_stored(live)
    live.on_loop(lambda: clock.advance(2))
    assert stored(live) == ("inactivity", live.room.seq)


def test_it_is_stored_when_the_server_is_shut_down(live: Table):
    seq = live.room.seq
    rooms.stop_from_thread()
    row = Snapshot.objects.get(interaction_id=live.id)
    assert (row.reason, row.seq) == ("shutdown", seq)


def test_each_one_replaces_the_one_before(live: Table):
    live.ask("mira", c.PauseInteraction())
    _, first = stored(live)
    live.ask("mira", c.ResumeInteraction())
    live.ask("mira", c.EndInteraction(outcome="cancelled"))
    assert stored(live) == ("completion", first + 2)
    assert Snapshot.objects.count() == 1
