"""An example of everything that can be said and heard. Commands are parsed by a test, frames are made of a real room."""

from typing import Any

from engine.sheet import Attack, Damage, Item, Roll, Sheet
from engine.state import Budget, Initiative, Lasting, Map, Participant, Position, Room, Table, Turn
from engine.view import document, own_document
from interactions.shapes.documents import STREAM_OF

Example = dict[str, Any]
AT = 1_700_000_000_000

COMMANDS: dict[str, Example] = {
    "joinRoom": {"since": {"room": "4f1d2c3b5a697887", "party": 41, "own": 7}},
    "leaveRoom": {},
    "startInteraction": {},
    "pauseInteraction": {"reason": "Tea."},
    "resumeInteraction": {},
    "endInteraction": {"outcome": "completed"},
    "requestInitiative": {"entityIds": ["aria"]},
    "rollInitiative": {"scope": "all", "values": {"aria": 17}},
    "beginTurns": {},
    "updateInitiative": {"order": ["wolf", "aria"]},
    "takeTurn": {
        "entityId": "aria",
        "action": {"type": "attack", "target": "wolf", "actionId": "sword"},
        "endTurn": True,
    },
    "moveEntity": {"entityId": "aria", "path": [{"x": 2, "y": 1}, {"x": 3, "y": 1}]},
    "useItem": {"entityId": "aria", "itemId": "potion"},
    "equipItem": {"entityId": "aria", "itemId": "shield", "equipped": True},
    "interactObject": {"entityId": "aria", "description": "I pull the lever."},
    "queueTurn": {"entityId": "aria", "actions": [{"type": "dodge"}]},
    "takeMissedTurn": {"entityId": "aria"},
    "grantMissedTurn": {"entityId": "aria"},
    "requestTime": {"entityId": "aria"},
    "grantTime": {"entityId": "aria", "seconds": 60},
    "backtrackTurn": {"preview": True},
    "resolveAction": {"actionId": "a1", "outcome": "approved_modified", "changes": {"damage": {"wolf": 4}}},
    "withdrawAction": {"actionId": "a1"},
    "skipTurn": {"entityId": "wolf", "reason": "It is asleep."},
    "override": {"entityId": "wolf", "changes": {"hp": 3, "conditions": ["prone"]}, "reason": "The beam fell on it."},
    "grantReward": {"entityId": "aria", "xp": 50, "note": "For the bridge."},
    "updateTurnSettings": {"resolutionMode": "review"},
    "addParticipant": {"monsterId": "wolf", "hidden": True, "position": {"x": 5, "y": 2}},
    "removeParticipant": {"entityId": "wolf"},
    "rollDice": {"formula": "2d6+3", "visibility": "public", "reason": "How heavy is it?"},
    "giveNonce": {"nonce": "5f2b9c1e7a3d4f60812c9b7e6d5a4c3b"},
    "hideChat": {"messageId": "m1"},
    "sendChat": {"content": "Shall we?", "entityId": "aria"},
}
"""The `data` of every command."""

SWORD = Attack("sword", "Longsword", 5, (Damage(Roll(1, 8, 3), "slashing"),))
POTION = Item("potion", "potion-of-healing", "Potion of Healing", "potion", heal=Roll(2, 4, 2))
BITE = Attack("bite", "Bite", 4, (Damage(Roll(1, 6, 2), "piercing"),))


def _room() -> Room:
    """Aria and a wolf on a small yard; she is up."""
    aria = Participant(
        id="aria",
        name="Aria",
        entity_type="playerCharacter",
        sheet=Sheet(armor_class=14, attacks={"sword": SWORD}),
        position=Position(1, 1),
        hp=17,
        max_hp=20,
        owner="7",
        side="party",
        inventory={"potion": POTION},
        turn_status="active",
    )
    wolf = Participant(
        id="wolf",
        name="Wolf",
        entity_type="monster",
        sheet=Sheet(attacks={"bite": BITE}),
        position=Position(4, 1),
        hp=11,
        max_hp=11,
        hp_display="word",
    )
    turn = Turn(
        id="t1", entity_id="aria", number=1, seen_number=1, round_number=1, started_at=AT, budget=Budget(1, 1, 30, 1)
    )
    table = Table(
        map=Map("Yard", 6, 3, ("......", "....#.", "......")),
        participants={"aria": aria, "wolf": wolf},
        initiative={"aria": Initiative(17), "wolf": Initiative(9)},
        order=("aria", "wolf"),
        turn=turn,
        round_number=1,
        turn_number=1,
        seen_turns=1,
    )
    return Room(id="42", campaign_id="c1", name="Ambush", table=table, lasting=Lasting(live_status="live"))


def _snapshot(role: str, name: str) -> Example:
    room, stream = _room(), STREAM_OF[role]
    presence = {"7": {"name": "aria", "role": "player", "connected": True}}
    shared = {**document(room, stream), "presence": presence}
    return {
        "type": "snapshot",
        "room": "4f1d2c3b5a697887",
        "at": {stream: 41, "own": 7},
        "serverTime": AT,
        "you": {"userId": "7", "name": name, "role": role, "entityIds": ["aria"] if role == "player" else []},
        "state": {stream: shared, "own": own_document(room, "7") if role == "player" else {}},
        "recent": {"chat": [{**SAID, "at": AT}], "log": [{**MOVED, "at": AT}], "turns": [{**STARTED, "at": AT}]},
    }


SAID: Example = {
    "type": "chatMessage",
    "message": {"id": "m1", "userId": "7", "name": "aria", "content": "Shall we?", "type": "party", "timestamp": AT},
}
MOVED: Example = {"type": "logEvent", "event": "MOVED", "entityId": "aria", "feet": 10, "to": {"x": 3, "y": 1}}
STARTED: Example = {
    "type": "turnUpdate",
    "event": "TURN_STARTED",
    "turnId": "t1",
    "roundNumber": 1,
    "turnNumber": 1,
    "entityId": "aria",
}


def _update(stream: str, *messages: Example) -> Example:
    return {"type": "update", "stream": stream, "n": 42, "serverTime": AT, "messages": list(messages)}


def _moved() -> Example:
    changes = {"currentTurn": {"budget": {"movement": 20}}, "participants": {"aria": {"position": {"x": 3, "y": 1}}}}
    return {"type": "stateDelta", "kinds": ["turn", "participant"], "changes": changes}


def _menu_changed() -> Example:
    changes = {"availableActions": {"aria": {"dash": {"reason": "Your action is spent."}}}}
    return {"type": "stateDelta", "kinds": ["turn"], "changes": changes}


def frames() -> dict[str, Example]:
    """A frame of every kind that the server sends, by the name of its shape."""
    return {
        "DmSnapshot": _snapshot("dm", "mira"),
        "PlayerSnapshot": _snapshot("player", "aria"),
        "SpectatorSnapshot": _snapshot("spectator", "sven"),
        **{f"{stream.capitalize()}Update": _update(stream, _moved(), MOVED) for stream in STREAM_OF.values()},
        "OwnUpdate": _update("own", _menu_changed()),
        "Ack": {"type": "ack", "id": "c-17", "result": {"actionId": "a1"}},
        "Error": {
            "type": "error",
            "id": "c-17",
            "code": "not_your_turn",
            "message": "Not your turn yet: Wolf is acting.",
        },
        "Alert": {
            "type": "alert",
            "id": "al-1",
            "kind": "yourTurn",
            "campaignId": "c1",
            "interactionId": "42",
            "entityId": "aria",
            "text": "It is Aria’s turn.",
            "createdAt": AT,
        },
        "AlertsRead": {"type": "read", "ids": ["al-1"]},
        "Pong": {"type": "pong", "t": 12.5, "serverTime": AT},
    }


def command(name: str) -> Example:
    """The frame of a command, as a client sends it."""
    if name == "ping":
        return {"type": "ping", "t": 12.5}
    content = COMMANDS.get(name, {})  # a test asks for one of each
    return {"type": name, "id": "c-17", **({"data": content} if content else {})}
