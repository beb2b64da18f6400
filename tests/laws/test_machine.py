"""All commands of all roles in any order, as a state machine: what fails is found again with the fewest steps.

`CAMPAIGNLIVE_LAW_STEPS` sets how many steps are taken (5,000 if unset); `script/torture` is where many more belong.
"""

import os
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from engine import commands as c
from engine.clock import next_bell
from engine.delta import delta
from engine.events import Event, Redone, Rewound, TurnStarted
from engine.evolve import evolve, fold
from engine.state import Room, Table
from engine.view import document
from tests.engine.table import Person, bell, mira
from tests.laws.evenings import PEOPLE, Evening, cave
from tests.laws.test_engine import ask_for, check, opened, started, written
from tests.laws.test_views import VIEWERS, has_null, heard, merged, on_the_wire

STEPS = int(os.environ.get("CAMPAIGNLIVE_LAW_STEPS", "5000"))
EACH = 50
numbers = st.integers(0, 1 << 16)


class Game(RuleBasedStateMachine):
    """One table, everybody's pages, and the journal. Each rule asks for something that its number draws."""

    def __init__(self) -> None:
        super().__init__()
        self.begins()

    def begins(self) -> None:
        self.evening = Evening(0)
        self.journal = [opened(self.evening)]
        self.room = fold(cave(), self.journal[0])
        self.pages = {viewer: on_the_wire(document(self.room, *viewer)) for viewer in VIEWERS}
        self.starts: dict[str, Table] = {}
        self.steps = 0

    @initialize(rolled=st.booleans())
    def rolls(self, rolled: bool) -> None:
        if rolled:
            self.asks(mira, c.RollInitiative())

    def asks(self, person: Person, command: c.Command) -> None:
        events = ask_for(self.room, person, command, self.evening)
        before, self.room = self.room, self.evening.after(self.room, events)
        if not events:
            return
        self.journal.append(events)
        for viewer in VIEWERS:
            self.pages[viewer] = merged(self.pages[viewer], on_the_wire(delta(before, self.room, *viewer)))
        self.remembers(before, events)
        nobody_hears_of_the_ghost(before, self.room, events)

    def remembers(self, room: Room, events: list[Event]) -> None:
        for event in events:
            room = evolve(room, event)
            if isinstance(event, TurnStarted):
                self.starts[event.turn_id] = started(room.table)
            elif isinstance(event, Rewound):
                assert started(room.table) == self.starts[event.to_turn]
                self.starts[event.turn_id] = started(room.table)

    def draws(self, number: int) -> Evening:
        """The same number means something else at another step, or far too much would happen twice."""
        self.steps += 1
        self.evening.random = Random(number << 16 | self.steps)
        return self.evening

    @rule(numbers=st.lists(numbers, min_size=1, max_size=6))
    def act(self, numbers: list[int]) -> None:
        """Whoever is up, mostly, and a few times."""
        for number in numbers:
            evening = self.draws(number)
            if self.room.lasting.live_status == "paused":
                self.asks(mira, c.ResumeInteraction())
            elif self.room.table.turn:
                self.asks(*evening.take(self.room))
            else:
                self.asks(mira, evening.one(c.RollInitiative(), c.BeginTurns(), c.RollInitiative(scope="missing")))

    @rule(number=numbers)
    def whatever(self, number: int) -> None:
        """Anything that there is, by anybody."""
        evening = self.draws(number)
        command = evening.anything(self.room)
        self.asks(evening.asker(self.room, command), command)

    @rule(number=numbers)
    def anybody(self, number: int) -> None:
        """Also what is not hers to ask."""
        evening = self.draws(number)
        self.asks(evening.one(*PEOPLE), evening.anything(self.room))

    @rule(number=numbers)
    def the_dm_settles(self, number: int) -> None:
        self.asks(mira, self.draws(number).resolution(self.room))

    @rule(number=numbers)
    def somebody_queues(self, number: int) -> None:
        evening = self.draws(number)
        command = evening.queue(self.room)
        self.asks(evening.asker(self.room, command), command)

    @rule(number=numbers)
    def the_dm_rewinds(self, number: int) -> None:
        self.asks(mira, self.draws(number).rewind())

    @rule()
    def the_clock_rings(self) -> None:
        due = next_bell(self.room)
        self.asks(bell, due.command if due else c.PauseInteraction(reason="dm_disconnected"))

    @rule(number=numbers)
    def the_dm_skips_and_players_catch_up(self, number: int) -> None:
        evening = self.draws(number)
        missed = evening.missed(self.room)
        command = evening.one(c.SkipTurn(), c.GrantMissedTurn(entity_id=missed), c.TakeMissedTurn(entity_id=missed))
        self.asks(evening.asker(self.room, command), command)

    @rule()
    def it_goes_on(self) -> None:
        self.asks(mira, c.ResumeInteraction())

    @invariant()
    def the_table_is_whole(self) -> None:
        check(self.room)
        conserved(self.room)

    @invariant()
    def every_page_adds_up(self) -> None:
        for viewer, page in self.pages.items():
            assert page == on_the_wire(document(self.room, *viewer))
            assert not has_null(page)

    def teardown(self) -> None:
        assert fold(cave(), written(self.journal)) == self.room


def conserved(room: Room) -> None:
    """Nobody has experience or things that were not given, and nobody has lost what was."""
    given = room.table.rewards.values()
    for participant in room.table.participants.values():
        won = [reward for reward in given if reward.entity_id == participant.id]
        assert participant.xp == sum(reward.xp for reward in won)
        items = {reward.item.id for reward in won if reward.item}
        assert items <= participant.inventory.keys() <= items | {"potion", "shield"}
    prizes = [reward.item.item_id for reward in given if reward.item]
    assert len(prizes) == len(set(prizes))


def nobody_hears_of_the_ghost(before: Room, after: Room, events: list[Event]) -> None:
    """As long as it is hidden, and was; a rewind may bring it back to hiding, or out of it."""
    hidden = [r.table.participants["ghost"].hidden for r in (before, after) if "ghost" in r.table.participants]
    if len(hidden) == 2 and all(hidden) and not any(isinstance(event, Redone) for event in events):
        for stream in ("party", "table"):
            assert "ghost" not in str([delta(before, after, stream), heard(after, events, stream)]).lower()


@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_whatever_is_asked_in_whatever_order_the_laws_hold():
    run_state_machine_as_test(
        Game,
        settings=settings(
            max_examples=max(STEPS // EACH, 1),
            stateful_step_count=EACH,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
