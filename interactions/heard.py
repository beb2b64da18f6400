"""The follower that notes when everybody at a table last heard something: all that players are told of when it was last played.

The times of other rows are the DMs': they move with what the hidden do, and with what some say to each other alone.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from engine.state import Room
from engine.told import is_told
from interactions.models import LastHeard
from interactions.replay import Row
from interactions.tables import RecordTable


class Noted(Struct, gc=False):
    interaction_id: str
    at: int
    revision: int


TABLE = RecordTable(LastHeard, Noted, "interaction_id")


class Hearing:
    name = "interactions.heard"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        TABLE.write(cursor, _newest(rows))

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return TABLE.by_key(_newest(rows))

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        return []

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        """What was heard before it is found by reading all that stays."""
        TABLE.cut_back(cursor, interaction_id, "revision", seq)
        return 0


def _newest(rows: Sequence[Row]) -> list[Noted]:
    """Of each interaction the last of these rows that everybody heard of."""
    found: dict[str, Noted] = {}
    for row in reversed(rows):
        if row.interaction not in found and any(is_told(event, "table") for event in row.events):
            found[row.interaction] = Noted(row.interaction, row.at, row.seq)
    return list(found.values())
