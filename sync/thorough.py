"""Somebody wants everything in Convex now, as `sync_convex --once` does: what could rest for a while is brought as well, and
what cannot be brought is told to whoever asked, beside the log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from msgspec import Struct, field

from sync.outbox import now_ms


class Asked(Struct):
    """`since`: from when on (ms since the epoch); what happens later need not be waited for. `stumbles`: sentences about
    what could not be brought, each once, in the order in which they came."""

    since: int
    stumbles: dict[str, None] = field(default_factory=dict)


_asked: ContextVar[Asked | None] = ContextVar("thorough", default=None)


@contextmanager
def thoroughly() -> Iterator[Asked]:
    """Whatever is collected in this thread meanwhile."""
    asked = Asked(now_ms())
    token = _asked.set(asked)
    try:
        yield asked
    finally:
        _asked.reset(token)


def resting_since(usual: int) -> int:
    """What has not changed since then (ms) counts as at rest: since `usual`, or later where everything is wanted."""
    asked = _asked.get()
    return asked.since if asked is not None else usual


def stumbled(sentence: str) -> None:
    """Something could not be brought, and the log says why."""
    asked = _asked.get()
    if asked is not None:
        asked.stumbles[sentence] = None
