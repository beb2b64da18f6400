"""What happened, in the past tense and complete: `evolve` needs nothing else.

`audience` is settled when the event happens: `all`, or `dm` where it is about somebody the players do not see; `own` is
for nobody but those an event names in `to`.
"""

from typing import Literal

from msgspec import Struct

from engine.requests import ActionRequest
from engine.state import (
    Action,
    ActionStatus,
    Budget,
    HpDisplay,
    Initiative,
    Outcome,
    Participant,
    Position,
    Reward,
    Room,
    Settings,
    Table,
)

Audience = Literal["all", "party", "dm", "own"]


class _Event(Struct, frozen=True, kw_only=True, tag=True, tag_field="event", omit_defaults=True, gc=False):
    audience: Audience = "all"


class Opened(_Event, frozen=True):
    """The first of every journal: the whole room as it was prepared."""

    room: Room


class WentLive(_Event, frozen=True):
    """`alone`: the system of record did not say whether it knows more; DMs are told."""

    session_id: str
    alone: bool = False


class Paused(_Event, frozen=True):
    reason: str = ""


class Resumed(_Event, frozen=True):
    session_id: str
    alone: bool = False


class Ended(_Event, frozen=True):
    """`seed` is the public one of the dice, told now that nothing more is rolled."""

    outcome: Literal["completed", "cancelled"]
    reason: str = ""
    seed: str = ""


class InitiativeRequested(_Event, frozen=True):
    """These have to roll by their players' hands; whom somebody else rolls for is asked no more."""

    entity_ids: tuple[str, ...]


class InitiativeRolled(_Event, frozen=True):
    """`entries` are the new places only; `order` is the whole order after it. Those hidden have an event of their own."""

    entries: dict[str, Initiative]
    order: tuple[str, ...]


class OrderChanged(_Event, frozen=True):
    order: tuple[str, ...]


class TurnStarted(_Event, frozen=True):
    """`catch_up_for` is the missed turn that is taken; the order goes on behind `after`.

    With a `time_limit` (ms) the clock runs from `running_since`, or stands still where that is 0.
    """

    turn_id: str
    entity_id: str
    turn_number: int
    seen_number: int
    round_number: int
    at: int
    budget: Budget
    catch_up_for: str = ""
    after: str = ""
    time_limit: int = 0
    running_since: int = 0


class TurnQueued(_Event, frozen=True):
    """For the entity's next turn; without `actions` nothing is queued any more. For its owner and DMs."""

    entity_id: str
    by: str
    role: Literal["dm", "player"]
    actions: tuple[ActionRequest, ...]


class QueueMoved(_Event, frozen=True):
    """What is `left` to be done in the turn under way. For its owner and DMs."""

    entity_id: str
    turn_id: str
    by: str
    role: Literal["dm", "player"]
    left: tuple[ActionRequest, ...]


class QueueStopped(_Event, frozen=True):
    """The next action of the queue is not legal any more, and why. For its owner and DMs."""

    entity_id: str
    turn_id: str
    code: str
    message: str


class MissedTurnWanted(_Event, frozen=True):
    """Its player wants to take it; `turn_id` is the one that was missed."""

    turn_id: str
    entity_id: str


class MissedTurnGranted(_Event, frozen=True):
    turn_id: str
    entity_id: str


class ClockSet(_Event, frozen=True):
    """The turn's clock stops (`running_since` 0), goes on, or (`time_limit` 0) is taken away."""

    turn_id: str
    entity_id: str
    time_limit: int
    remaining: int
    running_since: int


class TimeGranted(_Event, frozen=True):
    """So many `seconds` more; `by_itself`: because the player asked, without a DM's hand."""

    turn_id: str
    entity_id: str
    seconds: int
    remaining: int
    running_since: int
    by: str
    by_itself: bool = False


class TimeRequested(_Event, frozen=True):
    turn_id: str
    entity_id: str
    seconds: int


class TimeRanLow(_Event, frozen=True):
    """`left` in ms."""

    turn_id: str
    entity_id: str
    left: int


class TurnEnding(_Event, frozen=True):
    """Its owner is done; the turn passes on when everything in it is resolved."""

    turn_id: str
    entity_id: str


class TurnEnded(_Event, frozen=True):
    """`missed`: its player may take it later."""

    turn_id: str
    entity_id: str
    turn_number: int
    seen_number: int
    round_number: int
    at: int
    status: Literal["completed", "skipped", "timeout"] = "completed"
    reason: str = ""
    missed: bool = False


class Rewound(_Event, frozen=True):
    """The table is as it was at the start of turn `to_turn`, which begins anew as `turn_id`.

    `undone` are the turns that do not count any more, `taken_back` the rewards; `table` is all that is true now.
    """

    to_turn: str
    turn_id: str
    entity_id: str
    turn_number: int
    seen_number: int
    round_number: int
    at: int
    undone: tuple[str, ...]
    catch_up_for: str = ""
    time_limit: int = 0
    running_since: int = 0
    taken_back: tuple[str, ...] = ()
    table: Table | None = None
    """There in the journal; whoever only tells of it may leave it out."""


class Redone(_Event, frozen=True):
    """The newest rewind is taken back: `redone` turns count again, `undone` does not; rewards are `given_back`."""

    undone: tuple[str, ...]
    redone: tuple[str, ...]
    given_back: tuple[str, ...] = ()
    table: Table | None = None


class ActionSubmitted(_Event, frozen=True):
    """`waits`: it goes to the review queue; otherwise what it did stands behind it in the same row.

    The action's `effects` are the rules' proposal, and its `reason` is why it waits: both for DMs only.
    """

    action: Action
    waits: bool = False


class ActionResolved(_Event, frozen=True):
    """An action that waited is settled (or asked back: then it goes on waiting with `status` DM_REVIEW).

    `budget` is what is left of the turn after a refund; absent when nothing is refunded. `in_vain`: it was approved, and
    nothing of it was possible any more.
    """

    action_id: str
    entity_id: str
    turn_id: str
    verb: str
    status: ActionStatus
    outcome: Outcome
    by: str
    notes: str = ""
    budget: Budget | None = None
    in_vain: bool = False


class BudgetSpent(_Event, frozen=True):
    entity_id: str
    budget: Budget


class Moved(_Event, frozen=True):
    """Along `path`, whose last cell is where the creature is now; `feet` of movement."""

    entity_id: str
    path: tuple[Position, ...]
    feet: int


class AttackRolled(_Event, frozen=True):
    """`armor_class` is for DMs only. `source` and `target` are participants."""

    action_id: str
    source: str
    target: str
    attack: str
    faces: tuple[int, ...]
    total: int
    armor_class: int
    hit: bool
    critical: bool = False
    advantage: int = 0
    damage_faces: tuple[int, ...] = ()


class Damaged(_Event, frozen=True):
    """`amounts` after resistances, by type; `hp` and `temp_hp` are what is left (DMs only)."""

    entity_id: str
    amounts: tuple[tuple[int, str], ...]
    hp: int
    temp_hp: int = 0
    action_id: str = ""


class Healed(_Event, frozen=True):
    """`amount` as it was rolled; `hp` does not go beyond the maximum (DMs only)."""

    entity_id: str
    amount: int
    hp: int
    faces: tuple[int, ...] = ()
    action_id: str = ""


class Defeated(_Event, frozen=True):
    entity_id: str


class ItemUsed(_Event, frozen=True):
    """One of `item_id` is used up; `left` remain (at 0 the entry is gone)."""

    entity_id: str
    item_id: str
    name: str
    left: int


class ItemEquipped(_Event, frozen=True):
    entity_id: str
    item_id: str
    name: str
    equipped: bool


class Dashed(_Event, frozen=True):
    entity_id: str
    feet: int


class Dodged(_Event, frozen=True):
    entity_id: str


class Rewarded(_Event, frozen=True):
    reward: Reward


class Overridden(_Event, frozen=True):
    """Only what the DM changed is there."""

    entity_id: str
    hp: int | None = None
    temp_hp: int | None = None
    position: Position | None = None
    hidden: bool | None = None
    hp_display: HpDisplay | None = None
    conditions: tuple[str, ...] | None = None
    name: str | None = None
    time_factor: float | None = None
    reason: str = ""


class SettingsChanged(_Event, frozen=True):
    settings: Settings


class ParticipantAdded(_Event, frozen=True):
    participant: Participant


class ParticipantRemoved(_Event, frozen=True):
    entity_id: str


class Said(_Event, frozen=True):
    """A chat message. `to`: who hears it on the stream that is hers alone; `recipients`: whom the sender named."""

    id: str
    user_id: str
    name: str
    content: str
    type: str = "party"
    entity_id: str = ""
    recipients: tuple[str, ...] = ()
    to: tuple[str, ...] = ()


class MessageHidden(_Event, frozen=True):
    """A DM has hidden what was said; for those who heard it."""

    message_id: str
    to: tuple[str, ...] = ()


class MessageShown(_Event, frozen=True):
    """What was hidden is to be seen again; it was said at `said_at`."""

    message: Said
    said_at: int
    to: tuple[str, ...] = ()


class DiceRolled(_Event, frozen=True):
    """A roll beside the rules; `faces` of each term with dice, in the formula's order."""

    user_id: str
    name: str
    formula: str
    faces: tuple[tuple[int, ...], ...]
    total: int
    reason: str = ""
    entity_id: str = ""
    to: tuple[str, ...] = ()


class DiceSpent(_Event, frozen=True):
    """The counters after this command; always the last of its row."""

    public: int
    secret: int
    rolls: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """What the public seed gave: sides and faces, in order."""


class NonceGiven(_Event, frozen=True):
    user_id: str
    nonce: str


class CutBack(_Event, frozen=True):
    """Staff took the journal's rows from the next one on away, because one of them could not be read. The dice have new
    seeds since: `seed_hash` is of the public one."""

    seed_hash: str


class Genesis(_Event, frozen=True):
    """The first of a journal that goes on from a stored state, when the journal before it is lost or left: the whole `room`
    as it was then. The dice have new seeds; `seed_hash` is of the public one, empty where nothing is rolled any more.

    `arrived` are the participants as they first came, `submitted` what was asked for in the turn under way and what waits:
    what the followers of the journal before knew of them.
    """

    room: Room | None = None
    """There in the journal; whoever only tells of it may leave it out."""
    seed_hash: str = ""
    arrived: dict[str, Participant] = {}
    submitted: tuple[ActionSubmitted, ...] = ()


Event = (
    Opened
    | WentLive
    | Paused
    | Resumed
    | Ended
    | InitiativeRequested
    | InitiativeRolled
    | OrderChanged
    | TurnStarted
    | TurnQueued
    | QueueMoved
    | QueueStopped
    | MissedTurnWanted
    | MissedTurnGranted
    | ClockSet
    | TimeGranted
    | TimeRequested
    | TimeRanLow
    | TurnEnding
    | TurnEnded
    | Rewound
    | Redone
    | ActionSubmitted
    | ActionResolved
    | BudgetSpent
    | Moved
    | AttackRolled
    | Damaged
    | Healed
    | Defeated
    | ItemUsed
    | ItemEquipped
    | Dashed
    | Dodged
    | Rewarded
    | Overridden
    | SettingsChanged
    | ParticipantAdded
    | ParticipantRemoved
    | Said
    | MessageHidden
    | MessageShown
    | DiceRolled
    | DiceSpent
    | NonceGiven
    | CutBack
    | Genesis
)
