"""How the delivery goes: what waits and since when, what is parked, when something arrived last."""

from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.db import connection

from sync import lease
from sync.models import OutboxEntry, Parked, SyncState
from sync.outbox import now_ms, switched_on


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Times are ms since the epoch, 0: never. `backlog` and `bytes` are of what is not parked."""

    switched_on: bool
    host: str = ""
    backlog: int = 0
    bytes: int = 0
    oldest_seconds: float = 0.0
    parked: int = 0
    conflicts: int = 0
    last_success: int = 0
    failing_since: int = 0
    reason: str = ""
    delivered: int = 0
    delivered_by: str = ""


def status(most: int = -1) -> Status:
    """Everything; `most`: stop counting there."""
    backlog, size = _counted(most)
    waiting = OutboxEntry.objects.filter(parked="")
    state = SyncState.objects.filter(pk=1).first() or SyncState()
    first = waiting.values_list("created_at", flat=True).first()
    now = now_ms()
    parked = _parked()
    held = state.held_until > now and not lease.gone(state.holder)
    return Status(
        switched_on=switched_on(),
        host=urlsplit(settings.CONVEX_URL).netloc,
        backlog=backlog,
        bytes=size,
        oldest_seconds=max(0, now - first) / 1000 if first else 0.0,
        parked=sum(parked.values()),
        conflicts=parked.get(Parked.CONFLICT, 0),
        last_success=state.last_success,
        failing_since=state.failing_since,
        reason=state.reason,
        delivered=state.delivered,
        delivered_by=state.holder.rpartition(" ")[0] if held else "",
    )


def _counted(most: int) -> tuple[int, int]:
    sizes = "SELECT size FROM sync_outboxentry WHERE parked = ''" + (f" LIMIT {most:d}" if most >= 0 else "")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), COALESCE(SUM(size), 0) FROM ({sizes}) AS waiting")
        count, size = cursor.fetchone()
    return int(count), int(size)


def _parked() -> dict[str, int]:
    """How many, by why; from the small index of those."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT parked, COUNT(*) FROM sync_outboxentry WHERE parked > '' GROUP BY parked")
        return dict(cursor.fetchall())


ENOUGH = 1_000
"""Entries beyond which a page does not count."""


def sentences() -> list[str]:
    """The same in a few words, for people; nothing where Convex is switched off."""
    if not switched_on():
        return []
    found, now = status(ENOUGH), now_ms()
    said = []
    if found.backlog:
        count = f"{ENOUGH:,} entries or more wait" if found.backlog >= ENOUGH else counted(found.backlog)
        said.append(f"{count}, the oldest for {lasted(found.oldest_seconds)}.")
    else:
        said.append("Nothing waits.")
    if found.last_success:
        said.append(f"Something arrived {lasted((now - found.last_success) / 1000)} ago.")
    else:
        said.append("Nothing has arrived yet.")
    if found.failing_since:
        said.append(f"Convex has not answered well for {lasted((now - found.failing_since) / 1000)}.")
    if found.parked:
        said.append(f"{found.parked} parked: staff must look.")
    return said


def counted(count: int) -> str:
    return "1 entry waits" if count == 1 else f"{count} entries wait"


def lasted(seconds: float) -> str:
    """A span in its largest whole unit."""
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return f"{max(0, int(seconds))} s"
