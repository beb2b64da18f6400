"""All commands of all roles in any order, as a state machine: what fails is found again with the fewest steps.

`CAMPAIGNLIVE_LAW_STEPS` sets how many different steps are taken (5,000 if unset), `CAMPAIGNLIVE_LAW_SEED` which: the same
seed takes the same ones and fails the same way. `script/torture --laws` is where many more belong.
"""

import hashlib
import os
from functools import partial
from random import Random

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from engine.permissions import MAY
from engine.state import Room, Settings
from tests.engine.table import otto
from tests.laws import fitting
from tests.laws.cave import PEOPLE
from tests.laws.evenings import Evening
from tests.laws.fitting import Asked
from tests.laws.tally import OF_ITSELF, Tally, every_setting
from tests.laws.watched import WatchedTable

STEPS = int(os.environ.get("CAMPAIGNLIVE_LAW_STEPS", "5000"))
SEED = os.environ.get("CAMPAIGNLIVE_LAW_SEED", "1")
GAMES, EACH = 10, 50
"""Evenings in one of Hypothesis's runs, and steps of each. In longer runs it tries mostly what it has tried before."""
TIMES = 3
"""Everything has been seen that often at the end, or the laws held of too little."""


class Game(RuleBasedStateMachine):
    """One table after the other. Hypothesis gives a number a step; what is asked is drawn from `world` and all numbers so
    far, since it likes to give the same ones again."""

    def __init__(self, world: str, tally: Tally) -> None:
        super().__init__()
        self.tally = tally
        self.numbers = hashlib.sha256(world.encode())
        self.table = WatchedTable(tally, Random(world))

    @property
    def room(self) -> Room:
        return self.table.room

    @rule(number=st.integers(0, (1 << 32) - 1))
    def a_step(self, number: int) -> None:
        self.numbers.update(number.to_bytes(4))
        drawn = self.numbers.digest()
        chance = Random(drawn)
        if self.room.lasting.outcome and chance.random() < 0.25:
            self.table.closes()
            self.table = WatchedTable(self.tally, chance)
        evening = self.table.evening
        evening.random = chance
        way = chance.choices(list(LIKELY), list(LIKELY.values()))[0]
        person, command = way(self, evening) or fitting.drawn(self.room, evening) or fitting.amiss(self.room, evening)
        note(f"{person.user_id or 'the room'}: {command}")
        self.table.asks(person, command)
        self.tally.steps.add(drawn)

    def what_fits(self, evening: Evening) -> Asked | None:
        """Any of all commands that fit now, by whoever may ask for it."""
        return fitting.drawn(self.room, evening)

    def what_comes_next(self, evening: Evening) -> Asked | None:
        return fitting.onward(self.room, evening)

    def whatever(self, evening: Evening) -> Asked | None:
        """Anything that there is, mostly by whoever may."""
        command = evening.anything(self.room)
        return evening.asker(self.room, command), command

    def by_anybody(self, evening: Evening) -> Asked | None:
        """What would fit if the right one asked."""
        fits = fitting.drawn(self.room, evening)
        return fits and (evening.one(otto, *PEOPLE), fits[1])

    def once_more(self, evening: Evening) -> Asked | None:
        """What was accepted before, perhaps long ago."""
        return evening.one(*self.table.accepted) if self.table.accepted else None

    def amiss(self, evening: Evening) -> Asked | None:
        return fitting.amiss(self.room, evening)

    def teardown(self) -> None:
        self.table.closes()


LIKELY = {
    Game.what_fits: 10,
    Game.what_comes_next: 10,
    Game.whatever: 3,
    Game.by_anybody: 4,
    Game.once_more: 3,
    Game.amiss: 3,
}
"""How a step is found, and how often so."""


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_whatever_is_asked_in_whatever_order_the_laws_hold():
    tally = Tally()
    how = settings(
        max_examples=GAMES,
        stateful_step_count=EACH,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for run in range(4 * STEPS // (GAMES * EACH)):
        if len(tally.steps) < STEPS:
            run_state_machine_as_test(partial(Game, f"{SEED}/{run}", tally), settings=how)
    assert len(tally.steps) >= STEPS
    assert tally.wanting(TIMES) == {}


def test_no_command_and_no_setting_is_forgotten():
    """What is new has to be asked for as well."""
    possible = {(role, kind.__name__) for kind, roles in MAY.items() for role in roles if role != "system"}
    of_itself = {("system", name) for name in OF_ITSELF}
    assert {(role, kind.__name__) for role, kind in fitting.FITTING} == possible | of_itself
    assert {name for name, _ in every_setting()} == set(Settings.__struct_fields__)
