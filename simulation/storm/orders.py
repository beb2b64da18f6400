"""What a DM does beside leading: pauses, rewinds, skips, changes of mind, people who come and go, and secrets of her own."""

from typing import Any

from simulation.storm.around import Around, Trick
from simulation.storm.mischief import CONNECTION, Tricks, another_action, party_chat, private_chat, queue, roll


def pause(a: Around) -> Trick:
    return Trick("pauseInteraction", {"reason": "Tea."})


def resume(a: Around) -> Trick:
    return Trick("resumeInteraction", {})


def skip(a: Around) -> Trick:
    """Why somebody hidden is passed over is not for players; said again by another window, it is not about the next turn."""
    if not a.sight.active.get("hidden"):
        return Trick("skipTurn", {"reason": "Too slow."})
    return Trick("skipTurn", {"reason": a.secret(), "entityId": a.sight.active_id, "turnId": a.sight.turn["turnId"]})


def rewind(a: Around) -> Trick:
    if a.turns and a.chance.random() < 0.5:
        return Trick("backtrackTurn", {"toTurn": a.chance.choice(a.turns[-12:])})
    return Trick("backtrackTurn", {})


def look_back(a: Around) -> Trick:
    more = {"toTurn": a.chance.choice(a.turns)} if a.turns and a.chance.random() < 0.5 else {}
    return Trick("backtrackTurn", {"preview": True, **more})


def redo(a: Around) -> Trick:
    return Trick("backtrackTurn", {"redo": True})


def second_thoughts(a: Around) -> Trick:
    """In a pause nothing else happens, so that what was taken back can be given back."""
    last = Trick("backtrackTurn", {"redo": True}, then=resume(a))
    return Trick("pauseInteraction", {"reason": "Wait."}, then=Trick("backtrackTurn", rewind(a).content, then=last))


def roll_again(a: Around) -> Trick:
    some = {key: a.chance.randint(1, 25) for key in a.chance.sample(sorted(a.participants), 2)}
    choices: list[dict[str, Any]] = [
        {},
        {"scope": "missing"},
        {"scope": "players"},
        {"values": some},
        {"grouped": True},
    ]
    return Trick("rollInitiative", a.chance.choice(choices))


def ask_to_roll(a: Around) -> Trick:
    return Trick("requestInitiative", {})


def reorder(a: Around) -> Trick | None:
    order = [place["entityId"] for place in a.document["initiativeOrder"]]
    a.chance.shuffle(order)
    return Trick("updateInitiative", {"order": order}) if order else None


def give_time(a: Around) -> Trick:
    return Trick("grantTime", {"seconds": a.chance.choice((1, 5))})


def give_turn(a: Around) -> Trick:
    return Trick("grantMissedTurn", {"entityId": a.anybody()})


def settings(a: Around) -> Trick:
    chance = a.chance
    changes: dict[str, Any] = chance.choice(
        [
            {"resolutionMode": chance.choice(("hybrid", "auto", "review"))},
            {"missedTurns": chance.choice(("auto", "dm", "off"))},
            {"turnTimeLimit": chance.choice((5, 6, None))},
            {"dmTurnTimeLimit": chance.choice((5, None))},
            {"chatEnabled": chance.random() < 0.6},
            {"allowPrivateChat": chance.random() < 0.8},
            {"autoBegin": chance.random() < 0.7},
            {"moreTime": chance.choice(("auto", "dm"))},
        ]
    )
    return Trick("updateTurnSettings", changes)


def newcomer(a: Around) -> Trick:
    if len(a.participants) > 14:
        return Trick("removeParticipant", {"entityId": "nobody"}, never=True)
    hidden = a.chance.random() < 0.5
    name = a.secret() if hidden else "Another goblin"
    return Trick("addParticipant", {"monsterId": a.chance.choice(a.seats.monsters), "hidden": hidden, "name": name})


def send_off(a: Around) -> Trick | None:
    foes = sorted(key for key, one in a.participants.items() if one["side"] == "foe")
    return Trick("removeParticipant", {"entityId": a.chance.choice(foes)}) if len(foes) > 2 else None


def her_word(a: Around) -> Trick:
    """The rules do not say so; the DM does. About somebody hidden nobody hears why."""
    chance, entity_id = a.chance, a.anybody()
    one = a.participants[entity_id]
    changes: dict[str, Any] = chance.choice(
        [
            {"hp": chance.randint(0, one["maxHP"] + 5)},
            {"hp": one["maxHP"]},
            {"tempHp": chance.randint(0, 9)},
            {"conditions": chance.sample(("prone", "poisoned", "stunned", "blinded"), 2)},
            {"conditions": []},
            {"position": {"x": chance.randrange(20), "y": chance.randrange(14)}},
            {"timeFactor": chance.choice((0.5, 1, 3))},
            {"hpDisplay": chance.choice(("exact", "word", "hidden"))},
        ]
    )
    reason = a.secret() if one.get("hidden") else "So be it."
    return Trick("override", {"entityId": entity_id, "changes": changes, "reason": reason})


def rename_hidden(a: Around) -> Trick | None:
    hidden = sorted(key for key, one in a.participants.items() if one.get("hidden"))
    if not hidden:
        return None
    return Trick("override", {"entityId": a.chance.choice(hidden), "changes": {"name": a.secret()}})


def reward(a: Around) -> Trick:
    prizes = sorted(a.document.get("prizes", {}).get("items", {}))
    entity_id = a.anybody()
    note = a.secret() if a.participants[entity_id].get("hidden") else "Well done."
    gift: dict[str, Any] = {"itemIds": [a.chance.choice(prizes)]} if prizes and a.chance.random() < 0.4 else {}
    return Trick("grantReward", {"entityId": entity_id, "xp": a.chance.choice((5, 25)), "note": note, **gift})


def whisper(a: Around) -> Trick:
    player = a.chance.choice(a.people[1:])
    return Trick("sendChat", {"type": "dm", "recipients": [player], "content": a.secret(player)})


def of_the_hidden(a: Around) -> Trick | None:
    """What somebody hidden does in words waits for the DM, and for her alone."""
    if not a.sight.is_up or not a.sight.active.get("hidden"):
        return None
    action = {"type": "custom", "description": a.secret(), "visibility": "dm", "askDm": True}
    return Trick("takeTurn", {"entityId": a.sight.active_id, "action": action})


def with_the_hidden(a: Around) -> Trick | None:
    """What somebody whom all see does with somebody hidden: players hear of it, and not of whom."""
    hidden = sorted(key for key, one in a.participants.items() if one.get("hidden"))
    if not a.sight.is_up or a.sight.active.get("hidden") or not hidden:
        return None
    action = {"type": "custom", "description": "A look aside.", "target": a.chance.choice(hidden)}
    return Trick("takeTurn", {"entityId": a.sight.active_id, "action": {**action, "askDm": a.chance.random() < 0.5}})


def away(a: Around) -> Trick:
    """Longer than the grace, sometimes: then the game pauses by itself."""
    return Trick(how="leave", seconds=a.chance.choice((0.2, 2.0)))


def odd_end(a: Around) -> Trick:
    return Trick("endInteraction", {"outcome": "tragedy"}, never=True)


DMS: Tricks = {
    **CONNECTION, pause: 2, resume: 1, skip: 3, rewind: 6, look_back: 2, redo: 2, second_thoughts: 3, roll_again: 1,
    ask_to_roll: 1, reorder: 2, give_time: 2, give_turn: 3, settings: 3, newcomer: 2, send_off: 2, her_word: 6,
    rename_hidden: 1, reward: 3, whisper: 2, of_the_hidden: 3, with_the_hidden: 3, away: 2, odd_end: 1, queue: 2, roll: 2,
    party_chat: 1, private_chat: 1, another_action: 1,
}  # fmt: skip
