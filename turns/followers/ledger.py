"""The ledger of rewards, grant by grant; and, when an interaction is completed, what lasts of it."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from engine.events import Ended, Rewarded
from engine.state import Room
from interactions.replay import Row
from interactions.tables import RecordTable
from turns import models
from turns.followers.cast import Member, cast_in, cast_of
from turns.settlement import settle


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
        granted = _granted(rows)
        if granted:
            cast = cast_of(cursor, (event.reward.entity_id for _, event in granted))
            TABLE.write(cursor, [_grant(row, event, cast) for row, event in granted])
        for row in rows:
            for event in row.events:
                if type(event) is Ended and event.outcome == "completed":
                    settle(cursor, row.interaction, row.seq, row.at)

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        cast = cast_in(rows)
        return TABLE.by_key(_grant(row, event, cast) for row, event in _granted(rows))

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


def _granted(rows: Sequence[Row]) -> list[tuple[Row, Rewarded]]:
    return [(row, event) for row in rows for event in row.events if type(event) is Rewarded]


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
