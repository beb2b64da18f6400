"""What a room does by itself: the turn's clock rings, without a DM the game is paused, and a room at rest is stored.

One timer a room. It is not moved when something is due later than before: it rings, finds nothing, and is set again. So a
turn costs no timer, and a room with a running clock wakes about once a minute.
"""

from collections.abc import Callable
from typing import Any, Protocol

from engine.clock import next_bell
from engine.commands import Command, PauseInteraction, RebaseClock
from engine.queue import ABSENT
from engine.state import Room
from interactions.letters import Answer, Letter, Person, new_id
from interactions.roomtime import Clock, Timer
from interactions.seating import Seating
from interactions.streams import Seat

SYSTEM = Person("", "system", "")
RETURN = 30
"""Seconds that a DM has at least to come, or to come back, after a room has opened: others may be there first."""
AGAIN = 1000
"""Milliseconds after which something is asked again that a full room did not take."""


class Watched(Protocol):
    """What is seen of a room from here."""

    state: Room
    closed: bool
    seating: Seating

    @property
    def deserted(self) -> bool: ...

    def now(self) -> int: ...
    def submit(self, letter: Letter) -> None: ...
    def snapshot(self, reason: str) -> None: ...
    def close(self) -> None: ...


class Vigil:
    """`choices` are the settings `clock_grace`, `dm_grace` and `inactivity_timeout`, in seconds."""

    def __init__(self, room: Watched, clock: Clock, choices: dict[str, Any]) -> None:
        self._room, self._clock, self._choices = room, clock, choices
        self._timer: Timer | None = None
        self._rings_at = 0
        self._asking = False
        self._not_before = 0
        self._active_at = room.now()
        self._rested = False
        self._alone_since: int | None = None
        self._dm_sits = False
        self._dm_was_here = False

    def begin(self, last_at: int) -> None:
        """The room is open; the last row of its journal is of `last_at`. As long as no DM shows herself, it is without one."""
        if self._room.state.lasting.live_status == "live":
            self._alone_since = self._room.now()
        if next_bell(self._room.state) is None:
            self._arm()
        else:
            self._ask(RebaseClock(last_at=last_at, grace=self._choices["clock_grace"]))

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def heard(self, person: Person, seat: Seat | None) -> None:
        """A command of this person was accepted; `seat`: the window that it came from, if from one. A DM whose window was
        closed while it was on its way to the disk is not here any more."""
        rested = self._rested
        if person.role != "system":
            self._active_at, self._rested = self._room.now(), False
            if person.role == "dm":
                self._dm_was_here = True
                if self._alone_since is not None and (seat is None or seat in self._room.seating.guests):
                    self._alone_since = None
        bell = next_bell(self._room.state)
        sooner = rested or self._alone_since is not None or (bell is not None and bell.at < self._rings_at)
        if sooner or self._timer is None:
            self._arm()  # otherwise what is due has only become later than the timer rings

    def people_changed(self) -> None:
        """Somebody came or went. That the others do changes nothing for a DM who plays without a window."""
        sat, self._dm_sits = self._dm_sits, "dm" in self._room.seating.roles_here
        if self._dm_sits:
            self._alone_since, self._dm_was_here = None, True
        elif sat:
            self._alone_since = self._room.now()
        self._arm()

    def emptied(self) -> None:
        """The last socket may be gone, whether it had joined or not; or what was still under way is done."""
        self._arm()

    def _due(self) -> list[tuple[int, Callable[[], None]]]:
        """Everything that is to come: when, and what to do then."""
        state = self._room.state
        due: list[tuple[int, Callable[[], None]]] = []
        if not self._asking:
            bell = next_bell(state)
            if bell is not None:
                due.append((max(bell.at, self._not_before), lambda: self._ask(bell.command)))
            if self._waits_for_a_dm:
                grace = self._choices["dm_grace"]
                grace = grace if self._dm_was_here else max(grace, RETURN)
                at = max(self._alone_since + grace * 1000, self._not_before)
                due.append((at, lambda: self._ask(PauseInteraction(reason=ABSENT))))
            if self._rested and self._room.deserted and not self._waits_for_a_dm:
                due.append((self._room.now(), self._room.close))
        if not self._rested:
            due.append((self._active_at + self._choices["inactivity_timeout"] * 1000, self._rest))
        return due

    @property
    def _waits_for_a_dm(self) -> bool:
        """Whether the game will be paused unless one comes."""
        return self._alone_since is not None and self._room.state.lasting.live_status == "live"

    def _arm(self) -> None:
        """Set the timer, unless it rings early enough anyway."""
        if self._room.closed:
            return
        first = min((at for at, _ in self._due()), default=None)
        if first is None or (self._timer is not None and self._rings_at <= first):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at = first
        self._timer = self._clock.call_later(max(first - self._room.now(), 0) / 1000 + 0.001, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._room.closed:
            return
        now = self._room.now()
        for at, act in sorted(self._due(), key=lambda one: one[0]):
            if at <= now and not self._room.closed:
                act()
                break
        self._arm()

    def _ask(self, command: Command) -> None:
        self._asking = True
        self._room.submit(Letter(SYSTEM, command, new_id(), answer=self._answered))

    def _answered(self, answer: Answer) -> None:
        """A bell that came too late is refused, and that is well; it is only not asked again at once."""
        self._asking = False
        if answer.refused is not None:
            self._not_before = self._room.now() + AGAIN
        self._arm()

    def _rest(self) -> None:
        """Nobody has asked for anything for long. The room leaves the memory now, or as soon as the last guest has gone."""
        self._rested = True
        self._room.snapshot("inactivity")
