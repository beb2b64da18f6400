"""The wire: JSON text to commands, and what we say back to bytes. Wire names stand here and in the engine's views only."""

import re
from functools import reduce
from hashlib import blake2b
from operator import or_
from typing import Annotated, Any, NamedTuple, get_type_hints

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Refused

MAX_INBOUND = 64 * 1024
"""Bytes of one inbound frame."""

Id = c.Id

NUL, NUL_TEXT = b"\\u0000", "\\u0000"
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""An escape begins at an odd backslash; behind an even one stands only the text “\\u0000”, as in a question about C."""


class Join(NamedTuple):
    id: str
    since: dict[str, Any]
    view_as: str | None = None


class Leave(NamedTuple):
    id: str


class Ping(NamedTuple):
    t: float


class Asked(NamedTuple):
    """A command with its client-made id."""

    id: str
    command: c.Command


Inbound = Join | Leave | Ping | Asked


# Thin forms of takeTurn


class _Formed(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Another form on the wire than what it means: `command` says what."""

    def command(self) -> c.Command:
        raise NotImplementedError


def meaning_of(content: type) -> type:
    """The engine's command behind what stands in a frame's `data`."""
    return get_type_hints(content.command)["return"] if issubclass(content, _Formed) else content


class _Thin(_Formed, frozen=True, kw_only=True):
    entity_id: Id
    turn_id: Id | None = None
    end_turn: bool = False

    def _turn(self, **action: Any) -> c.TakeTurn:
        request = c.ActionRequest(**action)
        return c.TakeTurn(entity_id=self.entity_id, turn_id=self.turn_id, end_turn=self.end_turn, action=request)


class MoveEntity(_Thin):
    """`takeTurn` with a `move`: along a path, or to a position by the shortest way."""

    path: Annotated[list[c.Cell], Meta(max_length=200)] | None = None
    position: c.Cell | None = None

    def command(self) -> c.TakeTurn:
        return self._turn(type="move", path=self.path, position=self.position)


class UseItem(_Thin):
    """`takeTurn` with a `useItem`."""

    item_id: Id
    target: Id | None = None

    def command(self) -> c.TakeTurn:
        return self._turn(type="useItem", item_id=self.item_id, target=self.target)


class EquipItem(_Thin):
    """`takeTurn` with an `equip` or `unequip`."""

    item_id: Id
    equipped: bool

    def command(self) -> c.TakeTurn:
        return self._turn(type="equip" if self.equipped else "unequip", item_id=self.item_id)


class InteractObject(_Thin):
    """`takeTurn` with an `interact`, described in words. The first of a turn is free, another takes the action; what comes
    of it the DM says."""

    target: Id | None = None
    description: c.Text | None = None

    def command(self) -> c.TakeTurn:
        return self._turn(type="interact", target=self.target, description=self.description)


class AddParticipant(_Formed):
    """Exactly one of the three ids; what stands behind it, the room looks up."""

    character_id: Id | None = None
    npc_id: Id | None = None
    monster_id: Id | None = None
    name: c.Name | None = None
    hidden: bool = False
    position: c.Cell | None = None
    initiative: c.Total | None = None

    def command(self) -> c.AddParticipant:
        given = {"character": self.character_id, "npc": self.npc_id, "monster": self.monster_id}
        named = [(kind, id) for kind, id in given.items() if id is not None]
        if len(named) != 1:
            raise Refused("malformed", "Name one character, NPC or monster.")
        return c.AddParticipant(
            kind=named[0][0],  # type: ignore[arg-type]  # one of the three keys
            source_id=named[0][1],
            name=self.name,
            hidden=self.hidden,
            position=self.position,
            initiative=self.initiative,
        )


class JoinRoom(Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Follow the streams of one's role. `since` is where one stood: the `room` of the last snapshot, and the last number of
    each stream. What was missed comes, or a snapshot; then the acknowledgement. `viewAs` (a DM's): follow what this player
    or spectator sees, without what is said to her alone; such a socket asks for nothing.
    """

    since: Annotated[dict[str, Any], Meta(max_length=10)] = {}
    view_as: Id | None = None


class LeaveRoom(Struct, frozen=True):
    """Follow no more; the socket stays open."""


COMMANDS: dict[str, type] = {
    "startInteraction": c.StartInteraction,
    "pauseInteraction": c.PauseInteraction,
    "resumeInteraction": c.ResumeInteraction,
    "endInteraction": c.EndInteraction,
    "requestInitiative": c.RequestInitiative,
    "rollInitiative": c.RollInitiative,
    "beginTurns": c.BeginTurns,
    "updateInitiative": c.UpdateInitiative,
    "takeTurn": c.TakeTurn,
    "moveEntity": MoveEntity,
    "useItem": UseItem,
    "equipItem": EquipItem,
    "interactObject": InteractObject,
    "queueTurn": c.QueueTurn,
    "takeMissedTurn": c.TakeMissedTurn,
    "grantMissedTurn": c.GrantMissedTurn,
    "requestTime": c.RequestTime,
    "grantTime": c.GrantTime,
    "backtrackTurn": c.BacktrackTurn,
    "resolveAction": c.ResolveAction,
    "withdrawAction": c.WithdrawAction,
    "skipTurn": c.SkipTurn,
    "override": c.Override,
    "grantReward": c.GrantReward,
    "updateTurnSettings": c.UpdateTurnSettings,
    "addParticipant": AddParticipant,
    "removeParticipant": c.RemoveParticipant,
    "giveNonce": c.GiveNonce,
    "sendChat": c.SendChat,
    "hideChat": c.HideChat,
    "rollDice": c.RollDice,
}
LATER = frozenset(
    {
        "submitReaction",
    }
)
"""Commands of the protocol that this version refuses with `unknown_action`."""


def _envelope(name: str, content: type, optional_id: bool = False) -> type[Struct]:
    """`{"type": name, "id": …, "data": {…}}`; without required fields `data` may be left out."""
    id_field: Any = ("id", Id, "") if optional_id else ("id", Id)
    try:
        content()
        fields: list[Any] = [id_field, ("data", content, msgspec.field(default_factory=content))]
    except TypeError:
        fields = [id_field, ("data", content)]
    return msgspec.defstruct(
        f"{name[0].upper()}{name[1:]}Frame",
        fields,
        tag=name,
        tag_field="type",
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )


class PingFrame(Struct, frozen=True, tag="ping", tag_field="type"):
    """Answered at once with a `pong` that gives `t` back."""

    t: float = 0


_JOIN = _envelope("joinRoom", JoinRoom)
_LEAVE = _envelope("leaveRoom", LeaveRoom, optional_id=True)
FRAMES: dict[str, type[Struct]] = {
    "joinRoom": _JOIN,
    "leaveRoom": _LEAVE,
    "ping": PingFrame,
    **{name: _envelope(name, content) for name, content in COMMANDS.items()},
}
"""Everything that a client may send, by its type."""
_ANY: Any = reduce(or_, FRAMES.values())
_decode = msgspec.json.Decoder(_ANY).decode


class _Head(Struct, frozen=True):
    """As much of a broken frame as an answer needs."""

    type: Any = None
    id: Any = None


_decode_head = msgspec.json.Decoder(_Head).decode


class Malformed(Refused):
    """A frame that is no valid command; `id` is the client's, where one could be read."""

    def __init__(self, code: str, message: str, id: str = "") -> None:
        super().__init__(code, message)
        self.id = id


def holds_nul(text: bytes | str) -> bool:
    """Whether this JSON has U+0000 in it, which no database keeps in a text: PostgreSQL would refuse the row, and with
    it the whole batch."""
    if (NUL if text.__class__ is bytes else NUL_TEXT) not in text:  # type: ignore[operator]  # of the same class
        return False
    return _NUL.search(text.encode(errors="replace") if isinstance(text, str) else text) is not None


def parse(text: bytes | str) -> Inbound:
    """The frame's meaning. Raises `Malformed` with code `malformed`, `unknown_type` or `unknown_action`."""
    if holds_nul(text):
        raise _malformed(text, ValueError("U+0000 is no character of a text"))
    try:
        frame: Any = _decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _malformed(text, error) from None
    if frame.__class__ is PingFrame:
        return Ping(frame.t)
    if frame.__class__ is _JOIN:
        return Join(frame.id, frame.data.since, frame.data.view_as)
    if frame.__class__ is _LEAVE:
        return Leave(frame.id)
    content = frame.data
    if not isinstance(content, _Formed):
        return Asked(frame.id, content)
    try:
        return Asked(frame.id, content.command())
    except Refused as refused:
        raise Malformed(refused.code, refused.message, frame.id) from None


def id_of(text: bytes | str) -> str:
    """The client's id in a frame that is not looked at further; empty where none can be read."""
    try:
        id = _decode_head(text).id
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return ""
    return id if isinstance(id, str) and 1 <= len(id) <= 64 else ""


def _malformed(text: bytes | str, error: Exception) -> Malformed:
    try:
        head = _decode_head(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return Malformed("malformed", "That is no JSON object we can read.")
    id = id_of(text)
    if not isinstance(head.type, str):
        return Malformed("malformed", "A frame needs a “type”.", id)
    if head.type in LATER:
        return Malformed("unknown_action", f"“{head.type}” comes in a later version.", id)
    if head.type not in FRAMES:
        return Malformed("unknown_type", f"There is no command “{head.type[:40]}”.", id)
    return Malformed("malformed", f"The frame does not fit its command: {error}.", id)


_pack = msgspec.msgpack.Encoder(order="deterministic").encode


def content_hash(command: c.Command) -> bytes:
    """Tells the same command sent again from another one under the same id; 8 bytes. What the room looks up for a command
    is no part of what was asked."""
    if command.__class__ is c.AddParticipant:
        command = replace(command, participant=None)
    return blake2b(_pack(command), digest_size=8, person=type(command).__name__[:16].encode()).digest()


# Server → client

encode, encode_into = msgspec.json.Encoder().encode, msgspec.json.Encoder().encode_into


def ack(id: str, result: bytes = b"", duplicate: bool = False) -> bytes:
    """The acknowledgement; `result` is encoded JSON."""
    return b'{"type":"ack","id":%b%b%b}' % (
        encode(id),
        b',"result":' + result if result else b"",
        b',"duplicate":true' if duplicate else b"",
    )


def error(refused: Refused, id: str = "") -> bytes:
    """The refusal, for its asker alone."""
    body: dict[str, Any] = {"type": "error", "code": refused.code, "message": refused.message}
    if id:
        body["id"] = id
    if refused.details:
        body["details"] = refused.details
    return encode(body)


def pong(t: float, now: int) -> bytes:
    return encode({"type": "pong", "t": t, "serverTime": now})


def update_head(stream: str) -> bytes:
    """How the frame of a stream begins, as a template for its number and the time; the encoded JSON array of messages and
    `END` follow."""
    return b'{"type":"update","stream":"%b","n":%%d,"serverTime":%%d,"messages":' % stream.encode()


END = b"}"
