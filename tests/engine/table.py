"""A small table to play at: mira the DM, aria and bram the players, otto the outsider, and whom they play."""

from collections.abc import Iterable, Sequence
from itertools import count

import pytest
from msgspec.structs import replace

from engine.asking import Ask, Refused, Role, Spoken, Turns
from engine.commands import ActionRequest, Cell, Command, RollInitiative, StartInteraction, TakeTurn
from engine.decide import decide
from engine.events import Event
from engine.evolve import fold
from engine.sheet import Abilities, Attack, Damage, Item, Roll, Sheet
from engine.state import Lasting, Map, Participant, Position, Room, Settings, Table

NOON = 1_700_000_000_000

SWORD = Attack(id="sword", name="Longsword", to_hit=5, damage=(Damage(Roll(1, 8, 3), "slashing"),))
BOW = Attack(
    id="bow",
    name="Shortbow",
    to_hit=5,
    damage=(Damage(Roll(1, 6, 3), "piercing"),),
    kind="ranged",
    range=80,
    long_range=320,
)
JAVELIN = Attack(
    id="javelin",
    name="Javelin",
    to_hit=4,
    damage=(Damage(Roll(1, 6, 2), "piercing"),),
    kind="melee_or_ranged",
    range=30,
    long_range=120,
)
POTION = Item(id="potion", item_id="potion-of-healing", name="Potion of Healing", kind="potion", heal=Roll(2, 4, 2))


class LoadedDice:
    """Dice that fall as told; when nothing is left to tell, every die shows its middle. Remembers what was rolled."""

    def __init__(self, *faces: int, spent: tuple[int, int] = (0, 0)) -> None:
        self.faces = list(faces)
        self.rolled: list[tuple[int, int, bool]] = []
        self._spent = list(spent)

    def roll(self, count: int, sides: int, *, secret: bool) -> tuple[int, ...]:
        self.rolled.append((count, sides, secret))
        self._spent[secret] += count
        return tuple(self.faces.pop(0) if self.faces else sides // 2 for _ in range(count))

    def open_rolls(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        return ()

    def reveal(self) -> str:
        return ""

    def spent(self) -> tuple[int, int]:
        return self._spent[0], self._spent[1]


class Person:
    """Somebody at the table who asks; ids come from one counter so that tests can tell them apart."""

    ids = count(1)

    def __init__(self, user_id: str, role: Role) -> None:
        self.user_id, self.role, self.at = user_id, role, NOON

    def after(self, seconds: float) -> "Person":
        """The same person so long after noon."""
        later = Person(self.user_id, self.role)
        later.at = NOON + round(seconds * 1000)
        return later

    def ask(self, room: Room, *faces: int, turns: Turns | None = None) -> Ask:
        counters = room.lasting.dice
        return Ask(
            by=self.user_id,
            role=self.role,
            name=self.user_id.capitalize(),
            at=self.at,
            dice=LoadedDice(*faces, spent=(counters.public, counters.secret)),
            new_id=lambda: f"id-{next(Person.ids)}",
            turns=turns,
            members={"mira": "dm", "aria": "player", "bram": "player", "otto": "spectator"},
        )

    def does(self, room: Room, command: Command, *faces: int) -> list[Event]:
        """What happens when this person asks for `command` and the dice fall as `faces`."""
        return decide(room, command, self.ask(room, *faces))

    def then(self, room: Room, command: Command, *faces: int) -> Room:
        """The room after it."""
        return fold(room, self.does(room, command, *faces))

    def is_refused(self, room: Room, command: Command, *faces: int) -> str:
        """The code with which it is refused; the test fails where it is not."""
        with pytest.raises(Refused) as refused:
            self.does(room, command, *faces)
        return refused.value.code


class Moderator(Person):
    """Mira, for whom the message she means has been looked up."""

    def __init__(self, spoken: Spoken) -> None:
        super().__init__("mira", "dm")
        self.spoken = spoken

    def ask(self, room: Room, *faces: int, turns: Turns | None = None) -> Ask:
        return replace(super().ask(room, *faces, turns=turns), spoken=self.spoken)


mira = Person("mira", "dm")
aria = Person("aria", "player")
bram = Person("bram", "player")
otto = Person("otto", "spectator")
bell = Person("", "system")


def hero(name: str, x: int, y: int, **more: object) -> Participant:
    """A player character of `name`, played by the user of the same name."""
    sheet = Sheet(armor_class=14, abilities=Abilities(dexterity=14), attacks={"sword": SWORD, "bow": BOW})
    fields: dict[str, object] = {
        "owner": name,
        "hp": 20,
        "max_hp": 20,
        "inventory": {"potion": POTION},
        "entity_type": "playerCharacter",
        "side": "party",
        "sheet": sheet,
    }
    return Participant(id=name, name=name.capitalize(), position=Position(x, y), **{**fields, **more})


def goblin(name: str, x: int, y: int, **more: object) -> Participant:
    """A monster that a DM plays."""
    fields: dict[str, object] = {
        "hp": 7,
        "max_hp": 7,
        "entity_type": "monster",
        "sheet": Sheet(size="small", armor_class=13, attacks={"javelin": JAVELIN}),
    }
    return Participant(id=name, name=name.capitalize(), position=Position(x, y), **{**fields, **more})


def with_sheet(participant: Participant, **changes: object) -> Participant:
    return replace(participant, sheet=replace(participant.sheet, **changes))


MEADOW = ("............",) * 10


def prepared(*participants: Participant, terrain: Sequence[str] = MEADOW, **settings: object) -> Room:
    """An interaction that is not live yet; without participants Aria and Bram meet one goblin."""
    everybody = participants or (hero("aria", 1, 1), hero("bram", 1, 3), goblin("goblin", 5, 1))
    ground = Map(name="Meadow", width=len(terrain[0]), height=len(terrain), terrain=tuple(terrain))
    return Room(
        id="fight",
        campaign_id="campaign",
        name="A fight",
        table=Table(map=ground, participants={p.id: p for p in everybody}),
        lasting=Lasting(settings=Settings(**settings)),
    )


def live(*participants: Participant, terrain: Sequence[str] = MEADOW, **settings: object) -> Room:
    """The same, live; nobody has rolled."""
    room = prepared(*participants, terrain=terrain, **settings)
    return mira.then(room, StartInteraction())


def fight(*participants: Participant, terrain: Sequence[str] = MEADOW, **settings: object) -> Room:
    """The same with initiative in the order given, so that the first is up."""
    room = live(*participants, terrain=terrain, **settings)
    ids = list(room.table.participants)
    return mira.then(room, RollInitiative(values={key: 20 - place for place, key in enumerate(ids)}))


def take(
    entity_id: str,
    verb: str,
    *,
    path: Iterable[tuple[int, int]] | None = None,
    position: tuple[int, int] | None = None,
    turn_id: str | None = None,
    end_turn: bool = False,
    **request: object,
) -> TakeTurn:
    """The command to take `verb`; cells are given as pairs."""
    way = None if path is None else [Cell(x, y) for x, y in path]
    goal = None if position is None else Cell(*position)
    action = ActionRequest(type=verb, path=way, position=goal, **request)
    return TakeTurn(entity_id=entity_id, action=action, turn_id=turn_id, end_turn=end_turn)


def happened(events: list[Event], kind: type) -> list[Event]:
    """Those of one kind."""
    return [event for event in events if type(event) is kind]


def names(events: list[Event]) -> list[str]:
    """What happened, in order, without the counters of the dice."""
    return [type(event).__name__ for event in events if type(event).__name__ != "DiceSpent"]
