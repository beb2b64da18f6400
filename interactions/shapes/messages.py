"""What an update frame tells: `engine.told` and `interactions.fanout` build it."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from interactions.shapes.base import Count, Duration, EntityId, Flag, Millis, Shape, Told, UserId
from interactions.shapes.documents import DOCUMENTS, KINDS
from interactions.shapes.log import FOR_DMS, LOG, DiceRolled
from interactions.shapes.partial import partial


class ChatContent(Shape, kw_only=True):
    """Something said at the table; with `entityId`, in the voice of a participant. `dm`: between a player and the DMs;
    `system`: the table says what came of something that `userId` did.
    """

    id: str
    user_id: UserId
    name: str
    entity_id: EntityId | UnsetType = UNSET
    content: str
    type: Literal["party", "dm", "private", "system"]
    recipients: list[UserId] | UnsetType = UNSET
    timestamp: Millis


class ChatMessage(Told, tag_field="type", tag="chatMessage", kw_only=True):
    """Somebody said something."""

    message: ChatContent


class ChatHidden(Told, tag_field="type", tag="chatHidden", kw_only=True):
    """A DM has hidden what was said: it is not to be shown any more."""

    message_id: str


class ChatShown(Told, tag_field="type", tag="chatShown", kw_only=True):
    """What was hidden is to be shown again, where it was said."""

    message: ChatContent


class TurnUpdate(Told, tag_field="event", kw_only=True):
    """A turn begins or ends."""

    type: Literal["turnUpdate"]
    turn_id: str
    entity_id: Annotated[str, Meta(description="Absent where it is hidden: the DM acts.")] | UnsetType = UNSET
    round_number: Count
    turn_number: Count


class TurnStarted(TurnUpdate, tag="TURN_STARTED"):
    """A turn begins; `catchUpFor` says which missed one it makes up for."""

    catch_up_for: str | UnsetType = UNSET
    time_limit: Duration | UnsetType = UNSET
    deadline: Annotated[int, Meta(description="As things are now: milliseconds since the epoch.")] | UnsetType = UNSET


class TurnRewound(TurnUpdate, tag="TURN_REWOUND"):
    """A turn begins anew, and everything is as it was then; the turns since do not count."""

    catch_up_for: str | UnsetType = UNSET
    time_limit: Duration | UnsetType = UNSET
    deadline: Annotated[int, Meta(description="As things are now: milliseconds since the epoch.")] | UnsetType = UNSET


class TurnCompleted(TurnUpdate, tag="TURN_COMPLETED"):
    """A turn is over."""


class TurnSkipped(TurnUpdate, tag="TURN_SKIPPED", kw_only=True):
    """A turn was passed over; where it is `missed`, it can be taken later."""

    missed: Flag | UnsetType = UNSET
    reason: str | UnsetType = UNSET


EVERYBODY: tuple[type[Struct], ...] = (
    ChatMessage,
    ChatHidden,
    ChatShown,
    TurnStarted,
    TurnCompleted,
    TurnSkipped,
    TurnRewound,
    *LOG,
)
"""What any stream of the table may be told, besides changes of its document."""


def _state_delta(stream: str) -> type[Struct]:
    document = DOCUMENTS[stream]
    kinds = Literal[tuple(dict.fromkeys(KINDS.get(name, name) for name in document.__struct_encode_fields__))]
    return defstruct(
        f"{stream.capitalize()}StateDelta",
        [("kinds", list[kinds]), ("changes", partial(document))],
        bases=(Shape,),
        tag_field="type",
        tag="stateDelta",
        kw_only=True,
        namespace={"__doc__": f"What changed in the document of the stream `{stream}`, and which parts of it."},
    )


STATE_DELTAS = {stream: _state_delta(stream) for stream in DOCUMENTS}

MESSAGES: dict[str, tuple[type[Struct], ...]] = {
    "dm": (STATE_DELTAS["dm"], *(FOR_DMS.get(kind, kind) for kind in EVERYBODY)),
    "party": (STATE_DELTAS["party"], *EVERYBODY),
    "table": (STATE_DELTAS["table"], *EVERYBODY),
    "own": (STATE_DELTAS["own"], ChatMessage, ChatHidden, ChatShown, DiceRolled),
}
"""By stream: everything that its update frames may hold."""


_BY_TAG = {stream: {kind.__struct_config__.tag: kind for kind in kinds} for stream, kinds in MESSAGES.items()}


def told_as(message: dict[str, Any], stream: str) -> type[Struct] | None:
    """The shape of a message on a stream; None where the stream has no such message."""
    return _BY_TAG[stream].get(message.get("event", message.get("type")))
