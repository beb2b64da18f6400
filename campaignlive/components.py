"""What operations refer to besides serializers: the types of the wire, and problems."""

import json
from typing import Any

import msgspec

from campaignlive.openapi import PROBLEM, problem_responses
from chat import answers as chat
from engine.commands import ResolveAction, TakeTurn
from interactions.api import answers as interactions
from interactions.api.views import COMMANDS
from turns import answers as turns


def add_components(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Hook: commands, documents and answers that are no serializers, under their names with Live before them; problems."""
    kinds = [*(kind for kind, _ in COMMANDS.values()), TakeTurn, ResolveAction]
    kinds += [*interactions.DOCUMENTED, *turns.DOCUMENTED, *chat.DOCUMENTED]
    _, found = msgspec.json.schema_components(list(dict.fromkeys(kinds)), ref_template="#/components/schemas/{name}")
    renamed = json.loads(json.dumps(found).replace('"#/components/schemas/', '"#/components/schemas/Live'))
    result["components"]["schemas"] |= {f"Live{name}": schema for name, schema in renamed.items()}
    result["components"]["schemas"]["Problem"] = PROBLEM
    result["components"]["responses"] = problem_responses()
    return _of_today(result)


def _of_today(schema: Any) -> Any:
    """OpenAPI 3.1 says in the type itself that something may be null."""
    if isinstance(schema, list):
        return [_of_today(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: _of_today(value) for name, value in schema.items()}
    if told.get("nullable") is True and isinstance(told.get("type"), str):
        del told["nullable"]
        told["type"] = [told["type"], "null"]
    return told
