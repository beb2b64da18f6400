"""What viewers hear of events: each secret is the DM's alone."""

import pytest

from engine import commands as c
from engine.events import Event
from engine.state import Room
from engine.told import alike, told
from tests.engine.table import aria, bram, fight, goblin, hero, mira, take

OTHERS = ("party", "table")


def messages(events: list[Event], stream: str) -> list[dict[str, object]]:
    return [message for event in events if (message := told(event, stream)) is not None]


def named(events: list[Event], stream: str) -> list[object]:
    return [message["event"] for message in messages(events, stream)]


@pytest.fixture
def room() -> Room:
    """Aria is up; then the goblin beside her, then somebody who lurks, then Bram."""
    return fight(
        hero("aria", 1, 1), goblin("goblin", 2, 1), goblin("lurker", 9, 9, hidden=True), hero("bram", 1, 3),
        resolution_mode="auto",
    )  # fmt: skip


def test_an_attack_is_told_with_its_roll_but_not_what_it_had_to_beat(room: Room):
    events = aria.does(room, take("aria", "attack", target="goblin", action_id="sword"), 15, 3)
    for stream in ("dm", *OTHERS):
        rolled = next(message for message in messages(events, stream) if message["event"] == "ATTACK_ROLLED")
        assert (rolled["faces"], rolled["total"], rolled["hit"]) == ((15,), 20, True)
        assert "armorClass" not in rolled
    for stream in OTHERS:
        assert "'hp'" not in str(messages(events, stream))


def test_the_reason_of_an_override_is_the_dms(room: Room):
    change = c.Override(entity_id="goblin", changes=c.OverrideChanges(hp=3), reason="It fakes.")
    events = mira.does(room, change)
    assert "It fakes." in str(messages(events, "dm"))
    for stream in OTHERS:
        assert messages(events, stream) == [
            {"type": "logEvent", "event": "OVERRIDDEN", "entityId": "goblin", "fields": ["hp"]}
        ]


def test_how_hit_points_are_shown_is_changed_in_silence(room: Room):
    events = mira.does(room, c.Override(entity_id="goblin", changes=c.OverrideChanges(hp_display="hidden")))
    assert named(events, "dm") == ["OVERRIDDEN"]
    assert [named(events, stream) for stream in OTHERS] == [[], []]


def test_notes_of_the_dm_on_an_action_are_not_told_to_all(room: Room):
    room = aria.then(room, take("aria", "custom", description="I throw sand."))
    waiting = next(iter(room.table.review))
    events = mira.does(room, c.ResolveAction(action_id=waiting, outcome="denied", notes="It has goggles."))
    assert "goggles" in str(messages(events, "dm"))
    assert all("goggles" not in str(messages(events, stream)) for stream in OTHERS)


def test_turns_of_the_hidden_have_no_name_and_no_reason(room: Room):
    room = mira.then(mira.then(room, c.SkipTurn()), c.SkipTurn())
    assert room.active.id == "lurker"
    events = mira.does(room, c.SkipTurn(reason="It whets its knife."))
    ended, started = (message for message in messages(events, "party"))
    assert (ended["event"], "entityId" in ended, "reason" in ended) == ("TURN_SKIPPED", False, False)
    assert (started["event"], started["entityId"]) == ("TURN_STARTED", "bram")
    assert messages(events, "dm")[0]["reason"] == "It whets its knife."


def test_players_count_only_the_turns_they_see(room: Room):
    events = []
    for _ in range(3):
        happened = mira.does(room, c.SkipTurn())
        events += happened
        room = mira.then(room, c.SkipTurn())
    started = [[m["turnNumber"] for m in messages(events, s) if m["event"] == "TURN_STARTED"] for s in ("dm", "party")]
    assert started == [[2, 3, 4], [2, 2, 3]]


def test_what_the_hidden_do_is_the_dms(room: Room):
    room = mira.then(mira.then(room, c.SkipTurn()), c.SkipTurn())
    events = mira.does(room, take("lurker", "move", path=[(9, 8)]))
    assert "MOVED" in named(events, "dm")
    assert [named(events, stream) for stream in OTHERS] == [[], []]


def test_a_party_matter_is_not_for_those_who_watch(room: Room):
    whispered = take("aria", "custom", description="I pocket the coin.", visibility="party")
    events = aria.does(room, whispered)
    assert [named(events, stream) for stream in ("dm", "party", "table")] == [
        ["ACTION_SUBMITTED"], ["ACTION_SUBMITTED"], [],
    ]  # fmt: skip


def test_being_concealed_is_told_to_nobody_and_being_revealed_to_all(room: Room):
    hide = mira.does(room, c.Override(entity_id="goblin", changes=c.OverrideChanges(hidden=True)))
    assert [named(hide, stream) for stream in OTHERS] == [[], []]
    show = mira.does(room, c.Override(entity_id="lurker", changes=c.OverrideChanges(hidden=False)))
    assert [named(show, stream) for stream in OTHERS] == [["PARTICIPANT_REVEALED"]] * 2


def test_what_is_alike_for_all_is_told_alike(room: Room):
    rolled = aria.does(room, take("aria", "attack", target="goblin", action_id="sword", end_turn=True), 15, 3)
    said = bram.does(room, c.SendChat(content="Well struck!"))
    alikes = [event for event in (*rolled, *said) if alike(event)]
    assert alikes
    for event in alikes:
        assert told(event, "dm") == told(event, "party") == told(event, "table")
