"""A journal may begin with a stored state, and rebuilds the room like any other; the followers' tables agree with it."""

from random import Random

import msgspec
import pytest
from django.conf import settings
from django.utils.module_loading import import_string
from hypothesis import given
from msgspec.structs import replace

from engine.commands import (
    EndInteraction,
    GrantReward,
    ResolveAction,
    RollInitiative,
    SendChat,
    StartInteraction,
)
from engine.dice import seed_hash
from engine.events import Genesis
from engine.evolve import fold
from engine.state import Room
from tests.engine.table import aria, bram, mira, take
from tests.evenings import Evening, prepare
from tests.laws.test_engine import encode, law, play, seeds, written
from turns.models import LiveInteractionLog


@law
@given(seeds)
def test_a_journal_that_begins_with_a_genesis_rebuilds_the_room_alone(seed: int):
    journal, _ = play(seed, steps=40)
    left = Random(seed).randrange(1, len(journal) + 1)
    stored = fold(None, (event for row in journal[:left] for event in row))  # type: ignore[arg-type]  # the first looks at nothing
    genesis = Genesis(room=stored, seed_hash="the new one")
    rebuilt = fold(None, written([[genesis], *journal[left:]]))  # type: ignore[arg-type]  # likewise
    whole = fold(stored, (event for row in journal[left:] for event in row))
    assert encode(rebuilt) == encode(with_new_dice(whole, stored.lasting.dice.public))


def with_new_dice(room: Room, before: int) -> Room:
    return replace(room, lasting=replace(room.lasting, seed_hash="the new one", unverifiable=before))


def test_a_room_that_has_ended_keeps_the_seed_that_was_published():
    room = fold(None, [event for row in play(3, steps=5)[0] for event in row])  # type: ignore[arg-type]  # likewise
    ended = replace(room, lasting=replace(room.lasting, seed="00", seed_hash=seed_hash(bytes(1)), outcome="completed"))
    begun = fold(room, [Genesis(room=ended)])
    assert (begun.lasting.seed, begun.lasting.seed_hash) == ("00", seed_hash(bytes(1)))
    assert begun.lasting.unverifiable == ended.lasting.dice.public


FOLLOWERS = [import_string(path)() for path in settings.JOURNAL_FOLLOWERS if path.startswith(("turns.", "chat."))]


@pytest.fixture
def before(db: None) -> Evening:
    """In aria's turn: a move that is done, something that waits for the DM, and a reward for it that stands."""
    evening = Evening(*prepare())
    evening.says(mira, StartInteraction())
    evening.says(mira, RollInitiative(values={"aria": 20, "bram": 15, "lurker": 10, "goblin": 5}))
    evening.says(aria, take("aria", "move", path=[(2, 1)]))
    evening.says(mira, GrantReward(entity_id="bram", xp=5))
    evening.says(aria, take("aria", "custom", description="I listen."))
    return evening


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_the_tables_agree_with_a_journal_that_began_with_a_genesis(before: Evening, at_once: int):
    submitted = tuple(e for row in before.rows for e in row.events if type(e).__name__ == "ActionSubmitted")
    stored, arrived = before.room, before.rows[0].events[0].room.table.participants
    evening = Evening(before.interaction, stored)
    before.interaction.journal.all().delete()
    evening.begins(Genesis(room=stored, seed_hash="new", arrived=arrived, submitted=submitted))
    waits = next(iter(stored.table.review))
    evening.says(mira, ResolveAction(action_id=waits, outcome="approved", awarded_xp=10))
    evening.says(aria, take("aria", "end"))
    evening.says(bram, SendChat(content="Did you hear that?"))
    evening.says(bram, take("bram", "end"))
    evening.says(mira, EndInteraction(outcome="completed"))
    for follower in FOLLOWERS:
        evening.read_by(follower, at_once=at_once)
        expected = follower.expected(evening.rows)
        assert follower.stored("fight") == expected
        assert follower.contradictions(evening.room, expected) == []
    hero = before.interaction.campaign.player_characters
    assert (hero.get(name="Aria").xp, hero.get(name="Bram").xp) == (110, 105), "what was won before counts, once"


def test_of_a_genesis_the_log_keeps_no_room(before: Evening):
    stored = before.room
    before.interaction.journal.all().delete()
    evening = Evening(before.interaction, stored)
    evening.begins(Genesis(room=stored, seed_hash="new"))
    for follower in FOLLOWERS:
        evening.read_by(follower)
    [entry] = LiveInteractionLog.objects.all()
    assert (entry.event_type, entry.session_id) == ("ROOM_RESTORED", stored.lasting.session_id)
    assert set(msgspec.json.decode(entry.event_data)) == {"event", "seed_hash"}
