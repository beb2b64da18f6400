"""The pipeline of an action: submitted, legal, then resolved at once by the rules or later by a DM (rules §7)."""

from collections.abc import Iterable

from msgspec.structs import replace

from engine import acting, approval, effects, passing, rewards
from engine.acting import Act, Proposal, audience
from engine.asking import Ask, Refused
from engine.commands import ResolveAction, WithdrawAction
from engine.events import ActionResolved, ActionSubmitted, Audience, BudgetSpent, Event
from engine.evolve import fold
from engine.state import Action, ActionStatus, Outcome, Participant, Room

AUDIENCES: dict[str, Audience] = {"public": "all", "party": "party", "dm": "dm"}
OUTCOMES: dict[str, Outcome] = {
    "approved": "approved",
    "approved_modified": "approved_modified",
    "denied": "denied",
    "asked_back": "asked_back",
}


def submit(act: Act, proposal: Proposal, *, closes: bool) -> list[Event]:
    """What is proposed happens at once, or goes to the review queue; in both cases it is paid for now.

    Where it `closes` the turn, nobody can spend what is left of it, unless something waits that may be denied.
    """
    action = _submitted(act, proposal)
    waits = action.status == "PENDING"
    left = acting.spend(act.turn.budget, proposal.cost)
    events: list[Event] = [ActionSubmitted(action=action, waits=waits, audience=_told(act.actor, action))]
    if waits or not closes:
        events.append(BudgetSpent(entity_id=act.actor.id, budget=left, audience=audience(act.actor)))
    if not waits and action.effects:
        events += effects.carry_out(act.room, action, left)
    if proposal.then:
        events += submit(replace(act, turn=replace(act.turn, budget=left)), proposal.then, closes=closes)
    return events


def _submitted(act: Act, proposal: Proposal) -> Action:
    request, ask = act.request, act.ask
    waits = acting.must_wait(act, complete=proposal.complete)
    return Action(
        id=ask.new_id(),
        entity_id=act.actor.id,
        turn_id=act.turn.id,
        by=ask.by,
        verb=request.type,
        submitted_at=ask.at,
        action_type=request.action_type or ("Custom" if request.type == "custom" else "CombatAction"),
        status="PENDING" if waits else "RESOLVED",
        outcome="" if waits else "approved",
        description=request.description or "",
        targets=proposal.targets,
        seen_targets=acting.unhidden(act.room, proposal.targets),
        path=proposal.path,
        item_id=proposal.item_id,
        attack_id=proposal.attack_id,
        visibility=request.visibility,
        cost=proposal.cost,
        effects=proposal.effects,
        reason=proposal.reason,
    )


def _told(actor: Participant, action: Action) -> Audience:
    return "dm" if actor.hidden else AUDIENCES[action.visibility]


def resolve(room: Room, command: ResolveAction, ask: Ask) -> list[Event]:
    """A DM settles one or several waiting actions, all or none; an ended turn then passes on."""
    waiting = _named(room, command)
    outcome = OUTCOMES.get(command.outcome)
    if outcome is None:
        raise Refused("malformed", "Approve, approve with changes, deny or ask back.")
    approval.check(room, command.changes)
    if outcome == "approved" and command.changes is not None:
        outcome = "approved_modified"
    events: list[Event] = []
    for action in waiting:
        settled = _settle(room, action, outcome, command, ask)
        room = fold(room, settled)
        events += settled
    return events + _pass_on_if_done(room, ask)


def _named(room: Room, command: ResolveAction) -> list[Action]:
    """The waiting actions that the command names, each once."""
    ids = dict.fromkeys([*([command.action_id] if command.action_id else []), *(command.action_ids or [])])
    if not ids:
        raise Refused("malformed", "Say which action.")
    return [_waiting(room, action_id) for action_id in ids]


def _waiting(room: Room, action_id: str) -> Action:
    action = room.table.review.get(action_id)
    if action is None and action_id in room.table.settled:
        raise Refused("already_acted", "That has been settled already.")
    if action is None:
        raise Refused("unknown_target", "No such action is waiting.")
    return action


def _settle(room: Room, action: Action, outcome: Outcome, command: ResolveAction, ask: Ask) -> list[Event]:
    if outcome == "asked_back":
        return [_resolved(room, action, outcome, ask.by, status="DM_REVIEW", notes=command.notes)]
    if outcome == "denied":
        return [_resolved(room, action, outcome, ask.by, notes=command.notes, refund=True)]
    carried_out = approval.carry_out(room, action, command.changes)
    in_vain = bool(action.effects) and all(isinstance(event, BudgetSpent) for event in carried_out)
    resolved = _resolved(room, action, outcome, ask.by, notes=command.notes)
    events: list[Event] = [replace(resolved, in_vain=in_vain), *carried_out]
    awarded = command.awarded_item_ids or []
    events += rewards.rewarded(room, action.entity_id, command.awarded_xp or 0, awarded, ask, action_id=action.id)
    return events


def _resolved(
    room: Room,
    action: Action,
    outcome: Outcome,
    by: str,
    *,
    status: ActionStatus = "RESOLVED",
    notes: str = "",
    refund: bool = False,
) -> ActionResolved:
    turn = room.table.turn
    left = acting.give_back(turn.budget, action.cost) if refund and turn and turn.id == action.turn_id else None
    return ActionResolved(
        action_id=action.id,
        entity_id=action.entity_id,
        turn_id=action.turn_id,
        verb=action.verb,
        status=status,
        outcome=outcome,
        by=by,
        notes=notes,
        budget=left,
        audience=_told(room.table.participants[action.entity_id], action),
    )


def _pass_on_if_done(room: Room, ask: Ask) -> list[Event]:
    turn = room.table.turn
    if turn is None or not turn.ending or room.unresolved:
        return []
    return passing.pass_on(room, turn, ask)


def withdraw(room: Room, command: WithdrawAction, ask: Ask) -> list[Event]:
    """Its owner takes a waiting action back, and what it cost."""
    acting.live(room)
    action = _waiting(room, command.action_id)
    acting.owned(room, action.entity_id, ask)
    return [_resolved(room, action, "withdrawn", ask.by, refund=True)]


def drop(room: Room, actions: Iterable[Action], ask: Ask) -> list[Event]:
    """Waiting actions that are not done any more, because their turn is over."""
    return [_resolved(room, action, "", ask.by, status="SKIPPED") for action in actions]
