"""When a server is killed: at a random moment of play, or at a named point of its hot path (sync/dying.py)."""

from collections.abc import Mapping
from random import Random

from msgspec import Struct

POINTS: dict[str, tuple[int, int]] = {
    "before_commit": (5, 60),
    "after_commit": (5, 60),
    "before_ack": (5, 60),
    "in_snapshot": (2, 5),
    "in_follower": (4, 7),
}
"""At which passing of each the process dies: from … to."""


class Plan(Struct, frozen=True):
    """One kill: after so many seconds of play, or at a point that the server itself dies at."""

    after: float = 0.0
    point: str = ""
    passing: int = 0

    @property
    def env(self) -> dict[str, str]:
        return {"CAMPAIGNLIVE_DIE_AT": f"{self.point}:{self.passing}"} if self.point else {}


def plans(chance: Random, points: Mapping[str, tuple[int, int]] = POINTS) -> "list[Plan]":
    """A round of kills: every point once, as many random moments between them."""
    made = []
    for point, (least, most) in points.items():
        made += [Plan(after=chance.uniform(0.05, 0.7)), Plan(point=point, passing=chance.randint(least, most))]
    return made
