"""Live rooms: opening, journal, the room itself, fan-out, and the doors to it."""
