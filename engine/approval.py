"""What a DM's approval makes of a waiting action: its effects on the table as it is by now, with her changes."""

from msgspec.structs import replace

from engine import combat, effects, movement
from engine.acting import audience, give_back
from engine.asking import Refused
from engine.commands import Changes
from engine.events import BudgetSpent, Event
from engine.evolve import fold
from engine.state import Action, AttackEffect, Budget, Effect, EquipEffect, HealEffect, MoveEffect, Room


def check(room: Room, changes: Changes | None) -> None:
    """Raises `Refused("unknown_target")` where the changes name somebody who is not there."""
    for entity_id in [*(changes.targets or []), *(changes.damage or {})] if changes else []:
        if entity_id not in room.table.participants:
            raise Refused("unknown_target", "There is nobody like that here.")


def carry_out(room: Room, action: Action, changes: Changes | None) -> list[Event]:
    """Effect by effect, leaving out what is no longer possible; then the damage that only the DM decided."""
    exact = dict(changes.damage or {}) if changes else {}
    events: list[Event] = []
    for effect in _aimed(room, action, changes.targets if changes else None):
        happened = _happening(room, action, effect, exact)
        room = fold(room, happened)
        events += happened
    for entity_id, amount in exact.items():
        if amount:
            events += combat.hurt(room.table.participants[entity_id], ((amount, ""),), action.id)
    return events


def _aimed(room: Room, action: Action, targets: list[str] | None) -> list[Effect]:
    """The effects of `action`; where the DM names other targets, each of them gets the roll that was made."""
    if not targets:
        return list(action.effects)
    aimed: list[Effect] = []
    done = False
    for effect in action.effects:
        if not isinstance(effect, AttackEffect | HealEffect):
            aimed.append(effect)
        elif not done:
            aimed += [_aimed_at(room, effect, target) for target in dict.fromkeys(targets)]
            done = True
    return aimed


def _aimed_at(room: Room, effect: AttackEffect | HealEffect, target: str) -> Effect:
    if isinstance(effect, HealEffect) or effect.target == target:
        return replace(effect, target=target)
    armor_class = room.table.participants[target].armor_class
    face = min(effect.faces) if effect.advantage < 0 else max(effect.faces)
    hit = effect.critical or (face != 1 and effect.total >= armor_class)
    return replace(effect, target=target, armor_class=armor_class, hit=hit)


def _happening(room: Room, action: Action, effect: Effect, exact: dict[str, int]) -> list[Event]:
    """What one effect does now; nothing where its target or item is gone, and a move goes as far as it leads."""
    participants = room.table.participants
    actor = participants[action.entity_id]
    budget = room.table.turn.budget if room.table.turn else Budget()
    match effect:
        case AttackEffect():
            target = participants.get(effect.target)
            if target is None or target.defeated:
                return []
            return combat.carry_out(actor, target, effect, action.id, exact.pop(target.id, None))
        case HealEffect():
            if effect.target not in participants or (effect.item_id and effect.item_id not in actor.inventory):
                return []
        case EquipEffect():
            held = actor.inventory.get(effect.item_id)
            if held is None or held.equipped == effect.equipped:
                return []
        case MoveEffect():
            return _move(room, action, effect, budget)
    return effects.happening(room, action, effect, budget)


def _move(room: Room, action: Action, effect: MoveEffect, budget: Budget) -> list[Event]:
    """As far as the way leads by now; the feet not walked are given back."""
    actor = room.table.participants[action.entity_id]
    possible = movement.as_far_as_it_leads(room, actor, effect)
    events: list[Event] = movement.carry_out(actor, possible) if possible else []
    left_over = effect.feet - (possible.feet if possible else 0)
    if left_over:
        more = give_back(budget, Budget(0, 0, left_over, 0))
        events.append(BudgetSpent(entity_id=actor.id, budget=more, audience=audience(actor)))
    return events
