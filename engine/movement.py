"""Moving over the grid (SRD 5.2, Movement and Position; Moving around Other Creatures)."""

from engine import grid
from engine.acting import Act, Proposal, audience, must_wait
from engine.asking import Refused
from engine.events import Event, Moved
from engine.state import Budget, MoveEffect, Participant, Position, Room

RANK = {size: rank for rank, size in enumerate(("tiny", "small", "medium", "large", "huge", "gargantuan"))}


def move(act: Act) -> Proposal:
    """Along the given `path`, or the cheapest way to `position`; stops before what the mover's player cannot see."""
    ground, unseen = ground_for(act.room, act.actor, knows=act.by_dm)
    path = _way(act, ground)
    feet = ground.walk(act.actor.position, path)
    _allow(act, ground, path, feet)
    if unseen:
        free = _before_the_unseen(ground, unseen, path)
        if free < len(path):
            return _stopped(act, ground, path, feet, free)
    return Proposal(cost=Budget(0, 0, feet, 0), effects=(MoveEffect(path, feet),), path=path)


def ground_for(room: Room, mover: Participant, *, knows: bool) -> tuple[grid.Ground, set[int]]:
    """The map as `mover` finds it, and the cells of creatures hidden from it (none where it `knows`).

    One passes allies, the defeated, the Tiny, those two sizes larger or smaller, and whoever is no enemy. The space of
    another is difficult terrain unless that one is Tiny or an ally; nobody stays in it (SRD 5.2).
    """
    barred: set[int] = set()
    slow: set[int] = set()
    taken: set[int] = set()
    unseen: set[int] = set()
    for other in room.table.participants.values():
        if other is mover:
            continue
        place = other.position
        cells = grid.footprint(place.x, place.y, other.sheet.cells)
        if other.hidden and not knows:
            unseen.update(cells)
            continue
        taken.update(cells)
        if other.side == mover.side or other.sheet.size == "tiny":
            continue
        (slow if _passable(mover, other) else barred).update(cells)
    ground = grid.Ground(
        map=room.table.map,
        side=mover.sheet.cells,
        diagonals=room.lasting.settings.diagonals,
        barred=barred,
        slow=slow,
        taken=taken,
    )
    return ground, unseen


def _passable(mover: Participant, other: Participant) -> bool:
    if other.defeated or not mover.hostile_to(other):
        return True
    return abs(RANK[mover.sheet.size] - RANK[other.sheet.size]) >= 2


def _way(act: Act, ground: grid.Ground) -> tuple[Position, ...]:
    request, here = act.request, act.actor.position
    if request.path is None:
        if request.position is None:
            raise Refused("malformed", "Say where to go.")
        return _way_to(act, ground, request.position.position())
    path = tuple([cell.position() for cell in request.path])
    if not path or (request.position and request.position.position() != path[-1]):
        raise Refused("malformed", "A path leads cell by cell to where it ends.")
    x, y = here.x, here.y
    for cell in path:
        if not (-1 <= cell.x - x <= 1 and -1 <= cell.y - y <= 1) or (cell.x == x and cell.y == y):
            raise Refused("malformed", "Each step of a path goes to a neighbouring cell.")
        x, y = cell.x, cell.y
    return path


def _way_to(act: Act, ground: grid.Ground, goal: Position) -> tuple[Position, ...]:
    here = act.actor.position
    if goal == here:
        raise Refused("illegal_target", "You are already there.")
    if not (ground.footing(goal.x, goal.y) and ground.can_stay(goal.x, goal.y)):
        raise Refused("path_blocked", "There is no room for you there.")
    if max(abs(goal.x - here.x), abs(goal.y - here.y)) * ground.map.cell_feet > act.turn.budget.movement:
        raise Refused("too_far", "That is farther than you can still move.")
    path = ground.cheapest(here, goal, 2 * act.turn.budget.movement)
    if path is None:
        raise Refused("path_blocked", "No way leads there.")
    if not path:
        raise Refused("too_far", "The way there is farther than you can still move.")
    return path


def _allow(act: Act, ground: grid.Ground, path: tuple[Position, ...], feet: int) -> None:
    if feet < 0:
        raise Refused("path_blocked", "Something is in the way.")
    if feet > act.turn.budget.movement:
        left = act.turn.budget.movement
        raise Refused("too_far", f"That takes {feet} feet, and you have {left} left.", feet=feet, left=left)
    if not ground.can_stay(path[-1].x, path[-1].y):
        raise Refused("path_blocked", "Somebody stands there.")


def _before_the_unseen(ground: grid.Ground, unseen: set[int], path: tuple[Position, ...]) -> int:
    """How many steps of `path` lead to the last cell where the mover can stay before it meets somebody unseen."""
    free = 0
    for steps, cell in enumerate(path, 1):
        if not unseen.isdisjoint(grid.footprint(cell.x, cell.y, ground.side)):
            return free
        if ground.can_stay(cell.x, cell.y):
            free = steps
    return len(path)


def _stopped(act: Act, ground: grid.Ground, path: tuple[Position, ...], feet: int, free: int) -> Proposal:
    """The way up to somebody unseen, and the rest of it as a question to the DM."""
    gone = 0 if must_wait(act, complete=True) else free
    gone_feet = ground.walk(act.actor.position, path[:gone])
    rest = Proposal(
        cost=Budget(0, 0, feet - gone_feet, 0),
        effects=(MoveEffect(path[gone:], feet - gone_feet),),
        path=path[gone:],
        complete=False,
        reason="The way leads into the space of somebody whom the mover does not see.",
    )
    if not gone:
        return rest
    effects = (MoveEffect(path[:gone], gone_feet),)
    return Proposal(cost=Budget(0, 0, gone_feet, 0), effects=effects, path=path[:gone], then=rest)


def as_far_as_it_leads(room: Room, mover: Participant, effect: MoveEffect) -> MoveEffect | None:
    """What is left of a move that waited, as the ground is now: up to the last cell where the mover can stay."""
    ground, _ = ground_for(room, mover, knows=True)
    x, y = mover.position.x, mover.position.y
    free = 0
    for steps, cell in enumerate(effect.path, 1):
        across, down = cell.x - x, cell.y - y
        if max(abs(across), abs(down)) != 1 or not ground.step(x, y, across, down):
            break
        x, y = cell.x, cell.y
        if ground.can_stay(x, y):
            free = steps
    path = effect.path[:free]
    return MoveEffect(path, min(ground.walk(mover.position, path), effect.feet)) if path else None


def carry_out(mover: Participant, effect: MoveEffect) -> list[Event]:
    return [Moved(entity_id=mover.id, path=effect.path, feet=effect.feet, audience=audience(mover))]
