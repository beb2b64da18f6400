"""A table at which every law is looked after, command by command: the room, everybody's pages and the journal."""

from random import Random

import msgspec
from msgspec.structs import asdict, replace

from engine import commands as c
from engine.asking import Refused
from engine.clock import next_bell
from engine.delta import delta
from engine.events import Event, Redone, Rewound, TurnStarted
from engine.evolve import evolve, fold
from engine.state import Position, Room, Settings, Table
from engine.view import document
from tests.engine.table import Person, bell, hero
from tests.laws.cave import SHIELD
from tests.laws.evenings import Evening
from tests.laws.tally import Tally
from tests.laws.test_engine import CODES, check, check_growth, encode, started, written
from tests.laws.test_views import VIEWERS, merged, on_the_wire
from tests.laws.twins import Answer, Twin, answer, can_be_told_apart, first_world, heard

PACE = 700
"""Milliseconds from one command to the next."""


PLACES = {"aria": (3, 0), "bram": (4, 1), "cleo": (7, 4), "goblin": (6, 1), "ogre": (8, 2), "ghost": (4, 5)}


def prepared(settings: Settings) -> Room:
    """The cave with a character of the DM's own in it, and everybody where one can be seen and hit."""
    room = first_world()
    everybody = {**room.table.participants, "cleo": hero("cleo", 0, 0, owner="mira", hp=40, max_hp=40)}
    bram = everybody["bram"]
    everybody["bram"] = replace(bram, inventory={**bram.inventory, "shield": replace(SHIELD, equipped=True)})
    placed = {key: replace(one, position=Position(*PLACES[key])) for key, one in everybody.items()}
    lasting = replace(room.lasting, settings=settings)
    return replace(room, table=replace(room.table, participants=placed), lasting=lasting)


class WatchedTable:
    """What was asked and answered there is told to `tally`. The settings are drawn from `chance`."""

    def __init__(self, tally: Tally, chance: Random) -> None:
        self.tally = tally
        self.evening = Evening(0, PACE)
        self.evening.random = chance
        self.prepared = self.room = prepared(Settings(**asdict(self.evening.settings())))
        self.journal: list[list[Event]] = []
        self.accepted: list[tuple[Person, c.Command]] = []
        self._packed = encode(self.room)
        self._pages = {viewer: on_the_wire(document(self.room, *viewer)) for viewer in VIEWERS}
        self._starts: dict[str, Table] = {}

    def asks(self, person: Person, command: c.Command) -> Answer:
        before, ask = self.room, self.evening.ask(self.room, person)
        answered = answer(before, command, ask)
        assert encode(before) == self._packed, "what was, stays as it was"
        twin = None if can_be_told_apart(before, command) else Twin(before, command, self.evening.the_same(before, ask))
        self.tally.note(before, command, ask.role, answered)
        if isinstance(answered, Refused):
            assert answered.code in CODES
            assert answered.message.endswith(".")
        else:
            self._accepted(before, answered)
            self.accepted.append((person, command))
        if person is bell and (due := next_bell(before)) and command == due.command:
            assert isinstance(answered, Refused) == (ask.at < due.at), "bells are heard at their time, and not before"
        if twin:
            twin.looks_like(self.room, answered)
            self.tally.twins += 1
        return answered

    def _accepted(self, before: Room, events: list[Event]) -> None:
        assert events, "what is accepted has happened"
        self.journal.append(events)
        self.room = self.evening.after(before, events)
        self._packed = encode(self.room)
        check(self.room)
        check_growth(before, self.room, events)
        conserved(self.room)
        self._remembers(before, events)
        self._add_up(before)
        nobody_hears_of_the_ghost(before, self.room, events)

    def _remembers(self, room: Room, events: list[Event]) -> None:
        """A rewind restores the table as it was; what takes it back, the one before."""
        for event in events:
            before, room = room, evolve(room, event)
            if isinstance(event, TurnStarted):
                self._starts[event.turn_id] = started(room.table)
            elif isinstance(event, Rewound):
                assert started(room.table) == self._starts[event.to_turn]
                self._starts[event.turn_id] = started(room.table)
                self._taken_back = before.table
            elif isinstance(event, Redone):
                assert at_rest(room.table) == at_rest(self._taken_back)

    def _add_up(self, before: Room) -> None:
        for viewer in VIEWERS:
            self._pages[viewer] = merged(self._pages[viewer], on_the_wire(delta(before, self.room, *viewer)))
            sent = msgspec.json.encode(document(self.room, *viewer))
            assert self._pages[viewer] == msgspec.json.decode(sent)
            assert b":null" not in sent

    def closes(self) -> None:
        """The journal alone tells everything."""
        assert fold(self.prepared, written(self.journal)) == self.room


def at_rest(table: Table) -> Table:
    """All but the clock, which went on meanwhile."""
    turn = table.turn and replace(table.turn, remaining=0, running_since=0)
    return replace(table, turn=turn)


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
            assert "ghost" not in str([delta(before, after, stream), heard(events, stream)]).lower()
