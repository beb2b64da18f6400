"""What of a record each kind of viewer is told, over REST and in Convex alike: by the audience that it had when it happened."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

HEARD = {"dm": ("all", "party", "dm"), "party": ("all", "party"), "table": ("all",)}
"""The audiences whose records each stream hears of; `own` is for those alone whom a record names."""


_WIDEST_FIRST = ("all", "party", "dm", "own")


def narrower(one: str, other: str) -> str:
    """The audience that hears of less: who was not told how a thing ended does not read it in its record."""
    return max(one, other, key=_WIDEST_FIRST.index)


def targets(targets: Sequence[str], seen: Sequence[str], stream: str) -> list[str]:
    """Whom an action was aimed at. Who was hidden then stays unnamed for all but DMs, also when she shows herself later."""
    return list(targets if stream == "dm" else seen)


def briefly(actions: Iterable[Mapping[str, Any]], stream: str) -> list[dict[str, Any]]:
    """Of the actions in a turn's record those that this stream has heard of, in its words."""
    return [_brief(one, stream) for one in actions if one["audience"] in HEARD[stream]]


def _brief(action: Mapping[str, Any], stream: str) -> dict[str, Any]:
    shown = {name: value for name, value in action.items() if name not in ("audience", "targets", "seenTargets")}
    aimed = targets(action.get("targets", ()), action.get("seenTargets", ()), stream)
    return {**shown, "targets": aimed} if aimed else shown
