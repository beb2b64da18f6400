"""What players and spectators do that a table should survive: they talk, queue, dawdle, cheat, repeat themselves and drop out."""

from collections.abc import Callable

from simulation.storm.around import Around, Trick

DMS_OWN = (
    "pauseInteraction",
    "endInteraction",
    "skipTurn",
    "backtrackTurn",
    "beginTurns",
    "startInteraction",
    "grantTime",
)


def party_chat(a: Around) -> Trick:
    speaker = {"entityId": a.chance.choice(a.mine)} if a.mine and a.chance.random() < 0.3 else {}
    return Trick("sendChat", {"content": a.chance.choice(("Careful!", "Who is next?", "/roll 2d6+1")), **speaker})


def dm_chat(a: Around) -> Trick:
    return Trick("sendChat", {"type": "dm", "content": f"Between us: {a.secret(a.seats.dm.user_id)}"})


def private_chat(a: Around) -> Trick:
    others = [person for person in a.people if person != a.sight.user_id]
    told = a.chance.sample(others, a.chance.randint(1, 2))
    return Trick("sendChat", {"type": "private", "recipients": told, "content": f"Psst: {a.secret(*told)}"})


def roll(a: Around) -> Trick:
    seen = a.chance.choice(("public", "party", "dm"))
    reason = a.secret(a.seats.dm.user_id) if seen == "dm" else "for luck"
    return Trick(
        "rollDice", {"formula": a.chance.choice(("d20", "4d6kh3", "1d8+2")), "visibility": seen, "reason": reason}
    )


def queue(a: Around) -> Trick | None:
    if not a.mine:
        return None
    actions = [a.action() for _ in range(a.chance.randint(0, 3))]
    return Trick("queueTurn", {"entityId": a.chance.choice(a.mine), "actions": actions})


def more_time(a: Around) -> Trick | None:
    return Trick("requestTime", {"entityId": a.chance.choice(a.mine), "seconds": 1}) if a.mine else None


def catch_up(a: Around) -> Trick | None:
    return Trick("takeMissedTurn", {"entityId": a.chance.choice(a.mine)}) if a.mine else None


def own_roll(a: Around) -> Trick:
    return Trick("rollInitiative", {})


def nonce(a: Around) -> Trick:
    return Trick("giveNonce", {"nonce": f"{a.chance.getrandbits(128):032x}"})


def withdraw(a: Around) -> Trick | None:
    waiting = sorted(a.document["reviewQueue"])
    return Trick("withdrawAction", {"actionId": a.chance.choice(waiting)}) if waiting else None


def another_action(a: Around) -> Trick | None:
    """Of one's own, whoever is up."""
    if not a.mine:
        return None
    return Trick("takeTurn", {"entityId": a.chance.choice(a.mine), "action": a.action()})


def long_ago(a: Around) -> Trick | None:
    """For a turn that is over, or was taken back."""
    if not a.mine or len(a.turns) < 2:
        return None
    turn = a.chance.choice(a.turns[:-1])
    return Trick("takeTurn", {"entityId": a.chance.choice(a.mine), "turnId": turn, "action": {"type": "end"}})


# What is never accepted


def for_another(a: Around) -> Trick | None:
    if not a.others:
        return None
    return Trick("takeTurn", {"entityId": a.chance.choice(a.others), "action": {"type": "end"}}, never=True)


def for_nobody(a: Around) -> Trick:
    hidden = a.play.lurker if a.chance.random() < 0.5 else "nobody"
    return Trick("takeTurn", {"entityId": hidden, "action": {"type": "dash"}}, never=True)


def at_the_hidden(a: Around) -> Trick | None:
    """Somebody who guessed an id learns nothing by it."""
    if not a.mine:
        return None
    action = {"type": "attack", "target": a.play.lurker, "actionId": "unarmed"}
    return Trick("takeTurn", {"entityId": a.chance.choice(a.mine), "action": action}, never=True)


def no_such_turn(a: Around) -> Trick | None:
    if not a.mine:
        return None
    content = {"entityId": a.chance.choice(a.mine), "turnId": "never-was", "action": {"type": "end"}}
    return Trick("takeTurn", content, never=True)


def usurp(a: Around) -> Trick:
    return Trick(a.chance.choice(DMS_OWN), {}, never=True)


def overreach(a: Around) -> Trick:
    return Trick("override", {"entityId": a.anybody(), "changes": {"hp": 1}}, never=True)


def enrich(a: Around) -> Trick:
    return Trick("grantReward", {"entityId": a.anybody(), "xp": 10_000}, never=True)


def nonsense(a: Around) -> Trick:
    kind = a.chance.choice(("castIronPan", "submitReaction", "sendChat", "queueTurn"))
    return Trick(kind, {"content": 7, "entityId": "", "nothing": None}, never=True)


def speak_up(a: Around) -> Trick:
    """Spectators only watch."""
    return Trick("sendChat", {"content": "May I say something?"}, never=True)


# About the connection


def babble(a: Around) -> Trick:
    return Trick(how="babble")


def repeat(a: Around) -> Trick:
    return Trick(how="repeat")


def clash(a: Around) -> Trick:
    return Trick(how="clash")


def late(a: Around) -> Trick:
    return Trick(how="late")


def drop(a: Around) -> Trick:
    return Trick(how="drop")


def leave(a: Around) -> Trick:
    return Trick(how="leave", seconds=a.chance.uniform(0.1, 1.0))


def dawdle(a: Around) -> Trick:
    """In her own turn long enough for the clock to ring, where there is one."""
    return Trick(how="dawdle", seconds=a.chance.uniform(2, 3.2) if a.sight.is_up else a.chance.uniform(0.1, 0.6))


Tricks = dict[Callable[[Around], Trick | None], int]
"""With how likely each is beside the others."""

CONNECTION: Tricks = {babble: 2, repeat: 4, clash: 3, late: 3, drop: 2, leave: 1}
PLAYERS: Tricks = {
    **CONNECTION, dawdle: 4, party_chat: 3, dm_chat: 2, private_chat: 3, roll: 3, queue: 6, more_time: 3, catch_up: 3,
    own_roll: 2, nonce: 1, withdraw: 2, another_action: 3, long_ago: 2, for_another: 2, for_nobody: 1, at_the_hidden: 2,
    no_such_turn: 1, usurp: 2, overreach: 1, enrich: 1, nonsense: 1,
}  # fmt: skip
WATCHERS: Tricks = {**CONNECTION, usurp: 2, overreach: 1, enrich: 1, nonsense: 1, for_another: 2, speak_up: 2}


def drawn(tricks: Tricks, a: Around) -> Trick | None:
    """One of them, if it makes sense now."""
    return a.chance.choices(list(tricks), list(tricks.values()))[0](a)
