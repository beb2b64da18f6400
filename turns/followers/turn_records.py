"""One record a turn: begun, what was submitted in it, and how it ended."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from engine import acting
from engine.events import ActionSubmitted, Event, Genesis, Redone, Rewound, TurnEnded, TurnStarted
from engine.state import Action, Room
from interactions.replay import Row
from interactions.tables import RecordTable
from turns import models
from turns.followers.cast import Member, cast_in, cast_of
from turns.shown import narrower


class Turn(Struct, gc=False):
    turn_id: str
    interaction_id: str
    entity_id: str
    entity_type: str
    user_id: str
    turn_number: int
    seen_number: int
    round_number: int
    actions: list[dict[str, Any]]
    start_time: int
    end_time: int | None
    status: str
    reason: str
    undone: bool
    catch_up_for: str
    audience: str
    seq: int
    revision: int


Happened = tuple[Row, Event]
BEGINS = (TurnStarted, Rewound, Genesis)
"""With these a record begins."""
TABLE = RecordTable(models.TurnRecord, Turn, "turn_id")


class TurnRecords:
    name = "turns.turn_records"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        happened = _happened(rows)
        if not happened:
            return
        started = dict([_begun(event) for _, event in happened if isinstance(event, BEGINS)])
        earlier = {turn_id for _, event in happened for turn_id in _turns_of(event)} - started.keys()
        known = {turn.turn_id: turn for turn in TABLE.find(cursor, "turn_id", earlier)}
        TABLE.write(cursor, _after(happened, known, cast_of(cursor, started.values())))

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return TABLE.by_key(_after(_happened(rows), {}, cast_in(rows)))

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        under_way = sorted(key for key, turn in stored.items() if turn["end_time"] is None and not turn["undone"])
        current = [room.table.turn.id] if room.table.turn else []
        return [] if under_way == current else [f"turns under way are {under_way}, in the room {current}"]

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        """A turn that was changed since is told anew from its beginning."""
        TABLE.cut_back(cursor, interaction_id, "revision", seq)
        return 0


def _happened(rows: Sequence[Row]) -> list[Happened]:
    wanted = frozenset({TurnStarted, TurnEnded, ActionSubmitted, Rewound, Redone})
    return [(row, event) for row in rows for event in row.events if type(event) in wanted or _is_mid_turn(event)]


def _is_mid_turn(event: Event) -> bool:
    """A journal that begins anew while a turn is under way."""
    return isinstance(event, Genesis) and event.room is not None and event.room.table.turn is not None


def _begun(event: Any) -> tuple[str, str]:
    """The turn that begins, and whose it is."""
    turn = event.room.table.turn if isinstance(event, Genesis) else event
    return (turn.id if isinstance(event, Genesis) else turn.turn_id), turn.entity_id


def _turns_of(event: Event) -> Sequence[str]:
    """The turns whose records an event changes."""
    match event:
        case ActionSubmitted():
            return (event.action.turn_id,)
        case Rewound():
            return event.undone
        case Redone():
            return (*event.undone, *event.redone)
        case Genesis():
            return ()
        case _:
            return (event.turn_id,)


def _after(happened: list[Happened], turns: dict[str, Turn], cast: dict[str, Member]) -> list[Turn]:
    """The turns as they are after what happened; what a turn has seen before, it does not see twice."""
    seen = {turn_id: turn.revision for turn_id, turn in turns.items()}
    for row, event in happened:
        if isinstance(event, Genesis):
            turn = _gone_on(row, event, cast)
            turns[turn.turn_id] = turn
            continue
        if isinstance(event, TurnStarted | Rewound):
            turns[event.turn_id] = _started(row, event, cast[event.entity_id])
            if type(event) is TurnStarted:
                continue
        for turn_id in _turns_of(event):
            turn = turns[turn_id]
            if row.seq > seen.get(turn_id, 0):
                turn.revision = row.seq
                _change(turn, event)
    return list(turns.values())


def _change(turn: Turn, event: Event) -> None:
    match event:
        case TurnEnded():
            turn.end_time, turn.status, turn.reason = event.at, event.status, event.reason
            turn.audience = narrower(turn.audience, event.audience)
        case ActionSubmitted():
            turn.actions.append(_brief(event.action, event.audience))
        case Rewound() | Redone():
            turn.undone = turn.turn_id in event.undone


def _started(row: Row, event: TurnStarted | Rewound, member: Member) -> Turn:
    return Turn(
        turn_id=event.turn_id,
        interaction_id=row.interaction,
        entity_id=event.entity_id,
        entity_type=member.entity_type,
        user_id=member.user_id,
        turn_number=event.turn_number,
        seen_number=event.seen_number,
        round_number=event.round_number,
        actions=[],
        start_time=event.at,
        end_time=None,
        status="",
        reason="",
        undone=False,
        catch_up_for=event.catch_up_for,
        audience=event.audience,
        seq=row.seq,
        revision=row.seq,
    )


def _gone_on(row: Row, event: Genesis, cast: dict[str, Member]) -> Turn:
    """The turn under way when the journal begins, with what was asked for in it so far."""
    assert event.room is not None and event.room.table.turn is not None
    turn = event.room.table.turn
    started = TurnStarted(
        turn_id=turn.id,
        entity_id=turn.entity_id,
        turn_number=turn.number,
        seen_number=turn.seen_number,
        round_number=turn.round_number,
        at=turn.started_at,
        budget=turn.budget,
        catch_up_for=turn.catch_up_for,
        audience=acting.audience(event.room.table.participants[turn.entity_id]),
    )
    record = _started(row, started, cast[turn.entity_id])
    record.actions = [_brief(one.action, one.audience) for one in event.submitted if one.action.turn_id == turn.id]
    return record


def _brief(action: Action, audience: str) -> dict[str, Any]:
    brief: dict[str, Any] = {
        "id": action.id,
        "verb": action.verb,
        "actionType": action.action_type,
        "audience": audience,
    }
    if action.description:
        brief["description"] = action.description
    if action.targets:
        brief["targets"] = list(action.targets)
    if action.seen_targets:
        brief["seenTargets"] = list(action.seen_targets)
    return brief
