"""What is decided can be written down and read again."""

import msgspec
import pytest

from engine.asking import Refused
from engine.commands import Command, EndInteraction, ResolveAction, RollInitiative, StartInteraction, TakeTurn
from engine.events import DiceSpent, Event
from engine.evolve import fold
from engine.state import Room
from tests.engine.table import aria, bram, fight, goblin, hero, mira, names, prepared, take


def test_a_whole_evening_is_rebuilt_from_what_was_written():
    room = prepared()
    written: list[bytes] = []
    evening = [
        (mira, StartInteraction()),
        (mira, RollInitiative(values={"aria": 20, "bram": 15, "goblin": 10})),
        (aria, take("aria", "move", path=[(2, 1), (3, 1), (4, 1)])),
        (aria, take("aria", "attack", target="goblin")),
        (aria, take("aria", "useItem", item_id="potion", end_turn=True)),
        (bram, take("bram", "custom", description="I sing.", end_turn=True)),
    ]
    for person, command in evening:
        events = person.does(room, command)
        written.append(msgspec.msgpack.encode(events))
        room = fold(room, events)
    events = mira.does(room, ResolveAction(action_id=room.unresolved[0].id, outcome="approved", awarded_xp=5))
    written.append(msgspec.msgpack.encode(events))
    room = fold(room, events)
    events = mira.does(room, EndInteraction())
    written.append(msgspec.msgpack.encode(events))
    room = fold(room, events)

    read = [event for row in written for event in msgspec.msgpack.decode(row, type=list[Event])]
    assert fold(prepared(goblin("nobody", 0, 0)), read) == room


def test_a_snapshot_reads_back_as_the_same_room():
    room = aria.then(fight(), take("aria", "custom", description="I sing."))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(room), type=Room) == room


def test_the_last_event_says_how_far_the_dice_have_moved():
    events = aria.does(fight(), take("aria", "attack", target="goblin", action_id="bow"), 15)
    assert isinstance(events[-1], DiceSpent)
    room = aria.then(fight(), take("aria", "attack", target="goblin", action_id="bow"), 15)
    assert room.lasting.dice.public == 2
    assert "DiceSpent" not in {type(event).__name__ for event in aria.does(fight(), take("aria", "dodge"))}


def test_a_refusal_carries_a_code_and_a_sentence():
    with pytest.raises(Refused) as refused:
        aria.does(fight(), take("aria", "move", path=[(2, 1)] + [(n, 1) for n in (3, 4)] + [(5, 1)]))
    assert refused.value.code == "path_blocked"
    assert refused.value.message.endswith(".")


def test_commands_are_read_from_the_names_of_the_wire():
    command = msgspec.json.decode(
        b'{"entityId": "aria", "endTurn": true, "action": {"type": "move", "path": [{"x": 2, "y": 1}]}}', type=TakeTurn
    )
    assert command == take("aria", "move", path=[(2, 1)], end_turn=True)
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"entityId": "aria", "cheat": 1, "action": {"type": "move"}}', type=TakeTurn)


def test_every_command_has_its_role():
    from engine.permissions import MAY

    assert set(MAY) == set(Command.__args__)


def test_a_turn_of_the_hidden_leaves_its_trace_for_dms_alone():
    room = fight(goblin("ghost", 5, 5, hidden=True), hero("aria", 1, 1))
    events = mira.does(room, take("ghost", "move", path=[(5, 6)], end_turn=True))
    assert names(events) == ["ActionSubmitted", "Moved", "TurnEnded", "TurnStarted"]
    assert [event.audience for event in events] == ["dm", "dm", "dm", "all"]
