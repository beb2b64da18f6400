"""The consistency report: what was sent, heard and seen held against what lies on disk, with SQL and a decoder of its own.

Neither the rooms nor the followers are asked. Only for the documents the engine says what a journal comes to.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from simulation.documents import Document, without
from simulation.storm.played import Breach, Played
from simulation.storm.records import Command
from simulation.torture import checker
from simulation.torture.checker import Row
from simulation.torture.fights import differing

Rows = dict[str, list[Row]]
Told = Iterator[tuple[str, str]]
"""Kinds of breaches and sentences."""


def breaches_of(played: Played, rows: list[Row], documents: Callable[[str, str, str], Document]) -> list[Breach]:
    """Everything wrong with one interaction. `documents(interaction, stream, user id)` is as the journal has it."""
    found = [
        *((breach.kind, breach.sentence) for breach in checker.check(played.records.notes(), rows)),
        *permitted(played.records),
        *out_of_order(played.records, rows),
        *diverged(played, documents),
    ]
    return [*played.breaches, *(Breach(kind, played.play.number, sentence) for kind, sentence in found)]


def permitted(commands: Iterable[Command]) -> Told:
    """Accepted, though nobody may ever do that."""
    for command in commands:
        if command.never and command.acked:
            yield "permitted", f"{command.type} of {command.person} ({command.id}) was accepted"


def out_of_order(commands: Iterable[Command], rows: list[Row]) -> Told:
    """What was sent after something else was acknowledged stands behind it, whoever sent it."""
    at = {(row.person, row.command_id): row.seq for row in rows}
    done = [c for c in commands if c.acked and (c.person, c.id) in at]
    marks = sorted([(c.sent, 0, c) for c in done] + [(c.answered, 1, c) for c in done], key=lambda mark: mark[:2])
    newest: Command | None = None
    for _, answered, command in marks:
        seq = at[command.person, command.id]
        if answered and (newest is None or seq > at[newest.person, newest.id]):
            newest = command
        elif not answered and newest is not None and seq < at[newest.person, newest.id]:
            yield "order", f"{command.id} was sent after {newest.id} was acknowledged, and stands before it"


def diverged(played: Played, documents: Callable[[str, str, str], Document]) -> Told:
    """A client whose documents are not what the journal comes to. Presence is no part of it."""
    shared = {"dm": "dm", "player": "party", "spectator": "table"}
    for person, hers in played.documents.items():
        stream = shared[played.roles[person]]
        own = documents(played.play.id, "own", person) if stream == "party" else {}
        mine = {name: without(document, "presence") for name, document in hers.items()}
        difference = differing(mine, {stream: documents(played.play.id, stream, ""), "own": own})
        if difference:
            yield "diverged", f"{person}: {difference}"


# The ledger


def ledger(database: Path, interactions: dict[str, int], xp_before: dict[str, int], rows: Rows) -> list[Breach]:
    """Grants and the characters' experience, added up from the journals alone. `interactions` have their numbers."""
    expected, wrong = dict(xp_before), []
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        for interaction, number in interactions.items():
            granted = _granted(rows.get(interaction, []))
            written = dict(connection.execute(
                "SELECT id, xp FROM turns_rewardgrant WHERE interaction_id = ? AND NOT reversed", [interaction]
            ))  # fmt: skip
            if {id: xp for id, (_, xp) in granted.rewards.items()} != written:
                wrong.append(Breach("ledger", number, f"the ledger has {written}, the journal {granted.rewards}"))
            for character, xp in granted.lasting():
                expected[character] += xp
        written = dict(connection.execute("SELECT id, xp FROM campaigns_playercharacter"))
    finally:
        connection.close()
    for character, xp in expected.items():
        if written.get(character) != xp:
            wrong.append(Breach("ledger", -1, f"{character} has {written.get(character)} XP, and earned {xp}"))
    return wrong


class _Granted:
    """What stands of the rewards of one interaction, and who is at the table."""

    def __init__(self) -> None:
        self.rewards: dict[str, tuple[str, int]] = {}
        self.characters: dict[str, str] = {}
        self.outcome = ""

    def hears(self, event: dict[str, Any]) -> None:
        match event["event"]:
            case "Opened" | "Genesis":
                self._replaced(event["room"]["table"])
            case "ParticipantAdded":
                self._add(event["participant"])
            case "ParticipantRemoved":
                self.characters.pop(event["entity_id"], None)
            case "Rewarded":
                self._rewarded(event["reward"])
            case "Rewound" | "Redone":
                self._replaced(event["table"])
            case "Ended":
                self.outcome = event["outcome"]

    def _replaced(self, table: dict[str, Any]) -> None:
        self.rewards, self.characters = {}, {}
        for participant in table["participants"].values():
            self._add(participant)
        for reward in table.get("rewards", {}).values():
            self._rewarded(reward)

    def _add(self, participant: dict[str, Any]) -> None:
        if participant["entity_type"] == "playerCharacter":
            self.characters[participant["id"]] = participant["source_id"]

    def _rewarded(self, reward: dict[str, Any]) -> None:
        self.rewards[reward["id"]] = (reward["entity_id"], reward.get("xp", 0))

    def lasting(self) -> Iterator[tuple[str, int]]:
        """What a completed interaction leaves to characters who stayed."""
        if self.outcome == "completed":
            for entity_id, xp in self.rewards.values():
                if entity_id in self.characters:
                    yield self.characters[entity_id], xp


def _granted(rows: Iterable[Row]) -> _Granted:
    granted = _Granted()
    for row in rows:
        for event in msgspec.msgpack.decode(row.events):
            granted.hears(event)
    return granted


def times_go_on(database: Path, interactions: dict[str, int]) -> list[Breach]:
    """The rows of a journal are in the order of their times."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        wrong = []
        for interaction, number in interactions.items():
            rows = connection.execute(
                "SELECT seq, at FROM interactions_journalentry WHERE interaction_id = ? ORDER BY seq", [interaction]
            ).fetchall()
            late = [b[0] for a, b in pairwise(rows) if b[1] < a[1]]
            wrong += [Breach("order", number, f"row {seq} is older than the one before it") for seq in late[:3]]
        return wrong
    finally:
        connection.close()
