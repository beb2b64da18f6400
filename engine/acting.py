"""Who may act now, and what an act proposes to the table."""

from collections.abc import Iterable

from msgspec import Struct

from engine.asking import Ask, Refused
from engine.commands import ActionRequest, TakeTurn
from engine.events import Audience
from engine.permissions import DM
from engine.state import Budget, Effect, Participant, Position, Room, Turn

NOTHING = Budget(action=0, bonus_action=0, movement=0, object_interaction=0)


class Act(Struct, frozen=True, gc=False):
    """One request in somebody's turn, found to be hers to make."""

    room: Room
    actor: Participant
    turn: Turn
    request: ActionRequest
    ask: Ask

    @property
    def by_dm(self) -> bool:
        return self.ask.role in DM


class Proposal(Struct, frozen=True, gc=False, kw_only=True):
    """What the rules make of an act: legal, dice rolled, not yet done.

    `complete` is false where only a person can say what comes of it; `reason` tells the DM why. `then` follows it.
    """

    cost: Budget
    effects: tuple[Effect, ...] = ()
    targets: tuple[str, ...] = ()
    path: tuple[Position, ...] = ()
    item_id: str = ""
    attack_id: str = ""
    complete: bool = True
    reason: str = ""
    then: "Proposal | None" = None


def audience(*subjects: Participant) -> Audience:
    """`dm` where one of `subjects` is hidden from the players."""
    for subject in subjects:
        if subject.hidden:
            return "dm"
    return "all"


def unhidden(room: Room, entity_ids: Iterable[str]) -> tuple[str, ...]:
    """Those among them that are in the room and not hidden from the players."""
    participants = room.table.participants
    return tuple([key for key in entity_ids if key in participants and not participants[key].hidden])


def seen(room: Room, entity_id: str, ask: Ask) -> Participant:
    """The participant that the asker means. Hidden and missing ones are refused alike: `unknown_target`."""
    found = room.table.participants.get(entity_id)
    if found is None or (found.hidden and ask.role not in DM and found.owner != ask.by):
        raise Refused("unknown_target", "There is nobody like that here.")
    return found


def owned(room: Room, entity_id: str, ask: Ask) -> Participant:
    """The same, if the asker acts for it: its owner, or a DM for those without one. Otherwise `not_your_entity`."""
    actor = seen(room, entity_id, ask)
    if actor.owner != ask.by if actor.owner else ask.role not in DM:
        raise Refused("not_your_entity", f"{actor.name} is not yours to play.")
    return actor


def live(room: Room) -> None:
    """Refuses with `not_live` or `paused` where nobody may act at all."""
    status = room.lasting.live_status
    if status == "live":
        return
    if status == "paused":
        raise Refused("paused", "The game is paused.")
    raise Refused("not_live", "The game is not live.")


def begin(room: Room, command: TakeTurn, ask: Ask) -> Act:
    """The act that `command` asks for, if it is the asker's turn; otherwise refused (rules §4)."""
    live(room)
    actor = owned(room, command.entity_id, ask)
    turn = room.table.turn
    if turn is None:
        raise Refused("wrong_status", "No turn is under way yet." if room.table.order else "Roll initiative first.")
    if command.turn_id is not None and command.turn_id != turn.id:
        raise Refused("conflict", "That turn is over.")
    if turn.entity_id != actor.id:
        if actor.turn_status == "completed":
            raise Refused("already_acted", f"{actor.name} has acted in this round already.")
        raise Refused("not_your_turn", f"Not your turn yet: {_who_acts(room, turn, ask)} is acting.")
    if turn.ending:
        raise Refused("already_acted", "You have already ended this turn.")
    if actor.defeated and command.action.type != "end":
        raise Refused("incapacitated", f"{actor.name} is down and can only end the turn.")
    return Act(room, actor, turn, command.action, ask)


def must_wait(act: Act, *, complete: bool) -> bool:
    """Whether a person has the last word. DMs need not ask themselves, unless they want to (`askDm`)."""
    if act.request.ask_dm:
        return True
    if act.by_dm:
        return False
    return not complete or act.room.lasting.settings.resolution_mode == "review"


def _who_acts(room: Room, turn: Turn, ask: Ask) -> str:
    active = room.table.participants[turn.entity_id]
    return "the DM" if active.hidden and ask.role not in DM else active.name


def targeted(act: Act) -> list[Participant]:
    """Whom an act is aimed at; one several times where it is named so. Refuses none, and whom the asker does not see."""
    request = act.request
    named = request.targets if request.targets else [request.target] if request.target else []
    if request.target and request.targets and request.targets != [request.target]:
        raise Refused("malformed", "Name either one target or several.")
    if not named:
        raise Refused("malformed", "Choose a target.")
    return [seen(act.room, entity_id, act.ask) for entity_id in named]


def spend(budget: Budget, cost: Budget) -> Budget:
    """What is left of `budget`. Raises `Refused("no_budget")` where it does not reach."""
    left = Budget(
        budget.action - cost.action,
        budget.bonus_action - cost.bonus_action,
        budget.movement - cost.movement,
        budget.object_interaction - cost.object_interaction,
    )
    if left.action < 0:
        raise Refused("no_budget", "You have no action left this turn.")
    if left.bonus_action < 0:
        raise Refused("no_budget", "You have no bonus action left this turn.")
    if left.object_interaction < 0:
        raise Refused("no_budget", "You have already handled an object this turn.")
    if left.movement < 0:
        raise Refused("too_far", "That is farther than you can still move.")
    return left


def give_back(budget: Budget, cost: Budget) -> Budget:
    """`budget` with `cost` refunded."""
    return Budget(
        budget.action + cost.action,
        budget.bonus_action + cost.bonus_action,
        budget.movement + cost.movement,
        budget.object_interaction + cost.object_interaction,
    )
