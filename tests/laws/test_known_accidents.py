"""What is known to go wrong in tools like this one, each by its name: here it does not."""

import asyncio
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.told import told
from engine.view import document
from interactions import rooms
from interactions.duplicating import duplicate
from interactions.models import Interaction, JournalEntry
from tests.engine.table import aria as player
from tests.engine.table import bell, fight, goblin, hero, live, mira, take
from tests.engine.table import bram as other_player
from tests.engine.test_rewind import BACK, Game, five_hundred_turns, played
from tests.interactions.clocks import FakeClock
from tests.interactions.table import PATIENCE, At, Table, ends, moves, pages
from tests.laws.test_views import on_the_wire
from tests.people import gathered, laid_table

FOUR = ("aria", "bram", "goblin", "wolf")


def four(up: int):
    """Aria, Bram, a goblin and a wolf, in this order; the one at `up` has the turn."""
    room = fight(hero("aria", 1, 1), hero("bram", 1, 3), goblin("goblin", 5, 1), goblin("wolf", 8, 8))
    for _ in range(up):
        room = mira.then(room, c.SkipTurn())
    return room


def highlighted(room, stream: str) -> str:
    """The id that a page marks: the one at the index in the order, as this viewer sees both."""
    shown = document(room, stream)
    return str(shown["initiativeOrder"][shown["currentInitiativeIndex"]]["entityId"])


@pytest.mark.parametrize("up", range(4))
@pytest.mark.parametrize("gone", FOUR)
def test_removing_the_first_last_or_active_participant_moves_the_pointer_wrongly(up: int, gone: str):
    room = four(up)
    room = mira.then(room, c.RemoveParticipant(entity_id=gone))
    following = FOUR[up] if FOUR[up] != gone else FOUR[(up + 1) % 4]
    assert room.active.id == following
    assert [highlighted(room, stream) for stream in ("dm", "party", "table")] == [following] * 3
    assert room.table.round_number == (2 if up == 3 and gone == "wolf" else 1)


@pytest.mark.parametrize("up", range(4))
@pytest.mark.parametrize("total", [30, 19, 18, 17, 1])
@pytest.mark.parametrize("hidden", [False, True])
def test_adding_one_breaks_the_highlight(up: int, total: int, hidden: bool):
    newcomer = goblin("ghost", 9, 1, hidden=hidden)
    room = mira.then(four(up), c.AddParticipant(participant=newcomer, initiative=total))
    assert [highlighted(room, stream) for stream in ("dm", "party", "table")] == [FOUR[up]] * 3


def test_previous_counts_rounds_below_their_start():
    game = Game(played(hero("aria", 1, 1), goblin("goblin", 5, 1)))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "end"))
    game.does(mira, BACK)
    assert game.refused(mira, BACK) == "conflict"
    assert (game.room.table.round_number, game.room.table.turn_number, game.room.table.seen_turns) == (1, 1, 1)


def test_undo_with_more_turns_than_participants():
    game, starts = five_hundred_turns()
    for start in reversed(starts[-25:-1]):
        game.does(mira, BACK)
        assert (game.room.active.id, game.room.table.turn_number) == (start.turn.entity_id, start.turn_number)


def test_undo_that_leaves_side_effects():
    game = Game(played(hero("aria", 4, 1), hero("bram", 1, 3), goblin("goblin", 5, 1)))
    game.does(mira, c.BeginTurns())
    start = game.room.table
    game.does(player, take("aria", "attack", target="goblin", action_id="sword"), 20, 8, 8)
    game.does(player, take("aria", "useItem", item_id="potion"))
    game.does(mira, c.GrantReward(entity_id="aria", xp=9))
    game.does(mira, c.Override(entity_id="bram", changes=c.OverrideChanges(conditions=["prone"], temp_hp=4)))
    game.does(player, take("aria", "end"))
    game.does(mira, BACK)
    assert replace(game.room.table, turn=None) == replace(start, turn=None)


def test_takeback_that_does_not_restore_the_clock():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3), turn_time_limit=90))
    game.does(mira, c.BeginTurns())
    game.does(player.after(88), take("aria", "end"))
    game.does(mira.after(89), BACK)
    assert bell.after(120).is_refused(game.room, c.ExpireTurn(turn_id=game.room.table.turn.id)) == "conflict"


def test_somebody_undoing_in_anothers_turn():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3)))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "end"))
    for person in (player, other_player):
        assert game.refused(person, BACK) == "forbidden"
        assert game.refused(person, c.BacktrackTurn(redo=True)) == "forbidden"


def test_undo_history_leaking_secrets():
    """What was revealed and taken back is hidden again, and nothing that is told of it says what it was."""
    ghost = replace(goblin("ghost", 9, 9, hidden=True), name="The Well Spirit")
    game = Game(played(hero("aria", 1, 1), ghost))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "end"))
    game.does(mira, take("ghost", "end"))
    game.does(mira, c.Override(entity_id="ghost", changes=c.OverrideChanges(hidden=False)))
    rewound = game.does(mira, c.BacktrackTurn(to_turn=game.turns.order()[0]))
    for stream in ("party", "table"):
        said = str([document(game.room, stream), *(told(event, stream) for event in rewound)])
        assert "ghost" not in said and "Spirit" not in said


def test_tied_participants_skipped_together():
    room = live(*(goblin(f"goblin{n}", n, 5, source_id="goblin-row") for n in range(3)), hero("aria", 1, 1))
    room = mira.then(room, c.RollInitiative(values={"goblin0": 15, "goblin1": 15, "goblin2": 15, "aria": 3}))
    seen = []
    for _ in range(4):
        seen.append(room.active.id)
        room = mira.then(room, c.SkipTurn())
    assert (sorted(seen[:3]), seen[3]) == (["goblin0", "goblin1", "goblin2"], "aria")


# With a real room


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
