"""What is asked, in the imperative. Every number and string is bounded: what comes in here may come from anybody."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from engine.state import (
    ActionType,
    Diagonals,
    HpDisplay,
    Participant,
    Position,
    ResolutionMode,
    Visibility,
)

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Text = Annotated[str, Meta(max_length=2000)]
Hp = Annotated[int, Meta(ge=0, le=100_000)]
Xp = Annotated[int, Meta(ge=0, le=10_000_000)]
Total = Annotated[int, Meta(ge=-100, le=1000)]


class Cell(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A cell of the grid as somebody names it."""

    x: Annotated[int, Meta(ge=0, le=999)]
    y: Annotated[int, Meta(ge=0, le=999)]

    def position(self) -> Position:
        return Position(self.x, self.y)


class _Command(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """Wire names are the camelCase of these."""


class StartInteraction(_Command, frozen=True):
    pass


class PauseInteraction(_Command, frozen=True):
    reason: Text = ""


class ResumeInteraction(_Command, frozen=True):
    pass


class EndInteraction(_Command, frozen=True):
    outcome: str = "completed"
    reason: Text = ""


class RollInitiative(_Command, frozen=True):
    """`values` are totals entered by hand. Scope `missing` rolls for who has none yet."""

    scope: str = "all"
    values: Annotated[dict[Id, Total], Meta(max_length=200)] = {}


class BeginTurns(_Command, frozen=True):
    pass


class UpdateInitiative(_Command, frozen=True):
    """Either a whole new `order`, or `values`: new totals by participant."""

    order: Annotated[list[Id], Meta(max_length=200)] | None = None
    values: Annotated[dict[Id, Total], Meta(max_length=200)] | None = None


class ActionRequest(_Command, frozen=True):
    """What somebody wants to do; `type` is the verb."""

    type: Id
    target: Id | None = None
    targets: Annotated[list[Id], Meta(max_length=50)] | None = None
    position: Cell | None = None
    path: Annotated[list[Cell], Meta(max_length=200)] | None = None
    item_id: Id | None = None
    action_id: Id | None = None
    spell_id: Id | None = None
    slot_level: Annotated[int, Meta(ge=0, le=9)] | None = None
    description: Text | None = None
    action_type: ActionType | None = None
    associated_item_id: Id | None = None
    visibility: Visibility = "public"
    ask_dm: bool = False
    equipped: bool | None = None
    parameters: Annotated[dict[Id, Text], Meta(max_length=20)] | None = None


class TakeTurn(_Command, frozen=True):
    entity_id: Id
    action: ActionRequest
    turn_id: Id | None = None
    end_turn: bool = False


class Changes(_Command, frozen=True):
    """What the DM changes on approving: damage by target, or other targets."""

    damage: Annotated[dict[Id, Hp], Meta(max_length=50)] | None = None
    targets: Annotated[list[Id], Meta(max_length=50)] | None = None


class ResolveAction(_Command, frozen=True):
    outcome: str
    action_id: Id | None = None
    action_ids: Annotated[list[Id], Meta(max_length=50)] | None = None
    notes: Text = ""
    changes: Changes | None = None
    awarded_item_ids: Annotated[list[Id], Meta(max_length=50)] | None = None
    awarded_xp: Xp | None = None


class WithdrawAction(_Command, frozen=True):
    action_id: Id


class SkipTurn(_Command, frozen=True):
    entity_id: Id | None = None
    turn_id: Id | None = None
    reason: Text = ""


class OverrideChanges(_Command, frozen=True):
    hp: Hp | UnsetType = UNSET
    temp_hp: Hp | UnsetType = UNSET
    position: Cell | UnsetType = UNSET
    hidden: bool | UnsetType = UNSET
    hp_display: HpDisplay | UnsetType = UNSET
    conditions: Annotated[list[Id], Meta(max_length=30)] | UnsetType = UNSET
    name: Annotated[str, Meta(min_length=1, max_length=100)] | UnsetType = UNSET


class Override(_Command, frozen=True):
    """The DM's word over the rules: explicit, journalled."""

    entity_id: Id
    changes: OverrideChanges
    reason: Text = ""


class GrantReward(_Command, frozen=True):
    entity_id: Id
    item_ids: Annotated[list[Id], Meta(max_length=50)] | None = None
    xp: Xp = 0
    note: Text = ""


class UpdateTurnSettings(_Command, frozen=True):
    resolution_mode: ResolutionMode | UnsetType = UNSET
    diagonals: Diagonals | UnsetType = UNSET
    auto_begin: bool | UnsetType = UNSET
    chat_enabled: bool | UnsetType = UNSET


class RemoveParticipant(_Command, frozen=True):
    entity_id: Id


class AddParticipant(_Command, frozen=True):
    """Only from inside: the door builds `participant` from the campaign's rows."""

    participant: Participant


class SendChat(_Command, frozen=True):
    content: Annotated[str, Meta(min_length=1, max_length=2000)]
    type: str = "party"
    entity_id: Id | None = None
    recipients: Annotated[list[Id], Meta(max_length=50)] | None = None


Command = (
    StartInteraction
    | PauseInteraction
    | ResumeInteraction
    | EndInteraction
    | RollInitiative
    | BeginTurns
    | UpdateInitiative
    | TakeTurn
    | ResolveAction
    | WithdrawAction
    | SkipTurn
    | Override
    | GrantReward
    | UpdateTurnSettings
    | RemoveParticipant
    | AddParticipant
    | SendChat
)
