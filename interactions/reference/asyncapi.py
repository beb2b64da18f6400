"""The AsyncAPI 3.0 document of the sockets, from the point of view of the server: it receives commands and sends frames."""

import inspect
from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from engine.permissions import MAY
from interactions import protocol
from interactions.reference import examples, prose
from interactions.reference.schemas import components, name_of
from interactions.shapes.alerts import ALERT_FRAMES, AlertsRead
from interactions.shapes.codes import CLOSES, ERRORS
from interactions.shapes.frames import OUTBOUND, SCHEMAS, SNAPSHOTS, UPDATES, Ack, Error, Pong

Document = dict[str, Any]
CHANNEL, ALERTS = "interaction", "alerts"
ROLES = ("dm", "player", "spectator")


@cache
def document() -> Document:
    """The whole document; nothing in it depends on a database or on who asks."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "CampaignLive: the sockets of the live table",
            "version": "1",
            "description": "\n\n".join((*prose.CONNECTING, *prose.COMMANDS, *prose.STREAMS)),
        },
        "defaultContentType": "application/json",
        "channels": {CHANNEL: _channel(), ALERTS: _alerts()},
        "operations": {**{name: _asked(name) for name in protocol.FRAMES}, **_told(), **_alerted()},
        "components": {"messages": _messages(), "schemas": components()},
        "x-errors": ERRORS,
        "x-closes": {str(code): meaning for code, meaning in CLOSES.items()},
    }


def description_of(kind: type) -> str:
    """Its docstring on one line."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split())


def content_of(name: str) -> type[Struct]:
    """What stands in a command's `data`; of a ping, the frame itself."""
    frame = protocol.FRAMES[name]
    return next((f.type for f in msgspec.structs.fields(frame) if f.name == "data"), frame)


def who_may(name: str) -> tuple[str, ...]:
    """The roles that may ask for a command at all."""
    kind = protocol.COMMANDS.get(name)
    if kind is None:
        return ROLES
    meant = protocol.meaning_of(kind)
    return tuple(role for role in ROLES if role in MAY[meant])


def _channel() -> Document:
    return {
        "address": prose.ADDRESS,
        "title": "The room of an interaction",
        "description": prose.CONNECTING[0],
        "parameters": {"interactionId": {"description": "The interaction, as REST names it."}},
        "messages": {name: _message_ref(name) for name in (*protocol.FRAMES, *map(name_of, OUTBOUND))},
        "bindings": _bindings(),
    }


def _alerts() -> Document:
    return {
        "address": prose.ALERTS_ADDRESS,
        "title": "The alerts of a person",
        "description": prose.ALERTS[0],
        "messages": {name: _message_ref(name) for name in ("ping", *map(name_of, (*ALERT_FRAMES, Error, Pong)))},
        "bindings": _bindings(),
    }


def _bindings() -> Document:
    return {"ws": {"method": "GET", "query": _query(), "bindingVersion": "0.1.0"}}


def _query() -> Document:
    ticket = {"type": "string", "description": "From POST /api/ws-tickets/, instead of a session cookie."}
    return {"type": "object", "properties": {"ticket": ticket}}


def _messages() -> Document:
    said = {
        name: _message(frame, name, content_of(name), examples.command(name)) for name, frame in protocol.FRAMES.items()
    }
    frames = examples.frames()
    heard = {
        name_of(kind): _message(kind, _tag(kind), kind, frames[name_of(kind)]) for kind in (*OUTBOUND, *ALERT_FRAMES)
    }
    return said | heard


def _message(frame: type[Struct], name: str, kind: type, example: Document) -> Document:
    return {
        "name": name,
        "summary": description_of(kind),
        "payload": {"$ref": SCHEMAS + name_of(frame)},
        "examples": [{"payload": example}],
    }


def _tag(kind: type[Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _message_ref(name: str) -> Document:
    return {"$ref": f"#/components/messages/{name}"}


def _of_channel(kinds: Iterable[type[Struct] | str], channel: str = CHANNEL) -> list[Document]:
    names = [kind if isinstance(kind, str) else name_of(kind) for kind in kinds]
    return [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names]


def _asked(name: str) -> Document:
    answers = (Pong,) if name == "ping" else (Ack, Error)
    channel = {"$ref": f"#/channels/{CHANNEL}"}
    return {
        "action": "receive",
        "channel": channel,
        "summary": description_of(content_of(name)),
        "messages": _of_channel([name]),
        "reply": {"channel": channel, "messages": _of_channel(answers)},
        "x-roles": list(who_may(name)),
    }


def _told() -> Document:
    kinds = {"snapshot": SNAPSHOTS.values(), "update": UPDATES.values()}
    summaries = {"snapshot": "Everything to go on from.", "update": "What one command changed, for one stream."}
    return {
        name: {
            "action": "send",
            "channel": {"$ref": f"#/channels/{CHANNEL}"},
            "summary": summaries[name],
            "messages": _of_channel(of),
        }
        for name, of in kinds.items()
    }


def _alerted() -> Document:
    """On the socket of alerts; a `read` is the same in both directions."""
    channel = {"$ref": f"#/channels/{ALERTS}"}
    return {
        "alert": {
            "action": "send",
            "channel": channel,
            "summary": "Something that concerns this person, or that it was read.",
            "messages": _of_channel(ALERT_FRAMES, ALERTS),
        },
        "readAlerts": {
            "action": "receive",
            "channel": channel,
            "summary": "These alerts have been read.",
            "messages": _of_channel([AlertsRead], ALERTS),
            "reply": {"channel": channel, "messages": _of_channel([AlertsRead, Error], ALERTS)},
        },
    }
