"""The types of the wire as JSON schemas, in the draft that AsyncAPI reads."""

from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from interactions import protocol
from interactions.shapes.alerts import ALERT_FRAMES
from interactions.shapes.frames import OUTBOUND, SCHEMAS
from interactions.shapes.messages import MESSAGES

Schema = dict[str, Any]


@cache
def components() -> dict[str, Schema]:
    """Every schema by its name, those of frames first."""
    kinds = [
        *protocol.FRAMES.values(),
        *OUTBOUND,
        *ALERT_FRAMES,
        *(kind for kinds in MESSAGES.values() for kind in kinds),
    ]
    _, found = msgspec.json.schema_components(dict.fromkeys(kinds), ref_template=SCHEMAS + "{name}")
    return {name: _adapted(schema) for name, schema in found.items()}


def name_of(kind: type[Struct]) -> str:
    """Under which name a type stands among the components."""
    return kind.__name__


def _adapted(schema: Any) -> Any:
    """AsyncAPI stands on draft 7: a tuple is a list of `items`, and `discriminator` is not OpenAPI's."""
    if isinstance(schema, list):
        return [_adapted(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    adapted = {key: _adapted(value) for key, value in schema.items() if key != "discriminator"}
    if isinstance(adapted.get("title"), str):
        del adapted["title"]
    if "prefixItems" in adapted:
        adapted |= {"items": adapted.pop("prefixItems"), "additionalItems": False}
    return adapted
