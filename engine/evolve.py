"""What an event makes of a room. Never refuses, never looks at clock or dice."""

from collections.abc import Iterable
from typing import Literal, assert_never

from msgspec.structs import replace

from engine import events as e
from engine.sheet import Item
from engine.state import DiceCounters, Missed, Participant, Queue, Room, Table, Turn, TurnStatus


def fold(room: Room, events: Iterable[e.Event]) -> Room:
    """The room after all of `events`, in order."""
    for event in events:
        room = evolve(room, event)
    return room


SETTLED = 20
"""So many settled actions are remembered."""


def on_table(room: Room, **changes: object) -> Room:
    return replace(room, table=replace(room.table, **changes))


def on_lasting(room: Room, **changes: object) -> Room:
    return replace(room, lasting=replace(room.lasting, **changes))


def on_participant(room: Room, entity_id: str, **changes: object) -> Room:
    participants = room.table.participants
    changed = replace(participants[entity_id], **changes)
    return on_table(room, participants={**participants, entity_id: changed})


def on_turn(room: Room, **changes: object) -> Room:
    return on_table(room, turn=replace(room.table.turn, **changes)) if room.table.turn else room


def evolve(room: Room, event: e.Event) -> Room:
    """The room after `event`: one line an event, exhaustive."""
    match event:
        # First what almost every turn holds.
        case e.ActionSubmitted():
            return on_table(room, review={**room.table.review, event.action.id: event.action}) if event.waits else room
        case e.TurnEnded():
            return _turn_ended(room, event)
        case e.TurnStarted():
            return _turn_started(room, event)
        case e.Moved():
            return on_participant(room, event.entity_id, position=event.path[-1])
        case e.AttackRolled() | e.Dashed() | e.Said() | e.MessageHidden() | e.MessageShown() | e.DiceRolled():
            return room
        case e.DiceSpent():
            return on_lasting(room, dice=DiceCounters(event.public, event.secret))
        case e.Damaged():
            return on_participant(room, event.entity_id, hp=event.hp, temp_hp=event.temp_hp)
        case e.BudgetSpent():
            return on_turn(room, budget=event.budget)
        case e.TurnEnding():
            return on_turn(room, ending=True)
        case e.ActionResolved():
            return _action_resolved(room, event)
        case e.TurnQueued():
            return _queued(room, event)
        case e.QueueMoved():
            return _held(room, event)
        case e.QueueStopped():
            held = room.table.held
            return on_table(room, held=held and replace(held, code=event.code, message=event.message))
        case e.MissedTurnWanted():
            return _on_missed(room, event.turn_id, wanted=True)
        case e.MissedTurnGranted():
            return _on_missed(room, event.turn_id, granted=True)
        case e.ClockSet() | e.TimeGranted() | e.TimeRequested() | e.TimeRanLow():
            return _on_clock(room, event)
        case e.Rewound() | e.Redone():
            return replace(room, table=event.table) if event.table else room
        case e.NonceGiven() | e.CutBack():
            return _on_seed(room, event)
        case e.Healed():
            return on_participant(room, event.entity_id, hp=event.hp, defeated=False)
        case e.Defeated():
            return on_participant(room, event.entity_id, defeated=True, dodging=False)
        case e.ItemUsed():
            return _item_used(room, event)
        case e.ItemEquipped():
            return _item_equipped(room, event)
        case e.Dodged():
            return on_participant(room, event.entity_id, dodging=True)
        case e.InitiativeRolled():
            return _initiative_rolled(room, event)
        case e.InitiativeRequested():
            return on_table(room, asked_to_roll=event.entity_ids)
        case e.OrderChanged():
            return on_table(room, order=event.order)
        case e.Rewarded():
            return _rewarded(room, event)
        case e.Overridden():
            return _overridden(room, event)
        case e.ParticipantAdded():
            return _participant_added(room, event.participant)
        case e.ParticipantRemoved():
            return _participant_removed(room, event.entity_id)
        case e.Opened() | e.Genesis():
            return _begun(room, event)
        case e.WentLive() | e.Resumed():
            return on_lasting(room, live_status="live", pause_reason="", session_id=event.session_id)
        case e.Paused():
            return on_lasting(room, live_status="paused", pause_reason=event.reason)
        case e.Ended():
            return on_lasting(room, live_status="completed", pause_reason="", outcome=event.outcome, seed=event.seed)
        case e.SettingsChanged():
            return on_lasting(room, settings=event.settings)
        case _:
            assert_never(event)


def _on_seed(room: Room, event: e.NonceGiven | e.CutBack) -> Room:
    if isinstance(event, e.CutBack):
        return on_lasting(room, seed_hash=event.seed_hash, unverifiable=room.lasting.dice.public)
    return on_lasting(room, nonces={**room.lasting.nonces, event.user_id: event.nonce})


def _begun(room: Room, event: e.Opened | e.Genesis) -> Room:
    """Of a room that begins anew: what fell before can no longer be verified; a seed that is published already stays."""
    if isinstance(event, e.Opened):
        return event.room
    stored = event.room or room
    public = event.seed_hash or stored.lasting.seed_hash
    return on_lasting(stored, seed_hash=public, unverifiable=stored.lasting.dice.public)


def _turn_started(room: Room, event: e.TurnStarted) -> Room:
    """A new round makes everybody wait again; dodging lasts until one's own turn (SRD 5.2, Dodge)."""
    table = room.table
    participants = dict(table.participants)
    if event.round_number != table.round_number:
        for key, participant in participants.items():
            if participant.turn_status != "waiting":
                participants[key] = replace(participant, turn_status="waiting")
    up = participants[event.entity_id]
    participants[event.entity_id] = replace(up, turn_status="active", dodging=False)
    queues, missed = table.queues, table.missed
    held = queues.get(event.entity_id)
    if held is not None:
        queues = {key: queue for key, queue in queues.items() if key != event.entity_id}
    if event.catch_up_for:
        missed = {key: one for key, one in missed.items() if key != event.catch_up_for}
    turn = Turn(
        id=event.turn_id,
        entity_id=event.entity_id,
        number=event.turn_number,
        seen_number=event.seen_number,
        round_number=event.round_number,
        started_at=event.at,
        budget=event.budget,
        catch_up_for=event.catch_up_for,
        after=event.after,
        status_before=up.turn_status,
        time_limit=event.time_limit,
        remaining=event.time_limit,
        running_since=event.running_since,
    )
    return on_table(
        room,
        participants=participants,
        turn=turn,
        queues=queues,
        held=held,
        missed=missed,
        round_number=event.round_number,
        turn_number=event.turn_number,
        seen_turns=event.seen_number,
    )


def _turn_ended(room: Room, event: e.TurnEnded) -> Room:
    """A turn that was caught up leaves its participant as far in this round as it was."""
    table, turn = room.table, room.table.turn
    participants = table.participants
    if event.entity_id in participants:
        status: TurnStatus = "completed" if event.status == "completed" else "skipped"
        if turn and turn.catch_up_for:
            status = turn.status_before
        participants = {**participants, event.entity_id: replace(participants[event.entity_id], turn_status=status)}
    missed = _missed(table, event) if event.missed else table.missed
    return on_table(room, participants=participants, turn=None, held=None, missed=missed)


MOST_MISSED = 10
"""Turns that one entity can have missed; older ones are forgotten."""


def _missed(table: Table, event: e.TurnEnded) -> dict[str, Missed]:
    status: Literal["skipped", "timeout"] = "timeout" if event.status == "timeout" else "skipped"
    one = Missed(turn_id=event.turn_id, entity_id=event.entity_id, round_number=event.round_number, status=status)
    missed = {**table.missed, one.turn_id: one}
    of_this = [key for key, other in missed.items() if other.entity_id == one.entity_id]
    for key in of_this[:-MOST_MISSED]:
        del missed[key]
    return missed


def _on_missed(room: Room, turn_id: str, **changes: object) -> Room:
    missed = room.table.missed
    return on_table(room, missed={**missed, turn_id: replace(missed[turn_id], **changes)})


def _on_clock(room: Room, event: e.ClockSet | e.TimeGranted | e.TimeRequested | e.TimeRanLow) -> Room:
    turn = room.table.turn
    match event:
        case e.ClockSet():
            return on_turn(
                room, time_limit=event.time_limit, remaining=event.remaining, running_since=event.running_since
            )
        case e.TimeGranted():
            return on_turn(
                room,
                remaining=event.remaining,
                running_since=event.running_since,
                warned=False,
                asks_for_time=False,
                extensions=(turn.extensions if turn else 0) + event.by_itself,
            )
        case e.TimeRequested():
            return on_turn(room, asks_for_time=True)
        case e.TimeRanLow():
            return on_turn(room, warned=True)


def _queued(room: Room, event: e.TurnQueued) -> Room:
    queues = {key: queue for key, queue in room.table.queues.items() if key != event.entity_id}
    if event.actions:
        queues[event.entity_id] = Queue(by=event.by, role=event.role, actions=event.actions)
    return on_table(room, queues=queues)


def _held(room: Room, event: e.QueueMoved) -> Room:
    held = Queue(by=event.by, role=event.role, actions=event.left) if event.left else None
    return on_table(room, held=held)


def _initiative_rolled(room: Room, event: e.InitiativeRolled) -> Room:
    table = room.table
    asked = tuple(entity_id for entity_id in table.asked_to_roll if entity_id not in event.entries)
    return on_table(room, initiative={**table.initiative, **event.entries}, order=event.order, asked_to_roll=asked)


def _action_resolved(room: Room, event: e.ActionResolved) -> Room:
    action = room.table.review[event.action_id]
    review, settled = dict(room.table.review), room.table.settled
    if event.status in ("RESOLVED", "SKIPPED"):
        del review[event.action_id]
        settled = (*settled[1 - SETTLED :], event.action_id)
    else:
        review[event.action_id] = replace(action, status=event.status, outcome=event.outcome, notes=event.notes)
    room = on_table(room, review=review, settled=settled)
    about = room.table.participants.get(event.entity_id)
    if about is not None and about.note != event.notes:
        room = on_participant(room, event.entity_id, note=event.notes)
    turn = room.table.turn
    if event.budget is not None and turn and turn.id == event.turn_id:
        room = on_turn(room, budget=event.budget, ending=False)
    return room


def _item_used(room: Room, event: e.ItemUsed) -> Room:
    inventory = dict(room.table.participants[event.entity_id].inventory)
    if event.left:
        inventory[event.item_id] = replace(inventory[event.item_id], quantity=event.left)
    else:
        del inventory[event.item_id]
    return on_participant(room, event.entity_id, inventory=inventory)


def _item_equipped(room: Room, event: e.ItemEquipped) -> Room:
    inventory = room.table.participants[event.entity_id].inventory
    item = replace(inventory[event.item_id], equipped=event.equipped)
    return on_participant(room, event.entity_id, inventory={**inventory, item.id: item})


def _rewarded(room: Room, event: e.Rewarded) -> Room:
    reward = event.reward
    room = on_table(room, rewards={**room.table.rewards, reward.id: reward})
    winner = room.table.participants[reward.entity_id]
    inventory: dict[str, Item] = winner.inventory
    if reward.item:
        inventory = {**inventory, reward.item.id: reward.item}
    return on_participant(room, reward.entity_id, inventory=inventory, xp=winner.xp + reward.xp)


CHANGEABLE = ("hp", "temp_hp", "position", "hidden", "hp_display", "conditions", "name", "time_factor")


def _overridden(room: Room, event: e.Overridden) -> Room:
    changes = {field: getattr(event, field) for field in CHANGEABLE if getattr(event, field) is not None}
    if event.hp is not None:
        changes["defeated"] = event.hp == 0
    return on_participant(room, event.entity_id, **changes)


def _participant_added(room: Room, participant: Participant) -> Room:
    return on_table(room, participants={**room.table.participants, participant.id: participant})


def _participant_removed(room: Room, entity_id: str) -> Room:
    table, turn = room.table, room.table.turn
    if turn and turn.after == entity_id:
        turn = replace(turn, after=table.before(entity_id))
    return on_table(
        room,
        turn=turn,
        queues={k: q for k, q in table.queues.items() if k != entity_id},
        missed={k: m for k, m in table.missed.items() if m.entity_id != entity_id},
        participants={k: p for k, p in table.participants.items() if k != entity_id},
        initiative={k: i for k, i in table.initiative.items() if k != entity_id},
        order=tuple(k for k in table.order if k != entity_id),
        asked_to_roll=tuple(k for k in table.asked_to_roll if k != entity_id),
        review={k: a for k, a in table.review.items() if a.entity_id != entity_id},
    )
