"""What REST answers about what happened, as types for the documentation."""

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from interactions.shapes.base import Count, Millis, Shape


class ActionRecord(Shape, kw_only=True):
    """An action as it was submitted, and what became of it; the notes are the DMs'."""

    id: str
    interaction_id: str
    player_character_id: str | None
    entity_id: str
    user_id: str
    turn_id: str
    verb: str
    action_type: str
    action_description: str
    targets: list[Any]
    submitted_at: Millis
    status: str
    outcome: str
    visibility: str
    associated_item_id: str | None
    awarded_xp: int | None
    awarded_item_ids: list[str]
    created_at: Millis
    dm_notes: str | UnsetType = UNSET


class TurnRecord(Shape, kw_only=True):
    """A turn, over or under way. `undone`: it was taken back."""

    turn_id: str
    interaction_id: str
    entity_id: str
    entity_type: str
    user_id: str | None
    turn_number: Count
    round_number: Count
    actions: list[dict[str, Any]]
    start_time: Millis
    end_time: Millis | None
    status: str | None
    reason: str | None
    undone: bool
    catch_up_for: Annotated[str | None, Meta(description="The missed turn that this one made up for.")]


class LogRecord(Shape, kw_only=True):
    """Something that happened; `eventData` is what `logEvent` says on the socket."""

    interaction_id: str
    event_type: str
    event_data: dict[str, Any]
    user_id: str | None
    entity_id: str | None
    timestamp: Millis
    session_id: str


DOCUMENTED = (ActionRecord, TurnRecord, LogRecord)
