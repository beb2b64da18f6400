"""resolve_snapshot: a person chooses which of two evenings goes on, and nothing of the other is lost."""

import io
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from msgspec.structs import replace

from campaignlive import sole
from engine import commands as c
from engine.state import Room
from interactions import replay, resolving
from interactions.convex import fetching
from interactions.convex.lineage import kept_as
from interactions.models import DiceSeeds, Interaction, JournalEntry
from interactions.storage import view_room
from interactions.verification import verify
from sync.models import OutboxEntry
from tests.convex.standin import StandIn
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.convex.test_collecting import evening, same_as_the_tables
from tests.interactions.table import Table, ends


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, settings: Any) -> Path:
    settings.JOURNAL_COPIES = tmp_path / "journals"
    return tmp_path / "journals"


@pytest.fixture
def parted(reaching: Reaching, shipped: Table) -> Table:
    """Convex has an evening to its end; here it was cut back by somebody who did not know of its last rows, and went on."""
    evening(shipped)
    shipped.ask("mira", c.PauseInteraction(reason="Supper."))
    at_rest()
    reaching.sends()
    resolving.cut_back(shipped.id, len(shipped.rows()) - 5)
    left = Interaction.objects.get()
    [entry] = left.ancestry
    left.ancestry = [{**entry, "seq": entry["seq"] - 5}]
    left.save()
    shipped.ask("mira", c.SendChat(content="Where were we?"))
    shipped.ask("mira", c.PauseInteraction(reason="A second supper."))
    at_rest()
    return shipped


def resolve(table: Table, *options: str) -> str:
    out = StringIO()
    call_command("resolve_snapshot", table.id, *options, stdout=out)
    return out.getvalue()


def refused(table: Table, *options: str) -> str:
    before = [(row.seq, bytes(row.events)) for row in table.rows()]
    with pytest.raises(CommandError) as sentence:
        resolve(table, *options)
    assert [(row.seq, bytes(row.events)) for row in table.rows()] == before
    return str(sentence.value)


def differences(table: Table) -> list[Any]:
    return verify(Interaction.objects.get(pk=table.id)).differences


def test_it_says_which_histories_there_are(parted: Table):
    said = resolve(parted)
    assert "Neither knows everything that the other knows." in said
    journal = Interaction.objects.get()
    assert f"here:      {journal.ancestry[0]['journalId']} to row" in said
    assert f"{journal.journal_id} to row {len(parted.rows())}" in said


def test_going_live_again_is_refused_until_somebody_has_chosen(parted: Table):
    assert parted.refusal("mira", c.ResumeInteraction()) == "conflict"
    assert refused(parted, "--keep", "local", "--yes") == "The room is open in this process."
    at_rest()
    resolve(parted, "--keep", "local", "--yes")
    assert parted.ask("mira", c.ResumeInteraction()) == {}


def test_kept_local_everything_here_is_in_convex_and_nothing_else(reaching: Reaching, parted: Table, copies: Path):
    rows, seeds = len(parted.rows()), bytes(DiceSeeds.objects.get().public)
    said = resolve(parted, "--keep", "local", "--yes")
    assert len(parted.rows()) == rows, "the journal stays as it is"
    assert bytes(DiceSeeds.objects.get().public) == seeds, "and so do the dice"
    reaching.sends()
    same_as_the_tables(reaching, parted)
    assert reaching.interaction(parted.id)["liveStatus"] == "paused"
    assert differences(parted) == []
    [copy] = copies.glob("*-convex-*")
    assert str(copy) in said
    assert json.loads(copy.read_text())["room"]["id"] == parted.id
    assert len(reaching.convex.rows("snapshotCopies", interactionId=parted.id)) == 1


def test_kept_local_play_goes_on_and_arrives(reaching: Reaching, parted: Table):
    resolve(parted, "--keep", "local", "--yes")
    parted.ask("mira", c.ResumeInteraction())
    parted.ask("mira", ends(parted.room.state.active.id))
    parted.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    same_as_the_tables(reaching, parted)
    assert reaching.interaction(parted.id)["lineage"][-1]["seq"] == len(parted.rows())


def test_kept_local_what_convex_has_need_not_be_readable(
    reaching: Reaching, parted: Table, copies: Path, monkeypatch: pytest.MonkeyPatch
):
    """Otherwise nobody could go live again: nothing but a choice lets an older version do so."""
    monkeypatch.setattr(fetching, "SCHEMA", 0)
    assert "was written by a newer version" in refused(parted, "--keep", "convex", "--yes")
    assert "was written by a newer version" in resolve(parted, "--keep", "local", "--yes")
    [copy] = copies.glob("*-convex-*")
    assert json.loads(json.loads(copy.read_text())["text"])["id"] == parted.id
    reaching.sends()
    same_as_the_tables(reaching, parted)
    assert parted.ask("mira", c.ResumeInteraction()) == {}


def with_quotes(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Where no view has them. Each is two bytes of the state as JSON, and four where that stands in JSON."""
    continued = replay.continued

    def large(*args: Any) -> Room | None:
        room = continued(*args)
        return room and replace(room, table=replace(room.table, settled=('"' * count,)))

    monkeypatch.setattr(replay, "continued", large)


def test_kept_local_a_state_as_large_as_one_may_be_goes_in_calls_that_convex_takes(
    reaching: Reaching, parted: Table, monkeypatch: pytest.MonkeyPatch
):
    with_quotes(monkeypatch, 5_390_000)
    resolve(parted, "--keep", "local", "--yes")
    [head] = reaching.convex.rows("snapshots")
    assert len(head["chunkIds"]) == 12
    with fetching.connected() as convex:
        there = fetching.stored(convex, parted.id)
    assert there and there.room.table.settled == ('"' * 5_390_000,)
    assert len(reaching.convex.rows("snapshotCopies", interactionId=parted.id)) == 1


def test_kept_local_a_state_that_is_larger_is_refused_and_all_stays_as_it_is(
    reaching: Reaching, parted: Table, monkeypatch: pytest.MonkeyPatch
):
    with_quotes(monkeypatch, 5_410_000)
    assert "12 are allowed" in refused(parted, "--keep", "local", "--yes")
    assert reaching.convex.rows("snapshotUploads") == []
    assert reaching.convex.rows("snapshotCopies") == []


def test_kept_convex_the_room_goes_on_from_there(reaching: Reaching, parted: Table, copies: Path):
    rows, seeds = len(parted.rows()), bytes(DiceSeeds.objects.get().public)
    said = resolve(parted, "--keep", "convex", "--yes")
    assert [row.seq for row in parted.rows()] == [1]
    assert view_room(parted.id).lasting.pause_reason == "Supper."
    assert bytes(DiceSeeds.objects.get().public) != seeds
    assert differences(parted) == []
    [copy] = copies.glob("*-local-*")
    assert str(copy) in said
    assert len(json.loads(copy.read_text())["rows"]) == rows
    reaching.sends()
    same_as_the_tables(reaching, parted)
    assert parted.ask("mira", c.ResumeInteraction()) == {}


def test_what_was_shipped_of_the_other_evening_is_void(reaching: Reaching, parted: Table):
    """Records are not kept back by a conflict about the snapshot."""
    reaching.tries()
    assert set(OutboxEntry.objects.values_list("parked", flat=True)) == {"conflict"}
    resolve(parted, "--keep", "convex", "--yes")
    reaching.sends()
    same_as_the_tables(reaching, parted)


def test_nothing_is_changed_before_somebody_has_said_yes(parted: Table, monkeypatch: pytest.MonkeyPatch):
    asking = input
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert refused(parted, "--keep", "convex") == "Nothing was changed."
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("builtins.input", asking)
    assert refused(parted, "--keep", "convex") == "Nothing was changed."
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert "It goes on with what Convex has." in resolve(parted, "--keep", "convex")


def test_beside_a_running_server_it_is_refused(parted: Table):
    with sole.alone(connection.settings_dict["NAME"], "http://127.0.0.1:8000/"):
        assert "stop that server first" in refused(parted, "--keep", "local", "--yes")


def test_without_an_answer_nothing_is_changed(parted: Table, stand_in: StandIn):
    stand_in.fault("503")
    assert refused(parted, "--keep", "local", "--yes").startswith("Nothing was changed here. Convex answered 503")


def test_where_there_is_nothing_to_choose_it_says_so(reaching: Reaching, shipped: Table, settings: Any):
    at_rest()
    assert "Convex has no snapshot of it" in refused(shipped, "--keep", "local", "--yes")
    reaching.sends()
    assert "nothing has to be decided" in resolve(shipped)
    settings.CONVEX_URL = ""
    assert "there is no Convex to compare with" in refused(shipped)
    with pytest.raises(CommandError):
        call_command("resolve_snapshot", "nothing")


def test_a_draft_is_no_evening_to_keep(reaching: Reaching, shipped: Table):
    shipped.ask("mira", c.PauseInteraction())
    at_rest()
    reaching.sends()
    JournalEntry.objects.all().delete()
    Interaction.objects.update(ancestry=kept_as([]))
    assert refused(shipped, "--keep", "local", "--yes") == "Nothing of it was played here."
