"""What a list tells of a room at a glance, as each viewer counts. Pure."""

from engine.state import Room


def whose_turn(room: Room, role: str) -> str:
    """The name of who is up as this viewer knows it; "the DM" for somebody hidden, empty where nobody is."""
    active = room.active
    if active is None:
        return ""
    return "the DM" if active.hidden and role != "dm" else active.name


def how_many(room: Room, role: str) -> int:
    """How many take part, as far as this viewer sees."""
    return sum(role == "dm" or not p.hidden for p in room.table.participants.values())
