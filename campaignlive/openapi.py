"""The documentation of REST: what is the same for every operation."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 64},
    OpenApiParameter.HEADER,
    description="The same key with the same content is fulfilled once and answered alike; with other content: conflict.",
)

ERRORS = {
    "400": ("malformed", "The request makes no sense; `errors` says of which field."),
    "401": ("unauthenticated", "Nobody is signed in."),
    "403": ("forbidden", "The asker's role does not allow this."),
    "404": ("not_found", "There is nothing like that, or it is not the asker's to see."),
    "409": ("conflict", "It clashes with what is: something live, a key that was used, a change at the same moment."),
    "413": ("too_large", "The body is too large."),
    "422": ("out_of_range", "A rule of the game refuses; the codes are those of the sockets."),
    "429": ("rate_limited", "Too much at once; Retry-After says when to go on."),
    "503": ("busy", "The table has its hands full; the same again in a moment."),
    "default": ("method_not_allowed", "Whatever else HTTP knows to refuse."),
}
ANYWHERE, WRITING, PLAYING = ("400", "401", "404", "429", "default"), ("403", "409", "413"), ("422", "503")

PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence for a person."},
        "code": {"type": "string", "description": "One word for programs, the same as on the sockets."},
        "errors": {"description": "What is wrong, by field."},
        "details": {"type": "object", "description": "Numbers behind the sentence."},
    },
}


def problem_responses() -> dict[str, Any]:
    """The failures that operations refer to, by name."""
    return {f"Problem-{status}": _problem(status, *meant) for status, meant in ERRORS.items()}


def _problem(status: str, code: str, meaning: str) -> dict[str, Any]:
    number = 405 if status == "default" else int(status)
    said = {
        "type": "about:blank",
        "title": HTTPStatus(number).phrase,
        "status": number,
        "detail": meaning,
        "code": code,
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": said}
    return {"description": meaning, "content": {"application/problem+json": content}}


class Described(AutoSchema):
    """Adds to every operation its failures, and the Idempotency-Key where a repeated request counts once."""

    def get_override_parameters(self) -> list[Any]:
        return [IDEMPOTENCY_KEY] if self._is_repeatable() else []

    def _is_repeatable(self) -> bool:
        word = getattr(self.view, "action", None) or self.method.lower()
        return self.method == "POST" and word in getattr(self.view, "repeatable", ())

    def _is_create_operation(self) -> bool:
        """Also what makes a row out of another one: 201."""
        return super()._is_create_operation() or self._is_repeatable()

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        """All ids are opaque strings."""
        return [{"in": "path", "name": name, "required": True, "schema": {"type": "string"}} for name in variables]

    def get_examples(self) -> list[OpenApiExample]:
        """A view may name a body as an `example` of its rows, and others by action (or method) as `examples`."""
        word = getattr(self.view, "action", None) or self.method.lower()
        row = getattr(self.view, "example", None)
        bodies = {"create": row, "update": row, "partial_update": row and _of_a_change(row)}
        body = getattr(self.view, "examples", {}).get(word) or bodies.get(word)
        return [OpenApiExample("example", value=body, request_only=True)] if body else []

    def _get_response_bodies(self, direction: str = "response") -> dict[str, Any]:
        failures = {status: {"$ref": f"#/components/responses/Problem-{status}"} for status in self._failures()}
        return {**super()._get_response_bodies(direction), **failures}

    def _failures(self) -> list[str]:
        reads, plays = self.method == "GET", "/interactions/" in self.path or self.path.endswith("/start-interaction/")
        of_role = "{parent_id}" in self.path or self.path.endswith("/export/")
        reading = ("403",) if of_role else ()
        return sorted({*ANYWHERE, *(reading if reads else WRITING), *(PLAYING if plays else ())})


def _of_a_change(row: dict[str, Any]) -> dict[str, Any]:
    """Of a row's example what can be changed on its own: to what it belongs is given at birth."""
    return {name: value for name, value in row.items() if not name.endswith("Id")}
