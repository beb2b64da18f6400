"""What is carried: drinking or giving a potion, taking things in hand and putting them away (SRD 5.2, Equipment)."""

from engine import combat
from engine.acting import Act, Proposal, audience, seen
from engine.asking import Refused
from engine.events import Event, Healed, ItemEquipped, ItemUsed
from engine.sheet import Item
from engine.state import Budget, EquipEffect, HealEffect, Participant

ONE_BONUS_ACTION = Budget(0, 1, 0, 0)
ONE_OBJECT = Budget(0, 0, 0, 1)
TWO_HANDS = "two_hands"
HANDS = frozenset({"main_hand", "off_hand"})
EQUIPPABLE = frozenset({"weapon", "armor", "shield"})


def use(act: Act) -> Proposal:
    """A potion, drunk or given to an ally within 5 feet, for a bonus action (SRD 5.2, Potions of Healing)."""
    item = _carried(act)
    if item.heal is None or item.quantity < 1:
        raise Refused("unknown_item", f"{item.name} is nothing to use up.")
    target = _receiver(act)
    if not act.turn.budget.bonus_action:
        raise Refused("no_budget", "You have no bonus action left this turn.")
    secret = act.actor.hidden or target.hidden
    faces = act.ask.dice.roll(item.heal.count, item.heal.sides, secret=secret) if item.heal.count else ()
    effect = HealEffect(target.id, max(sum(faces) + item.heal.bonus, 0), faces, item.id)
    return Proposal(cost=ONE_BONUS_ACTION, effects=(effect,), targets=(target.id,), item_id=item.id)


def _carried(act: Act) -> Item:
    wanted = act.request.item_id or act.request.associated_item_id
    if not wanted:
        raise Refused("malformed", "Say which item.")
    item = act.actor.inventory.get(wanted)
    if item is None:
        raise Refused("unknown_item", f"{act.actor.name} carries no such thing.")
    return item


def _receiver(act: Act) -> Participant:
    request = act.request
    named = request.target or (request.targets[0] if request.targets and len(request.targets) == 1 else None)
    if named is None:
        if request.targets:
            raise Refused("illegal_target", "That takes one target.")
        return act.actor
    target = seen(act.room, named, act.ask)
    if target.id == act.actor.id:
        return target
    if target.side != act.actor.side:
        raise Refused("illegal_target", f"{target.name} is no ally of yours.")
    if target.defeated and target.entity_type != "playerCharacter":
        raise Refused("illegal_target", f"{target.name} is beyond healing.")
    if not combat.within_reach(act.room, act.actor, target, 5):
        raise Refused("out_of_range", f"Stand beside {target.name} for that.")
    return target


def equip(act: Act) -> Proposal:
    """Takes something in hand, or puts it on."""
    return _handle(act, equipped=act.request.equipped is not False)


def unequip(act: Act) -> Proposal:
    """Puts something away."""
    return _handle(act, equipped=act.request.equipped is True)


def _handle(act: Act, *, equipped: bool) -> Proposal:
    item = _carried(act)
    if item.kind not in EQUIPPABLE:
        raise Refused("not_equippable", f"{item.name} is nothing to wear or wield.")
    if item.equipped == equipped:
        raise Refused("conflict", f"{item.name} is {'already' if equipped else 'not'} equipped.")
    effects = [EquipEffect(other.id, False) for other in _in_the_way(act.actor, item)] if equipped else []
    effects.append(EquipEffect(item.id, equipped))
    return Proposal(cost=ONE_OBJECT, effects=tuple(effects), item_id=item.id)


def _place(item: Item) -> str:
    """Where a thing is worn; weapons without a named slot are in no other's way."""
    return item.slot or ("" if item.kind == "weapon" else item.kind)


def _in_the_way(actor: Participant, item: Item) -> list[Item]:
    place = _place(item)
    return [other for other in actor.inventory.values() if other.equipped and _is_in_the_way(place, _place(other))]


def _is_in_the_way(place: str, other: str) -> bool:
    """One thing a place; what takes both hands is in the way of whatever takes one."""
    hands = {place, other} & HANDS
    return (place == other != "") or (bool(hands) and TWO_HANDS in (place, other))


def heal(target: Participant, amount: int, action_id: str, faces: tuple[int, ...] = ()) -> Healed:
    """`amount` is what the healing would give; `hp` stops at the maximum, so that the amount betrays nothing."""
    hp = min(target.hp + amount, target.max_hp)
    return Healed(
        entity_id=target.id, amount=amount, hp=hp, faces=faces, action_id=action_id, audience=audience(target)
    )


def carry_out_heal(user: Participant, target: Participant, effect: HealEffect, action_id: str) -> list[Event]:
    """The potion is used up, also where it is poured out for somebody at full strength."""
    healed = heal(target, effect.amount, action_id, effect.faces)
    item = user.inventory.get(effect.item_id)
    if item is None:
        return [healed]
    used = ItemUsed(entity_id=user.id, item_id=item.id, name=item.name, left=item.quantity - 1, audience=audience(user))
    return [used, healed]


def carry_out_equip(actor: Participant, effect: EquipEffect) -> list[Event]:
    item = actor.inventory[effect.item_id]
    return [
        ItemEquipped(
            entity_id=actor.id, item_id=item.id, name=item.name, equipped=effect.equipped, audience=audience(actor)
        )
    ]
