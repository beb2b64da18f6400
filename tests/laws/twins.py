"""Worlds that differ only in what nobody but the DM knows of the ghost, and whether players can tell them apart."""

import msgspec
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Ask, Refused, Turns, Undo
from engine.decide import decide
from engine.delta import delta
from engine.events import Event
from engine.evolve import fold
from engine.sheet import Abilities
from engine.state import Room, Table
from engine.told import told, told_alone, told_to
from tests.engine.table import POTION, with_sheet
from tests.laws.cave import cave

PLAYERS = (("party", ""), ("table", ""), ("own", "aria"), ("own", "bram"))
HARM = 200
"""More hit points than a single command takes."""


def first_world() -> Room:
    """The cave with a ghost that does not fall so soon: its fall would show."""
    room = cave()
    ghost = replace(room.table.participants["ghost"], hp=1000, max_hp=1000)
    return replace(room, table=replace(room.table, participants={**room.table.participants, "ghost": ghost}))


def twin(room: Room) -> Room:
    """The same, but for what nobody knows of the ghost."""
    ghost = room.table.participants["ghost"]
    healthy = {"hp": 2 * ghost.hp, "temp_hp": 7} if ghost.hp > HARM else {}
    ghost = replace(
        with_sheet(ghost, armor_class=18, abilities=Abilities(strength=18), xp=700),
        name="The Headless Horseman",
        max_hp=2 * ghost.max_hp + 500,
        conditions=("invisible",),
        inventory={"potion": POTION},
        hp_display="word",
        note="Comes from the well.",
        source_id="somebody-else",
        xp=3,
        **healthy,
    )
    return replace(room, table=replace(room.table, participants={**room.table.participants, "ghost": ghost}))


def tells_of_the_ghost(command: c.Command) -> bool:
    """What would let the ghost's attributes act upon what all can see: its deeds, its initiative, its fall, its showing."""
    match command:
        case c.TakeTurn():
            return command.entity_id == "ghost" and command.action.type not in ("move", "dodge", "custom", "end")
        case c.RollInitiative() | c.UpdateInitiative(order=None):
            return True
        case c.UpdateInitiative():
            return command.values is not None
        case c.QueueTurn():
            return command.entity_id == "ghost"
        case c.Override():
            return command.entity_id == "ghost"
        case c.ResolveAction():
            # A roll against the ghost, aimed at somebody else: whether damage was rolled depends on the ghost's armour.
            return command.changes is not None and bool(command.changes.targets)
        case _:
            return False


def can_be_told_apart(room: Room, command: c.Command) -> bool:
    """Whether this room and its twin may rightly come to look different by `command`; that players see the ghost is enough."""
    table = room.table
    ghost = table.participants.get("ghost")
    if ghost is None or not ghost.hidden or tells_of_the_ghost(command):
        return True
    held = table.held is not None and table.turn is not None and table.turn.entity_id == "ghost"
    return held or "ghost" in table.queues or any(action.entity_id == "ghost" for action in table.review.values())


def heard(events: list[Event], stream: str) -> list[object]:
    return [message for event in events if (message := told(event, stream)) is not None]


def heard_alone(events: list[Event], player: str) -> list[object]:
    return [told_alone(event) for event in events if player in told_to(event)]


class _OtherTurns:
    """The turns of the first world. What can be redone there can be redone in its twin."""

    def __init__(self, turns: Turns, table: Table) -> None:
        self.order, self.table, self._undo = turns.order, turns.table, turns.undo(table)

    def undo(self, table: Table) -> Undo | None:
        return self._undo


Answer = list[Event] | Refused


def answer(room: Room, command: c.Command, ask: Ask) -> Answer:
    try:
        return decide(room, command, ask)
    except Refused as refused:
        return refused


class Twin:
    """The room's twin, and what the same `ask` comes to there."""

    def __init__(self, room: Room, command: c.Command, ask: Ask) -> None:
        turns = _OtherTurns(ask.turns, room.table) if ask.turns else None
        self._room, self._ask = room, ask
        self._twin = twin(room)
        self._answer = answer(self._twin, command, replace(ask, turns=turns))

    def looks_like(self, after: Room, here: Answer) -> None:
        """Players are answered and shown the same in both worlds."""
        there = self._answer
        assert said(here, self._ask) == said(there, self._ask)
        if isinstance(here, Refused) or isinstance(there, Refused):
            return
        changed = fold(self._twin, there)
        for viewer in PLAYERS:
            assert encode(delta(self._room, after, *viewer)) == encode(delta(self._twin, changed, *viewer))
        for stream in ("party", "table"):
            assert heard(here, stream) == heard(there, stream)
        for player in ("aria", "bram"):
            assert heard_alone(here, player) == heard_alone(there, player)


def said(answer: Answer, ask: Ask) -> str:
    """A refusal, as its asker hears it. The DM may read what she knows."""
    if not isinstance(answer, Refused):
        return ""
    return answer.code if ask.role == "dm" else f"{answer.code}: {answer.message}"


encode = msgspec.json.encode
