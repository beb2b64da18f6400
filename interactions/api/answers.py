"""What REST answers about interactions, as types: the documentation comes from them, a test holds answers against them."""

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from engine.asking import Role
from engine.state import Diagonals, EntityType, HpDisplay, Kind, LiveStatus, Outcome, ResolutionMode, Status
from interactions.shapes.base import Count, Millis, Shape
from interactions.shapes.documents import DmDocument, OwnDocument, PartyDocument, Placed
from interactions.shapes.frames import SCHEMAS, TurnThen


def _without_presence(name: str, kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The same document; only on the socket it says who is connected."""
    fields = [f for f in msgspec.structs.fields(kind) if f.name != "presence"]
    told = [
        (f.name, f.type, msgspec.field(name=f.encode_name, **({} if f.required else {"default": UNSET})))
        for f in fields
    ]
    return msgspec.defstruct(name, told, bases=(Shape,), kw_only=True, namespace={"__doc__": kind.__doc__})


PartyTable, DmTable = _without_presence("PartyTable", PartyDocument), _without_presence("DmTable", DmDocument)
_DOCUMENT = {"anyOf": [{"$ref": f"{SCHEMAS}{kind.__name__}"} for kind in (PartyTable, DmTable)]}
Document = Annotated[dict[str, Any], Meta(description="The table as the asker sees it.", extra_json_schema=_DOCUMENT)]
Documents = Annotated[dict[str, Any], Meta(description="By stream: `dm`; or `party` and `own`; or `table`.")]
Entries = Annotated[list[dict[str, Any]], Meta(description="As `logEvent` on the socket, each with `at`.")]


class XpAward(Shape):
    player_character_id: str
    xp: Count


class InteractionRow(Shape, kw_only=True):
    """An interaction in a list. What only DMs see is not there for others."""

    id: str
    campaign_id: str
    related_quest_id: str | None
    related_location_id: str | None
    dm_user_id: str
    name: str
    description: str
    kind: Kind
    live_status: LiveStatus
    outcome: Outcome | None
    status: Status
    effective_status: str
    initiative_order: list[Placed]
    current_initiative_index: int | None
    participant_player_character_ids: list[str]
    participant_npc_ids: list[str]
    participant_monster_ids: list[str]
    participant_count: Count
    current_turn: Annotated[str | None, Meta(description="The name of who is up.")]
    created_at: Millis
    updated_at: Millis
    last_activity: Millis | None
    live_room_id: str | None
    resolution_mode: ResolutionMode
    diagonals: Diagonals
    auto_begin: bool
    chat_enabled: bool
    allow_private_chat: bool
    turn_time_limit: int | None
    current_turn_timeout: int | None
    reward_item_ids: list[str] | UnsetType = UNSET
    xp_awards: list[XpAward] | UnsetType = UNSET


class Cell(Shape):
    """The upper left cell, from 0 at the north-west."""

    x: Count
    y: Count


class Drafted(Shape, kw_only=True):
    """A participant of a draft, for DMs; without a position she is put where there is room."""

    id: str
    entity_type: EntityType
    source_id: str
    name: str
    hidden: bool
    hp_display: HpDisplay
    position: Cell | None


class Interaction(InteractionRow, kw_only=True):
    """An interaction with its state and the newest of its log, as the asker sees them."""

    connected_participants: list[str]
    last_state_snapshot: Document | None
    snapshot_timestamp: Millis | None
    interaction_state: Document | None
    interaction_log: Entries
    participants: list[Drafted] | UnsetType = UNSET


class Started(Interaction, kw_only=True):
    """The interaction that is live now."""

    interaction_id: str


class Done(Shape, kw_only=True):
    """The command is on disk. `duplicate`: it was already, under this Idempotency-Key. The preview of a rewind says what
    would change: in words, as a merge patch of the DMs' document, and how many turns would be undone. `warning`: it went
    live, and Convex did not say whether it knows more."""

    interaction_id: str
    action_id: str | UnsetType = UNSET
    warning: str | UnsetType = UNSET
    words: list[str] | UnsetType = UNSET
    changes: dict[str, Any] | UnsetType = UNSET
    undone: Count | UnsetType = UNSET
    turn: TurnThen | UnsetType = UNSET
    duplicate: bool | UnsetType = UNSET


class State(Shape):
    """The documents of the streams that the asker follows."""

    interaction_id: str
    role: Role
    state: Documents


class Snapshot(State, kw_only=True):
    """The newest snapshot, with its number and reason, for DMs; for others the table as it stands, and when all last heard
    of it."""

    snapshot_timestamp: Millis
    seq: Count | UnsetType = UNSET
    reason: str | UnsetType = UNSET


class LiveRow(Shape, kw_only=True):
    """Something live or paused that concerns the asker."""

    interaction_id: str
    campaign_id: str
    name: str
    kind: Kind
    role: Role
    live_status: LiveStatus
    status: Status | None
    participant_count: Count
    last_activity: Millis | None
    current_turn: str | UnsetType = UNSET


class Ticket(Shape):
    """A pass for one socket, good once."""

    ticket: str
    expires_at: Millis


class Imported(Shape):
    """The campaign that was made of a document."""

    campaign_id: str
    name: str


DOCUMENTED: tuple[type[msgspec.Struct], ...] = (
    *(InteractionRow, Interaction, Started, Done, State, Snapshot, LiveRow, Ticket, Imported),
    *(PartyTable, DmTable, OwnDocument),
)
