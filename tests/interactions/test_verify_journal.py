"""verify_journal: silent about a fight as it was played, loud about every planted difference."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from chat.models import ChatMessage
from engine.state import SCHEMA, Room
from interactions import rooms
from interactions.models import FollowerCursor, Interaction, JournalEntry, Shipment, Snapshot
from tests.interactions.conftest import post
from turns.models import CastMember, LiveInteractionLog, PlayerAction, RewardGrant, Settlement, TurnRecord


@pytest.fixture
def played(mira: Client, aria: Client, fight: str) -> str:
    """The id of a fight with turns, an action, a reward and a snapshot, on disk; the rooms are closed."""
    at = f"/api/interactions/{fight}/"
    assert post(mira, at + "roll-initiative/").status_code == 200
    party = mira.get(at + "state/").json()["state"]["dm"]["participants"]
    me = next(id for id, p in party.items() if p["name"] == "Aria")
    for _ in range(6):
        document = mira.get(at + "state/").json()["state"]["dm"]
        if document["currentTurn"]["entityId"] == me:
            wish = {"entityId": me, "action": {"type": "custom", "description": "I shout."}}
            assert post(aria, at + "actions/", wish).status_code == 201
        assert post(mira, at + "skip-turn/").status_code == 200
    assert post(mira, at + "rewards/", {"entityId": me, "xp": 10}).status_code == 200
    rooms.ask(fight, rooms.Person("1", "dm", "Mira"), rooms_chat("Onward."), "chat-1")
    assert post(mira, at + "pause/").status_code == 200
    rooms.stop_from_thread()
    return fight


def rooms_chat(content: str) -> Any:
    from engine.commands import SendChat

    return SendChat(content=content)


def verified(capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, Any]]:
    """Exit code and what was found."""
    code = 0
    try:
        call_command("verify_journal", "--json", *more)
    except SystemExit as left:
        code = int(str(left.code))
    return code, json.loads(capsys.readouterr().out)


def test_a_fight_as_it_was_played_is_in_order(played: str, capsys: Any):
    code, found = verified(capsys)
    assert (code, found) == (0, {"interactions": 1, "rows": JournalEntry.objects.count(), "differences": []})
    assert Snapshot.objects.exists()
    call_command("verify_journal", "--interaction", played)
    assert "in order" in capsys.readouterr().out


def test_a_completed_fight_is_in_order(mira: Client, played: str, capsys: Any):
    assert post(mira, f"/api/interactions/{played}/complete/").status_code == 200
    rooms.stop_from_thread()
    assert Settlement.objects.count() == 1
    assert verified(capsys)[0] == 0


def test_an_unknown_interaction_is_an_error(db: None):
    with pytest.raises(CommandError, match="no interaction nobody"):
        call_command("verify_journal", "--interaction", "nobody")


def test_followers_that_lag_are_compared_up_to_their_cursor(played: str, capsys: Any):
    """What a follower has not read yet is no difference; what it claims to have read is."""
    FollowerCursor.objects.filter(follower="chat.messages").update(seq=1)
    code, found = verified(capsys)
    assert code == 1  # the message is stored, and by its cursor it has not been read
    ChatMessage.objects.all().delete()
    assert verified(capsys) == (0, {**found, "differences": []})


def tampered_snapshot(change: Callable[[Room], Any], *, mend_sum: bool) -> None:
    row = Snapshot.objects.get()
    plain = msgspec.to_builtins(msgspec.msgpack.decode(bytes(row.state), type=Room))
    change(plain)
    row.state = msgspec.msgpack.encode(msgspec.convert(plain, Room))
    if mend_sum:
        row.sha256 = sha256(row.state).hexdigest()
    row.save()


def wound(plain: Any) -> None:
    next(iter(plain["table"]["participants"].values()))["hp"] = 1


PLANTED: dict[str, tuple[Callable[[], Any], str, str]] = {
    "a hole": (lambda: JournalEntry.objects.filter(seq=3).delete(), "journal", "row 3 is missing"),
    "no beginning": (lambda: JournalEntry.objects.filter(seq=1).delete(), "journal", "row 1 is missing"),
    "an unreadable row": (lambda: JournalEntry.objects.filter(seq=4).update(events=b"\xc1"), "journal", "row 4"),
    "a row cut off at the end": (
        lambda: JournalEntry.objects.filter(seq=JournalEntry.objects.count()).delete(),
        "snapshot",
        "the journal ends at",
    ),
    "another snapshot": (lambda: tampered_snapshot(wound, mend_sum=True), "snapshot", ".hp is 1, expected"),
    "a snapshot that does not match its sum": (
        lambda: tampered_snapshot(wound, mend_sum=False),
        "snapshot",
        "does not match its sha256",
    ),
    "another live status": (
        lambda: Interaction.objects.update(live_status="live"),
        "interaction",
        "('live', ''), the journal says ('paused', '')",
    ),
    "a lost beginning": (lambda: Interaction.objects.update(started_at=None), "interaction", "started_at"),
    "another turn": (
        lambda: TurnRecord.objects.filter(turn_number=2).update(status="timeout"),
        "turns.turn_records",
        "status is 'timeout', expected 'skipped'",
    ),
    "a lost turn": (lambda: TurnRecord.objects.filter(end_time=None).delete(), "turns.turn_records", "is missing"),
    "a turn too many": (
        lambda: TurnRecord.objects.create(
            turn_id="ghost",
            interaction=Interaction.objects.get(),
            turn_number=99,
            seen_number=99,
            round_number=9,
            start_time=0,
            seq=1,
            revision=1,
        ),
        "turns.turn_records",
        "ghost is too much",
    ),
    "another action": (
        lambda: PlayerAction.objects.update(status="PENDING"),
        "turns.player_actions",
        "actions that wait are",
    ),
    "another log entry": (
        lambda: LiveInteractionLog.objects.filter(seq=2).update(event_data={}),
        "turns.log",
        "is missing",
    ),
    "a richer ledger": (lambda: RewardGrant.objects.update(xp=1000), "turns.reward_ledger", "xp is 1000, expected 10"),
    "a taken back reward": (
        lambda: RewardGrant.objects.update(reversed=True),
        "turns.reward_ledger",
        "the ledger's XP",
    ),
    "settled before its time": (
        lambda: Settlement.objects.create(interaction=Interaction.objects.get(), seq=1, at=0),
        "turns.reward_ledger",
        "settled is True",
    ),
    "a stranger in the cast": (
        lambda: CastMember.objects.filter(name="Aria").update(user_id="99"),
        "turns.cast",
        "user_id is '99'",
    ),
    "other words": (lambda: ChatMessage.objects.update(content="Retreat."), "chat.messages", "'Retreat.', expected"),
    "a follower that stopped": (
        lambda: FollowerCursor.objects.filter(follower="turns.log").update(error="KeyError('x')"),
        "turns.log",
        "it stands still at row",
    ),
    "more shipped than there is": (
        lambda: Shipment.objects.create(interaction_id=Interaction.objects.get().pk, seq=999),
        "convex",
        "row 999 and the snapshot of row 0 were shipped, the journal ends at",
    ),
    "a journal shipped that never was": (
        lambda: Shipment.objects.create(interaction_id=Interaction.objects.get().pk, generation=2),
        "convex",
        "journal 2 was shipped, and only 0 were before this one",
    ),
    "a follower ahead of the journal": (
        lambda: FollowerCursor.objects.filter(follower="turns.log").update(seq=999),
        "turns.log",
        "it has read to row 999",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_every_planted_difference_is_named(played: str, capsys: Any, planted: str):
    plant, where, what = PLANTED[planted]
    plant()
    code, found = verified(capsys)
    assert code == 1
    said = [(difference["where"], difference["what"]) for difference in found["differences"]]
    assert any(place == where and what in sentence for place, sentence in said), said
    assert {difference["interaction"] for difference in found["differences"]} == {played}


def test_a_difference_is_told_to_people_too(played: str, capsys: Any):
    RewardGrant.objects.update(xp=1000)
    with pytest.raises(SystemExit):
        call_command("verify_journal")
    out = capsys.readouterr().out
    assert f"{played}  Ambush" in out
    assert "turns.reward_ledger: " in out


def test_it_reads_only(played: str, django_assert_num_queries: Any, capsys: Any):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        call_command("verify_journal")
    verbs = {query["sql"].split()[0] for query in asked}
    assert verbs <= {"SELECT", "BEGIN", "ROLLBACK"}


def test_what_an_older_version_did_not_know_is_missing_in_nothing(played: str, capsys: Any):
    tampered_snapshot(lambda plain: plain["table"].update(settled=["long-ago"]), mend_sum=True)
    assert verified(capsys)[0] == 1
    Snapshot.objects.update(v=SCHEMA - 1)
    assert verified(capsys)[0] == 0
