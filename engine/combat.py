"""Attacks: choosing one, rolling it, and what damage does (SRD 5.2, Making an Attack; Damage and Healing)."""

from collections.abc import Iterable

from engine import grid
from engine.acting import Act, Proposal, audience, targeted
from engine.asking import Refused
from engine.events import AttackRolled, Damaged, Defeated, Event
from engine.sheet import Attack
from engine.state import AttackEffect, Budget, Participant, Room

ONE_ACTION = Budget(1, 0, 0, 0)


def attack(act: Act) -> Proposal:
    """One attack roll against each target, within reach or range and in sight. Several are for a DM to allow: what a
    block says of them (SRD 5.2, Multiattack), it says in words."""
    chosen, targets = choose(act), targeted(act)
    for target in targets:
        if target.id == act.actor.id:
            raise Refused("illegal_target", "You cannot attack yourself.")
        if target.defeated:
            raise Refused("illegal_target", f"{target.name} is already down.")
    if not act.turn.budget.action:
        raise Refused("no_budget", "You have no action left this turn.")
    aimed = [_advantage(act.actor, target, _aim(act.room, act.actor, target, chosen)) for target in targets]
    return Proposal(
        cost=ONE_ACTION,
        effects=tuple([_roll(act, chosen, *aim) for aim in zip(targets, aimed, strict=True)]),
        targets=tuple([target.id for target in targets]),
        attack_id=chosen.id,
        item_id=act.request.item_id or "",
        complete=len(targets) == 1,
        reason="" if len(targets) == 1 else f"{chosen.name} is aimed at several.",
    )


def _advantage(actor: Participant, target: Participant, badly_aimed: bool) -> int:
    """1, 0 or -1: one reason on each side cancels out, however many (SRD 5.2, Advantage/Disadvantage).

    Who is not seen attacks with advantage, and dodging does not help against it (Unseen Attackers; Dodge).
    """
    for_it = actor.hidden and actor.hostile_to(target)
    against_it = badly_aimed or (target.dodging and not actor.hidden)
    return for_it - against_it


def choose(act: Act) -> Attack:
    """The attack meant by `actionId` or `itemId`; without either the first of the stat block, then of what is in hand."""
    actor, request = act.actor, act.request
    if request.item_id:
        return _weapon(actor, request.item_id)
    known = actor.sheet.attacks
    if request.action_id:
        if request.action_id in known:
            return known[request.action_id]
        for weapon in _in_hand(actor):
            if weapon.id == request.action_id:
                return weapon
        raise Refused("unknown_action", f"{actor.name} has no such attack.")
    for first in known.values():
        return first
    for first in _in_hand(actor):
        return first
    raise Refused("unknown_action", f"{actor.name} has nothing to attack with.")


def _in_hand(actor: Participant) -> Iterable[Attack]:
    return (item.attack for item in actor.inventory.values() if item.attack and item.equipped)


def _weapon(actor: Participant, item_id: str) -> Attack:
    item = actor.inventory.get(item_id)
    if item is None or item.attack is None:
        raise Refused("unknown_item", f"{actor.name} has no such weapon.")
    if not item.equipped:
        raise Refused("unknown_item", f"Equip {item.name} first.")
    return item.attack


def _aim(room: Room, actor: Participant, target: Participant, chosen: Attack) -> bool:
    """Whether the attack is made with disadvantage. Refuses `out_of_range` and `out_of_sight`."""
    ground, diagonals = room.table.map, room.lasting.settings.diagonals
    here, there = actor.position, target.position
    side, target_side = actor.sheet.cells, target.sheet.cells
    steps = grid.steps_apart(here, side, there, target_side, diagonals)
    feet = grid.feet_apart(steps, ground.cell_feet)
    melee = chosen.kind != "ranged" and feet <= chosen.reach
    if not melee:
        _in_range(target, chosen, feet)
    if not grid.line_of_sight(ground, here, side, there, target_side):
        raise Refused("out_of_sight", f"You do not see {target.name} from there.")
    return not melee and (feet > chosen.range or _hard_pressed(room, actor))


def _in_range(target: Participant, chosen: Attack, feet: int) -> None:
    farthest = chosen.reach if chosen.kind == "melee" else max(chosen.range, chosen.long_range)
    if feet > farthest:
        sentence = f"{target.name} is {feet} feet away; {chosen.name} reaches {farthest}."
        raise Refused("out_of_range", sentence, feet=feet, farthest=farthest)


def _hard_pressed(room: Room, actor: Participant) -> bool:
    """Whether an enemy who can act stands within 5 feet (SRD 5.2, Ranged Attacks in Close Combat).

    Hidden ones do not count, else the roll would betray them.
    """
    here, side = actor.position, actor.sheet.cells
    for other in room.table.participants.values():
        if (
            other.hostile_to(actor)
            and grid.steps_apart(here, side, other.position, other.sheet.cells) <= 1
            and other.can_act
            and not other.hidden
        ):
            return True
    return False


def _roll(act: Act, chosen: Attack, target: Participant, advantage: int) -> AttackEffect:
    secret = act.actor.hidden or target.hidden
    faces = act.ask.dice.roll(2 if advantage else 1, 20, secret=secret)
    face = min(faces) if advantage < 0 else max(faces)
    total, armor_class = face + chosen.to_hit, target.armor_class
    hit = face == 20 or (face != 1 and total >= armor_class)
    damage, damage_faces = _roll_damage(act, chosen, critical=face == 20, secret=secret) if hit else ((), ())
    return AttackEffect(
        target=target.id,
        attack=chosen.name,
        faces=faces,
        total=total,
        armor_class=armor_class,
        hit=hit,
        critical=face == 20,
        advantage=advantage,
        damage=damage,
        damage_faces=damage_faces,
        secret=secret,
    )


def _roll_damage(
    act: Act, chosen: Attack, *, critical: bool, secret: bool
) -> tuple[tuple[tuple[int, str], ...], tuple[int, ...]]:
    """Amounts by kind before resistances, and the faces; a critical hit doubles the dice (SRD 5.2, Critical Hits)."""
    damage: list[tuple[int, str]] = []
    fallen: tuple[int, ...] = ()
    for part in chosen.damage:
        count = part.roll.count * 2 if critical else part.roll.count
        faces = act.ask.dice.roll(count, part.roll.sides, secret=secret) if count else ()
        damage.append((max(sum(faces) + part.roll.bonus, 0), part.type))
        fallen += faces
    return tuple(damage), fallen


def after_resistances(target: Participant, damage: tuple[tuple[int, str], ...]) -> tuple[tuple[int, str], ...]:
    """Halved by resistance (rounded down), then doubled by vulnerability, none for the immune (SRD 5.2)."""
    sheet = target.sheet
    if not (sheet.resistances or sheet.vulnerabilities or sheet.immunities):
        return damage
    sums: dict[str, int] = {}
    for amount, kind in damage:
        sums[kind] = sums.get(kind, 0) + amount
    for kind, amount in sums.items():
        if kind in sheet.immunities:
            amount = 0
        if kind in sheet.resistances:
            amount //= 2
        if kind in sheet.vulnerabilities:
            amount *= 2
        sums[kind] = amount
    return tuple((amount, kind) for kind, amount in sums.items())


def hurt(target: Participant, amounts: tuple[tuple[int, str], ...], action_id: str) -> list[Event]:
    """`target` takes exactly `amounts`, from temporary hit points first; at 0 it is defeated."""
    total = sum([amount for amount, _ in amounts])
    kept = min(target.temp_hp, total)
    hp = max(target.hp - total + kept, 0)
    told = audience(target)
    damaged = Damaged(
        entity_id=target.id,
        amounts=amounts,
        hp=hp,
        temp_hp=target.temp_hp - kept,
        action_id=action_id,
        audience=told,
    )
    if hp or target.defeated:
        return [damaged]
    return [damaged, Defeated(entity_id=target.id, audience=told)]


def carry_out(
    source: Participant, target: Participant, effect: AttackEffect, action_id: str, exact: int | None = None
) -> list[Event]:
    """What a rolled attack does to its target as it is now; `exact` is damage on which a DM has decided."""
    rolled: Event = AttackRolled(
        action_id=action_id,
        source=source.id,
        target=target.id,
        attack=effect.attack,
        faces=effect.faces,
        total=effect.total,
        armor_class=effect.armor_class,
        hit=effect.hit,
        critical=effect.critical,
        advantage=effect.advantage,
        damage_faces=effect.damage_faces,
        audience="dm" if effect.secret else audience(source, target),
    )
    if exact is not None:
        kind = effect.damage[0][1] if effect.damage else ""
        return [rolled, *hurt(target, ((exact, kind),), action_id)]
    if not effect.hit:
        return [rolled]
    return [rolled, *hurt(target, after_resistances(target, effect.damage), action_id)]


def within_reach(room: Room, a: Participant, b: Participant, feet: int) -> bool:
    """Whether `b` is within `feet` of `a`, with nothing between them."""
    ground, place, other = room.table.map, a.position, b.position
    steps = grid.steps_apart(place, a.sheet.cells, other, b.sheet.cells, room.lasting.settings.diagonals)
    return grid.feet_apart(steps, ground.cell_feet) <= feet and grid.line_of_sight(
        ground, place, a.sheet.cells, other, b.sheet.cells
    )
