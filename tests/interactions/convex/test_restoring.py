"""restore_from_convex: the database is lost, and everything comes back from Convex alone."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection

from campaignlive import sole
from campaignlive.management.commands import restore_from_convex
from campaigns.models import Campaign, ContentChange, InventoryEntry, Item, Membership, PlayerCharacter
from engine import commands as c
from interactions.convex import restoring
from interactions.models import Interaction, JournalEntry, Participant
from interactions.storage import view_room
from interactions.verification import verify
from sync.client import RetryLater
from tests.convex.standin import Deployment, StandIn
from tests.interactions.convex.reaching import Reaching, at_rest
from tests.interactions.convex.test_collecting import TABLES, evening, same_as_the_tables
from tests.interactions.table import Table, ends
from turns.models import PlayerAction, Settlement, TurnRecord

CONTENT = (Campaign, PlayerCharacter, Item, InventoryEntry)


@pytest.fixture(autouse=True)
def copies(tmp_path: Path, settings: Any) -> None:
    settings.JOURNAL_COPIES = tmp_path / "journals"


@pytest.fixture
def everything(empty_convex: Deployment, reaching: Reaching, shipped: Table, other: Table) -> Table:
    """A fight in the middle of a turn, another one that is over, and a draft; all of it in Convex."""
    evening(shipped)
    while (active := shipped.room.state.active.id) != "aria":
        shipped.ask("mira", ends(active))
    shipped.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I hum.")))
    shipped.ask("mira", c.GrantReward(entity_id="aria", xp=7))
    other.starts("aria", "bram")
    other.ask("mira", c.GrantReward(entity_id="bram2", xp=30))
    other.ask("mira", c.EndInteraction(outcome="completed"))
    draft = Interaction.objects.get(pk=shipped.id)
    draft.pk, draft.live_status, draft.started_at = "draft", "idle", None
    draft.save(force_insert=True)
    at_rest()
    reaching.sends()
    return shipped


def lost(table: Table) -> None:
    """As with a new disk: the tables are there, and nothing in them."""
    at_rest()
    call_command("flush", interactive=False, verbosity=0)
    ContentChange.objects.all().delete()


def restore(*options: str) -> str:
    out = StringIO()
    call_command("restore_from_convex", *options, stdout=out)
    return out.getvalue()


class Terminal(StringIO):
    """Somebody looks on."""

    def isatty(self) -> bool:
        return True


def content() -> dict[str, list[Any]]:
    return {model.__name__: sorted(model._default_manager.values_list("pk", flat=True)) for model in CONTENT}


def differences() -> list[Any]:
    return [difference for one in Interaction.objects.all() for difference in verify(one).differences]


OURS = "_id _creationTime presenceAt timeoutAt statusAt settingsAt lastStateSnapshot snapshotTimestamp".split()
"""What Convex's functions have added."""


@pytest.mark.parametrize(
    "ahead",
    [
        pytest.param({"revision": 3_600_000}, id="by a clock that went an hour ahead"),
        pytest.param(
            {"revision": 1 << 41, "lineage": [{"journalId": "j1", "seq": 50}], "liveStatus": "live"},
            id="while it was played, and no state of that is there",
        ),
    ],
)
def test_what_is_changed_after_a_restore_arrives_whatever_was_told_before_it(
    reaching: Reaching, everything: Table, ahead: dict[str, Any]
):
    convex = reaching.convex.admin()
    there = convex.query("node:interactionOf", {"interactionId": "draft"})
    told = {name: value for name, value in there.items() if name not in OURS}
    convex.mutation("liveSystem:upsertInteraction", {**told, **ahead, "revision": told["revision"] + ahead["revision"]})
    lost(everything)
    restore()
    Interaction.objects.filter(pk="draft").update(name="Ambush at noon")
    reaching.sends()
    assert reaching.interaction("draft")["name"] == "Ambush at noon"
    assert reaching.interaction("draft")["liveStatus"] == "idle"


def test_how_far_it_is_can_be_seen(everything: Table, monkeypatch: pytest.MonkeyPatch):
    """However many pages it takes."""
    monkeypatch.setattr(restore_from_convex, "PAGE", 1)
    shown = seen_restoring(everything)
    assert [line for line in shown if line.startswith("interactions [")] == [
        "interactions [..............................] 0/3",
        "interactions [##########....................] 1/3",
        "interactions [####################..........] 2/3",
        "interactions [##############################] 3/3",
    ]
    assert "monsters: 1 …" in shown
    assert "monsters: 2 …" in shown


def test_how_far_it_is_can_be_seen_where_convex_does_not_count(everything: Table, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(restore_from_convex, "COUNTING", "node:ofAnOlderVersion")
    shown = [line for line in seen_restoring(everything) if line.startswith("interactions")]
    assert shown == ["interactions …", *(f"interactions: {count} …" for count in range(4))]


def seen_restoring(table: Table) -> list[str]:
    """The lines that somebody at a terminal sees, one over the other."""
    lost(table)
    terminal = Terminal()
    call_command("restore_from_convex", stdout=StringIO(), stderr=terminal)
    assert Interaction.objects.count() == 3
    return [line.strip() for line in terminal.getvalue().split("\r")]


def test_everything_is_there_again_and_agrees(everything: Table):
    before, people = content(), set(get_user_model().objects.values_list("pk", "username"))
    members = set(Membership.objects.values_list("campaign", "user", "role"))
    states = dict(Interaction.objects.values_list("pk", "live_status"))
    seats = set(Participant.objects.values_list("pk", "interaction", "character", "monster", "x", "y", "hidden"))
    lost(everything)
    assert not Interaction.objects.exists()
    said = restore()
    assert "3 interactions were restored" in said
    assert content() == before
    assert set(get_user_model().objects.values_list("pk", "username")) <= people
    assert set(Membership.objects.values_list("campaign", "user", "role")) == members
    assert dict(Interaction.objects.values_list("pk", "live_status")) == states
    assert (
        set(Participant.objects.values_list("pk", "interaction", "character", "monster", "x", "y", "hidden")) == seats
    )
    assert differences() == []


def test_the_fight_goes_on_where_it_was(everything: Table, reaching: Reaching):
    room = view_room(everything.id)
    lost(everything)
    restore()
    restored = view_room(everything.id)
    assert restored.table == room.table
    assert restored.lasting.unverifiable == restored.lasting.dice.public == room.lasting.dice.public > 0
    assert restored.lasting.seed_hash not in ("", room.lasting.seed_hash)
    waits = next(iter(restored.table.review))
    everything.ask("mira", c.ResolveAction(action_id=waits, outcome="approved", notes="Softly."))
    everything.ask("aria", ends("aria"))
    everything.ask("mira", c.EndInteraction(outcome="completed"))
    at_rest()
    assert differences() == []
    reaching.sends()
    same_as_the_tables(reaching, everything)


def test_who_sat_there_when_the_disk_was_lost_has_gone(everything: Table, reaching: Reaching):
    """The server that would have said so is no more, and nothing here remembers it."""
    at = reaching.interaction(everything.id)["presenceAt"] + 1_000
    told = {"interactionId": everything.id, "connectedParticipants": ["7"], "at": at, "revision": 1 << 41}
    reaching.convex.admin().mutation("liveSystem:updateConnectedParticipants", told)
    assert reaching.interaction(everything.id)["connectedParticipants"] == ["7"]
    lost(everything)
    restore()
    reaching.sends()
    assert reaching.interaction(everything.id)["connectedParticipants"] == []


def test_what_was_taken_back_behind_the_state_that_convex_has_stands_again(everything: Table, reaching: Reaching):
    """A rewind is told of at once, the state behind it a minute later: until then the room is restored as it was before."""

    def taken_back() -> set[tuple[str, bool]]:
        return {(row.pk, row.undone) for model in (TurnRecord, PlayerAction) for row in model.objects.all()}

    before = taken_back()
    everything.ask("mira", c.BacktrackTurn())
    reaching.sends()
    assert {pk for pk, undone in taken_back() - before if undone}
    lost(everything)
    restore()
    assert taken_back() == before
    assert differences() == []
    reaching.sends()
    same_as_the_tables(reaching, everything)


def test_the_records_of_before_are_there_and_marked(everything: Table):
    before = {
        name: set(model.objects.values_list("pk", flat=True)) for name, model in TABLES.items() if "Log" not in name
    }
    logs = TABLES["liveInteractionLogs"].objects.count()
    lost(everything)
    restore()
    for name, keys in before.items():
        assert set(TABLES[name].objects.values_list("pk", flat=True)) == keys, name
    restored = TABLES["liveInteractionLogs"].objects.exclude(restored_from="")
    assert restored.count() == logs
    own = TABLES["liveInteractionLogs"].objects.filter(restored_from="")
    assert set(own.values_list("event_type", flat=True)) == {"ROOM_RESTORED"}
    turns = TABLES["turnRecords"].objects
    assert turns.filter(restored_from="", interaction_id=everything.id).count() == 1, "the one under way is told anew"


def test_what_was_won_before_counts_once(everything: Table):
    bram = PlayerCharacter.objects.get(pk="bram2-pc").xp
    aria = PlayerCharacter.objects.get(pk="aria-pc").xp
    won = view_room(everything.id).table.participants["aria"].xp - aria
    assert won > 0
    lost(everything)
    restore()
    assert PlayerCharacter.objects.get(pk="bram2-pc").xp == bram == 30
    assert Settlement.objects.get().interaction_id == "fight2"
    everything.ask("mira", c.EndInteraction(outcome="completed"))
    at_rest()
    assert PlayerCharacter.objects.get(pk="aria-pc").xp == aria + won


def test_a_second_time_nothing_changes(everything: Table):
    lost(everything)
    restore()
    rows = list(JournalEntry.objects.values_list("interaction", "seq", "events"))
    with pytest.raises(CommandError, match="is not empty"):
        restore()
    assert "0 interactions were restored" in restore("--missing")
    assert list(JournalEntry.objects.values_list("interaction", "seq", "events")) == rows


def test_broken_off_it_goes_on_with_what_is_missing(everything: Table, monkeypatch: pytest.MonkeyPatch):
    lost(everything)
    done = restoring.restore
    seen: list[str] = []

    def breaks(convex: Any, document: Any) -> Any:
        if seen:
            raise RetryLater("Convex does not answer: broken pipe.")
        seen.append(document["externalId"])
        return done(convex, document)

    monkeypatch.setattr(restoring, "restore", breaks)
    with pytest.raises(CommandError, match="go on with restore_from_convex --missing"):
        restore()
    assert Interaction.objects.count() == 1
    monkeypatch.setattr(restoring, "restore", done)
    assert "2 interactions were restored" in restore("--missing")
    assert differences() == []


def test_one_that_cannot_be_restored_does_not_keep_the_others_from_it(
    everything: Table, reaching: Reaching, monkeypatch: pytest.MonkeyPatch
):
    lost(everything)
    fetched = restoring.fetching.stored

    def spoiled(convex: Any, id: str) -> Any:
        if id == everything.id:
            raise restoring.fetching.Unusable("The snapshot of fight in Convex does not match its sha256.")
        return fetched(convex, id)

    monkeypatch.setattr(restoring.fetching, "stored", spoiled)
    said = restore()
    assert "“Ambush” is not restored: The snapshot of fight in Convex does not match its sha256." in said
    assert set(Interaction.objects.values_list("pk", flat=True)) == {"fight2", "draft"}


def test_beside_a_running_server_or_without_convex_it_is_refused(
    reaching: Reaching, transactional_db: None, stand_in: StandIn, settings: Any
):
    with sole.alone(connection.settings_dict["NAME"], "serve"), pytest.raises(CommandError, match="stop that server"):
        restore()
    stand_in.fault("503")
    with pytest.raises(CommandError, match="Convex answered 503"):
        restore()
    settings.CONVEX_URL = ""
    with pytest.raises(CommandError, match="there is no Convex to restore from"):
        restore()
