"""What clients write down outside of the server: every command before it is sent, every answer when it came, synced to disk."""

import json
import os
from pathlib import Path
from typing import Any

from msgspec import Struct


class Note(Struct, frozen=True, kw_only=True):
    """One line: `said` is sent, ack or error."""

    said: str
    interaction: str
    person: str
    command_id: str
    command: str = ""
    code: str = ""
    action_id: str = ""
    duplicate: bool = False


class PersonalDiary:
    """One person's diary in one interaction: a `Diary` for her client, in a file that others write to as well."""

    def __init__(self, file: int, interaction: str, person: str) -> None:
        self._file, self._interaction, self._person = file, interaction, person
        self.acks = 0

    def sent(self, command_id: str, command: str, content: dict[str, Any]) -> None:
        self._write(said="sent", command_id=command_id, command=command)

    def answered(self, command_id: str, reply: dict[str, Any]) -> None:
        """Synced before the client goes on: from here on the server must not have forgotten it."""
        action_id = str(reply.get("result", {}).get("actionId", ""))
        more = {"duplicate": True} if reply.get("duplicate") else {}
        if reply["type"] == "ack":
            self.acks += 1
        self._write(said=reply["type"], command_id=command_id, code=reply.get("code", ""), action_id=action_id, **more)
        os.fdatasync(self._file)

    def _write(self, **fields: Any) -> None:
        line = {"interaction": self._interaction, "person": self._person, **fields}
        os.write(self._file, json.dumps(line).encode() + b"\n")


def open_diary(path: Path) -> int:
    """The file that diaries of one run share; every line is one write."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def read_diary(path: Path) -> list[Note]:
    """Everything written down, in order."""
    return [Note(**json.loads(line)) for line in path.read_text().splitlines()]
