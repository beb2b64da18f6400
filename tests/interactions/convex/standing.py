"""An interaction's own document in Convex, held against the room that its journal comes to."""

from engine.state import Room
from interactions.storage import view_room
from tests.interactions.convex.reaching import Reaching
from tests.interactions.table import Table


def stands_as_here(reaching: Reaching, table: Table) -> None:
    """The interaction's own document, its clock too."""
    there, room = reaching.interaction(table.id), view_room(table.id)
    paused = "paused" if room.lasting.live_status == "paused" else room.status
    assert (there["liveStatus"], there["status"], there["phase"]) == (room.lasting.live_status, paused, room.status)
    assert there.get("turnTimeLimit") == room.lasting.settings.turn_time_limit
    assert (there.get("currentTurnTimeout"), there["timeoutAudience"]) == clock_of(room)


def clock_of(room: Room) -> tuple[int | None, str]:
    """When the turn runs out, and who is told: the DMs alone where players do not know whose turn it is."""
    turn = room.table.turn
    if not (turn and turn.time_limit and turn.running_since):
        return None, "all"
    hidden = room.table.participants[turn.entity_id].hidden
    return turn.running_since + turn.remaining, "dm" if hidden else "all"
