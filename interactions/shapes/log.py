"""What the log is told: a shape for everything that happens at a table, turns and talk apart."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from engine.state import ActionStatus, Outcome
from interactions.shapes.base import Duration, EntityId, Feet, Flag, Shape, Told, UserId
from interactions.shapes.codes import ErrorCode
from interactions.shapes.creatures import Position, Verb

Faces = Annotated[list[int], Meta(description="The dice as they fell.")]
Amounts = Annotated[list[tuple[int, str]], Meta(description="Amount and type of damage, after resistances.")]


class _Log(Told, tag_field="event", kw_only=True):
    type: Literal["logEvent"]


class _Of(_Log, kw_only=True):
    entity_id: EntityId


class InteractionStarted(_Log, tag="INTERACTION_STARTED"):
    """It went live."""


class InteractionPaused(_Log, tag="INTERACTION_PAUSED", kw_only=True):
    """Nobody acts until a DM resumes."""

    reason: str | UnsetType = UNSET


class InteractionResumed(_Log, tag="INTERACTION_RESUMED"):
    """It goes on."""


class InteractionEnded(_Log, tag="INTERACTION_ENDED", kw_only=True):
    """It is over for good."""

    outcome: Literal["completed", "cancelled"]
    reason: str | UnsetType = UNSET


class InitiativeRequested(_Log, tag="INITIATIVE_REQUESTED", kw_only=True):
    """Their players are to roll initiative for these."""

    entity_ids: list[EntityId]


class InitiativeTotal(Shape):
    """An initiative roll; `manual` where the total was entered by hand."""

    total: int
    faces: Faces | UnsetType = UNSET
    manual: Flag | UnsetType = UNSET


class InitiativeUpdated(_Log, tag="INITIATIVE_UPDATED", kw_only=True):
    """The order is another; `rolls` are the new ones."""

    rolls: dict[EntityId, InitiativeTotal] | UnsetType = UNSET


class Moved(_Of, tag="MOVED", kw_only=True):
    """Somebody moved."""

    feet: Feet
    to: Position


class AttackRolled(_Of, tag="ATTACK_ROLLED", kw_only=True):
    """Somebody attacked."""

    target_id: EntityId
    attack: str
    faces: Faces
    total: int
    hit: bool
    critical: Flag | UnsetType = UNSET
    advantage: Annotated[int, Meta(ge=-1, le=1, description="-1: disadvantage.")] | UnsetType = UNSET
    damage_faces: Faces | UnsetType = UNSET


class Damaged(_Of, tag="DAMAGED", kw_only=True):
    """Somebody lost hit points."""

    amounts: Amounts


class Healed(_Of, tag="HEALED", kw_only=True):
    """Somebody got hit points back."""

    amount: int
    faces: Faces | UnsetType = UNSET


class Defeated(_Of, tag="DEFEATED"):
    """Somebody is out of the fight."""


class Dashed(_Of, tag="DASHED", kw_only=True):
    """Somebody has more movement in this turn."""

    feet: Feet


class Dodged(_Of, tag="DODGED"):
    """Attacks against somebody have disadvantage until her next turn."""


class ItemUsed(_Of, tag="ITEM_USED", kw_only=True):
    """Something was used up."""

    name: str


class ItemEquipped(_Of, tag="ITEM_EQUIPPED", kw_only=True):
    """Something was taken in hand, or put away."""

    name: str
    equipped: bool


class ActionSubmitted(_Of, tag="ACTION_SUBMITTED", kw_only=True):
    """An action waits for the DM; or somebody did something in words, and it was settled at once."""

    action_id: str
    verb: Verb
    description: str | UnsetType = UNSET


class ActionResolved(_Of, tag="ACTION_RESOLVED", kw_only=True):
    """An action that waited is settled. `inVain`: it was approved, and nothing of it was possible any more."""

    action_id: str
    verb: Verb
    outcome: Outcome
    status: ActionStatus
    in_vain: Flag | UnsetType = UNSET


class Rewarded(_Of, tag="REWARDED", kw_only=True):
    """Somebody was given something; `item` is its name."""

    xp: int | UnsetType = UNSET
    item: str | UnsetType = UNSET
    note: str | UnsetType = UNSET


class DiceRolled(_Log, tag="DICE_ROLLED", kw_only=True):
    """Somebody rolled beside the rules. `faces`: for each kind of dice in the formula, as they fell."""

    user_id: UserId
    name: str
    entity_id: EntityId | UnsetType = UNSET
    formula: str
    faces: list[list[int]]
    total: int
    visibility: Literal["public", "party", "dm", "private"]
    reason: str | UnsetType = UNSET


class QueueStopped(_Of, tag="QUEUE_STOPPED", kw_only=True):
    """The first action of a queue was refused: its owner is to act herself."""

    code: ErrorCode
    message: str


class MissedTurnWanted(_Of, tag="MISSED_TURN_WANTED"):
    """A player asks to take a turn that was missed."""


class MissedTurnGranted(_Of, tag="MISSED_TURN_GRANTED"):
    """A DM lets a missed turn be taken."""


class RewindRedone(_Log, tag="REWIND_REDONE"):
    """The newest rewind is taken back."""


class TimeGranted(_Of, tag="TIME_GRANTED", kw_only=True):
    """A turn has more time; `byItself`: because its player asked."""

    seconds: int
    by_itself: Flag | UnsetType = UNSET


class TimeRequested(_Of, tag="TIME_REQUESTED", kw_only=True):
    """A player asks the DM for more time."""

    seconds: int


class TimeWarning(_Of, tag="TIME_WARNING", kw_only=True):
    """Little time is left."""

    turn_id: str
    left: Duration


class ParticipantRevealed(_Of, tag="PARTICIPANT_REVEALED"):
    """Somebody is hidden no more."""


class ParticipantJoined(_Of, tag="PARTICIPANT_JOINED"):
    """Somebody came."""


class ParticipantLeft(_Of, tag="PARTICIPANT_LEFT"):
    """Somebody was taken from the table."""


class Overridden(_Of, tag="OVERRIDDEN", kw_only=True):
    """A DM set what is true; `fields` says what of it is to be seen."""

    fields: list[str] | UnsetType = UNSET


class SettingsChanged(_Log, tag="SETTINGS_CHANGED"):
    """The table plays otherwise from now on."""


class JournalCutBack(_Log, tag="JOURNAL_CUT_BACK"):
    """What came behind this could not be read any more and is gone; the dice have new seeds."""


class RoomRestored(_Log, tag="ROOM_RESTORED"):
    """The room goes on from a stored state; what may have come after that is gone, and the dice have new seeds."""


class DmActionResolved(ActionResolved, tag="ACTION_RESOLVED", kw_only=True):
    """As DMs are told: with their notes."""

    notes: str | UnsetType = UNSET


class DmInteractionStarted(InteractionStarted, tag="INTERACTION_STARTED", kw_only=True):
    """As DMs are told: with the warning that Convex did not say whether it knows more than what is stored here."""

    warning: str | UnsetType = UNSET


class DmInteractionResumed(InteractionResumed, tag="INTERACTION_RESUMED", kw_only=True):
    """As DMs are told: with the same warning."""

    warning: str | UnsetType = UNSET


class DmOverridden(Overridden, tag="OVERRIDDEN", kw_only=True):
    """As DMs are told: with the reason."""

    reason: str | UnsetType = UNSET


LOG: tuple[type[Struct], ...] = (
    RewindRedone,
    InteractionStarted,
    InteractionPaused,
    InteractionResumed,
    InteractionEnded,
    InitiativeRequested,
    InitiativeUpdated,
    Moved,
    AttackRolled,
    Damaged,
    Healed,
    Defeated,
    Dashed,
    Dodged,
    ItemUsed,
    ItemEquipped,
    ActionSubmitted,
    ActionResolved,
    Rewarded,
    DiceRolled,
    QueueStopped,
    MissedTurnWanted,
    MissedTurnGranted,
    TimeGranted,
    TimeRequested,
    TimeWarning,
    ParticipantRevealed,
    ParticipantJoined,
    ParticipantLeft,
    Overridden,
    SettingsChanged,
    JournalCutBack,
    RoomRestored,
)
"""What any stream may be told of it."""
FOR_DMS: dict[type[Struct], type[Struct]] = {
    InteractionStarted: DmInteractionStarted,
    InteractionResumed: DmInteractionResumed,
    ActionResolved: DmActionResolved,
    Overridden: DmOverridden,
}
"""What DMs are told instead."""
