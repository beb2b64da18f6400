"""What is asked, in the imperative. Every number and string is bounded: what comes in here may come from anybody."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from engine.requests import ActionRequest as ActionRequest
from engine.requests import Cell as Cell
from engine.requests import Hp as Hp
from engine.requests import Id as Id
from engine.requests import Name as Name
from engine.requests import Text as Text
from engine.requests import Total as Total
from engine.requests import Visibility as Visibility
from engine.requests import Xp as Xp
from engine.state import Diagonals, HpDisplay, MissedTurns, MoreTime, Participant, ResolutionMode

Seconds = Annotated[int, Meta(ge=5, le=86_400)]

CHAT = "Off: players write to the DMs only, neither to everybody nor in private; DMs write as ever."
PRIVATE_CHAT = "Whether messages may be private, which DMs do not read along; players' only while the chat is on."


class _Command(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """Wire names are the camelCase of these."""


class StartInteraction(_Command, frozen=True):
    """Go live. The journal begins."""


class PauseInteraction(_Command, frozen=True):
    """Nobody acts until a DM resumes."""

    reason: Text = ""


class ResumeInteraction(_Command, frozen=True):
    """Go on after a pause."""


class EndInteraction(_Command, frozen=True):
    """`outcome` is `completed` (what was set out as XP is given) or `cancelled` (nothing is). Final."""

    outcome: str = "completed"
    reason: Text = ""


class RequestInitiative(_Command, frozen=True):
    """The players are asked to roll for these, or for all of theirs that have no place yet."""

    entity_ids: Annotated[list[Id], Meta(max_length=200)] | None = None


class RollInitiative(_Command, frozen=True):
    """`values` are totals entered by hand. Scope `missing` rolls for who has none yet; a player rolls for her own that
    were asked. `grouped`: one roll for all creatures of a kind. With advantage or disadvantage two dice fall for somebody
    (a DM says for whom)."""

    scope: str = "all"
    values: Annotated[dict[Id, Total], Meta(max_length=200)] = {}
    grouped: bool = False
    advantage: Annotated[list[Id], Meta(max_length=200)] = []
    disadvantage: Annotated[list[Id], Meta(max_length=200)] = []


class BeginTurns(_Command, frozen=True):
    """The first turn begins, where `autoBegin` is off."""


class UpdateInitiative(_Command, frozen=True):
    """Either a whole new `order`, or `values`: new totals by participant."""

    order: Annotated[list[Id], Meta(max_length=200)] | None = None
    values: Annotated[dict[Id, Total], Meta(max_length=200)] | None = None


class TakeTurn(_Command, frozen=True):
    """Act with a participant whose turn it is; `endTurn` ends the turn with this action."""

    entity_id: Id
    action: ActionRequest
    turn_id: Id | None = None
    end_turn: bool = False


class QueueTurn(_Command, frozen=True):
    """What an entity does in its next turn, in order; empty clears."""

    entity_id: Id
    actions: Annotated[list[ActionRequest], Meta(max_length=20)]


class TakeMissedTurn(_Command, frozen=True):
    """Take a turn that was missed, now or as soon as a DM grants it."""

    entity_id: Id


class GrantMissedTurn(_Command, frozen=True):
    """Let somebody take a turn that was missed."""

    entity_id: Id


class RequestTime(_Command, frozen=True):
    """More time for one's turn: given ten times by itself, then a DM decides."""

    entity_id: Id
    seconds: Annotated[int, Meta(ge=1, le=600)] | None = None


class GrantTime(_Command, frozen=True):
    """More time for the turn under way."""

    entity_id: Id | None = None
    seconds: Annotated[int, Meta(ge=1, le=86_400)] | None = None


class WarnOfTime(_Command, frozen=True):
    """Only from inside, like the two below: little time is left."""

    turn_id: str


class ExpireTurn(_Command, frozen=True):
    """Time is up."""

    turn_id: str


class RebaseClock(_Command, frozen=True):
    """The room opens after a stop: the last row of its journal is of `last_at` (ms); `grace` seconds are added."""

    last_at: int
    grace: int


class BacktrackTurn(_Command, frozen=True):
    """Back to the start of the previous turn, or of `toTurn`. `preview` only says what would change; `redo` takes the
    newest rewind back as long as nothing else has happened."""

    to_turn: Id | None = None
    preview: bool = False
    redo: bool = False


class Changes(_Command, frozen=True):
    """What the DM changes on approving: damage by target, or other targets."""

    damage: Annotated[dict[Id, Hp], Meta(max_length=50)] | None = None
    targets: Annotated[list[Id], Meta(max_length=50)] | None = None


class ResolveAction(_Command, frozen=True):
    """`outcome` of one or several actions that wait: `approved`, `approved_modified` (with `changes`), `denied`, `asked_back`."""

    outcome: str
    action_id: Id | None = None
    action_ids: Annotated[list[Id], Meta(max_length=50)] | None = None
    notes: Text = ""
    changes: Changes | None = None
    awarded_item_ids: Annotated[list[Id], Meta(max_length=50)] | None = None
    awarded_xp: Xp | None = None


class WithdrawAction(_Command, frozen=True):
    """Take back an action of one's own that still waits."""

    action_id: Id


class SkipTurn(_Command, frozen=True):
    """Pass over the turn that is under way; with `turnId`, only if it is that one."""

    entity_id: Id | None = None
    turn_id: Id | None = None
    reason: Text = ""


class OverrideChanges(_Command, frozen=True):
    """What is to be true from now on; what is not named stays."""

    hp: Hp | UnsetType = UNSET
    temp_hp: Hp | UnsetType = UNSET
    position: Cell | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    hp_display: HpDisplay | UnsetType = UNSET
    conditions: Annotated[list[Id], Meta(max_length=30)] | UnsetType = UNSET
    name: Name | UnsetType = UNSET
    time_factor: Annotated[float, Meta(ge=0.25, le=10)] | UnsetType = UNSET


class Override(_Command, frozen=True):
    """The DM's word over the rules: explicit, journalled."""

    entity_id: Id
    changes: OverrideChanges
    reason: Text = ""


class GrantReward(_Command, frozen=True):
    """Items and experience points for a participant; or `entityIds`, who share the experience points: what does not divide
    goes to the first of them."""

    entity_id: Id | None = None
    entity_ids: Annotated[list[Id], Meta(min_length=1, max_length=50)] | None = None
    item_ids: Annotated[list[Id], Meta(max_length=50)] | None = None
    xp: Xp = 0
    note: Text = ""


class UpdateTurnSettings(_Command, frozen=True):
    """How the table plays; what is not named stays. Limits of time are seconds; null: no clock, at once. Another limit
    counts from the next turn on."""

    resolution_mode: ResolutionMode | UnsetType = UNSET
    diagonals: Diagonals | UnsetType = UNSET
    auto_begin: bool | UnsetType = UNSET
    chat_enabled: Annotated[bool, Meta(description=CHAT)] | UnsetType = UNSET
    allow_private_chat: Annotated[bool, Meta(description=PRIVATE_CHAT)] | UnsetType = UNSET
    missed_turns: MissedTurns | UnsetType = UNSET
    turn_time_limit: Seconds | UnsetType | None = UNSET
    dm_turn_time_limit: Seconds | UnsetType | None = UNSET
    time_warning: Annotated[int, Meta(ge=0, le=3_600)] | UnsetType = UNSET
    more_time: MoreTime | UnsetType = UNSET


class RemoveParticipant(_Command, frozen=True):
    """Take somebody from the table."""

    entity_id: Id


class AddParticipant(_Command, frozen=True):
    """`source_id` of `kind` is whom the campaign has; the door makes `participant` of it, nobody sends that.

    Without `position` it comes to the nearest free ground; `initiative` is a total by hand, else it rolls as `missing`.
    """

    kind: Literal["character", "npc", "monster"] = "monster"
    source_id: Id | None = None
    name: Name | None = None
    hidden: bool = False
    position: Cell | None = None
    initiative: Total | None = None
    participant: Participant | None = None


class GiveNonce(_Command, frozen=True):
    """What a player's client adds to the seed of the open dice: once, before the first roll; 32 hexadecimal digits."""

    nonce: Annotated[str, Meta(pattern="^[0-9a-f]{32}$", max_length=32)]


class SendChat(_Command, frozen=True):
    """Something said to all players and DMs, as oneself or in the voice of a participant of one's own."""

    content: Annotated[str, Meta(min_length=1, max_length=2000)]
    type: str = "party"
    entity_id: Id | None = None
    recipients: Annotated[list[Id], Meta(max_length=50)] | None = None


class HideChat(_Command, frozen=True):
    """Hide a chat message from everybody who heard it, or (`hidden: false`) show it again."""

    message_id: Id
    hidden: bool = True


class RollDice(_Command, frozen=True):
    """A roll beside the rules: `2d6+3`, `4d6kh3`."""

    formula: Annotated[str, Meta(min_length=1, max_length=200)]
    visibility: Visibility = "public"
    reason: Annotated[str, Meta(max_length=200)] = ""


Command = (
    StartInteraction
    | PauseInteraction
    | ResumeInteraction
    | EndInteraction
    | RequestInitiative
    | RollInitiative
    | BeginTurns
    | UpdateInitiative
    | TakeTurn
    | QueueTurn
    | TakeMissedTurn
    | GrantMissedTurn
    | RequestTime
    | GrantTime
    | WarnOfTime
    | ExpireTurn
    | RebaseClock
    | BacktrackTurn
    | ResolveAction
    | WithdrawAction
    | SkipTurn
    | Override
    | GrantReward
    | UpdateTurnSettings
    | RemoveParticipant
    | AddParticipant
    | GiveNonce
    | SendChat
    | HideChat
    | RollDice
)
