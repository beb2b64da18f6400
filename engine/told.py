"""An event as a viewer hears of it: the message for a stream, or nothing. Needs the event alone, so that what was said
once can be said again from the journal. Secrets are dropped here and in `view`, nowhere else."""

from collections.abc import Callable
from typing import Any

from engine import events as e
from engine.state import Initiative

Message = dict[str, object]


def told(event: e.Event, stream: str) -> Message | None:
    """The message of `event` on `stream` (`dm`, `party` or `table`); None where this viewer hears nothing.

    The turn of somebody hidden is told to all, without a name: "the DM acts".
    """
    kind = type(event)
    dm = stream == "dm"
    if kind is e.TurnStarted or kind is e.TurnEnded:
        return _turn(event, dm)
    words = WORDS.get(kind)
    if words is None:
        return _turn(event, dm) if kind is e.Rewound else None
    audience = event.audience
    if audience == "all" or (dm and audience != "own") or (audience == "party" and stream == "party"):
        return words(event, dm)
    return None


ALONE = frozenset({e.Said, e.MessageHidden, e.MessageShown, e.DiceRolled})
"""What may be told to some alone."""


def told_to(event: e.Event) -> tuple[str, ...]:
    """The user ids of those who hear of this event on the streams that are theirs alone."""
    return event.to if isinstance(event, (e.Said, e.DiceRolled, e.MessageHidden, e.MessageShown)) else ()


def told_alone(event: e.Event) -> Message | None:
    """The message of such an event for them; None for every other."""
    return WORDS[type(event)](event, False) if told_to(event) else None


_PRIVATE = frozenset({e.TurnStarted, e.TurnEnded, e.Rewound, e.ActionResolved, e.Overridden, e.WentLive, e.Resumed})


def alike(event: e.Event) -> bool:
    """Whether every stream is told the same of this event."""
    return event.audience == "all" and type(event) not in _PRIVATE


UNANSWERED = "Convex did not answer in time: the game goes on with what is stored here."


def _live(name: str, event: e.WentLive | e.Resumed, dm: bool) -> Message:
    return _with(_log(name), warning=UNANSWERED if dm and event.alone else "")


def _turn(event: Any, dm: bool) -> Message:
    """Of `TurnStarted`, `TurnEnded` or `Rewound`."""
    ended = type(event) is e.TurnEnded
    if ended:
        name = "TURN_COMPLETED" if event.status == "completed" else "TURN_SKIPPED"
    else:
        name = "TURN_STARTED" if type(event) is e.TurnStarted else "TURN_REWOUND"
    message: Message = {
        "type": "turnUpdate",
        "event": name,
        "turnId": event.turn_id,
        "roundNumber": event.round_number,
        "turnNumber": event.turn_number if dm else event.seen_number,
    }
    if dm or event.audience == "all":
        message["entityId"] = event.entity_id
        if ended:
            if event.reason or event.missed:
                _with(message, reason=event.reason, missed=event.missed)
        else:
            if event.catch_up_for:
                message["catchUpFor"] = event.catch_up_for
            if event.time_limit:
                message["timeLimit"] = event.time_limit
                if event.running_since:
                    message["deadline"] = event.running_since + event.time_limit
    return message


def _log(event: str, **fields: object) -> Message:
    return {"type": "logEvent", "event": event, **fields}


def _with(message: Message, **optional: object) -> Message:
    """Absent means none: only what is there is said."""
    message.update({name: value for name, value in optional.items() if value})
    return message


def chat_message(event: e.Said) -> Message:
    """A chat message as it stands in `chatMessage`, without its time: the frame has that."""
    message: Message = {
        "id": event.id,
        "userId": event.user_id,
        "name": event.name,
        "content": event.content,
        "type": event.type,
    }
    return _with(message, entityId=event.entity_id, recipients=event.recipients)


def _shown_again(event: e.MessageShown) -> Message:
    return {"type": "chatShown", "message": chat_message(event.message) | {"timestamp": event.said_at}}


def _rolled(event: e.DiceRolled) -> Message:
    message = _log("DICE_ROLLED", userId=event.user_id, name=event.name, formula=event.formula)
    message.update(faces=event.faces, total=event.total, visibility=_VISIBILITY[event.audience])
    return _with(message, entityId=event.entity_id, reason=event.reason)


_VISIBILITY = {"all": "public", "party": "party", "dm": "dm", "own": "private"}


def _attack(event: e.AttackRolled) -> Message:
    """Without the armor class: a player may work it out, but is not told."""
    message: Message = {
        "type": "logEvent",
        "event": "ATTACK_ROLLED",
        "entityId": event.source,
        "targetId": event.target,
        "attack": event.attack,
        "faces": event.faces,
        "total": event.total,
        "hit": event.hit,
    }
    if event.critical:
        message["critical"] = True
    if event.advantage:
        message["advantage"] = event.advantage
    if event.damage_faces:
        message["damageFaces"] = event.damage_faces
    return message


def _initiative(entry: Initiative) -> Message:
    return _with({"total": entry.roll}, faces=entry.faces, manual=entry.manual)


def _submitted(event: e.ActionSubmitted) -> Message | None:
    """What is resolved at once speaks for itself, but for words."""
    action = event.action
    if not event.waits and not action.description:
        return None
    message = _log("ACTION_SUBMITTED", actionId=action.id, entityId=action.entity_id, verb=action.verb)
    return _with(message, description=action.description)


def _resolved(event: e.ActionResolved, dm: bool) -> Message:
    message = _log("ACTION_RESOLVED", actionId=event.action_id, entityId=event.entity_id, verb=event.verb)
    message.update(outcome=event.outcome, status=event.status)
    if event.in_vain:
        message["inVain"] = True
    return _with(message, notes=event.notes) if dm else message


_OVERRIDABLE = {
    "hp": "hp",
    "temp_hp": "tempHp",
    "position": "position",
    "conditions": "conditions",
    "name": "name",
}


def _overridden(event: e.Overridden, dm: bool) -> Message | None:
    if event.hidden is False:
        return _log("PARTICIPANT_REVEALED", entityId=event.entity_id)
    fields = [wire for field, wire in _OVERRIDABLE.items() if getattr(event, field) is not None]
    if not fields and not dm:
        return None
    return _with(_log("OVERRIDDEN", entityId=event.entity_id, fields=fields), reason=event.reason if dm else "")


def _moved(event: e.Moved, _: bool) -> Message:
    to = event.path[-1]
    at = {"x": to.x, "y": to.y}
    return {"type": "logEvent", "event": "MOVED", "entityId": event.entity_id, "feet": event.feet, "to": at}


def _damaged(event: e.Damaged, _: bool) -> Message:
    return {"type": "logEvent", "event": "DAMAGED", "entityId": event.entity_id, "amounts": event.amounts}


def _healed(event: e.Healed, _: bool) -> Message:
    return _with(_log("HEALED", entityId=event.entity_id, amount=event.amount), faces=event.faces)


def _equipped(event: e.ItemEquipped, _: bool) -> Message:
    return _log("ITEM_EQUIPPED", entityId=event.entity_id, name=event.name, equipped=event.equipped)


def _order(event: e.InitiativeRolled, _: bool) -> Message:
    rolls = {key: _initiative(entry) for key, entry in event.entries.items()}
    return _with(_log("INITIATIVE_UPDATED"), rolls=rolls)


def _time_granted(event: e.TimeGranted, _: bool) -> Message:
    return _with(_log("TIME_GRANTED", entityId=event.entity_id, seconds=event.seconds), byItself=event.by_itself)


def _time_ran_low(event: e.TimeRanLow, _: bool) -> Message:
    return _log("TIME_WARNING", entityId=event.entity_id, turnId=event.turn_id, left=event.left)


def _queue_stopped(event: e.QueueStopped, _: bool) -> Message:
    return _log("QUEUE_STOPPED", entityId=event.entity_id, code=event.code, message=event.message)


def _rewarded(event: e.Rewarded, _: bool) -> Message:
    reward = event.reward
    message = _log("REWARDED", entityId=reward.entity_id)
    return _with(message, xp=reward.xp, item=reward.item and reward.item.name, note=reward.note)


def is_told(event: e.Event, stream: str) -> bool:
    """Whether `told` has a message for this stream, without making it where that is plain."""
    kind = type(event)
    if kind in _TURNS:
        return True
    if kind not in WORDS:
        return False
    if kind in _SILENT_AT_TIMES:
        return told(event, stream) is not None
    audience = event.audience
    return audience == "all" or (stream == "dm" and audience != "own") or (audience == stream == "party")


_TURNS = frozenset({e.TurnStarted, e.TurnEnded, e.Rewound})
_SILENT_AT_TIMES = frozenset({e.ActionSubmitted, e.Overridden})

WORDS: dict[type, Callable[[Any, bool], Message | None]] = {
    e.Moved: _moved,
    e.AttackRolled: lambda event, _: _attack(event),
    e.Damaged: _damaged,
    e.Defeated: lambda event, _: _log("DEFEATED", entityId=event.entity_id),
    e.Healed: _healed,
    e.Dashed: lambda event, _: _log("DASHED", entityId=event.entity_id, feet=event.feet),
    e.Dodged: lambda event, _: _log("DODGED", entityId=event.entity_id),
    e.ItemUsed: lambda event, _: _log("ITEM_USED", entityId=event.entity_id, name=event.name),
    e.ItemEquipped: _equipped,
    e.ActionSubmitted: lambda event, _: _submitted(event),
    e.ActionResolved: lambda event, dm: _resolved(event, dm),
    e.Said: lambda event, _: {"type": "chatMessage", "message": chat_message(event)},
    e.MessageHidden: lambda event, _: {"type": "chatHidden", "messageId": event.message_id},
    e.MessageShown: lambda event, _: _shown_again(event),
    e.DiceRolled: lambda event, _: _rolled(event),
    e.WentLive: lambda event, dm: _live("INTERACTION_STARTED", event, dm),
    e.Paused: lambda event, _: _with(_log("INTERACTION_PAUSED"), reason=event.reason),
    e.Resumed: lambda event, dm: _live("INTERACTION_RESUMED", event, dm),
    e.Ended: lambda event, _: _with(_log("INTERACTION_ENDED", outcome=event.outcome), reason=event.reason),
    e.InitiativeRolled: _order,
    e.InitiativeRequested: lambda event, _: _log("INITIATIVE_REQUESTED", entityIds=event.entity_ids),
    e.TimeGranted: _time_granted,
    e.TimeRequested: lambda event, _: _log("TIME_REQUESTED", entityId=event.entity_id, seconds=event.seconds),
    e.TimeRanLow: _time_ran_low,
    e.QueueStopped: _queue_stopped,
    e.Redone: lambda event, _: _log("REWIND_REDONE"),
    e.MissedTurnWanted: lambda event, _: _log("MISSED_TURN_WANTED", entityId=event.entity_id),
    e.MissedTurnGranted: lambda event, _: _log("MISSED_TURN_GRANTED", entityId=event.entity_id),
    e.OrderChanged: lambda event, _: _log("INITIATIVE_UPDATED"),
    e.Rewarded: _rewarded,
    e.Overridden: lambda event, dm: _overridden(event, dm),
    e.ParticipantAdded: lambda event, _: _log("PARTICIPANT_JOINED", entityId=event.participant.id),
    e.ParticipantRemoved: lambda event, _: _log("PARTICIPANT_LEFT", entityId=event.entity_id),
    e.SettingsChanged: lambda event, _: _log("SETTINGS_CHANGED"),
    e.CutBack: lambda event, _: _log("JOURNAL_CUT_BACK"),
    e.Genesis: lambda event, _: _log("ROOM_RESTORED"),
}
"""The words for each event of which viewers hear, turns apart; of the others nobody does. The second argument: for a DM."""
