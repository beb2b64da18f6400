"""What goes over the sockets is what the reference says: for tests and the torture, which show here what they hear.

Nothing is raised where a frame arrives, which may be in the middle of a room: whoever has a witness is told what was wrong.
Needs the packages of development.
"""

from collections.abc import Callable
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
NEVER = (1011, 1012)


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

    def __init__(self, who: str, report: Callable[[str], None]) -> None:
        self.who, self._report = who, report
        self._documents: dict[str, Any] = {}
        self._at: dict[str, int] = {}
        self._role = ""

    def hears(self, frame: dict[str, Any]) -> None:
        """Look at a frame, and at what the documents become by it."""
        found = faults(frame)
        if not found:
            found = self._keep(frame)
        if found:
            self._documents = {}  # what comes of it is no news
        for fault in found:
            self._report(f"{self.who} heard what the reference does not say: {fault}")

    def closes(self, code: int | None) -> None:
        """The server closed the socket; the codes below 4000 are the transport's."""
        if code is not None and (code in NEVER or (code >= 4000 and code not in CLOSES)):
            self._report(f"{self.who} was sent away with {code}, which the reference does not have")

    def _keep(self, frame: dict[str, Any]) -> list[str]:
        if frame["type"] == "snapshot":
            self._documents, self._at, self._role = dict(frame["state"]), dict(frame["at"]), frame["you"]["role"]
            return []
        if frame["type"] != "update" or not self._follows(frame["stream"], frame["n"]):
            return []
        stream = frame["stream"]
        changes = [message["changes"] for message in frame["messages"] if message["type"] == "stateDelta"]
        for change in changes:
            self._documents[stream] = merged(self._documents[stream], change)
        return self._look_at(stream, frame["n"]) if changes else []

    def _follows(self, stream: str, n: int) -> bool:
        """Whether it is the next one; behind a gap, what was missed comes later and in order."""
        if stream not in self._documents or n != self._at[stream] + 1:
            return False
        self._at[stream] = n
        return True

    def _look_at(self, stream: str, n: int) -> list[str]:
        kind = Nothing if stream == "own" and self._role != "player" else DOCUMENTS[stream]
        fault = check(kind, self._documents[stream], f"the document of {stream} after frame {n}")
        return [fault] if fault else []
