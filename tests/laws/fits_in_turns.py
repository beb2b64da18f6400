"""What may well be accepted about turns, as the room is: taking, queueing, missing and rewinding them, their clock, and what
waits in them for the DM. Each gives nothing where nothing of its kind fits."""

from engine import commands as c
from engine.asking import Role
from engine.clock import next_bell
from engine.state import Action, Participant, Room, Turn
from tests.engine.table import Person, bell, mira
from tests.laws.cave import PEOPLE
from tests.laws.evenings import Evening

Asked = tuple[Person, c.Command]


def played_by(participant: Participant) -> Person:
    """A DM plays whoever has no player, and one that is hers."""
    return next((one for one in PEOPLE if one.user_id == participant.owner), mira)


def theirs(room: Room, role: Role) -> list[Participant]:
    return [one for one in room.table.participants.values() if played_by(one).role == role]


def somebody(room: Room, evening: Evening) -> str:
    return evening.one(*room.table.participants)


def is_live(room: Room) -> bool:
    return room.lasting.live_status == "live"


def under_way(room: Room, role: Role) -> Turn | None:
    """The turn that somebody of this role plays, if it goes on."""
    turn, active = room.table.turn, room.active
    goes_on = turn is not None and active is not None and not turn.ending and is_live(room)
    return turn if goes_on and active and played_by(active).role == role else None


def take(role: Role, room: Room, evening: Evening) -> Asked | None:
    turn, up = under_way(room, role), room.active
    if turn is None or up is None:
        return None
    action = c.ActionRequest(type="end") if up.defeated else evening.one(*possible(room, turn, up, evening))
    return played_by(up), c.TakeTurn(entity_id=up.id, action=action, end_turn=evening.one(True, False, False))


def possible(room: Room, turn: Turn, up: Participant, evening: Evening) -> list[c.ActionRequest]:
    """What there is budget for. Where one can go and whom one can hit is left to luck."""
    found = [c.ActionRequest(type="end"), evening.action(room, up.id)]
    if turn.budget.movement:
        found += [c.ActionRequest(type="move", path=evening.path(up)[:2]) for _ in range(2)]
    if turn.budget.action:
        found += [attack for attack in [aimed(room, up, evening) for _ in range(3)] if attack]
        found += [c.ActionRequest(type=verb) for verb in ("dash", "dodge")]
        found += [c.ActionRequest(type="custom", description="I sing.", ask_dm=evening.one(True, False))] * 2
    if turn.budget.bonus_action and "potion" in up.inventory:
        found += [c.ActionRequest(type="useItem", item_id="potion", ask_dm=evening.one(True, False, False))]
    if turn.budget.object_interaction and (shield := up.inventory.get("shield")):
        found += [c.ActionRequest(type="unequip" if shield.equipped else "equip", item_id="shield")] * 2
    return found


def aimed(room: Room, up: Participant, evening: Evening) -> c.ActionRequest | None:
    """With what it has, at somebody it sees."""
    foes = [one.id for one in room.table.participants.values() if one.hostile_to(up) and one.can_act and not one.hidden]
    if not foes or not up.sheet.attacks:
        return None
    return c.ActionRequest(type="attack", action_id=evening.one(*up.sheet.attacks), target=evening.one(*foes))


def queue(role: Role, room: Room, evening: Evening) -> Asked | None:
    mine = theirs(room, role)
    if not mine:
        return None
    actor = evening.one(*mine)
    wanted = evening.queue_of(room, actor.id)
    return (played_by(actor), wanted) if wanted.actions or actor.id in room.table.queues else None


def take_missed(role: Role, room: Room, evening: Evening) -> Asked | None:
    missed = [one for one in room.table.missed.values() if not one.wanted and not one.granted]
    mine = [one.entity_id for one in missed if played_by(room.table.participants[one.entity_id]).role == role]
    if not mine or not is_live(room) or room.lasting.settings.missed_turns == "off":
        return None
    entity_id = evening.one(*mine)
    return played_by(room.table.participants[entity_id]), c.TakeMissedTurn(entity_id=entity_id)


def grant_missed(room: Room, evening: Evening) -> Asked | None:
    missed = [one.entity_id for one in room.table.missed.values() if not one.granted]
    if not missed or room.lasting.settings.missed_turns == "off":
        return None
    return mira, c.GrantMissedTurn(entity_id=evening.one(*missed))


def skip(room: Room, evening: Evening) -> Asked | None:
    turn = room.table.turn
    return (mira, c.SkipTurn(reason="Tea", turn_id=evening.maybe(turn.id, 0.5))) if turn else None


def rewind(room: Room, evening: Evening) -> Asked | None:
    order = evening.turns.order()
    if evening.turns.undo(room.table) and evening.one(True, True, False):
        return mira, c.BacktrackTurn(redo=True)
    return (mira, c.BacktrackTurn(to_turn=evening.one(*order))) if order else None


# The clock


def request_time(role: Role, room: Room, evening: Evening) -> Asked | None:
    turn = under_way(room, role)
    if turn is None or not turn.time_limit or turn.asks_for_time:
        return None
    actor = room.table.participants[turn.entity_id]
    return played_by(actor), c.RequestTime(entity_id=actor.id, seconds=evening.maybe(30))


def grant_time(room: Room, evening: Evening) -> Asked | None:
    turn = room.table.turn
    return (mira, c.GrantTime(seconds=evening.maybe(30))) if turn and turn.time_limit else None


def ring(kind: type[c.Command], room: Room, evening: Evening) -> Asked | None:
    """Not before it is time: the clock goes on until then."""
    due = next_bell(room)
    if due is None or type(due.command) is not kind:
        return None
    evening.now = max(evening.now, due.at)
    return bell, due.command


def rebase(room: Room, evening: Evening) -> Asked | None:
    return (bell, c.RebaseClock(last_at=evening.now, grace=5)) if next_bell(room) else None


# What waits for the DM


def waiting(room: Room, role: Role) -> list[Action]:
    people = {one.id for one in theirs(room, role)}
    return [action for action in room.table.review.values() if action.entity_id in people]


def withdraw(role: Role, room: Room, evening: Evening) -> Asked | None:
    mine = waiting(room, role)
    if not mine or not is_live(room):
        return None
    action = evening.one(*mine)
    return played_by(room.table.participants[action.entity_id]), c.WithdrawAction(action_id=action.id)


def resolve(room: Room, evening: Evening) -> Asked | None:
    if not room.table.review:
        return None
    damage = {somebody(room, evening): evening.random.randint(0, 30)}
    return mira, c.ResolveAction(
        outcome=evening.one("approved", "approved", "approved_modified", "denied", "asked_back"),
        action_ids=evening.random.sample(sorted(room.table.review), 1),
        changes=evening.maybe(c.Changes(damage=damage)),
        awarded_xp=evening.maybe(10),
    )
