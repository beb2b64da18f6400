"""What is published of the dice is what fell: it says nothing of a seed, of a secret roll, or of a roll to come."""

import msgspec
import pytest
from hypothesis import assume, given
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Ask, Dice
from engine.decide import decide
from engine.dice import SeededDice
from engine.events import Event
from engine.evolve import fold
from engine.state import Room
from engine.told import told, told_alone, told_to
from engine.view import document
from tests.engine.table import NOON, Person, aria, bram, mira, prepared, take
from tests.laws.cave import cave
from tests.laws.evenings import Evening
from tests.laws.test_engine import ask_for, law, opened
from tests.laws.test_views import seeds

PUBLIC = bytes(range(32))
OPEN = c.RollDice(formula="3d20", visibility="public")
HIDDEN = c.RollDice(formula="4d20", visibility="dm", reason="Does it notice?")


class Remembering:
    """Real dice; `fell` has every roll in order."""

    def __init__(self, dice: Dice, fell: list[tuple[int, ...]]) -> None:
        self.dice, self.fell = dice, fell
        self.spent, self.open_rolls, self.reveal = dice.spent, dice.open_rolls, dice.reveal

    def roll(self, count: int, sides: int, *, secret: bool) -> tuple[int, ...]:
        self.fell.append(self.dice.roll(count, sides, secret=secret))
        return self.fell[-1]


class Repeating:
    """Dice without a seed: they fall as they are told, and whoever asks for the seed before the end is found."""

    def __init__(self, fell: list[tuple[int, ...]], spent: tuple[int, int]) -> None:
        self._fell, self._spent = fell, list(spent)
        self._open: list[tuple[int, tuple[int, ...]]] = []

    def roll(self, count: int, sides: int, *, secret: bool) -> tuple[int, ...]:
        faces = self._fell.pop(0)
        self._spent[secret] += count
        if not secret:
            self._open.append((sides, faces))
        return faces

    def open_rolls(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        return tuple(self._open)

    def spent(self) -> tuple[int, int]:
        return self._spent[0], self._spent[1]

    def reveal(self) -> str:
        raise AssertionError("the seed is asked for before the end")


class Rolling(Evening):
    """An evening whose dice are remembered, or repeat what `fell`."""

    def __init__(self, seed: int, fell: list[tuple[int, ...]], *, repeats: bool) -> None:
        super().__init__(seed)
        self.fell, self.repeats = fell, repeats

    def ask(self, room: Room, person: Person) -> Ask:
        ask = super().ask(room, person)
        counters = room.lasting.dice
        repeating = Repeating(self.fell, (counters.public, counters.secret))
        return replace(ask, dice=repeating if self.repeats else Remembering(ask.dice, self.fell))


def journal_of(evening: Rolling) -> list[Event]:
    """Everything up to the end, without it."""
    room, journal = cave(), []
    for events in [opened(evening)]:
        journal += events
        room = fold(room, events)
    for _ in range(60):
        person, command = evening.asking(room)
        if isinstance(command, c.EndInteraction):
            continue
        events = ask_for(room, person, command, evening)
        room = evening.after(room, events)
        journal += events
    return journal


@law
@given(seeds)
def test_all_that_is_kept_before_the_end_follows_from_what_fell_alone(seed):
    """Without any seed the same evening leaves the same journal: so nothing in it tells of a seed, or of a roll to come."""
    fell: list[tuple[int, ...]] = []
    with_seeds = journal_of(Rolling(seed, fell, repeats=False))
    assume(fell)
    without = journal_of(Rolling(seed, fell, repeats=True))
    assert msgspec.msgpack.encode(without) == msgspec.msgpack.encode(with_seeds)
    assert fell == []


def heard_by_players(secret: bytes, between: list[c.Command]) -> bytes:
    """Everything that both players and a spectator are sent, with the DM's `between` after every command."""
    room, heard = prepared(), []
    script = [
        (mira, c.StartInteraction()),
        (mira, c.RollInitiative(values={"aria": 20, "bram": 15, "goblin": 5})),
        (aria, OPEN),
        (aria, take("aria", "attack", target="goblin", action_id="bow", end_turn=True)),
        (bram, take("bram", "attack", target="goblin", action_id="bow", end_turn=True)),
        (bram, OPEN),
    ]
    ids = iter(range(1000))
    for person, command in script:
        for who, asked in [(person, command), *((mira, one) for one in between if len(heard))]:
            counters = room.lasting.dice
            dice = SeededDice(PUBLIC, secret, (counters.public, counters.secret))
            ask = Ask(by=who.user_id, role=who.role, at=NOON, dice=dice, new_id=lambda: f"id-{next(ids)}")
            events = decide(room, asked, ask)
            room = fold(room, events)
            for stream in ("party", "table"):
                heard += [message for event in events if (message := told(event, stream))]
            heard += [(told_to(event), told_alone(event)) for event in events if told_to(event)]
        heard += [document(room, "party"), document(room, "table"), document(room, "own", "aria")]
    return msgspec.json.encode(heard)


@pytest.mark.parametrize("between", [[HIDDEN], [HIDDEN, HIDDEN, HIDDEN]], ids=["one", "three"])
def test_secret_rolls_leave_no_trace_in_what_others_get(between: list[c.Command]):
    """Not in the rolls that follow, not in a counter, not by their number; and another secret seed changes nothing."""
    plain = heard_by_players(bytes(32), [])
    assert b"DICE_ROLLED" in plain and b"ATTACK_ROLLED" in plain
    assert heard_by_players(bytes(32), between) == plain
    assert heard_by_players(bytes([7] * 32), between) == plain
