"""What always holds of a real room: random evenings through its mailbox, its journal and its sockets."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Refused
from engine.evolve import fold
from interactions import lookups, rooms
from interactions.letters import Person
from interactions.storage import tail
from interactions.streams import Seat
from tests.engine.table import Person as Asker
from tests.engine.table import aria, bram, mira, otto
from tests.interactions.table import At, Table
from tests.laws.cave import cave
from tests.laws.evenings import Evening
from tests.laws.test_views import has_null, merged, on_the_wire
from tests.people import gathered, laid_table

STEPS = 300


@pytest.fixture
def table(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Table]:
    """The cave of the laws in a real room, the same dice every time. Nobody looks after rights: its people are no users."""
    monkeypatch.setattr(rooms, "EVERY", 3600)
    settings.DICE_SEED = "the cave of the laws"
    people = gathered()
    table = Table(laid_table(people), people)
    room = table.room
    room.state = replace(cave(), id=table.id)
    monkeypatch.setattr(lookups, "room_of", lambda draft, seed_hash: room.state)  # what the draft is when it goes live
    yield table
    rooms.stop_from_thread()


class Window:
    """Somebody's window and the page in it."""

    def __init__(self, table: Table, person: Asker) -> None:
        self.at = At(table, "sven")
        self.at.person = Person(person.user_id, person.role, person.user_id.capitalize())
        self.at.seat = Seat(self.at.ears, *self.at.person.seat)
        self.at.joins()
        self.page: dict[str, Any] = {}
        self._numbers: dict[str, int] = {}
        self._read = 0

    def unread(self) -> list[dict[str, Any]]:
        """What was heard since the last time, laid over the page; the numbers of a stream have no gaps."""
        new = self.at.heard[self._read :]
        self._read += len(new)
        for frame in new:
            if frame["type"] == "snapshot":
                self.page, self._numbers = dict(frame["state"]), dict(frame["at"])
            elif frame["type"] == "update":
                self._update(frame)
        return new

    def _update(self, frame: dict[str, Any]) -> None:
        stream = frame["stream"]
        self._numbers[stream] += 1
        assert frame["n"] == self._numbers[stream]
        for message in frame["messages"]:
            if message["type"] == "stateDelta":
                self.page[stream] = merged(self.page[stream], message["changes"])


def as_a_newcomer_sees_it(table: Table, window: Window) -> dict[str, Any]:
    room, seat = table.room, window.at.seat
    return table.on_loop(lambda: room.fanout.state_for(seat, room.state))


def hidden(table: Table) -> bool:
    ghost = table.room.state.table.participants.get("ghost")
    return ghost is not None and ghost.hidden


def step(table: Table, windows: dict[str, Window], evening: Evening) -> bool:
    """Somebody asks for something; whether it was accepted. What is refused is heard by nobody else."""
    before, concealed = table.room.state, hidden(table)
    person, command = evening.asking(before)
    if person.role == "system":
        return of_itself(table, windows, command)
    answer = windows[person.user_id].at.asks(command)
    heard = {name: window.unread() for name, window in windows.items()}
    if answer["type"] == "error":
        assert answer["code"] != "internal"
        assert table.room.state is before
        assert heard == {**{name: [] for name in windows}, person.user_id: [answer]}
    elif concealed and hidden(table):
        told = [frame for name in heard if name != "mira" for frame in heard[name] if frame["type"] == "update"]
        assert "ghost" not in str(told).lower()
    return bool(answer["type"] == "ack")


def of_itself(table: Table, windows: dict[str, Window], command: c.Command) -> bool:
    """The room asks for something, as its clock does."""
    try:
        rooms.ask(table.id, Person("", "system", ""), command, table.new_id())
    except Refused:
        return False
    finally:
        for window in windows.values():
            window.unread()
    return True


@pytest.mark.parametrize("seed", range(10))
def test_every_page_adds_up_and_the_journal_is_all_there_is(table: Table, seed: int):
    windows = {person.user_id: Window(table, person) for person in (mira, aria, bram, otto)}
    windows["mira"].at.asks(c.StartInteraction())
    for window in windows.values():
        window.unread()
    evening = Evening(seed)
    evening.turns = table.room.turns
    accepted = 1 + sum(step(table, windows, evening) for _ in range(STEPS))
    for window in windows.values():
        assert window.page == on_the_wire(as_a_newcomer_sees_it(table, window))
        assert not has_null(window.page)
    journal = [events for _, _, events in tail(table.id, 0)]
    assert len(journal) == accepted > 5
    state = None
    for events in journal:
        state = fold(state, events)
    assert state == table.room.state == table.opens_anew().state
