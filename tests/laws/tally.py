"""What a whole run of the machine has seen: else that its laws held would say little."""

from collections import Counter

from msgspec.structs import asdict

from engine import commands as c
from engine.asking import Refused
from engine.events import Event
from engine.permissions import MAY
from engine.state import Room
from tests.laws.fitting import FITTING

BY_STAFF = {"CutBack", "Genesis"}
"""A journal is cut back or begun anew by staff, by no command."""
OF_ITSELF = frozenset({"PauseInteraction", "WarnOfTime", "ExpireTurn", "RebaseClock"})
"""What rooms ask for by themselves; whatever else the system may, nothing does."""
VERBS = ("move", "attack", "useItem", "equip", "unequip", "dash", "dodge", "custom", "end")


class Tally:
    """Counts by role and command: what was accepted, and what was refused and why."""

    def __init__(self) -> None:
        self.steps: set[bytes] = set()
        """Each by what it was drawn from: the same one twice is one."""
        self.twins = 0
        self.accepted: Counter[tuple[str, str]] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        self.events: Counter[str] = Counter()
        self.verbs: Counter[str] = Counter()
        self.settings: Counter[tuple[str, object]] = Counter()

    def note(self, room: Room, command: c.Command, role: str, answer: list[Event] | Refused) -> None:
        name = type(command).__name__
        if isinstance(answer, Refused):
            self.refused[name, answer.code] += 1
            return
        self.accepted[role, name] += 1
        self.events.update(type(event).__name__ for event in answer)
        self.settings.update(asdict(room.lasting.settings).items())
        if isinstance(command, c.TakeTurn):
            self.verbs[command.action.type] += 1

    def wanting(self, times: int) -> dict[str, dict]:
        """What was not seen so often, and how often instead."""
        commands = {kind.__name__ for kind in MAY}
        forbidden, otherwise = self.refusals()
        seen = {
            "accepted": (self.accepted, {(role, kind.__name__) for role, kind in FITTING}),
            "happened": (self.events, {kind.__name__ for kind in Event.__args__} - BY_STAFF),
            "done": (self.verbs, VERBS),
            "in force": (self.settings, every_setting()),
            "forbidden": (forbidden, commands),
            "refused to who may": (otherwise, commands),
        }
        rare = {
            name: {one: counted[one] for one in all if counted[one] < times} for name, (counted, all) in seen.items()
        }
        return {name: found for name, found in rare.items() if found}

    def refusals(self) -> tuple[Counter[str], Counter[str]]:
        """By command: refused to who may not, and refused to who may."""
        forbidden, otherwise = Counter[str](), Counter[str]()
        for (name, code), times in self.refused.items():
            (forbidden if code == "forbidden" else otherwise)[name] += times
        return forbidden, otherwise


def every_setting() -> set[tuple[str, object]]:
    """Of those with few values each of them; of limits one and none."""
    return {
        *(("resolution_mode", mode) for mode in ("review", "auto", "hybrid")),
        *(("missed_turns", mode) for mode in ("auto", "dm", "off")),
        *(("diagonals", kind) for kind in ("five", "alternating")),
        *(("more_time", who) for who in ("auto", "dm")),
        *((name, on) for name in ("auto_begin", "chat_enabled", "allow_private_chat") for on in (True, False)),
        *(("turn_time_limit", limit) for limit in (90, None)),
        *(("dm_turn_time_limit", limit) for limit in (15, None)),
        *(("time_warning", seconds) for seconds in (20, 0)),
    }
