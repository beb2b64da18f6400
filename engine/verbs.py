"""The verbs of an action, and the small ones among them (SRD 5.2, Actions)."""

from collections.abc import Callable

from engine import combat, items, movement
from engine.acting import Act, Proposal, seen
from engine.asking import Refused
from engine.state import Budget, DashEffect, DodgeEffect

ONE_ACTION = Budget(1, 0, 0, 0)


def dash(act: Act) -> Proposal:
    """Extra movement as far as one's speed (SRD 5.2, Dash)."""
    return Proposal(cost=ONE_ACTION, effects=(DashEffect(act.actor.sheet.speeds.walk),))


def dodge(act: Act) -> Proposal:
    """Until one's next turn attacks against one have disadvantage (SRD 5.2, Dodge)."""
    return Proposal(cost=ONE_ACTION, effects=(DodgeEffect(),))


def custom(act: Act) -> Proposal:
    """Anything, in words: what comes of it the DM says."""
    return _in_words(act, ONE_ACTION)


def interact(act: Act) -> Proposal:
    """One thing of the surroundings is handled for free, another one for an action (SRD 5.2, Interacting with Things and
    Utilize); what comes of it the DM says."""
    return _in_words(act, items.ONE_OBJECT if act.turn.budget.object_interaction > 0 else ONE_ACTION)


def _in_words(act: Act, cost: Budget) -> Proposal:
    request = act.request
    if not (request.description and request.description.strip()):
        raise Refused("malformed", "Say in words what you do.")
    named = request.targets or ([request.target] if request.target else [])
    targets = tuple(seen(act.room, target, act.ask).id for target in named)
    item_id = request.item_id or request.associated_item_id or ""
    return Proposal(cost=cost, targets=targets, item_id=item_id, complete=False)


VERBS: dict[str, Callable[[Act], Proposal]] = {
    "move": movement.move,
    "attack": combat.attack,
    "useItem": items.use,
    "equip": items.equip,
    "unequip": items.unequip,
    "dash": dash,
    "dodge": dodge,
    "interact": interact,
    "custom": custom,
}
"""All but `end`, which is no action."""


def propose(act: Act) -> Proposal:
    """What the rules make of `act`. Raises `Refused`."""
    check(act.request.type)
    return VERBS[act.request.type](act)


def check(verb: str) -> None:
    """Raises `Refused("unknown_action")` where there is no such verb."""
    if verb not in VERBS and verb != "end":
        raise Refused("unknown_action", f"“{verb}” comes later." if verb in LATER else UNKNOWN)


UNKNOWN = "There is no such action."
LATER = frozenset(
    ["cast", "disengage", "help", "hide", "ready", "delay", "dialogue", "puzzleInput", "grapple", "shove"]
)
