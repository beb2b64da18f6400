"""The ledger of rewards, grant by grant; and, when an interaction is completed, what lasts of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from engine.asking import Refused
from engine.events import Audience, Ended, Event, Genesis, Redone, Rewarded, Rewound
from engine.state import Reward, Room, Table
from interactions.replay import Row
from interactions.tables import RecordTable
from turns import models
from turns.followers.cast import Member, cast_in, cast_of
from turns.settlement import note_settled, settle


class Grant(Struct, gc=False):
    id: str
    interaction_id: str
    entity_id: str
    player_character_id: str
    xp: int
    item_id: str
    item_name: str
    quantity: int
    note: str
    action_id: str
    granted_at: int
    reversed: bool
    audience: str
    seq: int
    revision: int


TABLE = RecordTable(models.RewardGrant, Grant, "id")


class RewardLedger:
    name = "turns.reward_ledger"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        happened = _happened(rows)
        if happened:
            granted = [event.reward for _, event in happened if type(event) is Rewarded]
            taken = {id for _, event in happened for id in _reversing(event)} - {reward.id for reward in granted}
            known = {grant.id: grant for grant in TABLE.find(cursor, "id", taken)}
            cast = cast_of(cursor, (reward.entity_id for reward in granted))
            TABLE.write(cursor, _after(happened, known, cast))
        for row in rows:
            for event in row.events:
                if type(event) is Ended and event.outcome == "completed":
                    settle(cursor, row.interaction, row.seq, row.at)
                elif isinstance(event, Genesis) and event.room and event.room.lasting.outcome == "completed":
                    note_settled(cursor, row.interaction, row.seq, row.at)

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return TABLE.by_key(_after(_happened(rows), {}, cast_in(rows)))

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        ledger = {id: grant["xp"] for id, grant in stored.items() if not grant["reversed"]}
        granted = {reward.id: reward.xp for reward in room.table.rewards.values()}
        found = [] if ledger == granted else [f"the ledger's XP are {ledger}, the room's {granted}"]
        settled = models.Settlement.objects.filter(interaction_id=room.id).exists()
        if settled != (room.lasting.outcome == "completed"):
            found.append(f"settled is {settled}, the room's outcome {room.lasting.outcome!r}")
        return found

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        """A grant that was changed since is told anew. What was written to the characters stays written: so the row that
        did it has to stay."""
        settled = models.Settlement.objects.filter(interaction_id=interaction_id, seq__gt=seq).first()
        if settled is not None:
            sentence = f"Row {settled.seq} has given the characters what they won: it and all rows before it stay."
            raise Refused("conflict", sentence)
        TABLE.cut_back(cursor, interaction_id, "revision", seq)
        return 0


def _happened(rows: Sequence[Row]) -> list[tuple[Row, Event]]:
    wanted = frozenset({Rewarded, Rewound, Redone})
    return [(row, event) for row in rows for event in _told(row.events) if type(event) in wanted]


def _told(events: Sequence[Event]) -> Iterable[Event]:
    """A journal that begins anew tells first what stands of the grants before it."""
    first = events[0] if events else None
    if not isinstance(first, Genesis) or first.room is None:
        return events
    table = first.room.table
    return [*(Rewarded(reward=one, audience=_audience(table, one)) for one in table.rewards.values()), *events]


def _audience(table: Table, reward: Reward) -> Audience:
    return "dm" if reward.in_hiding or reward.entity_id not in table.participants else "all"


def _reversing(event: Event) -> Sequence[str]:
    """The grants that a rewind takes back, or that come back with what is redone."""
    match event:
        case Rewound():
            return event.taken_back
        case Redone():
            return event.given_back
    return ()


def _after(happened: list[tuple[Row, Event]], grants: dict[str, Grant], cast: dict[str, Member]) -> list[Grant]:
    """The grants as they are after what happened; what a grant has seen before, it does not see twice."""
    seen = {id: grant.revision for id, grant in grants.items()}
    for row, event in happened:
        if type(event) is Rewarded:
            grants[event.reward.id] = _grant(row, event, cast)
        for id in _reversing(event):
            if row.seq > seen.get(id, 0):
                grants[id].reversed, grants[id].revision = type(event) is Rewound, row.seq
    return list(grants.values())


def _grant(row: Row, event: Rewarded, cast: dict[str, Member]) -> Grant:
    reward = event.reward
    return Grant(
        id=reward.id,
        interaction_id=row.interaction,
        entity_id=reward.entity_id,
        player_character_id=cast[reward.entity_id].player_character_id,
        xp=reward.xp,
        item_id=reward.item.item_id if reward.item else "",
        item_name=reward.item.name if reward.item else "",
        quantity=reward.item.quantity if reward.item else 0,
        note=reward.note,
        action_id=reward.action_id,
        granted_at=row.at,
        reversed=False,
        audience=event.audience,
        seq=row.seq,
        revision=row.seq,
    )
