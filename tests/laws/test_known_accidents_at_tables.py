"""What is known to go wrong in tools like this one, each by its name: at a real table with open pages it does not."""

import asyncio
from collections.abc import Iterator

import pytest

from engine import commands as c
from interactions import rooms
from interactions.duplicating import duplicate
from interactions.models import Interaction, JournalEntry
from tests.interactions.clocks import FakeClock
from tests.interactions.table import PATIENCE, At, Table, ends, moves, pages
from tests.laws.reading import fetched
from tests.laws.test_views import on_the_wire
from tests.people import gathered, laid_table


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def table(transactional_db: None, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """Aria is up, with 90 seconds; then Bram, the lurker, whom players do not see, and the wolf."""
    monkeypatch.setattr(rooms, "EVERY", 3600)
    people = gathered()
    table = Table(laid_table(people, turn_time_limit=90, allow_private_chat=True), people)
    table.directory.clock = clock
    yield table.starts()
    rooms.stop_from_thread()


def passes(table: Table, clock: FakeClock, seconds: float) -> None:
    table.on_loop(lambda: clock.advance(seconds))


def test_a_timer_ticking_after_the_end(table: Table, clock: FakeClock):
    table.ask("mira", c.EndInteraction())
    rows = JournalEntry.objects.count()
    passes(table, clock, 1000)
    table.ask("mira", c.SendChat(content="Good night."))
    assert JournalEntry.objects.count() == rows + 1


def test_a_movement_lock_after_the_fight(table: Table):
    """Whoever could not move when it ended can in the next."""
    table.ask("aria", moves("aria", *[(x, 0) for x in (2, 1, 2, 1, 2, 1)]))
    assert table.refusal("aria", moves("aria", (2, 0))) == "too_far"
    table.ask("mira", c.EndInteraction())
    fight = Interaction.objects.get(pk=table.id)
    again = Table(duplicate(fight, fight.dm), table.people)
    again.ask("mira", c.StartInteraction())
    mine = next(p for p in again.room.state.table.participants.values() if p.name == "Aria")
    again.ask("mira", c.RollInitiative(values=dict.fromkeys(again.room.state.table.participants, 1) | {mine.id: 9}))
    there = c.Cell(mine.position.x + 1, mine.position.y)
    again.ask("aria", c.TakeTurn(entity_id=mine.id, action=c.ActionRequest(type="move", position=there)))
    assert again.room.state.table.participants[mine.id].position == there.position()


def test_events_lost_while_a_client_loads(table: Table):
    """She comes in while others go on, and misses nothing of it."""
    room, aria = table.room, At(table, "aria")
    for number in range(5):
        table.ask("bram", c.SendChat(content=f"Word {number}."))
        if number == 2:
            aria.joins()
    table.ask("mira", c.Override(entity_id="wolf", changes=c.OverrideChanges(hp=3)))
    snapshot = aria.last("snapshot")
    at_first = [entry["message"]["content"] for entry in snapshot["recent"]["chat"]]
    later = [message["message"]["content"] for message in aria.messages() if message["type"] == "chatMessage"]
    assert at_first + later == [f"Word {number}." for number in range(5)]
    n = snapshot["at"]["party"]
    numbers = aria.numbers("party")
    assert numbers[0] <= n + 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert pages(aria) == on_the_wire(table.on_loop(lambda: room.fanout.state_for(aria.seat, room.state)))


def test_a_double_send_after_reconnect(table: Table):
    walk = moves("aria", (2, 0))
    first = table.seat("aria")
    assert first.asks(walk, "walk-1")["type"] == "ack"
    first.leaves()
    again = table.seat("aria").asks(walk, "walk-1")
    assert again["duplicate"] is True
    budget = table.room.state.table.turn.budget
    assert budget.movement == 25


def test_a_hidden_participant_visible_in_one_of_several_views(table: Table):
    """By id, by count, in an error text, by a refused move."""
    aria = table.seat("aria")
    for entity_id in ("lurker", "nobody"):
        aimed = c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="attack", target=entity_id))
        answer = aria.asks(aimed)
        assert (answer["code"], answer["message"]) == ("unknown_target", "There is nobody like that here.")
        answer = aria.asks(c.TakeTurn(entity_id=entity_id, action=c.ActionRequest(type="end")))
        assert answer["code"] == "unknown_target"
    table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(position=c.Cell(3, 1))))
    walked = aria.asks(moves("aria", (2, 1), (3, 1)))
    assert walked["type"] == "ack"
    for name in ("aria", "bram"):
        table.ask("mira", c.SkipTurn(entity_id=name))
    table.ask("mira", c.SkipTurn(reason="The lurker waits."))
    party = pages(aria)["party"]
    assert (len(party["participants"]), len(party["initiativeOrder"]), party["turnNumber"]) == (3, 3, 3)
    assert party["currentTurn"]["entityId"] == "wolf"
    assert party["initiativeOrder"][party["currentInitiativeIndex"]]["entityId"] == "wolf"
    assert "lurker" not in str(aria.heard).lower()
    for name in ("aria", "bram", "sven"):
        assert [path for path, told in fetched(table, name).items() if "lurker" in told.lower()] == [], name


def test_private_names_visible_after_a_disconnect(table: Table):
    aria, bram = table.seat("aria"), table.seat("bram")
    secret = c.SendChat(type="private", content="Meet me.", recipients=[table.person("aria").id])
    table.ask("mira", secret)
    table.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(name="The Butcher")))
    for window in (aria, bram):
        window.leaves()
    table.opens_anew()
    returned = {name: str(table.seat(name).heard) for name in ("aria", "bram", "sven")}
    assert ["Meet me." in returned[name] for name in ("aria", "bram", "sven")] == [True, False, False]
    assert all("Butcher" not in heard and "lurker" not in heard.lower() for heard in returned.values())


def test_a_dead_client_not_noticed(table: Table, clock: FakeClock):
    """The DM's laptop is closed: nothing comes any more, and nothing says that it ended."""
    mira, aria = table.seat("mira"), table.seat("aria")
    table.ask("mira", c.UpdateTurnSettings(turn_time_limit=None))
    room = table.room
    mira.seat.pinged_at = table.on_loop(room.now)
    passes(table, clock, 60)
    swept(table)
    assert mira.ears.closed is None
    passes(table, clock, 120)
    swept(table)
    assert (mira.ears.closed, aria.ears.closed) == (4408, None)
    assert "connected" not in pages(aria)["party"]["presence"][table.person("mira").id]
    passes(table, clock, 6)
    aria.waits(lambda frame: "INTERACTION_PAUSED" in str(frame))


def swept(table: Table) -> None:
    asyncio.run_coroutine_threadsafe(table.directory.sweep(), table.directory.loop).result(PATIENCE)


def test_a_turn_that_is_over_is_over_for_everybody(table: Table):
    """Two ask at the same moment: the first wins, the other hears so."""
    aria = table.seat("aria")
    aria.says_all((ends("aria"), "one"), (ends("aria"), "two"))
    answers = [aria.waits(lambda frame, id=id: frame.get("id") == id) for id in ("one", "two")]
    assert [answer["type"] for answer in answers] == ["ack", "error"]
    assert answers[1]["code"] == "already_acted"
