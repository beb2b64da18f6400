"""What the guests sent and what they were answered, kept outside of the server: what the report holds against the journal."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from msgspec import Struct

from simulation.torture.diary import Note

Frame = dict[str, Any]


class Command(Struct):
    """`sent` and `answered` count all that happens in an interaction, whoever does it: they say what came before what."""

    person: str
    id: str
    type: str
    sent: int
    content: Frame = {}
    preview: bool = False
    never: bool = False
    """It may not be accepted, whatever happens."""
    answered: int = 0
    acked: bool = False
    code: str = ""
    sends: int = 0
    doubled: bool = False
    """The line may have brought it twice."""


class Records:
    """Of one interaction. A guest gets a `Diary` for her client by `of`."""

    def __init__(self, interaction: str) -> None:
        self.interaction = interaction
        self._ticks = count(1)
        self._commands: dict[tuple[str, str], Command] = {}

    def __iter__(self) -> Iterator[Command]:
        return iter(list(self._commands.values()))

    def of(self, person: str) -> "PersonalRecords":
        return PersonalRecords(self, person)

    def sent(self, person: str, command_id: str, command: str, content: Frame) -> Command:
        made = Command(person, command_id, command, next(self._ticks), content, preview=bool(content.get("preview")))
        return self._commands.setdefault((person, command_id), made)

    def find(self, person: str, command_id: str) -> Command | None:
        return self._commands.get((person, command_id))

    def answered(self, person: str, command_id: str, reply: Frame) -> None:
        """The first answer is when it was done at the latest; an `ack` holds whatever else is said."""
        command = self._commands[person, command_id]
        if reply["type"] == "ack" and not command.acked:
            command.acked, command.answered = True, next(self._ticks)
        elif reply["type"] == "error" and not command.code:
            command.code = reply["code"]

    def notes(self) -> list[Note]:
        """As the torture's checker reads them. What came twice may have been refused once and accepted then."""
        notes = []
        for command in self:
            if command.preview:
                continue
            where = {"interaction": self.interaction, "person": command.person, "command_id": command.id}
            notes.append(Note(said="sent", command=command.type, **where))
            if command.acked:
                notes.append(Note(said="ack", **where))
            elif command.code and command.sends == 1 and not command.doubled:
                notes.append(Note(said="error", code=command.code, **where))
        return notes


class PersonalRecords:
    """One person's, as her client writes them."""

    def __init__(self, records: Records, person: str) -> None:
        self._records, self._person = records, person

    def sent(self, command_id: str, command: str, content: Frame) -> None:
        self._records.sent(self._person, command_id, command, content)

    def answered(self, command_id: str, reply: Frame) -> None:
        self._records.answered(self._person, command_id, reply)
