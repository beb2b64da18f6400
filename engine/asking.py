"""Who asks, when, and with which dice; and how a command is refused.

Time, dice and new ids come in through `Ask`; what they gave is in the events, so that a replay needs none of them.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct

from engine.events import Said
from engine.state import Table

Role = Literal["dm", "player", "spectator", "system"]


class Dice(Protocol):
    """A source of dice. `spent()` is the pair of counters (public, secret) after what was rolled, `open_rolls()` what of it
    everybody may check: sides and faces. `reveal()` gives the public seed away: at the end, and not before."""

    def roll(self, count: int, sides: int, *, secret: bool) -> tuple[int, ...]: ...

    def spent(self) -> tuple[int, int]: ...

    def open_rolls(self) -> tuple[tuple[int, tuple[int, ...]], ...]: ...

    def reveal(self) -> str: ...


class Undo(NamedTuple):
    """What the newest rewind took away: the table before it and the turns; and when that was (ms)."""

    table: Table
    turns: tuple[str, ...]
    at: int


class Turns(Protocol):
    """The turns that a rewind can go back to, oldest first; see `engine.turnstarts`."""

    def order(self) -> Sequence[str]: ...

    def table(self, turn_id: str) -> Table | None: ...

    def undo(self, table: Table) -> Undo | None: ...


class Spoken(NamedTuple):
    """A chat message of this journal, when it was said (ms), and whether it is hidden now."""

    said: Said
    at: int
    hidden: bool


class Ask(Struct, frozen=True, kw_only=True):
    """One asking: `by` is a user id, `name` what others call that person, `at` is ms since the epoch (UTC), `members` who
    belongs to the campaign: roles by user id; `turns` what a rewind can go back to, `spoken` the chat message that is to be
    hidden or shown. `alone`: the system of record was asked what it knows, and did not answer."""

    by: str
    role: Role
    at: int
    dice: Dice
    new_id: Callable[[], str]
    name: str = ""
    members: Mapping[str, str] = {}
    turns: Turns | None = None
    spoken: Spoken | None = None
    alone: bool = False


class Refused(Exception):
    """The command is not followed and nothing has changed. `code` is part of the protocol, `message` is for a person."""

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.details = details
