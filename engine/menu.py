"""What the active participant can do now: every act with what it spends, and the reason where it is not to be had."""

from msgspec import Raw
from msgspec.json import encode

from engine.sheet import Item
from engine.state import Budget, Participant, Room

Entry = dict[str, object]

_SPENT = {
    "action": "Your action is spent.",
    "bonusAction": "Your bonus action is spent.",
    "objectInteraction": "Your free object interaction is spent.",
    "movement": "No movement is left.",
}


def menu(room: Room) -> dict[str, Entry]:
    """By key, for the participant whose turn it is; empty while nobody can act."""
    turn, active = room.table.turn, room.active
    if turn is None or active is None or turn.ending or room.lasting.live_status != "live":
        return {}
    entries: dict[str, Entry] = _acts(active, turn.budget) if active.can_act else {}
    entries["end"] = {"verb": "end", "label": "End turn", "spends": "none"}
    return entries


NONE = Raw(b"{}")


class Menus:
    """The menus made last, one a participant: a turn mostly begins with the same sheet, things and budget as the one before."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[str, tuple[Participant, Budget, Raw]] = {}

    def of(self, room: Room) -> Raw:
        """`menu(room)` as JSON."""
        turn, active = room.table.turn, room.active
        if turn is None or active is None or turn.ending or room.lasting.live_status != "live":
            return NONE
        made = self._made.get(active.id)
        if made is not None and made[1] == turn.budget and _alike(made[0], active):
            return made[2]
        entries = Raw(encode(menu(room)))
        self._made[active.id] = (active, turn.budget, entries)
        return entries


def same_menu(before: Room, after: Room) -> bool:
    """Whether everything `menu` looks at is the same."""
    if before.table.turn is not after.table.turn or before.lasting.live_status != after.lasting.live_status:
        return False
    x, y = before.active, after.active
    return x is y if x is None or y is None else _alike(x, y)


def _alike(x: Participant, y: Participant) -> bool:
    """Whether they are offered the same for the same budget."""
    return x is y or (x.inventory is y.inventory and x.sheet is y.sheet and x.defeated == y.defeated)


def _acts(active: Participant, budget: Budget) -> dict[str, Entry]:
    for_action: Entry = {"spends": "action"} if budget.action > 0 else {"spends": "action", "reason": _SPENT["action"]}
    acts: dict[str, Entry] = {"move": _move(budget)}
    for attack in active.sheet.attacks.values():
        entry: Entry = {"verb": "attack", "label": attack.name, "actionId": attack.id}
        acts[f"attack:{attack.id}"] = entry | for_action
    for item in active.inventory.values():
        if item.attack and item.equipped:
            entry = {"verb": "attack", "label": item.name, "itemId": item.id}
            acts[f"attack:{item.id}"] = entry | for_action
        if item.heal:
            acts[f"use:{item.id}"] = _use(item, budget)
        if item.slot:
            verb = "unequip" if item.equipped else "equip"
            acts[f"{verb}:{item.id}"] = _equip(verb, item, budget)
    acts["dash"] = {"verb": "dash", "label": "Dash"} | for_action
    acts["dodge"] = {"verb": "dodge", "label": "Dodge"} | for_action
    acts["interact"] = _interact(budget, for_action)
    acts["custom"] = {"verb": "custom", "label": "Something else"} | for_action
    return acts


def _interact(budget: Budget, for_action: Entry) -> Entry:
    """The first one is free."""
    spends: Entry = {"spends": "objectInteraction"} if budget.object_interaction > 0 else for_action
    return {"verb": "interact", "label": "Handle an object"} | spends


def _move(budget: Budget) -> Entry:
    entry: Entry = {"verb": "move", "label": "Move", "spends": "movement"}
    return entry if budget.movement > 0 else entry | {"reason": _SPENT["movement"]}


def _use(item: Item, budget: Budget) -> Entry:
    entry: Entry = {"verb": "useItem", "label": f"Use {item.name}", "spends": "bonusAction", "itemId": item.id}
    return entry if budget.bonus_action > 0 else entry | {"reason": _SPENT["bonusAction"]}


def _equip(verb: str, item: Item, budget: Budget) -> Entry:
    word = "Put away" if item.equipped else "Equip"
    entry: Entry = {
        "verb": verb,
        "label": f"{word} {item.name}",
        "spends": "objectInteraction",
        "itemId": item.id,
    }
    return entry if budget.object_interaction > 0 else entry | {"reason": _SPENT["objectInteraction"]}
