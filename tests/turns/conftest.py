"""A whole fight, journalled."""

import pytest

from engine.commands import (
    EndInteraction,
    GrantReward,
    Override,
    OverrideChanges,
    PauseInteraction,
    ResolveAction,
    ResumeInteraction,
    RollInitiative,
    SendChat,
    SkipTurn,
    StartInteraction,
)
from tests.engine.table import aria, bram, mira, take
from tests.evenings import Evening, prepare


@pytest.fixture
def evening(db: None) -> Evening:
    """Live, with initiative: aria, bram, lurker (hidden), goblin."""
    evening = Evening(*prepare())
    evening.says(mira, StartInteraction())
    evening.says(mira, RollInitiative(values={"aria": 20, "bram": 15, "lurker": 10, "goblin": 5}))
    return evening


@pytest.fixture
def played(evening: Evening) -> Evening:
    """A round and a bit: moves, an attack, free text resolved with XP, a skip, a pause, a revealing, words."""
    evening.says(aria, take("aria", "move", path=[(2, 1), (3, 1), (4, 1)]))
    evening.says(aria, SendChat(content="For the mill!"))
    evening.says(aria, take("aria", "attack", target="goblin", action_id="sword", end_turn=True), 15, 2)
    waits = evening.says(bram, take("bram", "custom", description="I throw sand.", end_turn=True))
    submitted = waits.events[0].action.id
    evening.says(mira, ResolveAction(action_id=submitted, outcome="approved", notes="It sees nothing.", awarded_xp=25))
    evening.says(mira, SkipTurn(reason="It waits."))
    evening.says(mira, PauseInteraction(reason="Tea."))
    evening.says(mira, ResumeInteraction())
    evening.says(mira, Override(entity_id="lurker", changes=OverrideChanges(hidden=False)))
    evening.says(mira, take("goblin", "attack", target="aria", end_turn=True), 18, 5)
    evening.says(aria, take("aria", "useItem", item_id="potion", end_turn=True), 1, 1)
    return evening


@pytest.fixture
def completed(played: Evening) -> Evening:
    played.says(mira, GrantReward(entity_id="aria", xp=50, note="Well spoken."))
    played.says(mira, EndInteraction(outcome="completed"))
    return played
