"""What happens when something on disk is not what was written: rebuilt where the journal has it, else closed, and said."""

import hashlib
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from engine import commands as c
from engine.events import Damaged
from engine.state import SCHEMA
from interactions import rooms
from interactions.models import Interaction, JournalEntry, Snapshot
from interactions.storage import TORN, Unreadable, pack, trouble, unpack_events, view_room
from tests.interactions.table import Table, ends

Spoils = Callable[[Snapshot, Table], None]


@pytest.fixture
def stored(live: Table) -> Table:
    """A fight of some turns with a snapshot in the middle of it, closed."""
    live.ask("aria", ends("aria"))
    live.ask("bram", c.SendChat(content="One."))
    rooms.stop_from_thread()
    live.ask("bram", c.SendChat(content="Two."))
    live.ask("bram", ends("bram"))
    live.room.snapshot = lambda reason: None  # type: ignore[method-assign]  # the one in the middle stays
    rooms.stop_from_thread()
    assert Snapshot.objects.get().seq < len(live.rows())
    return live


def flipped(row: Snapshot, _: Table) -> None:
    state = bytearray(row.state)
    state[len(state) // 2] ^= 4
    row.state = bytes(state)


def truncated(row: Snapshot, _: Table) -> None:
    row.state = bytes(row.state)[:-10]


def truncated_with_its_sum(row: Snapshot, table: Table) -> None:
    truncated(row, table)
    row.sha256 = hashlib.sha256(row.state).hexdigest()


def emptied(row: Snapshot, _: Table) -> None:
    row.state = b""


def with_a_wrong_sum(row: Snapshot, _: Table) -> None:
    row.sha256 = "0" * 64


def newer(row: Snapshot, _: Table) -> None:
    row.v = SCHEMA + 1


def of_another(row: Snapshot, table: Table) -> None:
    row.state = pack(replace(view_room(table.id), id="another"))
    row.sha256 = hashlib.sha256(row.state).hexdigest()


SPOILT: dict[str, Spoils] = {
    "a flipped bit": flipped,
    "cut off": truncated,
    "cut off with its sum": truncated_with_its_sum,
    "empty": emptied,
    "a wrong sum": with_a_wrong_sum,
    "of a newer version": newer,
    "of another interaction": of_another,
}


@pytest.mark.parametrize("how", SPOILT)
def test_an_unreadable_snapshot_is_rebuilt_said_once_and_stored_anew(stored: Table, how: str, caplog: Any):
    before = view_room(stored.id)
    row = Snapshot.objects.get()
    SPOILT[how](row, stored)
    row.save()
    assert stored.room.state == before
    assert stored.room.seq == len(stored.rows())
    mended = Snapshot.objects.get()
    assert (mended.seq, mended.reason, mended.v) == (stored.room.seq, "rebuilt", SCHEMA)
    assert stored.opens_anew().state == before
    said = [r for r in caplog.records if "unreadable" in r.getMessage()]
    assert [r.levelno for r in said] == [logging.ERROR]
    assert stored.id in said[0].getMessage()
    stored.ask("mira", c.SkipTurn())


def test_whatever_bit_of_a_snapshot_flips_it_is_not_believed(stored: Table):
    before, row = view_room(stored.id), Snapshot.objects.get()
    whole = bytes(row.state)
    for place in range(0, len(whole), max(1, len(whole) // 40)):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1 << place % 8
        Snapshot.objects.filter(pk=row.pk).update(state=bytes(spoilt), sha256=row.sha256, seq=row.seq)
        assert view_room(stored.id) == before


def test_a_closed_table_is_shown_though_its_snapshot_is_unreadable(stored: Table, client: Client, caplog: Any):
    Snapshot.objects.update(sha256="0" * 64)
    client.force_login(stored.people["mira"])
    for _ in range(3):
        assert client.get(f"/campaigns/{view_room(stored.id).campaign_id}/").status_code == 200
        assert client.get(f"/interactions/{stored.id}/").status_code == 200
    assert len([r for r in caplog.records if "rebuilt from the journal" in r.getMessage()]) == 1


# Rows


def unreadable_bytes(seq: int) -> None:
    JournalEntry.objects.filter(seq=seq).update(events=b"\xc1")


def cut_off(seq: int) -> None:
    row = JournalEntry.objects.get(seq=seq)
    JournalEntry.objects.filter(pk=row.pk).update(events=bytes(row.events)[:-3])


def no_text(seq: int) -> None:
    row = JournalEntry.objects.get(seq=seq)
    JournalEntry.objects.filter(pk=row.pk).update(events=bytes(row.events).replace(b"TurnEnded", b"TurnEnde\xff"))


def missing(seq: int) -> None:
    JournalEntry.objects.filter(seq=seq).delete()


def not_following(seq: int) -> None:
    events = [Damaged(entity_id="nobody", amounts=(), hp=1)]
    JournalEntry.objects.filter(seq=seq).update(events=pack(events))


def of_a_newer_version(seq: int) -> None:
    JournalEntry.objects.filter(seq=seq).update(v=SCHEMA + 1)


BROKEN: dict[str, Callable[[int], None]] = {
    "bytes": unreadable_bytes,
    "cut off": cut_off,
    "no text": no_text,
    "missing": missing,
    "not following": not_following,
    "of a newer version": of_a_newer_version,
}


@pytest.fixture
def broken_at(stored: Table) -> int:
    """The number of a row behind the snapshot that ends a turn; the last but nothing."""
    return len(stored.rows())


@pytest.mark.parametrize("how", BROKEN)
def test_an_unreadable_row_keeps_the_room_closed_and_names_it(
    stored: Table, broken_at: int, how: str, other: Table, client: Client, caplog: Any
):
    JournalEntry.objects.create(  # whatever is behind it: a row that is gone at the end would not be missed
        interaction_id=stored.id, seq=broken_at + 1, epoch=9, command_id="behind", content_hash=b"", at=1, v=SCHEMA,
        events=pack([]), result=b"",
    )  # fmt: skip
    BROKEN[how](broken_at)
    with pytest.raises(Unreadable) as closed:
        stored.room  # noqa: B018  # opening is what is tried
    assert (closed.value.interaction, closed.value.seq) == (stored.id, broken_at)
    for name in ("mira", "aria"):
        client.force_login(stored.people[name])
        page = client.get(f"/interactions/{stored.id}/")
        assert page.status_code == 409
        assert "This room cannot be opened" in page.text
        assert (f"resolve_journal {stored.id} --truncate {broken_at}" in page.text) == (name == "mira")
        assert ("ask its DM" in page.text) == (name == "aria")
        assert client.get(f"/interactions/{stored.id}/dice/").status_code == 409
        assert "cannot be opened" in client.get(f"/campaigns/{campaign_of(stored)}/").text
        answer = client.get(f"/api/interactions/{stored.id}/state/")
        assert (answer.status_code, answer.json()["detail"]) == (500, "This room cannot be opened; ask its DM.")
    assert f"interaction {stored.id}, journal row {broken_at}" in caplog.text
    other.starts()
    assert other.ask("aria", c.SendChat(content="We play on.")) == {}


def campaign_of(table: Table) -> str:
    return Interaction.objects.get(pk=table.id).campaign_id


@pytest.mark.parametrize("seq", [1, 2, 4])
def test_a_hole_before_the_snapshot_keeps_it_closed_too(stored: Table, seq: int):
    missing(seq)
    with pytest.raises(Unreadable) as closed:
        stored.room  # noqa: B018  # opening is what is tried
    assert closed.value.seq == seq


def test_rows_lost_behind_which_the_snapshot_is_keep_it_closed(stored: Table):
    seq = Snapshot.objects.get().seq
    JournalEntry.objects.filter(seq__gte=seq).delete()
    closed = trouble(stored.id)
    assert closed is not None
    assert closed.seq == seq


def test_whatever_bytes_a_row_has_it_is_read_or_named_and_nothing_else_happens(stored: Table):
    row = stored.rows()[-1]
    for place in range(len(row.events)):
        spoilt = bytearray(row.events)
        spoilt[place] ^= 0xFF
        try:
            unpack_events(bytes(spoilt))
        except TORN:
            continue
