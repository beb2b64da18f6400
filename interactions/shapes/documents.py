"""The documents that viewers hold: one for each stream. `engine.view` builds them."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from engine.asking import Role
from engine.commands import CHAT, PRIVATE_CHAT
from engine.requests import ActionRequest
from engine.state import (
    ActionStatus,
    ActionType,
    Diagonals,
    EntityType,
    Kind,
    LiveStatus,
    MissedTurns,
    MoreTime,
    Outcome,
    ResolutionMode,
    Status,
)
from interactions.shapes.base import Count, Duration, EntityId, Feet, Flag, Millis, Shape, UserId
from interactions.shapes.codes import ErrorCode
from interactions.shapes.creatures import DmParticipant, Menus, OwnParticipant, Position, SeenParticipant, Verb


class Placed(Shape):
    """A place in the order of initiative."""

    entity_id: EntityId
    entity_type: EntityType
    initiative_roll: int


class Budget(Shape):
    """What is left to spend in this turn."""

    action: Count
    bonus_action: Count
    movement: Feet
    object_interaction: Count


class CurrentTurn(Shape):
    """The turn under way. Of somebody hidden, players learn that it is the DM's: `byDm` instead of `entityId` and `budget`.
    `ending`: its owner is done, and something in it still waits. `catchUpFor`: the missed turn that is taken."""

    turn_id: str
    entity_id: EntityId | UnsetType = UNSET
    by_dm: Flag | UnsetType = UNSET
    ending: Flag | UnsetType = UNSET
    catch_up_for: str | UnsetType = UNSET
    budget: Budget | UnsetType = UNSET
    time_limit: Duration | UnsetType = UNSET
    remaining: Annotated[int, Meta(ge=0, description="Milliseconds left at `runningSince`.")] | UnsetType = UNSET
    running_since: Annotated[int, Meta(description="Absent while the clock stands still.")] | UnsetType = UNSET
    extensions: Annotated[int, Meta(description="Times that more time was given by itself.")] | UnsetType = UNSET
    asks_for_time: Flag | UnsetType = UNSET


class Stopped(Shape):
    """Why a queue stopped at its first action."""

    code: ErrorCode
    message: str


class QueueNow(Shape):
    """What is left of the queue of the turn under way."""

    actions: list[ActionRequest]
    stopped: Stopped | UnsetType = UNSET


class QueuedTurn(Shape):
    """What somebody does in her next turn, and what is left of the one under way."""

    actions: list[ActionRequest] | UnsetType = UNSET
    now: QueueNow | UnsetType = UNSET


class MissedTurn(Shape):
    """A turn that was passed over and can be taken later; `wanted` by its player, `granted` by a DM."""

    entity_id: EntityId
    round_number: Count
    status: Literal["skipped", "timeout"]
    wanted: Flag | UnsetType = UNSET
    granted: Flag | UnsetType = UNSET


class GameMap(Shape):
    """The ground."""

    name: str
    width: Annotated[int, Meta(ge=1, description="In cells.")]
    height: Annotated[int, Meta(ge=1, description="In cells.")]
    cell_feet: Feet
    terrain: Annotated[
        list[str],
        Meta(
            description="One string a row, one character a cell: `.` open, `~` difficult, `#` wall, `+` door, `^` hazard."
        ),
    ]


class Waiting(Shape):
    """An action that waits for the DM."""

    entity_id: EntityId
    verb: Verb
    action_type: ActionType
    status: ActionStatus
    submitted_at: Millis
    outcome: Outcome | UnsetType = UNSET
    description: str | UnsetType = UNSET
    targets: list[EntityId] | UnsetType = UNSET


class _Effect(Shape, tag_field="kind"):
    """What the rules propose."""


class AttackEffect(_Effect, tag="attack", kw_only=True):
    """One attack roll against one target, and its damage before resistances, by type."""

    target: EntityId
    attack: str
    faces: list[int]
    total: int
    armor_class: int
    hit: bool
    critical: bool
    damage: list[tuple[int, str]]


class MoveEffect(_Effect, tag="move", kw_only=True):
    """Along a path, whose last cell is where the creature ends."""

    path: list[Position]
    feet: Feet


class HealEffect(_Effect, tag="heal", kw_only=True):
    """Hit points given back."""

    target: EntityId
    amount: int


class EquipEffect(_Effect, tag="equip"):
    """Something is taken in hand or put away."""


class DashEffect(_Effect, tag="dash"):
    """More movement."""


class DodgeEffect(_Effect, tag="dodge"):
    """Attacks against it have disadvantage."""


class Proposal(Waiting, kw_only=True):
    """An action that waits, as DMs see it: with what the rules propose, and why it waits."""

    by: UserId
    effects: list[AttackEffect | MoveEffect | HealEffect | EquipEffect | DashEffect | DodgeEffect]
    reason: str | UnsetType = UNSET
    notes: str | UnsetType = UNSET


class TableSettings(Shape, kw_only=True):
    """How this table plays."""

    resolution_mode: ResolutionMode
    diagonals: Diagonals
    auto_begin: bool
    chat_enabled: Annotated[bool, Meta(description=CHAT)]
    allow_private_chat: Annotated[bool, Meta(description=PRIVATE_CHAT)]
    missed_turns: MissedTurns
    turn_time_limit: Annotated[int, Meta(description="Seconds of a player's turn; absent: no clock.")] | UnsetType = (
        UNSET
    )
    dm_turn_time_limit: Annotated[int, Meta(description="Seconds of any other turn.")] | UnsetType = UNSET
    time_warning: Annotated[int, Meta(description="Seconds before the end at which the clock warns.")]
    more_time: MoreTime


class Prize(Shape):
    """Something to be won."""

    name: str
    kind: str


class RewardGiven(Shape):
    """What somebody was given."""

    entity_id: EntityId
    xp: int | UnsetType = UNSET
    item: Prize | UnsetType = UNSET
    note: str | UnsetType = UNSET


class Member(Shape):
    """Somebody of the campaign; `connected` while a window of hers is open at this table."""

    name: str
    role: Role
    connected: Flag | UnsetType = UNSET


class Dice(Shape, kw_only=True):
    """How rolls can be checked afterwards."""

    seed_hash: Annotated[str, Meta(description="SHA-256 of the public seed.")] | UnsetType = UNSET
    nonces: Annotated[
        dict[UserId, str], Meta(description="What the players added; behind the seed by user id, as text.")
    ]
    seed: Annotated[str, Meta(description="The public seed: from the end on.")] | UnsetType = UNSET
    unverifiable: (
        Annotated[int, Meta(description="So many open dice fell by an earlier seed, before a cut or a restoring.")]
        | UnsetType
    ) = UNSET


class Prizes(Shape):
    """What there is to win in this interaction."""

    items: Annotated[dict[str, Prize], Meta(description="By campaign item id.")]
    xp: dict[EntityId, int]


class _Document(Shape, kw_only=True):
    interaction_id: str
    campaign_id: str
    name: str
    description: str | UnsetType = UNSET
    kind: Kind
    status: Status
    live_status: LiveStatus
    pause_reason: str | UnsetType = UNSET
    outcome: Literal["completed", "cancelled"] | UnsetType = UNSET
    round_number: Count
    turn_number: Count
    current_initiative_index: Annotated[int, Meta(ge=0, description="In `initiativeOrder`.")] | UnsetType = UNSET
    initiative_order: list[Placed]
    initiative_requests: Annotated[
        dict[EntityId, Flag], Meta(description="Those whose players are to roll initiative.")
    ]
    current_turn: CurrentTurn | UnsetType = UNSET
    missed_turns: Annotated[dict[str, MissedTurn], Meta(description="By turn id.")]
    map: GameMap
    settings: TableSettings
    rewards: Annotated[dict[str, RewardGiven], Meta(description="By reward id.")]
    presence: dict[UserId, Member]
    dice: Dice


class PartyDocument(_Document, kw_only=True):
    """The table as all players see it (stream `party`), and spectators (stream `table`). The hidden are nowhere in it."""

    participants: dict[EntityId, SeenParticipant]
    review_queue: Annotated[dict[str, Waiting], Meta(description="By action id.")]


class DmDocument(_Document, kw_only=True):
    """The table as its DMs see it (stream `dm`): everything."""

    participants: dict[EntityId, DmParticipant]  # type: ignore[valid-type]  # made of two others
    review_queue: Annotated[dict[str, Proposal], Meta(description="By action id.")]
    available_actions: Menus
    queued_turn: dict[EntityId, QueuedTurn]
    prizes: Prizes


class OwnDocument(Shape):
    """What is one player's alone (stream `own`). A page shows it laid over the party's."""

    participants: dict[EntityId, OwnParticipant]
    available_actions: Menus
    queued_turn: dict[EntityId, QueuedTurn]
    notes: Annotated[dict[EntityId, str], Meta(description="From the DM, by participant.")]
    review_queue: Annotated[
        dict[str, Waiting], Meta(description="By action id: what waits of hers that the party does not see.")
    ]


class Nothing(Shape):
    """DMs and spectators have an `own` stream without anything in it."""


DOCUMENTS: dict[str, type[Any]] = {
    "dm": DmDocument,
    "party": PartyDocument,
    "table": PartyDocument,
    "own": OwnDocument,
}
"""By stream."""

KINDS = {
    "participants": "participant",
    "currentTurn": "turn",
    "roundNumber": "turn",
    "turnNumber": "turn",
    "currentInitiativeIndex": "turn",
    "availableActions": "turn",
    "initiativeOrder": "initiative",
    "initiativeRequests": "initiative",
    "missedTurns": "turn",
    "queuedTurn": "turn",
    "reviewQueue": "review",
}
"""Which part of the document a `stateDelta` is about, by its field; any other field is a part of its own."""

STREAM_OF = {"dm": "dm", "player": "party", "spectator": "table"}
"""By role: the stream of the table that it follows, besides `own`."""
