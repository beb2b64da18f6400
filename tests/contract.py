"""What goes over the sockets is what the reference says. Every client of the tests shows here what it hears.

Nothing is raised where a frame arrives, which may be in the middle of a room: what was wrong stands in `wrong`, and each
test ends by asking for it (tests/conftest.py).
"""

from functools import cache
from typing import Any

import jsonschema_rs
import msgspec

from interactions.reference.schemas import components, name_of
from interactions.shapes.codes import CLOSES
from interactions.shapes.documents import DOCUMENTS, Nothing
from interactions.shapes.frames import framed_as
from interactions.shapes.messages import told_as
from simulation.documents import merged

WHERE = "if it is meant, describe it in interactions/shapes/ and run manage.py asyncapi --write"
wrong: list[str] = []
"""What went against the reference since the last `settle`."""


@cache
def _validator(name: str) -> Any:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": components()}}
    return jsonschema_rs.Draft7Validator(schema)


def check(kind: Any, value: Any, what: str) -> str:
    """What of `value` is not as the published schema of `kind` has it, in a sentence; empty where all is."""
    if kind is None:
        return f"there is no such thing as {what}; {WHERE}"
    validator = _validator(name_of(kind))
    if validator.is_valid(value):
        return ""
    return f"{_reason(kind, validator, value)} of {name_of(kind)}: {what}; {WHERE}"


def _reason(kind: Any, validator: Any, value: Any) -> str:
    """msgspec's sentence is the clearer one; what only the schema sees, the schema says."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        return str(error)
    return "; ".join(f"{error.message} at {list(error.instance_path)}" for error in validator.iter_errors(value))


def faults(frame: dict[str, Any]) -> list[str]:
    """What is wrong with a frame from the server: first of its messages one by one, since that says more."""
    found = [
        check(told_as(message, frame.get("stream", "")), message, f"the message {_brief(message)}")
        for message in frame.get("messages", [])
    ]
    return [fault for fault in found if fault] or [
        fault for fault in [check(framed_as(frame), frame, f"the frame {_brief(frame)}")] if fault
    ]


def _brief(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 300 else f"{text[:300]}…"


class Witness:
    """Reads along what one socket hears, and keeps its documents as a page would."""

    def __init__(self, who: str = "somebody") -> None:
        self.who = who
        self._documents: dict[str, Any] = {}
        self._role = ""

    def hears(self, frame: dict[str, Any]) -> None:
        """Look at a frame, and at what the documents become by it."""
        found = faults(frame)
        if not found:
            found = self._keep(frame)
        if found:
            self._documents = {}  # what comes of it is no news
        wrong.extend(f"{self.who} heard what the reference does not say: {fault}" for fault in found)

    def closes(self, code: int | None) -> None:
        """The server closed the socket; the codes below 4000 are the transport's."""
        if code is not None and (code in (1011, 1012) or (code >= 4000 and code not in CLOSES)):
            wrong.append(f"{self.who} was sent away with {code}, which the reference does not have")

    def _keep(self, frame: dict[str, Any]) -> list[str]:
        if frame["type"] == "snapshot":
            self._documents, self._role = dict(frame["state"]), frame["you"]["role"]
        elif frame["type"] == "update" and frame["stream"] in self._documents:
            changes = [message["changes"] for message in frame["messages"] if message["type"] == "stateDelta"]
            for change in changes:
                self._documents[frame["stream"]] = merged(self._documents[frame["stream"]], change)
            if changes:
                return self._look_at(frame["stream"], frame["n"])
        return []

    def _look_at(self, stream: str, n: int) -> list[str]:
        kind = Nothing if stream == "own" and self._role != "player" else DOCUMENTS[stream]
        fault = check(kind, self._documents[stream], f"the document of {stream} after frame {n}")
        return [fault] if fault else []


def settle() -> None:
    """Fails where something was wrong since the last time."""
    found, wrong[:] = list(wrong), []
    assert not found, "\n".join(dict.fromkeys(found))
