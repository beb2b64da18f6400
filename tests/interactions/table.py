"""A table without a server: the rooms of this process on their own loop, and sockets that remember what was written."""

import asyncio
import threading
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

import msgspec
import pytest

from engine import commands as c
from engine.asking import Refused
from interactions import rooms
from interactions.frames import Frame
from interactions.letters import Letter, Person
from interactions.models import Interaction, JournalEntry
from interactions.room import LiveRoom
from interactions.streams import Seat
from tests.contract import Witness
from tests.laws.test_views import merged
from tests.people import ROLES

T = TypeVar("T")
PATIENCE = 60
ORDER = ("aria", "bram", "lurker", "wolf")


class Ears:
    """A socket: `heard` has the frames in order, `closed` the code with which it was closed."""

    def __init__(self, name: str = "somebody") -> None:
        self.witness = Witness(name)
        self.heard: list[dict[str, Any]] = []
        self.frames: list[Frame] = []
        self.closed: int | None = None
        self.changed = threading.Condition()

    def hear(self, hook: Any) -> None:
        """Nothing comes in here."""

    def write(self, *frames: Frame) -> None:
        with self.changed:
            self.frames += frames
            for frame in frames:
                self.heard.append(msgspec.json.decode(frame.payload))
                self.witness.hears(self.heard[-1])
            self.changed.notify_all()

    def close(self, code: int, reason: str = "") -> None:
        with self.changed:
            self.closed = self.closed or code
            self.witness.closes(code)
            self.changed.notify_all()


class At:
    """One window of somebody at the table."""

    def __init__(self, table: "Table", name: str) -> None:
        self.table, self.name = table, name
        self.person = table.person(name)
        self.ears = Ears(name)
        self.seat = Seat(self.ears, self.person.id, self.person.role)

    @property
    def heard(self) -> list[dict[str, Any]]:
        return self.ears.heard

    def joins(self, **since: Any) -> "At":
        room = self.table.room
        self.table.on_loop(lambda: room.seating.enter(self.seat))
        self.table.on_loop(lambda: room.seating.join(self.seat, self.person, since))
        return self

    def leaves(self) -> None:
        """The window is closed."""
        room = self.table.room
        self.table.on_loop(lambda: room.seating.gone(self.seat))

    def says(self, command: c.Command, id: str = "") -> str:
        """Without waiting for the answer; the command's id."""
        room, id = self.table.room, id or self.table.new_id()
        self.table.on_loop(lambda: room.submit(Letter(self.person, command, id, self.seat)))
        return id

    def says_all(self, *letters: tuple[c.Command, str]) -> None:
        """Several (command, id) in one breath, before anything of it can reach the disk."""
        room = self.table.room
        self.table.on_loop(lambda: [room.submit(Letter(self.person, *letter, self.seat)) for letter in letters])

    def asks(self, command: c.Command, id: str = "") -> dict[str, Any]:
        """The `ack` or `error` that answers; by then everybody has heard what came of it."""
        before = len(self.heard)
        id = self.says(command, id)
        answer = self.waits(lambda frame: frame.get("id") == id, before)
        self.table.on_loop(lambda: None)  # the others are told in the same breath as the asker
        return answer

    def waits(self, wanted: Callable[[dict[str, Any]], bool], after: int = 0) -> dict[str, Any]:
        """The first frame behind the first `after` that is `wanted`."""

        def found() -> list[dict[str, Any]]:
            return [frame for frame in self.heard[after:] if wanted(frame)]

        with self.ears.changed:
            assert self.ears.changed.wait_for(found, PATIENCE), f"{self.name} waits in vain; heard {self.heard[after:]}"
            return found()[0]

    def last(self, kind: str) -> dict[str, Any]:
        return [frame for frame in self.heard if frame["type"] == kind][-1]

    def numbers(self, stream: str) -> list[int]:
        return [f["n"] for f in self.heard if f["type"] == "update" and f["stream"] == stream]

    def messages(self) -> list[dict[str, Any]]:
        """Everything told in frames so far, without presence."""
        told = [message for frame in self.heard if frame["type"] == "update" for message in frame["messages"]]
        return [message for message in told if message.get("kinds") != ["presence"]]


class Table:
    """The room of one interaction, in this process."""

    def __init__(self, interaction: Interaction, people: dict[str, Any], key: str = "") -> None:
        self.id, self.people, self._key = interaction.pk, people, key
        self._ids = count(1)

    def new_id(self) -> str:
        return f"command-{next(self._ids)}"

    def person(self, name: str) -> Person:
        return Person(str(self.people[name].pk), ROLES[name], name.capitalize())

    def on_loop(self, work: Callable[[], T]) -> T:
        """Do something on the rooms' own loop."""

        async def there() -> T:
            return work()

        return asyncio.run_coroutine_threadsafe(there(), self.directory.loop).result(PATIENCE)

    @property
    def directory(self) -> rooms.Rooms:
        return rooms._from_thread()

    @property
    def room(self) -> LiveRoom:
        """The open room; opened from disk where it is not."""
        opening = self.directory.room(self.id)
        return asyncio.run_coroutine_threadsafe(opening, self.directory.loop).result(PATIENCE)

    def settles(self) -> None:
        """Waits until what the open room has under way is on disk, and done."""
        done = threading.Event()

        def look() -> None:
            room = self.directory._open.get(self.id)
            if room is None or room._doing is None:
                done.set()
            else:
                room._idle.append(done.set)

        self.on_loop(look)
        assert done.wait(PATIENCE)

    def opens_anew(self) -> LiveRoom:
        """As after a restart."""
        rooms.stop_from_thread()
        return self.room

    def seat(self, name: str) -> At:
        return At(self, name).joins()

    def ask(self, name: str, command: c.Command, id: str = "") -> dict[str, Any]:
        """Through the one door; the result. Raises `Refused`."""
        return rooms.ask(self.id, self.person(name), command, id or self.new_id())

    def refusal(self, name: str, command: c.Command, id: str = "") -> str:
        """The code with which it is refused."""
        with pytest.raises(Refused) as refused:
            self.ask(name, command, id)
        return refused.value.code

    def starts(self, *order: str) -> "Table":
        """Live, and everybody has rolled: aria is up, then bram, the lurker and the wolf."""
        self.ask("mira", c.StartInteraction())
        values = {f"{name}{self._key}": 20 - place for place, name in enumerate(order or ORDER)}
        self.ask("mira", c.RollInitiative(values=values))
        return self

    def rows(self) -> list[JournalEntry]:
        return list(JournalEntry.objects.filter(interaction_id=self.id).order_by("seq"))


def pages(*windows: At) -> dict[str, object]:
    """The documents that one person's page holds after all that its windows heard, in order."""
    held: dict[str, object] = {}
    for frame in [frame for at in windows for frame in at.heard]:
        if frame["type"] == "snapshot":
            held = dict(frame["state"])
        elif frame["type"] == "update":
            for message in frame["messages"]:
                if message["type"] == "stateDelta":
                    held[frame["stream"]] = merged(held[frame["stream"]], message["changes"])
    return held


def moves(name: str, *cells: tuple[int, int], end_turn: bool = False) -> c.TakeTurn:
    path = [c.Cell(x, y) for x, y in cells]
    return c.TakeTurn(entity_id=name, action=c.ActionRequest(type="move", path=path), end_turn=end_turn)


def ends(name: str) -> c.TakeTurn:
    return c.TakeTurn(entity_id=name, action=c.ActionRequest(type="end"))


def bites(name: str, target: str) -> c.TakeTurn:
    return c.TakeTurn(entity_id=name, action=c.ActionRequest(type="attack", target=target, action_id="bite"))
