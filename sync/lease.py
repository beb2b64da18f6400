"""Who delivers: one process at a time, by a row of the database that it renews. Whoever dies makes room: on the same
machine at once, elsewhere when its time is over."""

import os
import secrets
from pathlib import Path
from uuid import getnode

from sync.models import SyncState
from sync.sql import lazily, mark

HELD = 60_000
"""Milliseconds for which it is taken; half of them must be left before a call, which takes at most `client.PATIENCE`."""


class Elsewhere(Exception):
    """Another process delivers; the message says which."""


class Lease:
    """This process's claim."""

    def __init__(self) -> None:
        self.holder = this_process()
        self.until = 0

    def is_good(self, now: int) -> bool:
        """Whether it need not be renewed yet."""
        return self.until - now > HELD // 2

    def take(self, now: int) -> None:
        """Take or renew it; a short write. Raises `Elsewhere`."""
        found, until = standing()
        if found != self.holder and until > now and not gone(found):
            raise Elsewhere(said(found))
        with lazily() as driver:
            driver.execute(_FOUNDING)
            driver.execute(_taking(mark()), (self.holder, now + HELD, found, until))
            if driver.rowcount != 1:
                raise Elsewhere("Another process was quicker.")
        self.until = now + HELD

    def release(self) -> None:
        """Whoever comes next need not wait."""
        if self.until:
            SyncState.objects.filter(pk=1, holder=self.holder).update(holder="", held_until=0)
            self.until = 0


def standing() -> tuple[str, int]:
    """Who holds it, and until when (ms)."""
    return SyncState.objects.filter(pk=1).values_list("holder", "held_until").first() or ("", 0)


_FOUNDING = (
    "INSERT INTO sync_syncstate (id, holder, held_until, last_success, failing_since, reason, delivered)"
    " VALUES (1, '', 0, 0, 0, '', 0) ON CONFLICT (id) DO NOTHING"
)


def _taking(placeholder: str) -> str:
    return (
        f"UPDATE sync_syncstate SET holder = {placeholder}, held_until = {placeholder}"
        f" WHERE id = 1 AND holder = {placeholder} AND held_until = {placeholder}"
    )


def this_process() -> str:
    """A name for whoever asks, another one each time; `gone` tells whether its process has ended."""
    return f"{machine()} process {os.getpid()} {secrets.token_hex(4)}"


def machine() -> str:
    """Where process ids mean what they mean here: this boot, this namespace (containers have their own)."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
        return f"{boot}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return f"{getnode():x}"


def gone(holder: str) -> bool:
    """Whether that process was of this machine and has ended; of others nobody here can tell."""
    where, _, rest = holder.partition(" process ")
    if not holder:
        return True
    if where != machine():
        return False
    try:
        os.kill(int(rest.split()[0]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError, IndexError):
        return False
    return False


def said(holder: str) -> str:
    """The sentence that names the holder."""
    where, _, rest = holder.partition(" process ")
    here = "" if where == machine() else f" on another machine ({where})"
    return f"Process {rest.partition(' ')[0]}{here} delivers already."
