"""The pieces that documents are made of, one function each: the room's facts in the wire's names, less what is secret."""

from msgspec import to_builtins

from engine.acting import unhidden
from engine.menu import menu
from engine.requests import ActionRequest
from engine.state import Action, AttackEffect, Effect, HealEffect, Missed, MoveEffect, Reward, Room, Settings, Turn

Document = dict[str, object]


def status_of(room: Room) -> Document:
    lasting = room.lasting
    shown: Document = {"status": room.status, "liveStatus": lasting.live_status}
    if lasting.pause_reason:
        shown["pauseReason"] = lasting.pause_reason
    if lasting.outcome:
        shown["outcome"] = lasting.outcome
    return shown


def _visible_order(room: Room, dm: bool) -> list[str]:
    participants = room.table.participants
    return [key for key in room.table.order if dm or not participants[key].hidden]


def order_of(room: Room, dm: bool) -> list[Document]:
    participants, initiative = room.table.participants, room.table.initiative
    return [
        {
            "entityId": key,
            "entityType": participants[key].entity_type,
            "initiativeRoll": initiative[key].roll if key in initiative else 0,
        }
        for key in _visible_order(room, dm)
    ]


def asked_to_roll(room: Room, dm: bool) -> Document:
    """Those whose players are to roll initiative."""
    participants = room.table.participants
    return {key: True for key in room.table.asked_to_roll if dm or not participants[key].hidden}


def turn_of(room: Room, dm: bool) -> Document:
    """Round, number, pointer and the turn itself."""
    table = room.table
    shown: Document = {
        "roundNumber": table.round_number,
        "turnNumber": table.turn_number if dm else table.seen_turns,
    }
    place, turn = pointer(room, dm), open_turn(room, dm)
    if place is not None:
        shown["currentInitiativeIndex"] = place
    if turn is not None:
        shown["currentTurn"] = turn
    return shown


def pointer(room: Room, dm: bool) -> int | None:
    """The place in the order, as the viewer sees the order, of the participant whose turn it is."""
    turn, order = room.table.turn, room.table.order
    if turn is None or turn.entity_id not in order:
        return None
    place = order.index(turn.entity_id)
    if dm:
        return place
    participants = room.table.participants
    if participants[turn.entity_id].hidden:
        return None
    return place - sum([participants[key].hidden for key in order[:place]])


def open_turn(room: Room, dm: bool) -> Document | None:
    """The turn under way; of somebody hidden, players learn that the DM acts."""
    turn = room.table.turn
    if turn is None:
        return None
    if not dm and room.table.participants[turn.entity_id].hidden:
        return {"turnId": turn.id, "byDm": True}
    budget = turn.budget
    shown: Document = {
        "turnId": turn.id,
        "entityId": turn.entity_id,
        "budget": {
            "action": budget.action,
            "bonusAction": budget.bonus_action,
            "movement": budget.movement,
            "objectInteraction": budget.object_interaction,
        },
    }
    if turn.ending:
        shown["ending"] = True
    if turn.catch_up_for:
        shown["catchUpFor"] = turn.catch_up_for
    if turn.time_limit:
        shown.update(_clock(turn))
    return shown


def _clock(turn: Turn) -> Document:
    """What is left as of `runningSince`; without that it stands still. Times in ms."""
    shown: Document = {"timeLimit": turn.time_limit, "remaining": turn.remaining}
    if turn.running_since:
        shown["runningSince"] = turn.running_since
    if turn.extensions:
        shown["extensions"] = turn.extensions
    if turn.asks_for_time:
        shown["asksForTime"] = True
    return shown


def map_of(room: Room) -> Document:
    map_ = room.table.map
    return {
        "map": {
            "name": map_.name,
            "width": map_.width,
            "height": map_.height,
            "cellFeet": map_.cell_feet,
            "terrain": list(map_.terrain),
        }
    }


def missed_turns(room: Room, dm: bool) -> Document:
    """The turns that can be taken later, by the id of the turn."""
    participants = room.table.participants
    return {
        one.turn_id: _missed(one) for one in room.table.missed.values() if dm or not participants[one.entity_id].hidden
    }


def _missed(one: Missed) -> Document:
    shown: Document = {"entityId": one.entity_id, "roundNumber": one.round_number, "status": one.status}
    if one.wanted:
        shown["wanted"] = True
    if one.granted:
        shown["granted"] = True
    return shown


def queued_turns(room: Room, user_id: str) -> Document:
    """By entity: its next turn, and what is left of the one under way; of one player, or (empty) everybody's for DMs."""
    shown: dict[str, Document] = {}
    participants, table = room.table.participants, room.table
    for key, queue in table.queues.items():
        if not user_id or participants[key].owner == user_id:
            shown[key] = {"actions": [_queued(action) for action in queue.actions]}
    held, turn = table.held, table.turn
    if held and turn and (not user_id or participants[turn.entity_id].owner == user_id):
        now: Document = {"actions": [_queued(action) for action in held.actions]}
        if held.code:
            now["stopped"] = {"code": held.code, "message": held.message}
        shown.setdefault(turn.entity_id, {})["now"] = now
    return dict(shown)


def _queued(action: ActionRequest) -> Document:
    """As it was asked, without what was left out."""
    given: Document = to_builtins(action)
    return {name: value for name, value in given.items() if value is not None and value is not False}


def settings_of(settings: Settings) -> Document:
    """As they are changed; without a limit of time there is none."""
    limits = {"turnTimeLimit": settings.turn_time_limit, "dmTurnTimeLimit": settings.dm_turn_time_limit}
    return {
        **{name: seconds for name, seconds in limits.items() if seconds},
        "timeWarning": settings.time_warning,
        "moreTime": settings.more_time,
        "resolutionMode": settings.resolution_mode,
        "diagonals": settings.diagonals,
        "autoBegin": settings.auto_begin,
        "chatEnabled": settings.chat_enabled,
        "allowPrivateChat": settings.allow_private_chat,
        "missedTurns": settings.missed_turns,
    }


def review_queue(room: Room, stream: str) -> Document:
    """What waits for the DM; others see that it waits, not what the rules propose."""
    participants = room.table.participants
    if stream == "dm":
        return {a.id: {**_waiting(a, room, True), **_proposal(a)} for a in room.table.review.values()}
    may = ("public", "party") if stream == "party" else ("public",)
    return {
        a.id: _waiting(a, room, False)
        for a in room.table.review.values()
        if a.visibility in may and not participants[a.entity_id].hidden
    }


def own_review_queue(room: Room, user_id: str) -> Document:
    """What waits of this player's that the party does not see: she can still read it and take it back."""
    participants = room.table.participants
    return {
        a.id: _waiting(a, room, False)
        for a in room.table.review.values()
        if a.visibility == "dm" and participants[a.entity_id].owner == user_id
    }


def _waiting(action: Action, room: Room, dm: bool) -> Document:
    shown: Document = {
        "entityId": action.entity_id,
        "verb": action.verb,
        "actionType": action.action_type,
        "status": action.status,
        "submittedAt": action.submitted_at,
    }
    if action.outcome:
        shown["outcome"] = action.outcome
    if action.description:
        shown["description"] = action.description
    targets = action.targets if dm else unhidden(room, action.seen_targets)
    if targets:
        shown["targets"] = list(targets)
    return shown


def _proposal(action: Action) -> Document:
    shown: Document = {"by": action.by, "effects": [_effect(effect) for effect in action.effects]}
    if action.reason:
        shown["reason"] = action.reason
    if action.notes:
        shown["notes"] = action.notes
    return shown


def _effect(effect: Effect) -> Document:
    kind = str(effect.__struct_config__.tag)
    match effect:
        case AttackEffect():
            return {
                "kind": kind,
                "target": effect.target,
                "attack": effect.attack,
                "faces": list(effect.faces),
                "total": effect.total,
                "armorClass": effect.armor_class,
                "hit": effect.hit,
                "critical": effect.critical,
                "damage": [list(part) for part in effect.damage],
            }
        case MoveEffect():
            return {"kind": kind, "path": [{"x": c.x, "y": c.y} for c in effect.path], "feet": effect.feet}
        case HealEffect():
            return {"kind": kind, "target": effect.target, "amount": effect.amount}
        case _:
            return {"kind": kind}


def rewards_of(room: Room, dm: bool) -> Document:
    """Of somebody who shows herself later, players see what she wins from then on."""
    participants = room.table.participants
    return {
        reward.id: _reward(reward)
        for reward in room.table.rewards.values()
        if dm
        or (not reward.in_hiding and reward.entity_id in participants and not participants[reward.entity_id].hidden)
    }


def _reward(reward: Reward) -> Document:
    shown: Document = {"entityId": reward.entity_id}
    if reward.xp:
        shown["xp"] = reward.xp
    if reward.item:
        shown["item"] = {"name": reward.item.name, "kind": reward.item.kind}
    if reward.note:
        shown["note"] = reward.note
    return shown


def dice_of(room: Room) -> Document:
    """With what the open rolls can be checked: the seed itself only at the end."""
    lasting = room.lasting
    shown: Document = {"nonces": dict(lasting.nonces)}
    if lasting.seed_hash:
        shown["seedHash"] = lasting.seed_hash
    if lasting.seed:
        shown["seed"] = lasting.seed
    if lasting.unverifiable:
        shown["unverifiable"] = lasting.unverifiable
    return shown


def prizes_of(room: Room) -> Document:
    prizes = room.lasting.prizes
    return {
        "items": {key: {"name": item.name, "kind": item.kind} for key, item in prizes.items.items()},
        "xp": dict(prizes.xp),
    }


def is_up(room: Room, user_id: str) -> bool:
    active = room.active
    return active is not None and active.owner == user_id


def menu_of(room: Room) -> str:
    """Whose menu there is; empty where there is none."""
    turn = room.table.turn
    return "" if turn is None or turn.ending or room.lasting.live_status != "live" else turn.entity_id


def menus_of(room: Room) -> Document:
    entity_id = menu_of(room)
    return {entity_id: menu(room)} if entity_id else {}


def notes_of(room: Room, user_id: str) -> Document:
    return {p.id: p.note for p in room.table.participants.values() if p.owner == user_id and p.note}
