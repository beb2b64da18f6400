"""What the active participant can do now: every act with what it spends, and the reason where it is not to be had."""

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
    end = {"end": _entry("end", "End turn", "none")}
    return {**_acts(active, turn.budget), **end} if active.can_act else end


def depends_on(room: Room) -> tuple[object, ...]:
    """What `menu` looks at: the same objects give the same menu."""
    active = room.active
    if active is None:
        return (None, room.lasting.live_status)
    return (room.table.turn, active.inventory, active.sheet, active.defeated, room.lasting.live_status)


def _acts(active: Participant, budget: Budget) -> dict[str, Entry]:
    acts = {"move": _entry("move", "Move", "movement")}
    for attack in active.sheet.attacks.values():
        acts[f"attack:{attack.id}"] = _entry("attack", attack.name, "action", actionId=attack.id)
    acts.update(_items(active))
    acts["dash"] = _entry("dash", "Dash", "action")
    acts["dodge"] = _entry("dodge", "Dodge", "action")
    acts["custom"] = _entry("custom", "Something else", "action")
    _say_what_is_spent(acts, budget)
    return acts


def _items(active: Participant) -> dict[str, Entry]:
    acts: dict[str, Entry] = {}
    for item in active.inventory.values():
        if item.attack and item.equipped:
            acts[f"attack:{item.id}"] = _entry("attack", item.name, "action", itemId=item.id)
        if item.heal:
            acts[f"use:{item.id}"] = _entry("useItem", f"Use {item.name}", "bonusAction", itemId=item.id)
        if item.slot or item.attack or item.armor_class or item.shield_bonus:
            verb, word = ("unequip", "Put away") if item.equipped else ("equip", "Equip")
            acts[f"{verb}:{item.id}"] = _entry(verb, f"{word} {item.name}", "objectInteraction", itemId=item.id)
    return acts


def _entry(verb: str, label: str, spends: str, **named: str) -> Entry:
    return {"verb": verb, "label": label, "spends": spends, **named}


def _say_what_is_spent(acts: dict[str, Entry], budget: Budget) -> None:
    left = {
        "action": budget.action,
        "bonusAction": budget.bonus_action,
        "movement": budget.movement,
        "objectInteraction": budget.object_interaction,
    }
    for entry in acts.values():
        spends = str(entry["spends"])
        if left[spends] <= 0:
            entry["reason"] = _SPENT[spends]
