"""A room from disk: snapshot and tail or the journal alone, the same; and what cannot be read stays closed, loudly."""

import msgspec
import pytest

from engine import commands as c
from engine.evolve import fold
from interactions import rooms
from interactions.models import FollowerCursor, Interaction, JournalEntry, Snapshot
from interactions.storage import Unreadable, tail, view_room
from tests.interactions.table import Table, ends, moves


def stored(table: Table) -> Snapshot | None:
    """The room's snapshot, once what was wished for is written."""
    table.on_loop(table.directory.snapshots.write).result(10)
    return Snapshot.objects.filter(pk=table.id).first()


def reason(table: Table) -> str:
    snapshot = stored(table)
    return snapshot.reason if snapshot else ""


def from_the_journal_alone(table: Table):
    state = None
    for _, _, events in tail(table.id, 0):
        state = fold(state, events)
    return state


def test_a_turn_alone_brings_no_snapshot(live: Table):
    live.ask("aria", moves("aria", (2, 0), end_turn=True))
    assert stored(live) is None


def test_the_end_of_a_round_brings_a_snapshot(live: Table):
    live.ask("aria", ends("aria"))
    live.ask("bram", ends("bram"))
    live.ask("mira", c.SkipTurn())
    assert stored(live) is None
    live.ask("mira", ends("wolf"))
    snapshot = stored(live)
    assert (snapshot.reason, snapshot.seq) == ("round_end", live.room.seq)


def test_a_players_last_window_closing_brings_a_snapshot(live: Table):
    first, second = live.seat("aria"), live.seat("aria")
    first.leaves()
    assert stored(live) is None
    second.leaves()
    assert reason(live) == "player_disconnect"


def test_the_dms_last_window_closing_brings_a_snapshot(live: Table):
    live.seat("mira").leaves()
    assert reason(live) == "dm_disconnect"


def test_a_defeat_brings_a_snapshot(live: Table):
    live.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=0)))
    assert reason(live) == "defeated"


def test_a_pause_brings_a_snapshot(live: Table):
    live.ask("mira", c.PauseInteraction(reason="Tea."))
    assert reason(live) == "pause"


@pytest.mark.parametrize("outcome", ["completed", "cancelled"])
def test_the_end_brings_a_snapshot_and_stands_in_the_row(live: Table, outcome: str):
    live.ask("mira", c.EndInteraction(outcome=outcome))
    assert reason(live) == "completion"
    row = Interaction.objects.get(pk=live.id)
    assert (row.live_status, row.outcome) == ("completed", outcome)
    assert row.started_at and row.ended_at and row.started_at <= row.ended_at


def test_snapshot_and_tail_give_what_the_journal_alone_gives(live: Table):
    live.ask("aria", moves("aria", (2, 0)))
    live.ask("mira", c.PauseInteraction())
    assert stored(live).seq == live.room.seq
    live.ask("mira", c.ResumeInteraction())
    live.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=3, conditions=["prone"])))
    live.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I sing.")))
    state, seq = live.room.state, live.room.seq
    assert from_the_journal_alone(live) == state
    Snapshot.objects.update(reason="pause")
    assert view_room(live.id) == state
    room = live.opens_anew()
    assert (room.state, room.seq) == (state, seq)
    rooms.stop_from_thread()
    Snapshot.objects.all().delete()
    assert live.room.state == state


def test_a_damaged_snapshot_is_left_aside_and_named(live: Table, caplog):
    live.ask("mira", c.PauseInteraction())
    state = live.room.state
    rooms.stop_from_thread()
    snapshot = Snapshot.objects.get(pk=live.id)
    Snapshot.objects.update(state=bytes(snapshot.state)[:-1] + b"\x00")
    room = live.room
    assert room.state == state
    assert live.id in caplog.text and "unreadable" in caplog.text
    live.ask("mira", c.ResumeInteraction())
    assert live.opens_anew().state.lasting.live_status == "live"


def test_a_snapshot_of_a_newer_version_is_left_aside(live: Table):
    live.ask("mira", c.PauseInteraction())
    state = live.room.state
    rooms.stop_from_thread()
    Snapshot.objects.update(v=999, state=b"?")
    assert live.room.state == state


def torn(table: Table, seq: int, **fields: object) -> None:
    rooms.stop_from_thread()
    JournalEntry.objects.filter(interaction_id=table.id, seq=seq).update(**fields)
    FollowerCursor.objects.all().delete()


@pytest.mark.parametrize(
    "fields", [{"events": b"\xc1"}, {"events": msgspec.msgpack.encode([{"event": "Sung"}])}, {"v": 999}]
)
def test_a_room_with_a_row_that_cannot_be_read_stays_closed(live: Table, fields: dict[str, object]):
    torn(live, 2, **fields)
    Snapshot.objects.all().delete()
    for _ in range(2):
        with pytest.raises(Unreadable, match=f"{live.id}, journal row 2"):
            _ = live.room
    assert live.id not in live.directory._open


def test_a_snapshot_does_not_hide_a_row_that_cannot_be_read(live: Table):
    """Whoever joins is told of the newest rows: better not to open than to fail then."""
    torn(live, 2, events=b"\xc1")
    assert Snapshot.objects.filter(pk=live.id, seq__gte=2).exists()
    with pytest.raises(Unreadable, match="journal row 2"):
        _ = live.room


def test_a_room_with_a_hole_in_its_journal_stays_closed(live: Table):
    live.ask("aria", moves("aria", (2, 0)))
    rooms.stop_from_thread()
    Snapshot.objects.all().delete()
    JournalEntry.objects.filter(interaction_id=live.id, seq=2).delete()
    with pytest.raises(Unreadable, match="journal row 2: it is missing"):
        _ = live.room


def test_a_row_that_cannot_be_read_stops_only_those_who_follow_that_room(live: Table, other: Table, caplog):
    other.starts()
    torn(live, 2, events=b"\xc1")
    rooms.catch_up(other.id)
    rooms.catch_up(live.id)
    cursors = {(c.interaction_id, c.seq, bool(c.error)) for c in FollowerCursor.objects.all()}
    assert cursors == {(live.id, 1, True), (other.id, len(other.rows()), False)}
    assert f"stops at interaction {live.id}, row 2" in caplog.text
    assert other.room.seq == len(other.rows())


def test_an_epoch_is_raised_by_opening_and_not_by_looking(live: Table):
    epoch = live.room.epoch
    rooms.stop_from_thread()
    view_room(live.id)
    assert Interaction.objects.get(pk=live.id).epoch == epoch
    assert live.room.epoch == epoch + 1


def test_the_seeds_are_in_no_snapshot_and_no_journal(live: Table):
    live.ask("mira", c.PauseInteraction())
    public, secret = live.room._seeds
    kept = [bytes(stored(live).state), *(bytes(row.events) for row in live.rows())]
    assert not any(seed in blob or seed.hex().encode() in blob for blob in kept for seed in (public, secret))
