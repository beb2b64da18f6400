"""What the server sends: `interactions.protocol`, `interactions.seating` and `interactions.fanout` build it."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, defstruct

from engine.asking import Role
from interactions.shapes.alerts import Alert, AlertsRead
from interactions.shapes.base import Count, EntityId, Flag, Millis, Shape, UserId
from interactions.shapes.codes import ErrorCode
from interactions.shapes.documents import DOCUMENTS, STREAM_OF, Nothing, OwnDocument
from interactions.shapes.messages import MESSAGES, ChatMessage, TurnUpdate

SCHEMAS = "#/components/schemas/"
Number = Annotated[int, Meta(ge=0, description="The number of the last frame of this stream.")]


def _list_of(kinds: tuple[type[Struct], ...], **more: Any) -> Any:
    """A list of these. They are told apart by two fields, which msgspec's unions cannot: so it stands in the schema only."""
    one = {"anyOf": [{"$ref": SCHEMAS + kind.__name__} for kind in kinds]}
    return Annotated[list[dict[str, Any]], Meta(extra_json_schema={"items": {"allOf": [one, more]} if more else one})]


def _shape(name: str, description: str, *fields: tuple[str, Any], **config: Any) -> type[Struct]:
    namespace = {"__doc__": description}
    return defstruct(name, fields, bases=(Shape,), kw_only=True, namespace=namespace, **config)


class You(Shape):
    """Who the server takes this socket for, and whom she plays."""

    user_id: UserId
    name: str
    role: Role
    entity_ids: list[EntityId]


class TurnThen(Shape):
    """The turn that a rewind would go back to, as DMs count."""

    entity_id: EntityId
    round_number: Count
    turn_number: Count


class AckResult(Shape):
    """What the asker may need by name: the id of the action that was submitted; of going live, that Convex did not answer;
    of the preview of a rewind, what would change: in words, as a merge patch of the document, and how many turns would be
    undone."""

    action_id: str | UnsetType = UNSET
    warning: str | UnsetType = UNSET
    words: list[str] | UnsetType = UNSET
    changes: dict[str, Any] | UnsetType = UNSET
    undone: Count | UnsetType = UNSET
    turn: TurnThen | UnsetType = UNSET


class Ack(Shape, tag_field="type", tag="ack"):
    """The command is on disk (a join or leave: it is done). The frames it caused came before. `duplicate`: the same
    command had been accepted before under this id."""

    id: str
    result: AckResult | UnsetType = UNSET
    duplicate: Flag | UnsetType = UNSET


class Error(Shape, tag_field="type", tag="error", kw_only=True):
    """Refused, and nothing was changed. The message is a sentence for a person. `id` is there where one could be read."""

    id: str | UnsetType = UNSET
    code: ErrorCode
    message: str
    details: Annotated[dict[str, Any], Meta(description="Numbers behind the sentence.")] | UnsetType = UNSET


class Pong(Shape, tag_field="type", tag="pong"):
    """Answers a ping at once, past everything that waits."""

    t: float
    server_time: Millis


def _snapshot(role: str, who: str, own: type[Struct]) -> type[Struct]:
    stream = STREAM_OF[role]
    at = _shape(f"{who}Numbers", "Where the streams of this socket stand.", (stream, Number), ("own", Number))
    state = _shape(f"{who}State", "The documents, by stream.", (stream, DOCUMENTS[stream]), ("own", own))
    return _shape(
        f"{who}Snapshot",
        f"What a {'DM' if who == 'Dm' else who.lower()} goes on from: after joining, or where a gap cannot be filled.",
        ("room", Annotated[str, Meta(description="This life of the room: numbers of another one mean nothing.")]),
        ("at", at),
        ("server_time", Millis),
        ("you", You),
        ("state", state),
        ("recent", _recent(stream, who)),
        tag_field="type",
        tag="snapshot",
    )


def _recent(stream: str, who: str) -> type[Struct]:
    kinds: dict[str, list[type[Struct]]] = {"chat": [], "log": [], "turns": []}
    for kind in MESSAGES[stream]:
        place = place_in_recent(kind)
        if place:
            kinds[place].append(kind)
    return _shape(
        f"{who}Recent",
        "The newest 50 messages of each kind, oldest first, each with `at`, the time when it was told. REST has the rest.",
        *((place, _list_of(tuple(found), required=["at"])) for place, found in kinds.items()),
    )


def place_in_recent(kind: type[Struct]) -> str:
    """Where a snapshot keeps a message of this shape; changes of documents it does not keep."""
    if kind.__struct_config__.tag_field == "type":
        return "chat" if kind is ChatMessage else ""
    return "turns" if issubclass(kind, TurnUpdate) else "log"


def _update(stream: str) -> type[Struct]:
    return _shape(
        f"{stream.capitalize()}Update",
        f"Everything that one command changed for the stream `{stream}`. `n` counts without gaps.",
        ("stream", Literal[stream]),
        ("n", Annotated[int, Meta(ge=1)]),
        ("server_time", Millis),
        ("messages", _list_of(MESSAGES[stream])),
        tag_field="type",
        tag="update",
    )


SNAPSHOTS = {
    "dm": _snapshot("dm", "Dm", Nothing),
    "player": _snapshot("player", "Player", OwnDocument),
    "spectator": _snapshot("spectator", "Spectator", Nothing),
}
"""By role."""
UPDATES = {stream: _update(stream) for stream in MESSAGES}
"""By stream."""
OUTBOUND: tuple[type[Struct], ...] = (*SNAPSHOTS.values(), *UPDATES.values(), Ack, Error, Pong)


def framed_as(frame: dict[str, Any]) -> type[Struct] | None:
    """The shape of a frame from the server; None where there is no such frame."""
    match frame.get("type"):
        case "snapshot":
            return SNAPSHOTS.get(frame.get("you", {}).get("role"))
        case "update":
            return UPDATES.get(frame.get("stream", ""))
        case kind:
            return {"ack": Ack, "error": Error, "pong": Pong, "alert": Alert, "read": AlertsRead}.get(kind)  # type: ignore[arg-type]  # anything may stand there
