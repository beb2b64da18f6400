"""Text to commands: every frame of the protocol means what it says, and no text whatever does more than be refused."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine import commands as c
from engine.asking import Refused
from engine.permissions import MAY
from interactions import protocol
from interactions.flow import PATIENCE, Allowance

VALID = {
    "startInteraction": {},
    "pauseInteraction": {"reason": "Tea."},
    "resumeInteraction": {},
    "endInteraction": {"outcome": "cancelled", "reason": "Late."},
    "requestInitiative": {"entityIds": ["aria"]},
    "rollInitiative": {"scope": "missing", "values": {"aria": 12}},
    "beginTurns": {},
    "updateInitiative": {"order": ["aria", "wolf"]},
    "hideChat": {"messageId": "m1", "hidden": False},
    "takeTurn": {"entityId": "aria", "turnId": "t", "endTurn": True, "action": {"type": "dash", "askDm": True}},
    "moveEntity": {"entityId": "aria", "path": [{"x": 1, "y": 2}]},
    "useItem": {"entityId": "aria", "itemId": "flask", "target": "bram"},
    "equipItem": {"entityId": "aria", "itemId": "shield", "equipped": True},
    "interactObject": {"entityId": "aria", "description": "I pull the lever."},
    "queueTurn": {"entityId": "aria", "actions": [{"type": "dash"}, {"type": "end"}]},
    "takeMissedTurn": {"entityId": "aria"},
    "grantMissedTurn": {"entityId": "aria"},
    "requestTime": {"entityId": "aria"},
    "grantTime": {"entityId": "aria", "seconds": 30},
    "backtrackTurn": {"toTurn": "t", "preview": True},
    "resolveAction": {"actionId": "a", "outcome": "approved", "changes": {"damage": {"wolf": 3}}, "awardedXp": 5},
    "withdrawAction": {"actionId": "a"},
    "skipTurn": {},
    "override": {"entityId": "wolf", "changes": {"hp": 0, "tempHp": 1, "hidden": True, "hpDisplay": "word"}},
    "grantReward": {"entityId": "aria", "itemIds": ["charm"], "xp": 5, "note": "Well done."},
    "addParticipant": {"monsterId": "wolf", "name": "Grim", "position": {"x": 1, "y": 2}, "initiative": 12},
    "updateTurnSettings": {
        "resolutionMode": "auto",
        "diagonals": "alternating",
        "chatEnabled": False,
        "allowPrivateChat": True,
    },
    "rollDice": {"formula": "2d6+3", "visibility": "dm", "reason": "luck"},
    "removeParticipant": {"entityId": "wolf"},
    "giveNonce": {"nonce": "0123456789abcdef" * 2},
    "sendChat": {"content": "Hello.", "type": "party"},
}


def frame(type: str, content: object, id: object = "x") -> str:
    return json.dumps({"type": type, "id": id, "data": content})


def refused(text: str | bytes) -> protocol.Malformed:
    with pytest.raises(protocol.Malformed) as why:
        protocol.parse(text)
    return why.value


def test_every_command_of_the_protocol_is_tried_here():
    assert set(VALID) == set(protocol.COMMANDS)


@pytest.mark.parametrize("type", VALID)
def test_a_command_means_what_it_says(type: str):
    asked = protocol.parse(frame(type, VALID[type]))
    assert isinstance(asked, protocol.Asked)
    assert asked.id == "x"
    assert asked.command.__class__ in MAY


def test_thin_forms_are_turns():
    thin = ("moveEntity", "useItem", "equipItem", "interactObject")
    asked = {type: protocol.parse(frame(type, VALID[type])).command for type in thin}
    assert asked == {
        "moveEntity": c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="move", path=[c.Cell(1, 2)])),
        "useItem": c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="useItem", item_id="flask", target="bram")),
        "equipItem": c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="equip", item_id="shield")),
        "interactObject": c.TakeTurn(
            entity_id="aria", action=c.ActionRequest(type="interact", description="I pull the lever.")
        ),
    }


def test_who_joins_is_named_by_one_id():
    asked = protocol.parse(frame("addParticipant", {"characterId": "dara", "hidden": True}))
    assert asked.command == c.AddParticipant(kind="character", source_id="dara", hidden=True)
    for ids in ({}, {"npcId": "abbot", "monsterId": "wolf"}):
        why = refused(frame("addParticipant", ids))
        assert (why.code, why.id) == ("malformed", "x")
    assert refused(frame("addParticipant", {"monsterId": "wolf", "participant": {}})).code == "malformed"


@pytest.mark.parametrize("type", VALID)
@pytest.mark.parametrize("content", [{"dm": True}, [], "x", None, 7])
def test_no_command_takes_anything_else(type: str, content: object):
    wrong = {**VALID[type], **content} if isinstance(content, dict) else content
    assert (refused(frame(type, wrong)).code, refused(frame(type, wrong)).id) == ("malformed", "x")


@pytest.mark.parametrize("type", sorted(protocol.LATER))
def test_what_comes_later_is_refused_by_name(type: str):
    why = refused(frame(type, {}))
    assert (why.code, why.id) == ("unknown_action", "x")
    assert type in why.message


@pytest.mark.parametrize("id", ["", "x" * 65, None, 7, [], {}, "\ud800"])
@pytest.mark.parametrize("type", ["sendChat", "joinRoom"])
def test_an_id_is_a_text_of_1_to_64_characters(type: str, id: object):
    assert refused(frame(type, VALID.get(type, {}), id)).id == ""


def test_nobody_comes_in_by_the_door_that_is_for_us():
    assert refused(frame("addParticipant", {"participant": {}})).code == "malformed"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
frames = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from([*VALID, "joinRoom", "ping", "leaveRoom"]) | json_values,
        "id": json_values,
        "data": json_values,
    },
)


@given(
    st.binary()
    | st.text().map(lambda text: text.encode("utf-8", "surrogatepass"))
    | frames.map(lambda f: json.dumps(f).encode())
)
@example(b'{"type":"ping","t":1e999}')
@example(b'{"type":"ping","t":NaN}')
@example(b"\xef\xbb\xbf{}")
@example(b'{"type":"joinRoom","id":"x","data":{"since":' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}}")
def test_no_text_does_more_than_be_refused(text: bytes):
    try:
        protocol.parse(text)
    except protocol.Malformed as why:
        assert why.code in ("malformed", "unknown_type", "unknown_action")
        assert json.loads(protocol.error(why, why.id))["message"]


def test_the_same_content_has_the_same_hash_and_other_content_another():
    hashes = [protocol.content_hash(protocol.parse(frame(type, VALID[type])).command) for type in VALID]
    assert len(set(hashes)) == len(hashes)
    assert hashes == [protocol.content_hash(protocol.parse(frame(type, VALID[type])).command) for type in VALID]
    one, other = (protocol.parse(frame("sendChat", {"content": word})).command for word in ("a", "b"))
    assert protocol.content_hash(one) != protocol.content_hash(other)


def test_commands_without_content_differ_by_their_kind():
    pause, resume = c.PauseInteraction(), c.ResumeInteraction()
    assert protocol.content_hash(pause) != protocol.content_hash(resume)


def test_answers_are_json_with_whatever_id():
    id = 'a"\\\n☃'
    assert json.loads(protocol.ack(id)) == {"type": "ack", "id": id}
    assert json.loads(protocol.ack(id, b'{"actionId":"a"}', True)) == {
        "type": "ack", "id": id, "result": {"actionId": "a"}, "duplicate": True,
    }  # fmt: skip
    error = json.loads(protocol.error(Refused("too_far", "Too far.", feet=35), id))
    assert error == {"type": "error", "id": id, "code": "too_far", "message": "Too far.", "details": {"feet": 35}}
    assert "id" not in json.loads(protocol.error(Refused("busy", "Busy.")))


def test_a_burst_is_fine_and_a_flood_is_not():
    allowance = Allowance(rate=10, burst=5)
    assert [allowance.take(0.0) for _ in range(6)] == [True] * 5 + [False]
    assert [allowance.take(0.25) for _ in range(3)] == [True, True, False]
    assert not allowance.abused
    for _ in range(PATIENCE):
        allowance.take(0.25)
    assert allowance.abused


def test_a_steady_flood_is_one_too_though_now_and_then_a_message_of_it_is_allowed():
    allowance = Allowance(rate=10, burst=5)
    times = [step / 100 for step in range(400)]
    assert sum(allowance.take(now) for now in times) > 30
    assert allowance.abused


def test_who_is_hasty_and_keeps_it_within_twice_the_rate_is_never_sent_away():
    allowance = Allowance(rate=10, burst=5)
    for step in range(4000):
        allowance.take(step / 19)
        assert not allowance.abused


def test_who_waits_long_has_no_more_than_the_burst():
    allowance = Allowance(rate=10, burst=5)
    allowance.take(0.0)
    assert [allowance.take(1000.0) for _ in range(6)] == [True] * 5 + [False]
