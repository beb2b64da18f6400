"""`python -m simulation.bench.rewinds`: what a rewind over many turns costs the engine, in process and on one thread.

Twice: with all turn starts remembered; and as a room does it that remembers few, from the packed rows of its journal.
"""

import argparse
import time
from collections.abc import Callable
from statistics import median

import msgspec

from engine import commands as c
from engine.asking import Ask
from engine.decide import decide
from engine.dice import SeededDice
from engine.events import Event
from engine.evolve import fold
from engine.preview import preview
from engine.sheet import Attack, Damage, Roll, Sheet
from engine.state import Map, Participant, Position, Room, Table
from engine.turnstarts import TurnStarts

GLAIVE = Attack(id="glaive", name="Glaive", to_hit=5, reach=10, damage=(Damage(Roll(1, 10, 2), "slashing"),))
EIGHT = 8
_rows = msgspec.msgpack.Decoder(list[Event])


class Play:
    """A fight of eight on a map of 24 × 16, its packed journal, and the turns it has had."""

    def __init__(self) -> None:
        ground = Map(name="Lanes", width=24, height=2 * EIGHT, terrain=("." * 24,) * (2 * EIGHT))
        participants = {one.id: one for one in map(_fighter, range(EIGHT))}
        self.begun = Room(id="b", campaign_id="b", name="b", table=Table(map=ground, participants=participants))
        self.room, self.turns = self.begun, TurnStarts()
        self.journal: list[bytes] = []
        self._ids = 0

    def ask(self) -> Ask:
        counters = self.room.lasting.dice
        dice = SeededDice(bytes(32), bytes(32), (counters.public, counters.secret))
        at = 1_700_000_000_000 + 1000 * len(self.journal)
        return Ask(by="dm", role="dm", at=at, dice=dice, new_id=self._id, turns=self.turns)

    def _id(self) -> str:
        self._ids += 1
        return f"id-{self._ids:013}"

    def does(self, command: c.Command) -> None:
        events = decide(self.room, command, self.ask())
        after = fold(self.room, events)
        self.turns.note(self.room, events, after)
        self.room = after
        self.journal.append(msgspec.msgpack.encode(events))

    def turn(self, number: int) -> None:
        """A walk to and fro, and the end of the turn."""
        turn = self.room.table.turn
        assert turn is not None
        here = self.room.table.participants[turn.entity_id].position
        step = 1 if number // EIGHT % 2 == 0 else -1
        path = [c.Cell(here.x + step * n, here.y) for n in (1, 2, 3)]
        self.does(c.TakeTurn(entity_id=turn.entity_id, action=c.ActionRequest(type="move", path=path), end_turn=True))

    def past(self) -> TurnStarts:
        """The turns as the journal alone tells them."""
        room, turns = self.begun, TurnStarts()
        for packed in self.journal:
            events = _rows.decode(packed)
            after = fold(room, events)
            turns.note(room, events, after)
            room = after
        return turns


def _fighter(lane: int) -> Participant:
    return Participant(
        id=f"fighter-{lane}",
        name=f"Fighter {lane}",
        entity_type="monster",
        sheet=Sheet(armor_class=13, attacks={"glaive": GLAIVE}),
        position=Position(4, 2 * lane + 1),
        hp=50,
        max_hp=50,
        side="party" if lane % 2 else "foe",
    )


def played(turns: int) -> Play:
    play = Play()
    play.does(c.StartInteraction())
    play.does(c.RollInitiative())
    for number in range(turns):
        play.turn(number)
    return play


def rewind(play: Play) -> Room:
    """Back to the first turn: decided, packed for the journal, and what it makes of the room."""
    first = play.turns.order()[0]
    events = decide(play.room, c.BacktrackTurn(to_turn=first), play.ask())
    msgspec.msgpack.encode(events)
    return fold(play.room, events)


def considered(play: Play) -> object:
    """The preview of the same."""
    return preview(play.room, c.BacktrackTurn(to_turn=play.turns.order()[0], preview=True), play.ask())


def milliseconds(work: Callable[[], object], times: int) -> tuple[float, float, float]:
    """The least, the middle and the most of what it took."""
    took = []
    for _ in range(times):
        began = time.thread_time()
        work()
        took.append((time.thread_time() - began) * 1e3)
    return min(took), median(took), max(took)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m simulation.bench.rewinds", description=__doc__)
    parser.add_argument("--turns", type=int, default=500)
    parser.add_argument("--times", type=int, default=20)
    wanted = parser.parse_args()
    play = played(wanted.turns)
    went_back = rewind(play)
    assert went_back.table.turn_number == 1, "it went back to the first turn"
    works: dict[str, Callable[[], object]] = {
        "remembered": lambda: rewind(play),
        "its preview": lambda: considered(play),
        "read from the packed journal": play.past,
    }
    for name, work in works.items():
        least, middle, most = milliseconds(work, wanted.times)
        print(f"{wanted.turns} turns, {name}: {middle:.2f} ms of CPU (of {wanted.times}: {least:.2f} to {most:.2f})")


if __name__ == "__main__":
    main()
