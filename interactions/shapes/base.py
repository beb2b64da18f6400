"""What all shapes are made of: closed structs in camelCase, and the words for ids, times and distances."""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

EntityId = Annotated[str, Meta(description="A participant.")]
UserId = Annotated[str, Meta(description="A person.")]
Feet = Annotated[int, Meta(description="In feet.", ge=0)]
Millis = Annotated[int, Meta(description="Milliseconds since the epoch, UTC.")]
Duration = Annotated[int, Meta(description="In milliseconds.", ge=0)]
Count = Annotated[int, Meta(ge=0)]
Flag = Annotated[bool, Meta(description="There only where it is true.", extra_json_schema={"const": True})]


class Shape(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """Absent means none: an optional field is `X | UnsetType = UNSET`, and nothing is ever null."""


def joined(name: str, description: str, *shapes: type[Struct]) -> type[Struct]:
    """One shape with the fields of several; of fields that share a name, the last one's."""
    fields = {f.encode_name: f for shape in shapes for f in msgspec.structs.fields(shape)}
    return msgspec.defstruct(
        name, list(_fields(fields.values())), bases=(Shape,), kw_only=True, namespace={"__doc__": description}
    )


def _fields(of: Any) -> Iterator[Any]:
    for field in of:
        default = {} if field.required else {"default": UNSET}
        yield field.name, field.type, msgspec.field(name=field.encode_name, **default)


def is_optional(kind: Any) -> bool:
    """Whether a field of this type may be absent."""
    return UnsetType in getattr(kind, "__args__", ())


class Told(Shape):
    """`at` stands in a snapshot's `recent` only: an update frame has its time itself."""

    at: Millis | UnsetType = UNSET
