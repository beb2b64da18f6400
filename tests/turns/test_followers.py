"""What the followers remember of a fight; reading again, in whatever portions, changes nothing."""

import random
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from msgspec.structs import replace

from chat.models import ChatMessage
from engine.commands import (
    ActionRequest,
    EndInteraction,
    GrantReward,
    QueueTurn,
    RemoveParticipant,
    SkipTurn,
    StartInteraction,
    TakeMissedTurn,
)
from engine.sheet import Item
from engine.state import Prizes
from engine.told import told
from interactions.followers import catch_up
from tests.engine.table import aria, bram, mira, take
from tests.evenings import Evening, prepare, read
from turns.followers.log import WORTH_TELLING
from turns.models import LiveInteractionLog, PlayerAction, RewardGrant, TurnRecord

FOLLOWERS = [import_string(path)() for path in settings.JOURNAL_FOLLOWERS if path.startswith(("turns.", "chat."))]
"""Who remembers what happened and what was said; who alerts people is tested beside the alerts."""
MESSAGES = FOLLOWERS[-1]


def read_by_all(evening: Evening, **how: Any) -> None:
    for follower in FOLLOWERS:
        evening.read_by(follower, **how)


def everything(evening: Evening) -> list[dict[str, Any]]:
    return [follower.stored(evening.interaction.pk) for follower in FOLLOWERS]


@pytest.mark.parametrize("follower", FOLLOWERS, ids=lambda follower: follower.name)
@pytest.mark.parametrize("at_once", [1, 2, 5, 100])
def test_the_tables_hold_what_the_journal_says(completed: Evening, follower: Any, at_once: int):
    read_by_all(completed, at_once=at_once)
    expected = follower.expected(completed.rows)
    assert expected
    assert follower.stored("fight") == expected
    assert follower.contradictions(completed.room, expected) == []


def test_reading_again_in_any_portions_changes_nothing(completed: Evening):
    read_by_all(completed)
    before = everything(completed)
    chance = random.Random(4)
    for _ in range(30):
        start = chance.randrange(len(completed.rows))
        for follower in FOLLOWERS:
            read(follower, completed.rows[start : start + chance.randrange(1, 8)])
    assert everything(completed) == before


def test_rows_of_several_interactions_come_together(completed: Evening):
    from interactions.models import Interaction

    Interaction.objects.create(
        id="other", campaign=completed.interaction.campaign, name="Elsewhere", dm=completed.interaction.dm
    )
    said = completed.rows[3]
    read(MESSAGES, [said, said._replace(interaction="other", events=[])])
    assert ChatMessage.objects.get().interaction_id == "fight"


def test_a_turn_knows_whose_it_was_what_was_done_and_how_it_ended(played: Evening):
    read_by_all(played, at_once=1)
    first, second, third, *_ = TurnRecord.objects.order_by("turn_number")
    assert (first.entity_id, first.entity_type, first.user_id, first.status) == (
        "aria",
        "playerCharacter",
        "aria",
        "completed",
    )
    assert [action["verb"] for action in first.actions] == ["move", "attack"]
    assert second.actions[0]["description"] == "I throw sand."
    assert (third.entity_id, third.status, third.reason, third.audience) == ("lurker", "skipped", "It waits.", "dm")
    under_way = TurnRecord.objects.get(end_time=None)
    assert (under_way.entity_id, under_way.turn_number, under_way.seen_number) == ("bram", 6, 5)


def test_an_action_knows_what_became_of_it(played: Evening):
    read_by_all(played, at_once=1)
    sand = PlayerAction.objects.get(action_description="I throw sand.")
    assert (sand.player_character_id, sand.user_id) == ("bram-row", "bram")
    assert (sand.status, sand.outcome, sand.dm_notes, sand.awarded_xp) == (
        "RESOLVED",
        "approved",
        "It sees nothing.",
        25,
    )
    assert PlayerAction.objects.get(entity_id="goblin").player_character_id == ""


def test_the_log_has_a_session_for_each_live_stretch(played: Evening):
    read_by_all(played, at_once=1)
    sessions = list(LiveInteractionLog.objects.order_by("seq", "i").values_list("event_type", "session_id"))
    started = next(session for kind, session in sessions if kind == "INTERACTION_STARTED")
    resumed = next(session for kind, session in sessions if kind == "INTERACTION_RESUMED")
    assert started != resumed
    assert sessions[-1][1] == resumed
    assert ("INTERACTION_PAUSED", started) in sessions


def test_the_log_uses_the_words_of_the_wire(completed: Evening):
    read_by_all(completed)
    logged = {(row.seq, row.i): row for row in LiveInteractionLog.objects.all()}
    for row in completed.rows:
        for i, event in enumerate(row.events):
            message = told(event, "dm")
            if message is None or message["type"] == "chatMessage":
                assert (row.seq, i) not in logged
            else:
                assert logged[row.seq, i].event_type == message["event"], type(event)


def test_every_kind_of_event_that_is_told_is_logged():
    from typing import get_args

    from engine import events as e

    silent = {
        e.Opened,
        e.TurnEnding,
        e.BudgetSpent,
        e.DiceSpent,
        e.Said,
        e.MessageHidden,
        e.MessageShown,
        e.TurnQueued,
        e.QueueMoved,
        e.ClockSet,
        e.NonceGiven,
    }
    assert set(WORTH_TELLING) == set(get_args(e.Event)) - silent


def test_what_an_older_program_stored_is_told_anew_from_the_journal(played: Evening):
    """Turns and actions, since it did not know of all that was hidden; what came from Convex stays."""
    catch_up(["fight"])
    restored = PlayerAction.objects.first()
    restored.pk, restored.restored_from = "of-before", "another-journal"
    restored.save(force_insert=True)
    TurnRecord.objects.update(audience="all", actions=[])
    PlayerAction.objects.filter(restored_from="").update(audience="all")
    import_module("turns.migrations.0004_seen_targets").forget(apps, None)
    catch_up(["fight"])
    assert everything(played) == [follower.expected(played.rows) for follower in FOLLOWERS]
    assert PlayerAction.objects.filter(pk="of-before").exists()


def test_what_is_said_is_kept_and_what_is_hidden_stays_hidden(played: Evening):
    read_by_all(played)
    message = ChatMessage.objects.get(type="party")
    assert (message.user_id, message.name, message.content) == ("aria", "Aria", "For the mill!")
    ChatMessage.objects.update(hidden=True)
    read_by_all(played)
    assert ChatMessage.objects.get(type="party").hidden


def test_a_completed_fight_leaves_xp_hit_points_and_what_is_used_up(completed: Evening):
    read_by_all(completed, at_once=1)
    aria = completed.interaction.campaign.player_characters.get(name="Aria")
    bram = completed.interaction.campaign.player_characters.get(name="Bram")
    assert (aria.xp, aria.current_hp) == (150, completed.room.table.participants["aria"].hp)
    assert (bram.xp, bram.current_hp) == (125, 20)
    assert not aria.inventory.exists()
    assert bram.inventory.get().quantity == 1
    assert sum(RewardGrant.objects.values_list("xp", flat=True)) == 75


def test_what_lasts_is_written_once_however_often_the_end_is_read(completed: Evening):
    read_by_all(completed)
    read_by_all(completed, at_once=1)
    read(FOLLOWERS[4], completed.rows[-1:])
    assert completed.interaction.campaign.player_characters.get(name="Aria").xp == 150


@pytest.mark.django_db
def test_whoever_has_left_keeps_what_she_won():
    interaction, room = prepare()
    potion = Item(id="prize", item_id="potion-of-healing", name="Potion of Healing", kind="potion")
    evening = Evening(
        interaction, replace(room, lasting=replace(room.lasting, prizes=Prizes({potion.item_id: potion})))
    )
    evening.says(mira, StartInteraction())
    evening.says(mira, GrantReward(entity_id="aria", xp=50, item_ids=[potion.item_id]))
    evening.says(mira, GrantReward(entity_id="goblin", xp=5))
    for leaving in ("aria", "goblin"):
        evening.says(mira, RemoveParticipant(entity_id=leaving))
    evening.says(mira, EndInteraction(outcome="completed"))
    read_by_all(evening)
    aria = interaction.campaign.player_characters.get(name="Aria")
    assert (aria.xp, aria.inventory.get().quantity) == (150, 2)
    assert not RewardGrant.objects.filter(reversed=True).exists()


def test_more_xp_than_a_sheet_holds_fill_it_and_everything_else_lasts(played: Evening):
    """A draft may promise, and a DM may grant, ten times of what a character can have."""
    played.says(mira, GrantReward(entity_id="aria", xp=10_000_000))
    played.says(mira, EndInteraction(outcome="completed"))
    read_by_all(played)
    aria = played.interaction.campaign.player_characters.get(name="Aria")
    assert (aria.xp, aria.current_hp) == (1_000_000, played.room.table.participants["aria"].hp)
    assert not aria.inventory.exists()


def test_cancelling_writes_nothing(played: Evening):
    played.says(mira, EndInteraction(outcome="cancelled"))
    read_by_all(played)
    aria = played.interaction.campaign.player_characters.get(name="Aria")
    assert (aria.xp, aria.current_hp) == (100, None)
    assert aria.inventory.exists()


def test_a_turn_that_was_caught_up_is_linked_to_the_one_that_was_missed(evening: Evening):
    evening.says(mira, SkipTurn(reason="Tea"))
    evening.says(aria, TakeMissedTurn(entity_id="aria"))
    evening.says(bram, QueueTurn(entity_id="bram", actions=[ActionRequest(type="end")]))
    evening.says(bram, take("bram", "end"))
    evening.says(aria, take("aria", "end"))
    read_by_all(evening, at_once=2)
    missed, _, caught_up, *_ = TurnRecord.objects.order_by("turn_number")
    assert (missed.status, missed.reason, caught_up.status) == ("skipped", "Tea", "completed")
    assert (caught_up.entity_id, caught_up.catch_up_for, caught_up.round_number) == ("aria", missed.turn_id, 1)
