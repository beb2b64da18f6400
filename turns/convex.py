"""What the records of what happened look like in Convex: turns, actions, log and rewards. The way back is `restoring`."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from engine.events import ActionSubmitted, Event, Genesis
from engine.state import Room
from engine.told import told, told_alone
from interactions.convex.records import Happened, Part, leave
from sync.outbox import Operation
from turns import restoring
from turns.followers import ledger, log, player_actions, turn_records
from turns.shown import HEARD, briefly

Document = dict[str, Any]

OTHERS = ("party", "table")
"""Whose words a document has beside the DMs'."""
_read_event = msgspec.json.Decoder(Event).decode


class Records:
    """See `interactions.convex.records.Records`."""

    tables = ("turnRecords", "playerActions", "liveInteractionLogs", "rewardGrants")
    followers = ("turns.turn_records", "turns.player_actions", "turns.log", "turns.reward_ledger")

    def operations(self, part: Part) -> list[Operation]:
        where = part.interaction_id
        changed = (where, "revision", part.after, part.until)
        return [
            *(Operation("recordTurn", _turn(part, one)) for one in turn_records.TABLE.between(*changed)),
            *(Operation("recordAction", _action(part, one)) for one in player_actions.TABLE.between(*changed)),
            *(
                Operation("logInteractionEvent", _log(part, one))
                for one in log.TABLE.between(where, "seq", part.after, part.until)
            ),
            *(Operation("recordReward", _reward(part, one)) for one in ledger.TABLE.between(*changed)),
        ]

    def leave(self, interaction_id: str, journal_id: str, reaches: Mapping[str, int]) -> None:
        for model, _ in restoring.RESTORED.values():
            leave(model, interaction_id, journal_id, reaches)

    def restore(self, table: str, documents: Sequence[Document]) -> None:
        restoring.restore(table, documents)

    def submitted(self, room: Room, happened: Happened) -> list[ActionSubmitted]:
        return restoring.submitted(room, happened.get("playerActions", ()))

    def make_way(self, genesis: Genesis) -> None:
        restoring.make_way(genesis)


def _turn(part: Part, turn: turn_records.Turn) -> Document:
    heard = {stream: briefly(turn.actions, stream) for stream in OTHERS}
    return part.document(
        turn.turn_id,
        turn.seq,
        turn.revision,
        turn.audience,
        entityId=turn.entity_id,
        entityType=turn.entity_type,
        turnNumber=turn.turn_number,
        seenNumber=turn.seen_number,
        roundNumber=turn.round_number,
        actions=_text(turn.actions),
        partyActions=_text(heard["party"]) if heard["party"] else None,
        tableActions=_text(heard["table"]) if heard["table"] else None,
        startTime=turn.start_time,
        endTime=turn.end_time,
        status=turn.status or None,
        userId=turn.user_id or None,
        reason=turn.reason or None,
        undone=turn.undone or None,
        catchUpFor=turn.catch_up_for or None,
    )


def _action(part: Part, action: player_actions.Submitted) -> Document:
    return part.document(
        action.id,
        action.seq,
        action.revision,
        action.audience,
        playerCharacterId=action.player_character_id or None,
        entityId=action.entity_id,
        userId=action.user_id or None,
        turnId=action.turn_id,
        verb=action.verb,
        actionType=action.action_type,
        actionDescription=action.action_description,
        targets=_text(action.targets) if action.targets else None,
        seenTargets=_text(action.seen_targets) if action.seen_targets else None,
        submittedAt=action.submitted_at,
        status=action.status,
        outcome=action.outcome or None,
        visibility=action.visibility,
        dmNotes=action.dm_notes or None,
        associatedItemId=action.associated_item_id or None,
        awardedXp=action.awarded_xp or None,
        awardedItemIds=action.awarded_item_ids or None,
        createdAt=action.created_at,
        undone=action.undone or None,
    )


def _log(part: Part, entry: log.Logged) -> Document:
    """In the words of each kind of viewer; the event itself is for a restore alone."""
    event = _read_event(entry.event_data)
    heard = {stream: _words(told(event, stream)) for stream in OTHERS if entry.audience in HEARD[stream]}
    alone = _words(told_alone(event))
    return part.document(
        f"{part.journal_id}:{entry.seq}.{entry.i}",
        entry.seq,
        entry.seq,
        entry.audience,
        eventType=entry.event_type,
        eventData=_words(told(event, "dm")) or alone or "{}",
        partyData=heard.get("party"),
        tableData=heard.get("table"),
        ownData=alone,
        userId=entry.user_id or None,
        entityId=entry.entity_id or None,
        timestamp=entry.timestamp,
        sessionId=entry.session_id,
        record=entry.event_data,
    )


def _words(message: Mapping[str, Any] | None) -> str | None:
    if message is None:
        return None
    return _text({key: value for key, value in message.items() if key not in ("type", "event")})


def _reward(part: Part, grant: ledger.Grant) -> Document:
    return part.document(
        grant.id,
        grant.seq,
        grant.revision,
        grant.audience,
        entityId=grant.entity_id,
        playerCharacterId=grant.player_character_id or None,
        xp=grant.xp,
        itemId=grant.item_id or None,
        itemName=grant.item_name or None,
        quantity=grant.quantity,
        note=grant.note or None,
        actionId=grant.action_id or None,
        grantedAt=grant.granted_at,
        reversed=grant.reversed or None,
    )


_to_json = msgspec.json.Encoder().encode


def _text(value: Any) -> str:
    return _to_json(value).decode()
