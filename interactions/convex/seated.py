"""Of which tables Convex was last told that somebody is there, and by which process: whoever is killed cannot say that they
have gone, and nobody may open the room again. In plain statements, in the journal's thread.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection

from sync.lease import gone

HELD = 60_000
"""Milliseconds for which a process counts as running since it last said so. On its own machine one sees at once that it has
ended; elsewhere, and where its number is another's now, its time must be over."""


class Seat(NamedTuple):
    """A row of `Seated`."""

    interaction_id: str
    process: str
    until: int


def remember(cursor: Any, process: str, told: Iterable[tuple[str, bool]], now: int) -> None:
    """Interactions of which this process tells whether somebody is there."""
    for interaction_id, somebody in told:
        if somebody:
            cursor.execute(
                "INSERT INTO interactions_seated (interaction_id, process, until) VALUES (%s, %s, %s)"
                " ON CONFLICT (interaction_id) DO UPDATE SET process = excluded.process, until = excluded.until",
                [interaction_id, process, now + HELD],
            )
        else:
            cursor.execute("DELETE FROM interactions_seated WHERE interaction_id = %s", [interaction_id])


def renew(cursor: Any, process: str, now: int) -> None:
    """It still runs."""
    cursor.execute("UPDATE interactions_seated SET until = %s WHERE process = %s", [now + HELD, process])


def standing(process: str, now: int) -> tuple[bool, list[Seat]]:
    """Whether there are any of this process's, and those whose process has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT interaction_id, process, until FROM interactions_seated")
        found = [Seat(*row) for row in cursor.fetchall()]
    others = [each for each in found if each.process != process]
    return len(others) < len(found), [each for each in others if each.until < now or gone(each.process)]


def forget(cursor: Any, seen: Seat) -> bool:
    """Whether it was still as it was seen, and is gone now."""
    cursor.execute(
        "DELETE FROM interactions_seated WHERE interaction_id = %s AND process = %s AND until = %s", list(seen)
    )
    return bool(cursor.rowcount)
