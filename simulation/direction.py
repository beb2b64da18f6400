"""What a bot at the head of the table wants: initiative, the review queue, those without a player, and an end worth telling."""

from random import Random
from typing import Any

from simulation.brain import Sight, Wish, take_part
from simulation.documents import Document

SIDES = ("party", "foe")


def lead(sight: Sight, chance: Random) -> Wish | None:
    """The DM's next command, or None while the players have to act."""
    for thought in (_go_live, _resume, _rest, _roll, _finish, _review, _begin, _reveal, take_part, _move_on):
        wish = thought(sight, chance)
        if wish is not None and wish.name not in sight.refused:
            return wish
    return None


def standing(document: Document, side: str) -> list[str]:
    """Who of a side can still act."""
    participants = document["participants"].items()
    return [key for key, one in participants if one["side"] == side and not one.get("defeated")]


def _live(sight: Sight) -> bool:
    return sight.document["liveStatus"] == "live"


def _go_live(sight: Sight, chance: Random) -> Wish | None:
    return Wish("startInteraction", {}, "go live") if sight.document["liveStatus"] == "idle" else None


def _resume(sight: Sight, chance: Random) -> Wish | None:
    return Wish("resumeInteraction", {}, "resume") if sight.document["liveStatus"] == "paused" else None


def _rest(sight: Sight, chance: Random) -> Wish | None:
    """Hit points outlast a fight: before the next one who is badly off has rested."""
    if not _live(sight) or sight.document["initiativeOrder"]:
        return None
    for key, one in sight.document["participants"].items():
        name = f"rest {key}"
        if one["side"] == "party" and one["currentHP"] <= one["maxHP"] // 2 and name not in sight.refused:
            return Wish("override", {"entityId": key, "changes": {"hp": one["maxHP"]}, "reason": "Rested."}, name)
    return None


def _roll(sight: Sight, chance: Random) -> Wish | None:
    if not _live(sight) or sight.document["initiativeOrder"]:
        return None
    return Wish("rollInitiative", {}, "roll")


def _finish(sight: Sight, chance: Random) -> Wish | None:
    """When one side lies down: something for the one who stands, then the end."""
    left = {side: standing(sight.document, side) for side in SIDES}
    if not _live(sight) or not sight.document["initiativeOrder"] or all(left.values()):
        return None
    if left["party"] and not sight.document.get("rewards"):
        winner = chance.choice(sorted(left["party"]))
        prizes = sorted(sight.document.get("prizes", {}).get("items", {}))
        gift: dict[str, Any] = {"itemIds": prizes[:1]} if prizes else {"xp": 50}
        return Wish("grantReward", {"entityId": winner, "note": "For standing to the last.", **gift}, "grant")
    return Wish("endInteraction", {"outcome": "completed", "reason": "One side is down."}, "finish")


def _review(sight: Sight, chance: Random) -> Wish | None:
    """Most ideas are good enough; some are not, and some hurt more than their players thought."""
    for action_id, action in sight.document["reviewQueue"].items():
        name = f"review {action_id}"
        if not _live(sight) or name in sight.refused:
            continue
        return Wish("resolveAction", {"actionId": action_id, **_verdict(action, chance)}, name)
    return None


def _verdict(action: Document, chance: Random) -> dict[str, Any]:
    drawn = chance.random()
    if drawn < 0.15:
        return {"outcome": "denied", "notes": "Not this time."}
    hits = [effect for effect in action.get("effects", ()) if effect["kind"] == "attack" and effect.get("hit")]
    if hits and drawn < 0.4:
        damage = sum(amount for amount, _ in hits[0].get("damage", ())) + 1
        return {"outcome": "approved_modified", "changes": {"damage": {hits[0]["target"]: damage}}}
    if action["verb"] == "custom" and drawn < 0.5:
        return {"outcome": "approved", "notes": "It works.", "awardedXp": 10}
    return {"outcome": "approved"}


def _begin(sight: Sight, chance: Random) -> Wish | None:
    if not _live(sight) or sight.turn or sight.document["settings"]["autoBegin"]:
        return None
    return Wish("beginTurns", {}, "begin")


def _reveal(sight: Sight, chance: Random) -> Wish | None:
    """What lies hidden shows itself in its own turn, if somebody is near or it is the last that stands."""
    me = sight.active
    if not _live(sight) or not me.get("hidden") or not sight.is_up:
        return None
    if len(standing(sight.document, me["side"])) > 1 and not any(
        _near(me, other) for other in sight.enemies().values()
    ):
        return None
    return Wish("override", {"entityId": sight.active_id, "changes": {"hidden": False}}, "reveal")


def _near(one: Document, other: Document, cells: int = 6) -> bool:
    across = abs(one["position"]["x"] - other["position"]["x"])
    return max(across, abs(one["position"]["y"] - other["position"]["y"])) <= cells


def _move_on(sight: Sight, chance: Random) -> Wish | None:
    """The turn of somebody whose player is not there."""
    owner = sight.active.get("userId")
    if not _live(sight) or owner is None or sight.document.get("presence", {}).get(owner, {}).get("connected"):
        return None
    content = {"entityId": sight.active_id, "turnId": sight.turn["turnId"], "reason": "Nobody is there to play."}
    return Wish("skipTurn", content, "skip")
