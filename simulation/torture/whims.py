"""What slows a fight down while the server dies: queues, more time, pauses, skips, and turns that are taken back."""

from random import Random

from simulation.brain import Sight, Wish

SECONDS = {"TURN_TIME_LIMIT": "2", "TIME_WARNING": "1", "DM_GRACE": "1", "CLOCK_GRACE": "1"}
SURROUNDINGS = {f"CAMPAIGNLIVE_TABLE_{name}": seconds for name, seconds in SECONDS.items()}
"""Of a server whose clocks ring while bots play."""
OFTEN, SELDOM = 0.15, 0.04
"""How often a DM has a whim, who has less to decide, and how often a player."""


def whim(sight: Sight, chance: Random) -> Wish | None:
    """Now and then something else than to play on."""
    document = sight.document
    often = OFTEN if sight.is_dm else SELDOM
    if chance.random() > often or not document["initiativeOrder"] or document["liveStatus"] == "completed":
        return None
    wish = _of_dm(chance) if sight.is_dm else _of_player(sight, chance)
    return wish if wish and wish.name not in sight.refused else None


def _of_dm(chance: Random) -> Wish:
    return chance.choice(
        (
            Wish("pauseInteraction", {"reason": "Tea."}, "pause"),
            Wish("backtrackTurn", {}, "back"),
            Wish("backtrackTurn", {}, "back again"),
            Wish("backtrackTurn", {"redo": True}, "redo"),
            Wish("skipTurn", {"reason": "Too slow."}, "pass over"),
            Wish("grantTime", {"seconds": 1}, "give time"),
        )
    )


def _of_player(sight: Sight, chance: Random) -> Wish | None:
    mine = sorted(key for key, one in sight.document["participants"].items() if one.get("userId") == sight.user_id)
    if not mine:
        return None
    queued = [{"type": "dodge"}, {"type": "end"}] if chance.random() < 0.7 else []
    return chance.choice(
        (
            Wish("queueTurn", {"entityId": mine[0], "actions": queued}, "queue"),
            Wish("queueTurn", {"entityId": mine[0], "actions": queued}, "queue"),
            Wish("requestTime", {"entityId": mine[0], "seconds": 1}, "ask for time"),
            Wish("takeMissedTurn", {"entityId": mine[0]}, "catch up"),
        )
    )
