"""The shape of a merge patch (RFC 7396) on a shape: every field may be missing, what is optional may be null, which
removes it; of a dict by key, any entry may be null. Lists are replaced whole.
"""

from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from msgspec import UNSET, Struct, UnsetType

from interactions.shapes.base import Shape, is_optional


@cache
def partial(shape: type[Struct]) -> type[Struct]:
    """The patch of `shape`, with “Patch” behind its name."""
    fields = [_field(field) for field in msgspec.structs.fields(shape)]
    namespace = {"__doc__": f"A merge patch on {shape.__name__}: only what changed; null removes."}
    return msgspec.defstruct(f"{shape.__name__}Patch", fields, bases=(Shape,), namespace=namespace, kw_only=True)


def _field(field: Any) -> tuple[str, Any, Any]:
    kind = _patched(field.type)
    if is_optional(field.type):
        kind = kind | None
    return field.name, kind | UnsetType, msgspec.field(name=field.encode_name, default=UNSET)


def _patched(kind: Any) -> Any:
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *meta = get_args(kind)
        return Annotated[(_patched(inner), *meta)]
    if origin in (Union, UnionType):
        return reduce(or_, [_patched(one) for one in get_args(kind) if one is not UnsetType])
    if origin is dict:
        key, value = get_args(kind)
        return dict[key, _patched(value) | None]
    return partial(kind) if isinstance(kind, type) and issubclass(kind, Struct) else kind
