"""What the rules proposed becomes what happened."""

from typing import assert_never

from engine import combat, items, movement
from engine.acting import audience, give_back
from engine.events import BudgetSpent, Dashed, Dodged, Event
from engine.evolve import fold
from engine.state import (
    Action,
    AttackEffect,
    Budget,
    DashEffect,
    DodgeEffect,
    Effect,
    EquipEffect,
    HealEffect,
    MoveEffect,
    Room,
)


def carry_out(room: Room, action: Action, budget: Budget) -> list[Event]:
    """All effects of `action`, one after the other; `budget` is what is left of the turn before them."""
    if len(action.effects) == 1:
        return happening(room, action, action.effects[0], budget)
    events: list[Event] = []
    for effect in action.effects:
        happened = happening(room, action, effect, budget)
        room = fold(room, happened)
        events += happened
    return events


def happening(room: Room, action: Action, effect: Effect, budget: Budget) -> list[Event]:
    """What one effect does to the table as it is."""
    participants = room.table.participants
    actor = participants[action.entity_id]
    match effect:
        case MoveEffect():
            return movement.carry_out(actor, effect)
        case AttackEffect():
            return combat.carry_out(actor, participants[effect.target], effect, action.id)
        case HealEffect():
            return items.carry_out_heal(actor, participants[effect.target], effect, action.id)
        case EquipEffect():
            return items.carry_out_equip(actor, effect)
        case DashEffect():
            more = give_back(budget, Budget(0, 0, effect.feet, 0))
            told = audience(actor)
            return [
                BudgetSpent(entity_id=actor.id, budget=more, audience=told),
                Dashed(entity_id=actor.id, feet=effect.feet, audience=told),
            ]
        case DodgeEffect():
            return [Dodged(entity_id=actor.id, audience=audience(actor))]
        case _:
            assert_never(effect)
