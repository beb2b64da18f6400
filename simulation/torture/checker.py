"""Compares what clients wrote down with what is on disk. Own SQL and a plain decoder: neither the ORM nor the engine is asked.

The schema's constraints are not trusted either: what they forbid is looked for.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from simulation.torture.diary import Note

Key = tuple[str, str, str]
"""Interaction, person, command id."""


class Breach(Struct, frozen=True):
    """Something that must never be; `kind` is lost, doubled, hole, undone, damaged, diverged, unverified, undescribed or loud."""

    kind: str
    sentence: str


class Row(Struct, frozen=True):
    """A journal row as it lies on disk."""

    interaction: str
    seq: int
    epoch: int
    person: str
    command_id: str
    events: bytes

    @property
    def key(self) -> Key:
        return (self.interaction, self.person, self.command_id)


def read_journal(database: Path) -> list[Row]:
    """All rows, in order of each interaction."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            "SELECT interaction_id, seq, epoch, person, command_id, events"
            " FROM interactions_journalentry NOT INDEXED ORDER BY interaction_id, seq"
        ).fetchall()
    finally:
        connection.close()
    return [Row(i, seq, epoch, person, command_id, bytes(events)) for i, seq, epoch, person, command_id, events in rows]


def check(notes: Sequence[Note], rows: Sequence[Row]) -> list[Breach]:
    """Everything that is wrong; empty where nothing is."""
    return [*lost(notes, rows), *undone(notes, rows), *doubled(notes, rows), *twice_in_effect(rows), *holes(rows)]


def _keys(notes: Iterable[Note], said: str) -> dict[Key, Note]:
    return {(n.interaction, n.person, n.command_id): n for n in notes if n.said == said}


def lost(notes: Sequence[Note], rows: Sequence[Row]) -> list[Breach]:
    """Acknowledged, but not in the journal, or there without what the acknowledgement named."""
    on_disk = {row.key: row for row in rows}
    breaches = []
    for key, note in _keys(notes, "ack").items():
        row = on_disk.get(key)
        if row is None:
            breaches.append(Breach("lost", f"Acknowledged and lost: {key}."))
        elif note.action_id and note.action_id.encode() not in row.events:
            breaches.append(Breach("lost", f"The row of {key} knows nothing of the action {note.action_id}."))
    return breaches


def undone(notes: Sequence[Note], rows: Sequence[Row]) -> list[Breach]:
    """Refused, and in the journal all the same."""
    on_disk = {row.key for row in rows}
    refused = _keys(notes, "error").keys() & on_disk
    return [Breach("undone", f"Refused and yet applied: {key}.") for key in sorted(refused)]


def doubled(notes: Sequence[Note], rows: Sequence[Row]) -> list[Breach]:
    """A command id that stands there twice, or one that nobody ever sent."""
    breaches = [
        Breach("doubled", f"Applied {count} times: {key}.")
        for key, count in Counter(row.key for row in rows).items()
        if count > 1
    ]
    known = _keys(notes, "sent")
    strangers = {row.key for row in rows if row.person} - known.keys()
    return breaches + [Breach("doubled", f"In the journal, and sent by nobody: {key}.") for key in sorted(strangers)]


ONCE = {"TurnStarted": "turn_id", "TurnEnded": "turn_id", "Rewarded": "id", "ActionSubmitted": "id"}
"""Events that may happen once for each of these ids."""


def twice_in_effect(rows: Sequence[Row]) -> list[Breach]:
    """Whatever the command ids say: a turn begins and ends once, an action is submitted once, a reward given once."""
    seen: Counter[tuple[str, str, str]] = Counter()
    breaches = []
    for row in rows:
        try:
            events = msgspec.msgpack.decode(row.events)
        except msgspec.DecodeError as error:
            breaches.append(Breach("damaged", f"Row {row.seq} of {row.interaction} cannot be read: {error}."))
            continue
        seen.update((row.interaction, event["event"], _id_of(event)) for event in events if event["event"] in ONCE)
    return breaches + [Breach("doubled", f"Happened {count} times: {key}.") for key, count in seen.items() if count > 1]


def _id_of(event: dict[str, Any]) -> str:
    name = ONCE[event["event"]]
    inside = {"Rewarded": "reward", "ActionSubmitted": "action"}.get(event["event"])
    return str((event[inside] if inside else event)[name])


def holes(rows: Sequence[Row]) -> list[Breach]:
    """Each interaction counts 1, 2, 3 …, and its epochs only grow."""
    by_interaction: dict[str, list[Row]] = {}
    for row in rows:
        by_interaction.setdefault(row.interaction, []).append(row)
    breaches = []
    for interaction, its in by_interaction.items():
        seqs = [row.seq for row in its]
        if seqs != list(range(1, len(seqs) + 1)):
            missing = sorted(set(range(1, max(seqs) + 1)) - set(seqs))[:5]
            breaches.append(
                Breach("hole", f"{interaction} has {len(seqs)} rows up to {max(seqs)}; missing: {missing}.")
            )
        if any(a.epoch > b.epoch for a, b in pairwise(its)):
            breaches.append(Breach("hole", f"In {interaction} an old epoch wrote after a newer one."))
    return breaches


def whole_file(database: Path) -> list[Breach]:
    """What SQLite itself says about the file."""
    connection = sqlite3.connect(database)
    try:
        said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    finally:
        connection.close()
    return [] if said == ["ok"] else [Breach("damaged", f"integrity_check: {line}") for line in said]
