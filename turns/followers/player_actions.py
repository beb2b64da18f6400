"""One record an action: who submitted what, and what became of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from engine.events import ActionResolved, ActionSubmitted, Event, Genesis, Redone, Rewarded, Rewound
from engine.state import Reward, Room
from interactions.replay import Row
from interactions.tables import RecordTable
from turns import models
from turns.followers.cast import Member, cast_in, cast_of
from turns.shown import narrower


class Submitted(Struct, gc=False):
    id: str
    interaction_id: str
    player_character_id: str
    entity_id: str
    user_id: str
    turn_id: str
    verb: str
    action_type: str
    action_description: str
    targets: list[str]
    seen_targets: list[str]
    submitted_at: int
    status: str
    outcome: str
    visibility: str
    dm_notes: str
    associated_item_id: str
    awarded_xp: int
    awarded_item_ids: list[str]
    created_at: int
    undone: bool
    audience: str
    seq: int
    revision: int


Happened = tuple[Row, ActionSubmitted | ActionResolved | Rewarded | Rewound | Redone]
ALWAYS = frozenset({ActionSubmitted, ActionResolved, Rewound, Redone})
TABLE = RecordTable(models.PlayerAction, Submitted, "id")


class PlayerActions:
    name = "turns.player_actions"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        happened = _happened(rows)
        if not happened:
            return
        rewound = {row.interaction for row, event in happened if isinstance(event, Rewound | Redone)}
        submitted = [event.action for _, event in happened if type(event) is ActionSubmitted]
        named = {_action_of(event) for _, event in happened if not isinstance(event, Rewound | Redone)}
        earlier = TABLE.find(cursor, "id", named - {action.id for action in submitted})
        known = {action.id: action for action in [*TABLE.find(cursor, "interaction_id", rewound), *earlier]}
        cast = cast_of(cursor, (action.entity_id for action in submitted))
        TABLE.write(cursor, _after(happened, known, cast))

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return TABLE.by_key(_after(_happened(rows), {}, cast_in(rows)))

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        waiting = {
            id: action["status"]
            for id, action in stored.items()
            if action["status"] in ("PENDING", "DM_REVIEW") and not action["undone"]
        }
        queue = {action.id: action.status for action in room.table.review.values()}
        return [] if waiting == queue else [f"actions that wait are {waiting}, in the room {queue}"]

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        """An action that was changed since is told anew from its beginning."""
        TABLE.cut_back(cursor, interaction_id, "revision", seq)
        return 0


def _happened(rows: Sequence[Row]) -> list[Happened]:
    found: list[Happened] = []
    for row in rows:
        for event in _told(row.events):
            kind = type(event)
            if kind in ALWAYS or (kind is Rewarded and event.reward.action_id):
                found.append((row, event))
    return found


def _told(events: Sequence[Event]) -> Iterable[Event]:
    """A journal that begins anew tells first what was asked for before and is not forgotten, and what was given for it."""
    first = events[0] if events else None
    if not isinstance(first, Genesis) or first.room is None:
        return events
    named = {one.action.id for one in first.submitted}
    given = [reward for reward in first.room.table.rewards.values() if reward.action_id in named]
    return [*first.submitted, *(Rewarded(reward=reward) for reward in given), *events]


def _action_of(event: ActionSubmitted | ActionResolved | Rewarded) -> str:
    match event:
        case ActionSubmitted():
            return event.action.id
        case ActionResolved():
            return event.action_id
        case Rewarded():
            return event.reward.action_id


def _after(happened: list[Happened], actions: dict[str, Submitted], cast: dict[str, Member]) -> list[Submitted]:
    """The actions as they are after what happened; what an action has seen before, it does not see twice."""
    seen = {action_id: action.revision for action_id, action in actions.items()}
    for row, event in happened:
        if type(event) is ActionSubmitted:
            actions[event.action.id] = _submitted(row, event, cast[event.action.entity_id])
            continue
        if isinstance(event, Rewound | Redone):
            _take_back(row, event, actions.values(), seen)
            continue
        action = actions[_action_of(event)]
        if row.seq <= seen.get(action.id, 0):
            continue
        action.revision = row.seq
        action.audience = narrower(action.audience, event.audience)
        if type(event) is ActionResolved:
            action.status, action.outcome = event.status, event.outcome
            action.dm_notes = event.notes or action.dm_notes
        elif type(event) is Rewarded:
            _award(action, event.reward)
    return list(actions.values())


def _take_back(row: Row, event: Rewound | Redone, actions: Iterable[Submitted], seen: dict[str, int]) -> None:
    """What was done in turns that were undone does not count; in those that were redone it does again."""
    back = event.redone if isinstance(event, Redone) else ()
    for action in actions:
        here = action.interaction_id == row.interaction and row.seq > seen.get(action.id, 0)
        if here and (action.turn_id in event.undone or action.turn_id in back):
            action.revision = row.seq
            action.undone = action.turn_id in event.undone


def _award(action: Submitted, reward: Reward) -> None:
    action.awarded_xp += reward.xp
    if reward.item:
        action.awarded_item_ids.append(reward.item.item_id)


def _submitted(row: Row, event: ActionSubmitted, member: Member) -> Submitted:
    action = event.action
    return Submitted(
        id=action.id,
        interaction_id=row.interaction,
        player_character_id=member.player_character_id,
        entity_id=action.entity_id,
        user_id=action.by,
        turn_id=action.turn_id,
        verb=action.verb,
        action_type=action.action_type,
        action_description=action.description,
        targets=list(action.targets),
        seen_targets=list(action.seen_targets),
        submitted_at=action.submitted_at,
        status=action.status,
        outcome=action.outcome,
        visibility=action.visibility,
        dm_notes=action.notes,
        associated_item_id=action.item_id,
        awarded_xp=0,
        awarded_item_ids=[],
        created_at=row.at,
        undone=False,
        audience=event.audience,
        seq=row.seq,
        revision=row.seq,
    )
