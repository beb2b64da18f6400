"""What always holds of what people are shown: deltas add up, secrets stay."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Refused
from engine.decide import decide
from engine.delta import Change, delta, own_delta, stream_delta
from engine.events import Event
from engine.evolve import fold
from engine.sheet import Abilities
from engine.state import Room
from engine.told import told
from engine.view import document
from tests.engine.table import POTION, Person, hero, mira, with_sheet
from tests.laws.evenings import EVERYBODY, Evening, cave
from tests.laws.test_engine import ask_for, law, opened, play

seeds = st.integers(0, 1 << 32)
VIEWERS = [("dm", ""), ("party", ""), ("table", ""), ("own", "aria"), ("own", "bram")]


def merged(document: object, patch: object) -> object:
    """RFC 7396, as the page does it."""
    if not isinstance(patch, dict):
        return patch
    result = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def on_the_wire(value: object) -> object:
    """What arrives of it: JSON and back."""
    return msgspec.json.decode(msgspec.json.encode(value))


def has_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(has_null(inner) for inner in value.values())
    return value is None or (isinstance(value, list) and any(has_null(inner) for inner in value))


@law
@given(seeds)
def test_deltas_add_up_for_every_viewer(seed):
    journal, _ = play(seed, steps=50)
    room = fold(cave(), journal[0])
    pages = {viewer: on_the_wire(document(room, *viewer)) for viewer in VIEWERS}
    for events in journal[1:]:
        before, room = room, fold(room, events)
        for viewer in VIEWERS:
            pages[viewer] = merged(pages[viewer], on_the_wire(delta(before, room, *viewer)))
            assert pages[viewer] == on_the_wire(document(room, *viewer))


@law
@given(seeds)
def test_what_one_change_left_serves_the_next(seed):
    """As a room does it: what was worked out of the later state is handed on."""
    journal, _ = play(seed, steps=50)
    room, was = fold(cave(), journal[0]), None
    for events in journal[1:]:
        before, room = room, fold(room, events)
        change = Change(before, room, was)
        was = change.now
        for stream in ("dm", "party", "table"):
            assert on_the_wire(stream_delta(change, stream)) == on_the_wire(delta(before, room, stream))
        for owner in ("aria", "bram"):
            assert on_the_wire(own_delta(change, owner)) == on_the_wire(delta(before, room, "own", owner))


@law
@given(seeds)
def test_whoever_owns_something_that_changed_is_told(seed):
    journal, _ = play(seed, steps=50)
    room = fold(cave(), journal[0])
    for events in journal[1:]:
        before, room = room, fold(room, events)
        change = Change(before, room)
        for owner in ("aria", "bram"):
            if document(before, "own", owner) != document(room, "own", owner):
                assert owner in change.owners


@law
@given(seeds)
def test_a_document_holds_no_null(seed):
    _, room = play(seed, steps=50)
    assert not any(has_null(on_the_wire(document(room, *viewer))) for viewer in VIEWERS)


@law
@given(seeds)
def test_the_hidden_are_nowhere_in_what_players_get(seed):
    """The ghost's id is its name here, so that any trace of it would show."""
    journal, _ = play(seed, steps=50)
    room = fold(cave(), journal[0])
    for events in journal[1:]:
        before, room = room, fold(room, events)
        if not all("ghost" in r.table.participants and r.table.participants["ghost"].hidden for r in (before, room)):
            continue
        for stream in ("party", "table"):
            shown = [document(room, stream), delta(before, room, stream), heard(room, events, stream)]
            assert "ghost" not in str(shown)


def heard(room: Room, events: list[Event], stream: str) -> list[object]:
    return [message for event in events if (message := told(event, stream)) is not None]


def twin() -> Room:
    """The same cave, but for what nobody knows of the ghost."""
    room = cave()
    ghost = replace(
        with_sheet(room.table.participants["ghost"], armor_class=18, abilities=Abilities(strength=18), xp=700),
        name="The Headless Horseman",
        hp=2000,
        max_hp=2500,
        temp_hp=7,
        conditions=("invisible",),
        inventory={"potion": POTION},
        hp_display="word",
        note="Comes from the well.",
        source_id="somebody-else",
        xp=3,
    )
    return replace(room, table=replace(room.table, participants={**room.table.participants, "ghost": ghost}))


def first_world() -> Room:
    room = cave()
    ghost = replace(room.table.participants["ghost"], hp=1000, max_hp=1000)
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


def decided(room: Room, person: Person, command: c.Command, evening: Evening) -> list[Event] | str:
    try:
        return decide(room, command, evening.ask(room, person))
    except Refused as refused:
        return refused.code if person is mira else f"{refused.code}: {refused.message}"


@law
@given(seeds)
def test_two_worlds_that_differ_only_in_a_secret_look_alike(seed):
    draws, here, there = Evening(seed), Evening(0), Evening(0)
    worlds = [first_world(), twin()]
    draws.turns = here.turns
    order = c.RollInitiative(values={key: 20 - place for place, key in enumerate(EVERYBODY)})
    for command in (c.StartInteraction(), order):
        worlds = [e.after(w, ask_for(w, mira, command, e)) for w, e in zip(worlds, (here, there), strict=True)]
    for _ in range(60):
        person, command = draws.asking(worlds[0])
        if tells_of_the_ghost(command):
            continue
        answers = [decided(w, person, command, e) for w, e in zip(worlds, (here, there), strict=True)]
        if any(isinstance(answer, str) for answer in answers):
            assert answers[0] == answers[1]
            continue
        after = [e.after(w, events) for w, events, e in zip(worlds, answers, (here, there), strict=True)]
        for viewer in VIEWERS[1:]:
            pages = [msgspec.json.encode(document(w, *viewer)) for w in after]
            deltas = [msgspec.json.encode(delta(was, now, *viewer)) for was, now in zip(worlds, after, strict=True)]
            assert (pages[0], deltas[0]) == (pages[1], deltas[1])
        for stream in ("party", "table"):
            messages = [heard(w, events, stream) for w, events in zip(after, answers, strict=True)]
            assert messages[0] == messages[1]
        worlds = after


def test_the_worlds_do_differ_for_the_dm():
    """Else the law above would hold of anything."""
    assert document(first_world(), "dm") != document(twin(), "dm")


def test_one_change_serves_every_stream():
    evening = Evening(0)
    before = fold(cave(), opened(evening))
    joining = c.AddParticipant(participant=hero("cleo", 9, 0, owner="aria"))
    after = fold(before, ask_for(before, mira, joining, evening))
    change = Change(before, after)
    assert stream_delta(change, "party") == delta(before, after, "party")
    assert own_delta(change, "aria") == delta(before, after, "own", "aria")
