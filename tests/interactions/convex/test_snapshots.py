"""A room's state reaches Convex with its history and what each may see: the newest, however large it is."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.state import Room
from engine.view import document
from interactions import rooms
from interactions.convex import snapshotting
from interactions.convex.collecting import collect
from interactions.convex.lineage import lineage_of
from interactions.models import Interaction, Snapshot
from interactions.storage import view_room
from sync import outbox
from sync.models import OutboxEntry
from sync.waiting import BYTES
from tests.interactions.convex.reaching import Reaching, at_rest, snapshot
from tests.interactions.convex.test_collecting import evening
from tests.interactions.table import At, Table


def test_the_stored_snapshot_arrives_with_its_history_and_what_each_may_see(reaching: Reaching, shipped: Table):
    evening(shipped)
    shipped.ask("mira", c.PauseInteraction(reason="Supper."))
    at_rest()
    reaching.sends()
    head, room = snapshot(reaching, shipped)
    assert room == view_room(shipped.id)
    assert head["lineage"][-1]["seq"] == Snapshot.objects.get().seq == len(shipped.rows())
    views = {row["stream"]: msgspec.json.decode(row["view"]) for row in reaching.convex.rows("interactionViews")}
    assert views == {s: msgspec.json.decode(msgspec.json.encode(document(room, s))) for s in ("dm", "party", "table")}
    assert "lurker" not in repr(views["party"]) + repr(views["table"])


def stored(table: Table) -> OutboxEntry:
    """The entry of the snapshot that has been wished for, behind its rows."""
    rooms.catch_up(table.id)
    table.on_loop(table.directory.snapshots.write).result(10)
    collect()
    return OutboxEntry.objects.get(newest_only="snapshot")


def told_who_is_there(table: Table) -> None:
    """At once: otherwise it comes a second later, in the middle of something."""
    table.on_loop(table.directory.presence.write).result(10)


URGENT: dict[str, tuple[str, Callable[[Table, dict[str, At]], Any]]] = {
    "a pause": ("pause", lambda table, seats: table.ask("mira", c.PauseInteraction())),
    "the end": ("completion", lambda table, seats: table.ask("mira", c.EndInteraction(outcome="completed"))),
    "a player who goes": ("player_disconnect", lambda table, seats: seats["aria"].leaves()),
    "a DM who goes": ("dm_disconnect", lambda table, seats: seats["mira"].leaves()),
}


@pytest.mark.parametrize("urgent", URGENT)
def test_a_snapshot_of_play_waits_for_a_newer_one_and_those_behind_which_nobody_may_come_back_do_not(
    reaching: Reaching, shipped: Table, urgent: str
):
    seats = {name: shipped.seat(name) for name in ("mira", "aria")}
    told_who_is_there(shipped)
    reaching.sends()
    shipped.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=0)))
    waiting = stored(shipped)
    assert waiting.not_before > waiting.created_at
    reason, happens = URGENT[urgent]
    shipped.ask("mira", c.Override(entity_id="bram", changes=c.OverrideChanges(hp=7)))
    happens(shipped, seats)
    at_once = stored(shipped)
    assert (at_once.pk, at_once.not_before) == (waiting.pk, 0)
    assert Snapshot.objects.get().reason == reason


def test_an_urgent_reason_is_not_lost_where_another_follows_before_it_is_stored(reaching: Reaching, shipped: Table):
    aria = shipped.seat("aria")
    told_who_is_there(shipped)
    reaching.sends()
    shipped.ask("mira", c.Override(entity_id="bram", changes=c.OverrideChanges(hp=7)))
    aria.leaves()
    shipped.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=0)))
    assert stored(shipped).not_before == 0
    assert Snapshot.objects.get().seq == len(shipped.rows())


def test_a_live_room_is_in_convex_from_its_first_row_on(reaching: Reaching, shipped: Table):
    """A restore must not need a round to have ended."""
    reaching.sends()
    head, room = snapshot(reaching, shipped)
    assert (head["reason"], room) == ("regular", shipped.room.state)


def test_one_that_is_larger_than_a_document_goes_in_pieces(reaching: Reaching, shipped: Table, monkeypatch: Any):
    monkeypatch.setattr(snapshotting, "PIECE", 1000)
    shipped.ask("aria", c.SendChat(content="Ö" * 50))
    shipped.ask("mira", c.PauseInteraction(reason="Ünd Ändert sich nichts: " + "ö" * 150))
    at_rest()
    reaching.sends()
    head, room = snapshot(reaching, shipped)
    assert len(head["chunkIds"]) > 3
    assert room == view_room(shipped.id)


def crowded(room: Room, count: int) -> Room:
    """So many more, each with a name that takes twice the place where JSON stands in JSON."""
    one = next(iter(room.table.participants.values()))
    more = {f"x{n}": replace(one, id=f"x{n}", name='"' * 500) for n in range(count)}
    return replace(room, table=replace(room.table, participants={**room.table.participants, **more}))


@pytest.mark.parametrize(("count", "pieces"), [(200, 1), (560, 3)])
def test_one_whose_views_make_it_larger_than_a_call_arrives(
    reaching: Reaching, shipped: Table, count: int, pieces: int
):
    reaching.sends()
    room = crowded(shipped.room.state, count)
    lineage = lineage_of(Interaction.objects.get(pk=shipped.id), len(shipped.rows()) + 1)
    entry = snapshotting.snapshot(snapshotting.Stood(room, lineage, 2, "regular"))
    assert len(snapshotting.pack(entry.operations[-1])) > BYTES
    assert len(entry.operations) == pieces
    outbox.add(entry)
    reaching.delivers()
    assert not OutboxEntry.objects.exists()
    assert snapshot(reaching, shipped)[1] == room
