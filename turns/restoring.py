"""Records back from Convex: as those of a journal that was left, beside what the interaction's own journal makes from now on."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from engine.acting import audience
from engine.events import ActionSubmitted, Genesis
from engine.state import Action, Room
from interactions.convex.records import overwrite
from turns.models import LiveInteractionLog, PlayerAction, RewardGrant, TurnRecord

Document = Mapping[str, Any]


def restore(table: str, documents: Sequence[Document]) -> None:
    """Those that are here already are as Convex has them then; entries of the log never change."""
    model, row = RESTORED[table]
    if model is LiveInteractionLog:
        model.objects.bulk_create([model(**row(one)) for one in documents], batch_size=200, ignore_conflicts=True)
    else:
        overwrite(model, map(row, documents))


def submitted(room: Room, documents: Sequence[Document]) -> list[ActionSubmitted]:
    """What was asked for in the turn under way, and what waits for the DM."""
    turn, waits = room.table.turn, room.table.review
    known = {one["externalId"]: one for one in documents if turn and one.get("turnId") == turn.id}
    known |= {one["externalId"]: one for one in documents if one["externalId"] in waits}
    found = [_submitted(waits.get(id) or _action(one), one["audience"], id in waits) for id, one in known.items()]
    return found + [_unknown(room, action) for id, action in waits.items() if id not in known]


def _submitted(action: Action, audience: Any, waits: bool) -> ActionSubmitted:
    return ActionSubmitted(action=action, waits=waits, audience=audience)


def _unknown(room: Room, action: Action) -> ActionSubmitted:
    """It waits in the room, and its record has not arrived in Convex."""
    actor = room.table.participants.get(action.entity_id)
    return _submitted(action, audience(actor) if actor else "dm", True)


def _action(document: Document) -> Action:
    """As much of it as a record holds; nothing of it is done again."""
    get = document.get
    return Action(
        id=document["externalId"],
        entity_id=document["entityId"],
        turn_id=get("turnId", ""),
        by=get("userId", ""),
        verb=document["verb"],
        submitted_at=int(document["submittedAt"]),
        action_type=document["actionType"],
        status=document["status"],
        outcome=get("outcome", ""),
        description=document["actionDescription"],
        targets=tuple(msgspec.json.decode(get("targets", "[]"))),
        seen_targets=tuple(msgspec.json.decode(get("seenTargets", "[]"))),
        item_id=get("associatedItemId", ""),
        visibility=document["visibility"],
        notes=get("dmNotes", ""),
    )


def make_way(genesis: Genesis) -> None:
    """What the journal that begins now tells first is no record of the one before."""
    if genesis.room is None:
        return
    table = genesis.room.table
    TurnRecord.objects.filter(pk=table.turn.id if table.turn else "").delete()
    PlayerAction.objects.filter(pk__in=[one.action.id for one in genesis.submitted]).delete()
    RewardGrant.objects.filter(pk__in=list(table.rewards)).delete()


def _born(document: Document) -> dict[str, Any]:
    """What all records have. Their revision is of another journal, and means nothing in ours."""
    return {
        "interaction_id": document["interactionId"],
        "audience": document["audience"],
        "seq": int(document["seq"]),
        "restored_from": document["journalId"],
    }


def _turn_row(document: Document) -> dict[str, Any]:
    get = document.get
    return {
        **_born(document),
        "turn_id": document["externalId"],
        "entity_id": document["entityId"],
        "entity_type": document["entityType"],
        "user_id": get("userId", ""),
        "turn_number": int(document["turnNumber"]),
        "seen_number": int(get("seenNumber", document["turnNumber"])),
        "round_number": int(document["roundNumber"]),
        "actions": msgspec.json.decode(document["actions"]),
        "start_time": int(document["startTime"]),
        "end_time": _whole(get("endTime")),
        "status": get("status", ""),
        "reason": get("reason", ""),
        "undone": get("undone", False),
        "catch_up_for": get("catchUpFor", ""),
        "revision": int(document["seq"]),
    }


def _action_row(document: Document) -> dict[str, Any]:
    get = document.get
    return {
        **_born(document),
        "id": document["externalId"],
        "player_character_id": get("playerCharacterId", ""),
        "entity_id": document["entityId"],
        "user_id": get("userId", ""),
        "turn_id": get("turnId", ""),
        "verb": document["verb"],
        "action_type": document["actionType"],
        "action_description": document["actionDescription"],
        "targets": msgspec.json.decode(get("targets", "[]")),
        "seen_targets": msgspec.json.decode(get("seenTargets", "[]")),
        "submitted_at": int(document["submittedAt"]),
        "status": document["status"],
        "outcome": get("outcome", ""),
        "visibility": document["visibility"],
        "dm_notes": get("dmNotes", ""),
        "associated_item_id": get("associatedItemId", ""),
        "awarded_xp": int(get("awardedXp", 0)),
        "awarded_item_ids": get("awardedItemIds", []),
        "created_at": int(document["createdAt"]),
        "undone": get("undone", False),
        "revision": int(document["seq"]),
    }


def _log_row(document: Document) -> dict[str, Any]:
    return {
        **_born(document),
        "i": int(document["externalId"].rpartition(".")[2]),
        "event_type": document["eventType"],
        "event_data": document["record"],
        "user_id": document.get("userId", ""),
        "entity_id": document.get("entityId", ""),
        "timestamp": int(document["timestamp"]),
        "session_id": document["sessionId"],
    }


def _reward_row(document: Document) -> dict[str, Any]:
    get = document.get
    return {
        **_born(document),
        "id": document["externalId"],
        "entity_id": document["entityId"],
        "player_character_id": get("playerCharacterId", ""),
        "xp": int(get("xp", 0)),
        "item_id": get("itemId", ""),
        "item_name": get("itemName", ""),
        "quantity": int(get("quantity", 0)),
        "note": get("note", ""),
        "action_id": get("actionId", ""),
        "granted_at": int(document["grantedAt"]),
        "reversed": get("reversed", False),
        "revision": int(document["seq"]),
    }


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


RESTORED: dict[str, tuple[Any, Any]] = {
    "turnRecords": (TurnRecord, _turn_row),
    "playerActions": (PlayerAction, _action_row),
    "liveInteractionLogs": (LiveInteractionLog, _log_row),
    "rewardGrants": (RewardGrant, _reward_row),
}
