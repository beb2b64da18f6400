"""resolve_journal: a journal brought out, cut back, and everything that is stored in order again."""

import io
import json
import os
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaignlive import sole
from chat.models import ChatMessage
from engine import commands as c
from engine.dice import seed_hash
from interactions import dicecheck, rooms
from interactions.models import Alert, DiceSeeds, FollowerCursor, Interaction, JournalEntry, Snapshot
from interactions.storage import view_room
from interactions.verification import verify
from tests.interactions.table import Table, ends
from turns.models import LiveInteractionLog, PlayerAction, RewardGrant, TurnRecord


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, settings: Any) -> Path:
    """Where the copies of what is cut go."""
    settings.JOURNAL_COPIES = tmp_path / "journals"
    return tmp_path / "journals"


@pytest.fixture
def played(live: Table) -> Table:
    """Turns, words, a roll, rewards and an alert before and behind the row that breaks; closed."""
    live.ask("aria", c.RollDice(formula="2d6", visibility="public"))
    live.ask("mira", c.GrantReward(entity_id="aria", xp=10))
    live.ask("aria", c.SendChat(content="Before."))
    live.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I pray.")))
    live.ask("aria", c.SendChat(content="This breaks."), "breaks")
    live.ask("mira", c.ResolveAction(action_id=next(iter(live.room.state.table.review)), outcome="approved"))
    live.ask("aria", ends("aria"))
    live.ask("bram", c.RollDice(formula="1d20", visibility="public"))
    live.ask("mira", c.GrantReward(entity_id="bram", xp=5))
    live.ask("bram", c.SendChat(content="Behind."))
    live.ask("mira", c.PauseInteraction())
    rooms.stop_from_thread()
    return live


def breaks(table: Table) -> int:
    """Break a row in the middle, as a bad block would; its number. Rooms and followers have read it once."""
    row = JournalEntry.objects.get(interaction_id=table.id, command_id="breaks")
    JournalEntry.objects.filter(pk=row.pk).update(events=b"\xc1")
    return row.seq


def resolve(table: Table, *options: Any) -> str:
    out = StringIO()
    call_command("resolve_journal", table.id, *map(str, options), stdout=out)
    return out.getvalue()


def differences(table: Table) -> list[Any]:
    return verify(Interaction.objects.get(pk=table.id)).differences


def test_it_says_what_cannot_be_read_and_changes_nothing(played: Table):
    rows = len(played.rows())
    assert "the room can be opened" in resolve(played)
    seq = breaks(played)
    said = resolve(played)
    assert f"row {seq}: " in said
    assert f"the room stays closed: interaction {played.id}, journal row {seq}" in said
    assert len(played.rows()) == rows


def test_it_brings_the_journal_out_with_what_cannot_be_read_as_base64(played: Table, tmp_path: Path):
    seq, file = breaks(played), tmp_path / "out.json"
    resolve(played, "--export", file)
    out = json.loads(file.read_text())
    assert [row["seq"] for row in out["rows"]] == list(range(1, len(played.rows()) + 1))
    broken = [row for row in out["rows"] if "events" not in row]
    assert [(row["seq"], row["base64"]) for row in broken] == [(seq, "wQ==")]
    assert out["rows"][0]["events"][0]["event"] == "Opened"
    seeds = DiceSeeds.objects.get()
    assert bytes(seeds.public).hex() not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="cannot be written"):
        resolve(played, "--export", file)


def test_cut_back_everything_is_as_it_was_before_that_row(played: Table, copies: Path):
    seq = breaks(played)
    assert differences(played)
    assert Alert.objects.filter(kind="interactionPaused").exists()
    said = resolve(played, "--truncate", seq, "--yes")
    assert f"row {seq - 1} is the last that stayed. The room can be opened." in said
    assert differences(played) == []
    room = view_room(played.id)
    assert (room.lasting.live_status, room.active.id) == ("live", "aria")
    assert Interaction.objects.get(pk=played.id).live_status == "live"
    assert list(ChatMessage.objects.values_list("content", flat=True)) == ["Before."]
    assert list(RewardGrant.objects.values_list("entity_id", "xp")) == [("aria", 10)]
    assert list(PlayerAction.objects.values_list("entity_id", "status", "outcome")) == [("aria", "PENDING", "")]
    assert list(TurnRecord.objects.values_list("entity_id", "end_time")) == [("aria", None)]
    assert not Alert.objects.filter(kind="interactionPaused").exists()
    assert LiveInteractionLog.objects.order_by("seq").last().event_type == "JOURNAL_CUT_BACK"
    assert set(FollowerCursor.objects.values_list("seq", "error")) == {(seq, "")}
    [copy] = copies.iterdir()
    assert json.loads(copy.read_text())["rows"][-1]["seq"] > seq


def test_the_table_plays_on_after_it(played: Table):
    seq, before = breaks(played), Interaction.objects.get(pk=played.id).epoch
    resolve(played, "--truncate", seq, "--yes")
    assert Interaction.objects.get(pk=played.id).epoch > before
    aria = played.seat("aria")
    events = [message.get("event") for message in aria.last("snapshot")["recent"]["log"]]
    assert events[-1] == "JOURNAL_CUT_BACK"
    action = next(iter(played.room.state.table.review))
    played.ask("mira", c.ResolveAction(action_id=action, outcome="denied"))
    played.ask("aria", ends("aria"))
    assert played.ask("aria", c.SendChat(content="Once more."), "breaks") == {}, "its id was taken away with it"
    rooms.stop_from_thread()
    assert differences(played) == []
    assert Snapshot.objects.get().seq == len(played.rows())


def test_the_dice_have_new_seeds_and_what_fell_before_is_no_longer_verifiable(played: Table):
    seq, old = breaks(played), DiceSeeds.objects.get()
    resolve(played, "--truncate", seq, "--yes")
    new = DiceSeeds.objects.get()
    assert {bytes(new.public), bytes(new.secret)}.isdisjoint({bytes(old.public), bytes(old.secret)})
    lasting = view_room(played.id).lasting
    assert lasting.seed_hash == seed_hash(bytes(new.public))
    assert lasting.unverifiable == lasting.dice.public > 0
    document = played.seat("aria").last("snapshot")["state"]["party"]["dice"]
    assert (document["unverifiable"], document["seedHash"]) == (lasting.unverifiable, lasting.seed_hash)
    played.ask("mira", c.RollDice(formula="4d6", visibility="public"))
    played.ask("mira", c.EndInteraction(outcome="cancelled"))
    checked = dicecheck.check(played.id)
    assert checked.agrees
    assert (len(checked.rolls), checked.unverifiable) == (1, lasting.unverifiable)
    out = StringIO()
    call_command("verify_dice", played.id, stdout=out)
    assert "can no longer be verified" in out.getvalue()


def test_cut_back_to_nothing_it_is_a_draft_again(played: Table):
    JournalEntry.objects.filter(seq=1).update(events=b"")
    resolve(played, "--truncate", 1, "--yes")
    interaction = Interaction.objects.get(pk=played.id)
    assert (interaction.live_status, interaction.started_at) == ("idle", None)
    assert (played.rows(), TurnRecord.objects.count(), ChatMessage.objects.count()) == ([], 0, 0)
    assert differences(played) == []
    played.starts()


def test_rows_that_are_missing_at_the_end_are_cut_off_too(played: Table):
    last = len(played.rows())
    JournalEntry.objects.filter(seq=last).delete()
    assert "it is missing" in resolve(played)
    resolve(played, "--truncate", last, "--yes")
    assert differences(played) == []


def hides(table: Table, content: str) -> None:
    rooms.catch_up(table.id)
    table.ask("mira", c.HideChat(message_id=ChatMessage.objects.get(content=content).pk))
    rooms.stop_from_thread()


def test_what_was_hidden_before_the_cut_stays_hidden_and_what_behind_it_is_shown(played: Table):
    hides(played, "Before.")
    hides(played, "Behind.")
    resolve(played, "--truncate", len(played.rows()), "--yes")
    assert {one.content: one.hidden for one in ChatMessage.objects.exclude(type="system")} == {
        "Before.": True,
        "This breaks.": False,
        "Behind.": False,
    }
    assert differences(played) == []


def test_no_alert_is_told_again(played: Table):
    live = Alert.objects.filter(kind="interactionLive")
    assert live.count() == 3
    live.filter(user=played.people["aria"]).delete()
    resolve(played, "--truncate", breaks(played), "--yes")
    assert live.count() == 2


# What it refuses


def refused(table: Table, *options: Any) -> str:
    before = [(row.seq, bytes(row.events)) for row in table.rows()]
    with pytest.raises(CommandError) as sentence:
        resolve(table, *options)
    assert [(row.seq, bytes(row.events)) for row in table.rows()] == before
    return str(sentence.value)


def test_nothing_is_cut_before_somebody_has_said_yes(played: Table, monkeypatch: pytest.MonkeyPatch):
    asking = input
    seq = breaks(played)
    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert refused(played, "--truncate", seq) == "Nothing was cut."
    monkeypatch.setattr("sys.stdin", io.StringIO())
    monkeypatch.setattr("builtins.input", asking)
    assert refused(played, "--truncate", seq) == "Nothing was cut."
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert "rows are gone" in resolve(played, "--truncate", seq)


def test_beside_a_running_server_it_is_refused(played: Table):
    seq = breaks(played)
    with sole.alone(connection.settings_dict["NAME"], "http://127.0.0.1:8000/"):
        sentence = refused(played, "--truncate", seq, "--yes")
    assert f"(process {os.getpid()}, http://127.0.0.1:8000/): stop that server first." in sentence


def test_a_room_that_is_open_here_is_not_cut(played: Table):
    assert played.room.seq == len(played.rows())
    assert "open in this process" in refused(played, "--truncate", played.room.seq, "--yes")


def test_behind_an_unreadable_row_nothing_is_cut(played: Table):
    seq = breaks(played)
    assert refused(played, "--truncate", seq + 2, "--yes") == f"Row {seq} cannot be read either: cut there."


def test_what_is_not_there_is_not_cut(played: Table):
    end = len(played.rows())
    assert refused(played, "--truncate", end + 1, "--yes").startswith(f"There is no row {end + 1}")
    assert refused(played, "--truncate", end + 9, "--yes").startswith(f"There is no row {end + 9}")
    assert refused(played, "--truncate", 0, "--yes") == "Rows count from 1."
    with pytest.raises(CommandError, match="There is no interaction"):
        call_command("resolve_journal", "nothing")


def test_what_the_characters_were_given_is_not_given_twice(played: Table):
    played.ask("mira", c.EndInteraction(outcome="completed"))
    rooms.stop_from_thread()
    sentence = refused(played, "--truncate", len(played.rows()), "--yes")
    assert "has given the characters what they won" in sentence
    assert differences(played) == []


def test_one_interaction_of_a_campaign_is_live_afterwards_too(played: Table, people: dict[str, Any]):
    played.ask("mira", c.EndInteraction(outcome="cancelled"))
    first = Interaction.objects.get(pk=played.id)
    second = Interaction.objects.create(
        id="second", campaign=first.campaign, name="Second", dm=people["mira"], location=first.location
    )
    Interaction.objects.filter(pk=second.pk).update(live_status="live")
    rooms.stop_from_thread()
    assert "Another interaction of this campaign is live" in refused(played, "--truncate", len(played.rows()), "--yes")
