"""How views say in the documentation what they take and answer, where that is a type of the wire and no serializer."""

from typing import Any

import msgspec
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema

from interactions.reference import examples

SCHEMAS = "#/components/schemas/Live"
"""Types of the wire stand among the components under their names with Live before them."""


def ref(kind: type[msgspec.Struct]) -> dict[str, str]:
    """A reference to the schema of this type."""
    return {"$ref": SCHEMAS + kind.__name__}


def answers(schema: dict[str, Any], status: int = 200, **more: Any) -> Any:
    """A decorator: this is what is answered; in a list, for each row."""
    return extend_schema(responses={status: OpenApiResponse(schema)}, **more)


def asks(kind: type[msgspec.Struct], schema: dict[str, Any], answer: type[msgspec.Struct], status: int = 200) -> Any:
    """A decorator: a command with this body, its example from the reference of the sockets."""
    wire = kind.__name__[0].lower() + kind.__name__[1:]
    fields = schema.get("properties", {})
    body = {name: value for name, value in examples.COMMANDS.get(wire, {}).items() if not fields or name in fields}
    shown = OpenApiExample(wire, value=body, request_only=True)
    return answers(ref(answer), status, request={"application/json": schema}, examples=[shown])


def without(kind: type[msgspec.Struct], fixed: set[str]) -> dict[str, Any]:
    """The schema of a command of which the address says some fields."""
    if not fixed:
        return ref(kind)
    _, found = msgspec.json.schema_components([kind], ref_template=SCHEMAS + "{name}")
    schema = {key: value for key, value in found[kind.__name__].items() if key != "title"}
    schema["properties"] = {name: value for name, value in schema["properties"].items() if name not in fixed}
    schema["required"] = [name for name in schema.get("required", []) if name not in fixed]
    return schema
