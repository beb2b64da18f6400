"""An event as a viewer hears of it: the message for a stream, or nothing. Needs the event alone, so that what was said
once can be said again from the journal. Secrets are dropped here and in `view`, nowhere else."""

from engine import events as e
from engine.state import Initiative

Message = dict[str, object]


def told(event: e.Event, stream: str) -> Message | None:
    """The message of `event` on `stream` (`dm`, `party` or `table`); None where this viewer hears nothing.

    The turn of somebody hidden is told to all, without a name: "the DM acts".
    """
    match event:
        case e.TurnStarted():
            return _turn(event, stream, "TURN_STARTED")
        case e.TurnEnded():
            return _turn(event, stream, "TURN_COMPLETED" if event.status == "completed" else "TURN_SKIPPED")
    audience = event.audience
    if audience == "all" or (stream == "dm" and audience != "own") or (audience == "party" and stream == "party"):
        return _heard(event, stream == "dm")
    return None


def told_to(event: e.Event) -> tuple[str, ...]:
    """The user ids of those who hear of this event on the streams that are theirs alone."""
    return event.to if isinstance(event, (e.Said, e.DiceRolled)) else ()


def told_alone(event: e.Event) -> Message | None:
    """The message of such an event for them; None for every other."""
    return _heard(event, dm=False) if told_to(event) else None


_PRIVATE = (e.TurnStarted, e.TurnEnded, e.ActionResolved, e.Overridden)


def alike(event: e.Event) -> bool:
    """Whether every stream is told the same of this event."""
    return event.audience == "all" and not isinstance(event, _PRIVATE)


def _turn(event: e.TurnStarted | e.TurnEnded, stream: str, name: str) -> Message:
    dm = stream == "dm"
    message: Message = {
        "type": "turnUpdate",
        "event": name,
        "turnId": event.turn_id,
        "roundNumber": event.round_number,
        "turnNumber": event.turn_number if dm else event.seen_number,
    }
    if dm or event.audience == "all":
        message["entityId"] = event.entity_id
        if isinstance(event, e.TurnStarted):
            deadline = event.running_since and event.running_since + event.time_limit
            return _with(message, catchUpFor=event.catch_up_for, timeLimit=event.time_limit, deadline=deadline)
        return _with(message, reason=event.reason, missed=event.missed)
    return message


def _log(event: str, **fields: object) -> Message:
    return {"type": "logEvent", "event": event, **fields}


def _with(message: Message, **optional: object) -> Message:
    """Absent means none: only what is there is said."""
    message.update({name: value for name, value in optional.items() if value})
    return message


def _heard(event: e.Event, dm: bool) -> Message | None:
    match event:
        case e.Moved():
            to = event.path[-1]
            at = {"x": to.x, "y": to.y}
            return {"type": "logEvent", "event": "MOVED", "entityId": event.entity_id, "feet": event.feet, "to": at}
        case e.AttackRolled():
            return _attack(event)
        case e.Damaged():
            return {"type": "logEvent", "event": "DAMAGED", "entityId": event.entity_id, "amounts": event.amounts}
        case e.Defeated():
            return _log("DEFEATED", entityId=event.entity_id)
        case e.Healed():
            return _with(_log("HEALED", entityId=event.entity_id, amount=event.amount), faces=event.faces)
        case e.Dashed():
            return _log("DASHED", entityId=event.entity_id, feet=event.feet)
        case e.Dodged():
            return _log("DODGED", entityId=event.entity_id)
        case e.ItemUsed():
            return _log("ITEM_USED", entityId=event.entity_id, name=event.name)
        case e.ItemEquipped():
            return _log("ITEM_EQUIPPED", entityId=event.entity_id, name=event.name, equipped=event.equipped)
        case e.ActionSubmitted():
            return _submitted(event)
        case e.ActionResolved():
            return _resolved(event, dm)
        case e.Said():
            return {"type": "chatMessage", "message": chat_message(event)}
        case e.DiceRolled():
            return _rolled(event)
        case _:
            return _rare(event, dm)


def _rare(event: e.Event, dm: bool) -> Message | None:
    match event:
        case e.WentLive():
            return _log("INTERACTION_STARTED")
        case e.Paused():
            return _with(_log("INTERACTION_PAUSED"), reason=event.reason)
        case e.Resumed():
            return _log("INTERACTION_RESUMED")
        case e.Ended():
            return _with(_log("INTERACTION_ENDED", outcome=event.outcome), reason=event.reason)
        case e.InitiativeRolled():
            rolls = {key: _initiative(entry) for key, entry in event.entries.items()}
            return _with(_log("INITIATIVE_UPDATED"), rolls=rolls)
        case e.InitiativeRequested():
            return _log("INITIATIVE_REQUESTED", entityIds=event.entity_ids)
        case e.TimeGranted():
            return _with(
                _log("TIME_GRANTED", entityId=event.entity_id, seconds=event.seconds), byItself=event.by_itself
            )
        case e.TimeRequested():
            return _log("TIME_REQUESTED", entityId=event.entity_id, seconds=event.seconds)
        case e.TimeRanLow():
            return _log("TIME_WARNING", entityId=event.entity_id, turnId=event.turn_id, left=event.left)
        case e.QueueStopped():
            return _log("QUEUE_STOPPED", entityId=event.entity_id, code=event.code, message=event.message)
        case e.MissedTurnWanted():
            return _log("MISSED_TURN_WANTED", entityId=event.entity_id)
        case e.MissedTurnGranted():
            return _log("MISSED_TURN_GRANTED", entityId=event.entity_id)
        case e.OrderChanged():
            return _log("INITIATIVE_UPDATED")
        case e.Rewarded():
            reward = event.reward
            message = _log("REWARDED", entityId=reward.entity_id)
            return _with(message, xp=reward.xp, item=reward.item and reward.item.name, note=reward.note)
        case e.Overridden():
            return _overridden(event, dm)
        case e.ParticipantAdded():
            return _log("PARTICIPANT_JOINED", entityId=event.participant.id)
        case e.ParticipantRemoved():
            return _log("PARTICIPANT_LEFT", entityId=event.entity_id)
        case e.SettingsChanged():
            return _log("SETTINGS_CHANGED")
        case _:
            return None


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
