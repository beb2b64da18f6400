"""What always holds of what people are shown: deltas add up, secrets stay."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from engine import commands as c
from engine.asking import Refused
from engine.delta import Change, delta, own_delta, stream_delta
from engine.events import Event
from engine.evolve import fold
from engine.state import Room
from engine.told import is_told, told
from engine.view import document
from tests.engine.table import Person, hero, mira
from tests.laws.cave import EVERYBODY, cave
from tests.laws.evenings import Evening
from tests.laws.test_engine import ask_for, law, opened, play
from tests.laws.twins import answer, first_world, heard, said, tells_of_the_ghost, twin

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
def test_that_somebody_is_told_is_known_without_the_words(seed):
    """And who hears on one stream hears on those of whoever sees more."""
    journal, _ = play(seed, steps=40)
    for event in [event for events in journal for event in events]:
        hears = [told(event, stream) is not None for stream in ("table", "party", "dm")]
        assert [is_told(event, stream) for stream in ("table", "party", "dm")] == hears == sorted(hears)


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
            shown = [document(room, stream), delta(before, room, stream), heard(events, stream)]
            assert "ghost" not in str(shown)


def decided(room: Room, person: Person, command: c.Command, evening: Evening) -> list[Event] | str:
    ask = evening.ask(room, person)
    answered = answer(room, command, ask)
    return said(answered, ask) if isinstance(answered, Refused) else answered


@law
@given(seeds)
def test_two_worlds_that_differ_only_in_a_secret_look_alike(seed):
    draws, here, there = Evening(seed), Evening(0), Evening(0)
    worlds = [first_world(), twin(first_world())]
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
            messages = [heard(events, stream) for events in answers]
            assert messages[0] == messages[1]
        worlds = after


def test_the_worlds_do_differ_for_the_dm():
    """Else the law above would hold of anything."""
    assert document(first_world(), "dm") != document(twin(first_world()), "dm")


def test_one_change_serves_every_stream():
    evening = Evening(0)
    before = fold(cave(), opened(evening))
    joining = c.AddParticipant(participant=hero("cleo", 9, 0, owner="aria"))
    after = fold(before, ask_for(before, mira, joining, evening))
    change = Change(before, after)
    assert stream_delta(change, "party") == delta(before, after, "party")
    assert own_delta(change, "aria") == delta(before, after, "own", "aria")
