"""Named points at which a test can have the process killed, as `kill -9` would: here at the bottom, since all who write
something that must not be lost pass by.

`CAMPAIGNLIVE_DIE_AT=after_commit:3` dies at the third passing of that point. Without it a passing costs nothing.
"""

import os
import signal

PLAYING = ("before_commit", "after_commit", "before_ack", "in_snapshot", "in_follower")
SHIPPING = ("in_collecting", "before_sending", "after_sending", "in_settling")
"""Entries are written and not committed; they are about to be sent; Convex has committed, and here nobody knows; they are
being taken away."""
POINTS = (*PLAYING, *SHIPPING)

_point, _, _count = os.environ.get("CAMPAIGNLIVE_DIE_AT", "").partition(":")
_left = int(_count or 1)

if _point and _point not in POINTS:
    raise ValueError(f"CAMPAIGNLIVE_DIE_AT names no point: {_point!r}; there are {', '.join(POINTS)}.")


def _count_down(point: str) -> None:
    global _left
    if point != _point:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def _pass_by(point: str) -> None:
    return None


passing = _count_down if _point else _pass_by
