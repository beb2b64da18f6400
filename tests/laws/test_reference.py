"""The reference describes what happens on random evenings; and what it describes happens, or it would say too much."""

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import Struct

from engine import commands as c
from engine.asking import Spoken
from engine.delta import delta
from engine.events import CutBack, Event, Genesis, Resumed, Said, WentLive
from engine.evolve import fold
from engine.state import Room
from engine.told import told, told_alone
from engine.view import document
from interactions.shapes.documents import DOCUMENTS
from interactions.shapes.messages import MESSAGES, STATE_DELTAS, told_as
from interactions.shapes.partial import partial
from tests import contract
from tests.engine.table import NOON, Moderator, Person, aria, goblin, mira
from tests.laws.cave import cave
from tests.laws.evenings import Evening
from tests.laws.test_engine import opened, play
from tests.laws.test_views import VIEWERS, on_the_wire

EVENINGS = 40
STREAMS = ("dm", "party", "table", "own")
Fields = set[tuple[str, str]]

HELLO = Said(id="hello", user_id="aria", name="Aria", content="Hello.")

SELDOM: list[tuple[Person, c.Command]] = [
    (
        mira,
        c.Override(entity_id="aria", changes=c.OverrideChanges(temp_hp=5, time_factor=1.5), reason="A blessing."),
    ),
    (mira, c.Override(entity_id="ogre", changes=c.OverrideChanges(hp_display="word", hp=3))),
    (mira, c.Override(entity_id="ghost", changes=c.OverrideChanges(hidden=False))),
    (mira, c.GrantReward(entity_id="aria", item_ids=["shield"], note="For the bridge.")),
    (aria, c.SendChat(content="I am ready.", entity_id="aria")),
    (Moderator(Spoken(HELLO, NOON, hidden=False)), c.HideChat(message_id="hello")),
    (Moderator(Spoken(HELLO, NOON, hidden=True)), c.HideChat(message_id="hello", hidden=False)),
    (aria, c.SendChat(content="/roll 1d20", entity_id="aria")),
    (aria, c.RollDice(formula="2d6", reason="How heavy is it?")),
    (mira, c.UpdateTurnSettings(more_time="dm", dm_turn_time_limit=60)),
    (mira, c.RollInitiative(values={"aria": 30, "bram": 29, "goblin": 2, "ogre": 1, "ghost": 3})),
    (aria, c.RequestTime(entity_id="aria")),
    (mira, c.Override(entity_id="goblin", changes=c.OverrideChanges(hp=0))),
    (mira, c.SkipTurn(reason="She is away.")),
    (aria, c.TakeMissedTurn(entity_id="aria")),
    (mira, c.GrantMissedTurn(entity_id="aria")),
    (mira, c.SkipTurn()),
    (mira, c.AddParticipant(participant=goblin("wolf", 0, 5))),
    (mira, c.RemoveParticipant(entity_id="wolf")),
    (mira, c.PauseInteraction(reason="Tea.")),
    (mira, c.ResumeInteraction()),
    (mira, c.EndInteraction(reason="It is late.")),
]
"""What random evenings may not come to."""

ELSEWHERE = {
    ("Dice", "seedHash"),
    ("DmDocument", "description"),
    ("PartyDocument", "description"),
    ("ActionResolved", "inVain"),
    ("DmActionResolved", "inVain"),
    ("InventoryItem", "attack"),
    ("InventoryItem", "slot"),
    ("Proposal", "reason"),
    ("TurnRewound", "catchUpFor"),
}
"""What none of this shows; other tests do."""
NOT_LOOKED_AT = {"ActionRequest", "Member"}
"""What a client made itself, and what the room adds: who is there."""


def shapes_in(kind: Any, value: Any) -> Iterator[tuple[type[Struct], dict[str, Any]]]:
    """Every object in `value`, with the shape that it has as a part of `kind`."""
    match get_origin(kind):
        case origin if origin is Annotated:
            yield from shapes_in(get_args(kind)[0], value)
        case origin if origin in (Union, UnionType):
            for one in get_args(kind):
                if is_meant(one, value):
                    yield from shapes_in(one, value)
        case origin if origin is dict:
            for inner in value.values():
                yield from shapes_in(get_args(kind)[1], inner)
        case origin if origin is list:
            for inner in value:
                yield from shapes_in(get_args(kind)[0], inner)
        case None if isinstance(kind, type) and issubclass(kind, Struct):
            yield kind, value
            for field in msgspec.structs.fields(kind):
                if field.encode_name in value:
                    yield from shapes_in(field.type, value[field.encode_name])


def is_meant(kind: Any, value: Any) -> bool:
    """Whether a member of a union is the one, by its tag where it has one."""
    config = getattr(kind, "__struct_config__", None)
    return config is None or config.tag is None or value.get(config.tag_field) == config.tag


def fields_in(kind: Any, value: Any) -> Fields:
    return {
        (shape.__name__, name)
        for shape, found in shapes_in(kind, value)
        for name in found
        if name != shape.__struct_config__.tag_field
    }


def journals() -> Iterator[list[list[Event]]]:
    """Random evenings, and one on which what is seldom is done."""
    yield from (play(seed, steps=60)[0] for seed in range(EVENINGS))
    journal = [opened(Evening(0))]
    room = fold(cave(), journal[0])
    for person, command in SELDOM:
        journal.append(person.does(room, command))
        room = fold(room, journal[-1])
    alone = [WentLive(session_id="alone", alone=True), Resumed(session_id="alone", alone=True)]
    yield [*journal, [CutBack(seed_hash="0" * 64)], [Genesis(seed_hash="0" * 64)], alone]


def rooms() -> Iterator[tuple[Room, Room, list[Event]]]:
    """The room before and after each row, and the row."""
    for journal in journals():
        room = cave()
        for events in journal:
            before, room = room, fold(room, events)
            yield before, room, events


def shown(room: Room, stream: str, user_id: str) -> Any:
    """The document as a viewer gets it; nobody is present."""
    return on_the_wire(document(room, stream, user_id) | ({} if stream == "own" else {"presence": {}}))


def messages(events: list[Event], stream: str) -> Iterator[Any]:
    """What a stream is told, with the time that the room gives to what is said."""
    for event in events:
        message: Any = on_the_wire(told_alone(event) if stream == "own" else told(event, stream))
        if message is not None:
            if message["type"] == "chatMessage":
                message["message"]["timestamp"] = 0
            yield message


@cache
def seen_and_wrong() -> tuple[Fields, list[str]]:
    """What those evenings show of the reference, and what they show that it does not have."""
    seen: Fields = set()
    wrong: list[str] = []
    for before, room, events in rooms():
        for stream, user_id in VIEWERS:
            whole, patch = shown(room, stream, user_id), on_the_wire(delta(before, room, stream, user_id))
            wrong.append(contract.check(DOCUMENTS[stream], whole, f"the document of {stream}"))
            wrong.append(contract.check(partial(DOCUMENTS[stream]), patch, f"{patch} on {stream}"))
            seen |= fields_in(DOCUMENTS[stream], whole)
        for stream in STREAMS:
            for message in messages(events, stream):
                wrong.append(contract.check(told_as(message, stream), message, f"{message} on {stream}"))
                seen |= fields_in(told_as(message, stream), message)
    return seen, [fault for fault in dict.fromkeys(wrong) if fault]


def fields_of(kind: Any, met: set[type]) -> Fields:
    """Every field of a type and of the types in it."""
    if get_origin(kind):
        return set().union(*(fields_of(one, met) for one in get_args(kind)))
    if not (isinstance(kind, type) and issubclass(kind, Struct)) or kind in met or kind.__name__ in NOT_LOOKED_AT:
        return set()
    met.add(kind)
    fields = msgspec.structs.fields(kind)
    named = {(kind.__name__, field.encode_name) for field in fields if field.name != "at"}
    return named.union(*(fields_of(field.type, met) for field in fields))


def documented() -> Fields:
    kinds = [*DOCUMENTS.values(), *(k for kinds in MESSAGES.values() for k in kinds if k not in STATE_DELTAS.values())]
    met: set[type] = set()
    return set().union(*(fields_of(kind, met) for kind in kinds))


def test_whatever_is_shown_and_told_is_described():
    _, wrong = seen_and_wrong()
    assert wrong == []


def test_whatever_is_described_is_shown_or_told():
    """A field that nobody ever gets: take it out of interactions/shapes/, or show it in SELDOM, or name it in ELSEWHERE."""
    seen, _ = seen_and_wrong()
    assert documented() - seen - ELSEWHERE == set()
    assert documented() >= ELSEWHERE
