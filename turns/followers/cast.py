"""Who is who: the participants as they came into a room. The other followers look up types, owners and rows here."""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from engine.events import Genesis, Opened, ParticipantAdded
from engine.state import Participant, Room
from interactions.replay import Row
from interactions.tables import RecordTable
from turns.models import CastMember


class Member(Struct, gc=False):
    entity_id: str
    interaction_id: str
    entity_type: str
    user_id: str
    source_id: str
    name: str
    seq: int

    @property
    def player_character_id(self) -> str:
        return self.source_id if self.entity_type == "playerCharacter" else ""


TABLE = RecordTable(CastMember, Member, "entity_id", newer_wins=False)


class Cast:
    name = "turns.cast"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        TABLE.write(cursor, members(rows))

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return TABLE.by_key(members(rows))

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        missing = room.table.participants.keys() - stored.keys()
        return [f"{entity_id} is in the room and not in the cast" for entity_id in sorted(missing)]

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        TABLE.cut_back(cursor, interaction_id, "seq", seq)
        return seq


def members(rows: Sequence[Row]) -> list[Member]:
    """Everybody who comes in with these rows, as they first came."""
    found: dict[str, Member] = {}
    for row in rows:
        for event in row.events:
            if isinstance(event, Opened | Genesis):
                for participant in _there(event):
                    found.setdefault(participant.id, _member(row, participant))
            elif type(event) is ParticipantAdded:
                found.setdefault(event.participant.id, _member(row, event.participant))
    return list(found.values())


def _there(event: Opened | Genesis) -> list[Participant]:
    """Everybody of whom a room knows when its journal begins."""
    arrived = list(event.arrived.values()) if isinstance(event, Genesis) else []
    return [*arrived, *(event.room.table.participants.values() if event.room else ())]


def cast_of(cursor: Any, entity_ids: Iterable[str]) -> dict[str, Member]:
    """The members of these ids; a KeyError later means that the cast was not read so far."""
    return {member.entity_id: member for member in TABLE.find(cursor, "entity_id", set(entity_ids))}


def cast_in(rows: Sequence[Row]) -> dict[str, Member]:
    """The same from all rows of an interaction, without the table."""
    return {member.entity_id: member for member in members(rows)}


def _member(row: Row, participant: Participant) -> Member:
    return Member(
        entity_id=participant.id,
        interaction_id=row.interaction,
        entity_type=participant.entity_type,
        user_id=participant.owner,
        source_id=participant.source_id,
        name=participant.name,
        seq=row.seq,
    )
