"""A room as version 1 of the schema wrote it opens for ever: from its journal alone, and from its snapshot and the tail.

The fixture is what a database held then. Where a later version writes otherwise, it gets a fixture of its own beside this
one: `WRITE_OLD_ROOM=1 pytest tests/interactions/test_old_rooms.py -k now` writes that of the current version.
"""

import base64
import json
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine import commands as c
from engine.state import SCHEMA, Room
from interactions import rooms
from interactions.followers import catch_up
from interactions.models import Interaction, JournalEntry, Snapshot
from interactions.storage import view_room
from interactions.verification import verify
from tests.interactions.table import Table, bites, ends, moves

FOLDER = Path(__file__).parent / "fixtures"
VERSIONS = sorted(FOLDER.glob("room-version-*.json"))
ROW = ("seq", "epoch", "person", "command_id", "content_hash", "at", "v", "events", "result")
SNAPSHOT = ("seq", "epoch", "v", "state", "sha256", "at", "reason")
TEXT = {"person", "command_id", "sha256", "reason"}


def plain(row: Any, columns: tuple[str, ...]) -> list[Any]:
    values = [getattr(row, column) for column in columns]
    return [base64.b64encode(bytes(v)).decode() if isinstance(v, (bytes, memoryview)) else v for v in values]


def columns(names: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    found = dict(zip(names, values, strict=True))
    return {k: base64.b64decode(v) if isinstance(v, str) and k not in TEXT else v for k, v in found.items()}


def play(table: Table) -> None:
    """Something of everything that a journal may hold."""
    ask = table.ask
    ask("mira", c.StartInteraction())
    ask("aria", c.GiveNonce(nonce="5f2b9c1e7a3d4f60812c9b7e6d5a4c3b"))
    ask("mira", c.RollInitiative(values={"aria": 20, "bram": 15, "lurker": 10, "wolf": 5}))
    ask("mira", c.UpdateTurnSettings(resolution_mode="auto", dm_turn_time_limit=60))
    ask("aria", moves("aria", (2, 0)))
    ask(
        "aria",
        c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="attack", target="wolf", action_id="unarmed-strike")),
    )
    ask("bram", c.QueueTurn(entity_id="bram", actions=[c.ActionRequest(type="dodge"), c.ActionRequest(type="end")]))
    ask("aria", ends("aria"))
    ask("mira", ends("lurker"))
    ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(position=c.Cell(3, 0)), reason="It leaps."))
    ask("mira", bites("wolf", "aria"))
    ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=False)))
    ask("mira", ends("wolf"))
    ask("mira", c.SkipTurn(reason="Aria sleeps."))
    ask("mira", c.BacktrackTurn())
    ask("mira", c.BacktrackTurn(redo=True))
    ask("aria", c.SendChat(content="What was that?"))
    ask("bram", c.RollDice(formula="2d6+1", visibility="public"))
    ask("bram", c.TakeTurn(entity_id="bram", action=c.ActionRequest(type="custom", description="I sing.")))
    ask("mira", c.GrantReward(entity_id="aria", xp=25, note="For the leap."))
    rooms.stop_from_thread()
    table.room.snapshot = lambda reason: None  # type: ignore[method-assign]  # the snapshot stays behind the journal
    ask("mira", c.PauseInteraction(reason="Supper."))
    ask("mira", c.ResumeInteraction())
    rooms.stop_from_thread()


def test_what_is_written_now_opens_from_its_journal_alone_as_from_its_snapshot(table: Table):
    play(table)
    room, kept = view_room(table.id), Snapshot.objects.get()
    if "WRITE_OLD_ROOM" in os.environ:
        write(table, kept, room)
    kept.delete()
    assert view_room(table.id) == room


def write(table: Table, kept: Snapshot, room: Room) -> None:
    held = {
        "people": {name: str(person.pk) for name, person in table.people.items()},
        "rows": [plain(row, ROW) for row in table.rows()],
        "snapshot": plain(kept, SNAPSHOT),
        "room": msgspec.to_builtins(room),
    }
    (FOLDER / f"room-version-{SCHEMA}.json").write_text(json.dumps(held, indent=1) + "\n")


@pytest.fixture(params=VERSIONS, ids=lambda file: file.stem)
def old(request: pytest.FixtureRequest, table: Table) -> dict[str, Any]:
    """What a database of that version holds, in this one."""
    held: dict[str, Any] = json.loads(request.param.read_text())
    for row in held["rows"]:
        JournalEntry.objects.create(interaction_id=table.id, **columns(ROW, row))
    Snapshot.objects.create(interaction_id=table.id, **columns(SNAPSHOT, held["snapshot"]))
    Interaction.objects.filter(pk=table.id).update(live_status="live", started_at="2026-11-21T00:00Z")
    return held


def as_it_was(room: Room, was: Any) -> None:
    """Everything that was there then is there as it was; what came in since may be there beside it."""
    here = msgspec.to_builtins(room)
    assert list(_differences(here, was)) == []


def _differences(here: Any, was: Any, path: str = "") -> Any:
    if isinstance(was, dict):
        for key, value in was.items():
            yield from _differences(here.get(key) if isinstance(here, dict) else None, value, f"{path}.{key}")
    elif json.loads(json.dumps(here)) != was:
        yield path, here, was


def test_there_is_one_of_the_current_version():
    assert f"room-version-{SCHEMA}" in [file.stem for file in VERSIONS]


def test_an_old_room_opens_from_its_snapshot_and_the_tail(old: dict[str, Any], table: Table, caplog: Any):
    assert Snapshot.objects.get().seq < len(table.rows())
    as_it_was(view_room(table.id), old["room"])
    assert not caplog.records


def test_an_old_room_opens_from_its_journal_alone(old: dict[str, Any], table: Table):
    Snapshot.objects.all().delete()
    as_it_was(view_room(table.id), old["room"])


def test_followers_digest_an_old_journal_and_everything_agrees(old: dict[str, Any], table: Table):
    catch_up([table.id])
    assert verify(Interaction.objects.get(pk=table.id)).differences == []


def test_in_an_old_room_one_plays_on(old: dict[str, Any], table: Table):
    count = len(table.rows())
    action = next(iter(table.room.state.table.review))
    table.ask("mira", c.ResolveAction(action_id=action, outcome="approved"))
    table.ask("mira", c.EndInteraction(outcome="cancelled"))
    assert len(table.rows()) > count
    assert table.opens_anew().state.status == "CANCELLED"
