"""What always holds of the rules, whoever asks for what."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.asking import Refused
from engine.commands import Command, StartInteraction
from engine.decide import decide
from engine.events import Event, Redone, Rewound, TurnEnded, TurnStarted
from engine.evolve import evolve, fold
from engine.state import Room, Table
from tests.engine.table import Person, mira
from tests.laws.cave import cave
from tests.laws.evenings import Evening

CODES = frozenset(
    "malformed unknown_type too_large rate_limited unauthenticated forbidden not_found not_live paused ended "
    "wrong_status not_your_turn not_your_entity already_acted no_budget incapacitated unknown_action unknown_target "
    "illegal_target out_of_range out_of_sight path_blocked too_far unknown_item not_equippable no_charges no_slot "
    "chat_disabled private_chat_disabled conflict busy internal".split()
)
encode = msgspec.msgpack.Encoder(order="deterministic").encode
seeds = st.integers(0, 1 << 32)
law = settings(max_examples=100, deadline=None, derandomize=True, database=None)


def ask_for(room: Room, person: Person, command: Command, evening: Evening) -> list[Event]:
    """What happens; nothing where it is refused. Neither changes the room that was."""
    before = encode(room)
    try:
        return decide(room, command, evening.ask(room, person))
    except Refused as refused:
        assert refused.code in CODES
        assert refused.message.endswith(".")
        return []
    finally:
        assert encode(room) == before


def opened(evening: Evening) -> list[Event]:
    return decide(cave(), StartInteraction(), evening.ask(cave(), mira))


def play(seed: int, steps: int) -> tuple[list[list[Event]], Room]:
    """A random evening: its journal, and the room it came to."""
    evening = Evening(seed)
    journal = [opened(evening)]
    room = fold(cave(), journal[0])
    for _ in range(steps):
        events = ask_for(room, *evening.asking(room), evening)
        room = evening.after(room, events)
        journal += [events] if events else []
    return journal, room


def written(journal: list[list[Event]]) -> list[Event]:
    """The journal as it comes back from disk."""
    rows = [msgspec.msgpack.encode(events) for events in journal]
    return [event for row in rows for event in msgspec.msgpack.decode(row, type=list[Event])]


def check(room: Room) -> None:
    """What must be true of every room."""
    check_turn(room)
    table = room.table
    assert all(table.turn and action.turn_id == table.turn.id for action in table.review.values())
    assert set(table.order) == set(table.initiative) <= set(table.participants)
    assert len(set(table.order)) == len(table.order)
    assert table.queues.keys() <= table.participants.keys()
    assert all(queue.actions for queue in table.queues.values())
    assert table.held is None or (table.turn and table.held.actions)
    assert all(one.entity_id in table.participants for one in table.missed.values())
    for participant in table.participants.values():
        assert 0 <= participant.hp <= participant.max_hp
        assert participant.temp_hp >= 0
        assert participant.defeated == (participant.hp == 0)
        assert all(item.quantity > 0 for item in participant.inventory.values())
        assert table.map.at(participant.position.x, participant.position.y) != "#"


def check_turn(room: Room) -> None:
    """At most one is up, the pointer points at somebody, and no budget is overdrawn."""
    table = room.table
    up = [p.id for p in table.participants.values() if p.turn_status == "active"]
    if table.turn is None:
        assert up == []
        return
    assert up == [table.turn.entity_id]
    budget = table.turn.budget
    assert min(budget.action, budget.bonus_action, budget.movement, budget.object_interaction) >= 0
    assert table.turn.number == table.turn_number >= table.turn.seen_number == table.seen_turns
    assert table.turn.round_number == table.round_number


def check_growth(before: Room, after: Room, events: list[Event]) -> None:
    """Dice only ever grow; but for rewinds turns and rounds do too, one turn a command, but for those that are queued."""
    rewinds = any(isinstance(event, Rewound | Redone) for event in events)
    for count in ("turn_number", "round_number", "seen_turns"):
        more = getattr(after.table, count) - getattr(before.table, count)
        assert rewinds or more in (0, 1) or (more > 0 and before.table.queues)
    assert after.lasting.dice.public >= before.lasting.dice.public
    assert after.lasting.dice.secret >= before.lasting.dice.secret


@law
@given(seeds)
def test_whatever_is_asked_the_table_stays_whole(seed):
    evening = Evening(seed)
    room = fold(cave(), opened(evening))
    for _ in range(60):
        before = room
        events = ask_for(room, *evening.asking(room), evening)
        room = evening.after(room, events)
        check(room)
        check_growth(before, room, events)


@law
@given(seeds)
def test_the_journal_alone_rebuilds_the_room(seed):
    journal, room = play(seed, steps=60)
    blank = msgspec.structs.replace(cave(), name="Something else")
    assert fold(blank, written(journal)) == room


@law
@given(seeds, st.data())
def test_a_snapshot_and_the_rows_after_it_give_the_same_room(seed, data):
    journal, room = play(seed, steps=40)
    cut = data.draw(st.integers(1, len(journal)))
    snapshot = encode(fold(cave(), [event for row in journal[:cut] for event in row]))
    assert fold(msgspec.msgpack.decode(snapshot, type=Room), written(journal[cut:])) == room


@law
@given(seeds)
def test_the_pointer_leaves_nobody_but_by_the_end_of_the_turn_or_a_rewind(seed):
    journal, _ = play(seed, steps=60)
    room = cave()
    for events in journal:
        turn = room.table.turn
        room = fold(room, events)
        if turn and (room.table.turn is None or room.table.turn.id != turn.id):
            left = [event for event in events if isinstance(event, TurnEnded | Rewound | Redone)]
            assert isinstance(left[0], Rewound | Redone) or left[0].turn_id == turn.id


@law
@given(seeds)
def test_a_rewind_restores_the_table_as_it_was(seed):
    """All but the turn's id and clock, and that its queue is not played again."""
    room, starts = cave(), {}
    for events in play(seed, steps=60)[0]:
        for event in events:
            room = evolve(room, event)
            if isinstance(event, TurnStarted):
                starts[event.turn_id] = started(room.table)
            elif isinstance(event, Rewound):
                assert started(room.table) == starts[event.to_turn]
                starts[event.turn_id] = started(room.table)


def started(table: Table) -> Table:
    return replace(table, turn=replace(table.turn, id="", started_at=0, running_since=0), held=None)


def test_random_evenings_see_everything_happen():
    """Else the laws above would say little. A journal is cut back or begun anew by staff, by no command."""
    seen = {type(event).__name__ for seed in range(150) for row in play(seed, steps=60)[0] for event in row}
    assert seen == {kind.__name__ for kind in Event.__args__} - {"CutBack", "Genesis"}
