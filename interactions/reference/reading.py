"""The AsyncAPI document as chapters that a person reads, for Markdown and the page alike."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from engine.verbs import LATER, VERBS
from interactions import protocol
from interactions.reference import prose
from interactions.reference.asyncapi import content_of, description_of, document, who_may
from interactions.reference.schemas import Schema, components, name_of
from interactions.shapes.alerts import ALERT_FRAMES
from interactions.shapes.codes import CLOSES, ERRORS
from interactions.shapes.documents import DOCUMENTS
from interactions.shapes.frames import OUTBOUND, SCHEMAS
from interactions.shapes.messages import MESSAGES

ROLES = {"dm": "DM", "player": "player", "spectator": "spectator"}


class Piece(NamedTuple):
    """A bit of text; `entry` is the entry that it names, or empty."""

    text: str
    entry: str = ""


class Field(NamedTuple):
    """A row of an entry."""

    name: str
    kind: tuple[Piece, ...]
    required: bool
    text: str


class Entry(NamedTuple):
    """Something with a name: a command, a frame, a message, a document, or a part of one. `example` is JSON."""

    name: str
    text: str
    fields: tuple[Field, ...]
    who: str = ""
    example: str = ""


class Chapter(NamedTuple):
    """`codes` instead of entries where it lists codes."""

    title: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    codes: tuple[tuple[str, str], ...] = ()

    @property
    def anchor(self) -> str:
        return self.title.lower().replace(" ", "-")


@cache
def chapters() -> tuple[Chapter, ...]:
    """The whole reference, in the order in which one reads it."""
    told = tuple(dict.fromkeys(name_of(kind) for kinds in MESSAGES.values() for kind in kinds))
    documents = tuple(dict.fromkeys(name_of(kind) for kind in DOCUMENTS.values()))
    frames = tuple(name_of(kind) for kind in OUTBOUND)
    return (
        Chapter("Connecting", prose.CONNECTING),
        Chapter("Commands", _commands_in_words(), tuple(_command(name) for name in protocol.FRAMES)),
        Chapter("Streams", prose.STREAMS),
        Chapter("Frames", prose.FRAMES, tuple(_frame(name) for name in frames)),
        Chapter("Messages", prose.MESSAGES, tuple(_shape(name) for name in told)),
        Chapter("Documents", prose.DOCUMENTS, tuple(_shape(name) for name in documents)),
        Chapter(
            "Parts",
            prose.PARTS,
            tuple(_shape(name) for name in _parts({*told, *documents, *frames, *map(name_of, ALERT_FRAMES)})),
        ),
        Chapter("Alerts", prose.ALERTS, tuple(_frame(name_of(kind)) for kind in ALERT_FRAMES)),
        Chapter("Error codes", (), (), tuple(ERRORS.items())),
        Chapter("Close codes", prose.ENDINGS, (), tuple((str(code), meaning) for code, meaning in CLOSES.items())),
    )


def _commands_in_words() -> tuple[str, ...]:
    verbs, later = _listed(VERBS), _listed(protocol.LATER | LATER)
    said = f"The `type` of an action is one of {verbs}, or `end`, which ends the turn."
    return (*prose.COMMANDS, said, *([f"Refused as `unknown_action` until a later version: {later}."] if later else []))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _parts(shown: set[str]) -> list[str]:
    """What is left: not the patches, which are their documents with everything optional."""
    asked = {name_of(frame) for frame in protocol.FRAMES.values()} | {name_of(content_of(n)) for n in protocol.FRAMES}
    return sorted(name for name in components() if name not in shown | asked and not name.endswith("Patch"))


def _command(name: str) -> Entry:
    kind = content_of(name)
    may = who_may(name)
    who = "everybody" if len(may) == len(ROLES) else " and ".join(ROLES[role] for role in may)
    fields = sorted(_fields(components()[name_of(kind)]), key=lambda field: not field.required)
    return Entry(name, description_of(kind), tuple(fields), who, _example(name))


def _frame(name: str) -> Entry:
    return _shape(name)._replace(example=_example(name))


def _shape(name: str) -> Entry:
    schema = components()[name]
    return Entry(name, " ".join(str(schema.get("description", "")).split()), _fields(schema))


def _example(message: str) -> str:
    payload = document()["components"]["messages"][message]["examples"][0]["payload"]
    return json.dumps(payload, ensure_ascii=False, indent=1 if len(str(payload)) > 300 else None)


def _fields(schema: Schema) -> tuple[Field, ...]:
    required = schema.get("required", [])
    return tuple(
        Field(name, tuple(_kind(of)), name in required, str(of.get("description", "")))
        for name, of in schema.get("properties", {}).items()
    )


def _kind(schema: Schema) -> list[Piece]:
    """What may stand there, in words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(SCHEMAS)
        return [Piece("patch of "), Piece(name[:-5], name[:-5])] if name.endswith("Patch") else [Piece(name, name)]
    if "const" in schema:
        return [Piece(json.dumps(schema["const"]))]
    if "enum" in schema:
        return _named(schema["enum"])
    if "anyOf" in schema:
        return _joined([_kind(one) for one in schema["anyOf"]])
    if "allOf" in schema:
        return _kind(schema["allOf"][0])
    if schema.get("type") == "array":
        return _list(schema.get("items", {}))
    if schema.get("type") == "object":
        return _keyed(schema)
    return [Piece(_scalar(schema))]


def _named(values: list[Any]) -> list[Piece]:
    return [Piece(" · ".join(json.dumps(value) if value != "" else '""' for value in values))]


def _joined(kinds: list[list[Piece]]) -> list[Piece]:
    pieces: list[Piece] = []
    for kind in kinds:
        pieces += [Piece(" or "), *kind] if pieces else kind
    return pieces


def _list(items: Any) -> list[Piece]:
    if isinstance(items, list):
        return [Piece("["), *_with_commas(items), Piece("]")]
    many = ("anyOf" in items and len(items["anyOf"]) > 4) or "allOf" in items
    return [Piece("list of "), Piece("messages")] if many else [Piece("list of "), *_kind(items)]


def _with_commas(items: list[Schema]) -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        pieces += [Piece(", "), *_kind(item)] if pieces else _kind(item)
    return pieces


def _keyed(schema: Schema) -> list[Piece]:
    value = schema.get("additionalProperties")
    return [Piece("by id: "), *_kind(value)] if isinstance(value, dict) and value else [Piece("object")]


def _scalar(schema: Schema) -> str:
    """Its type with its bounds."""
    kind = str(schema.get("type", "anything"))
    low, high = (schema.get(f"{name}imum", schema.get(f"{name}Length")) for name in ("min", "max"))
    if low is None and high is None:
        return kind
    unit = " characters" if kind == "string" else ""
    if high is None:
        return f"{kind} from {low}{unit}"
    return f"{kind} {low or 0}–{high}{unit}" if (low or 0) >= 0 else f"{kind} from {low} to {high}"
