"""The course of a storm: who said what, what came of it, and what the journals have of it; the same for two runs that are."""

from collections.abc import Iterable
from typing import Any

import msgspec

from simulation.storm.played import Played
from simulation.storm.records import Command
from simulation.torture.checker import Row

PIECES = "delay"
"""Counted by the pieces in which a network carries something: no two runs cut them alike."""
_encode = msgspec.json.Encoder(order="sorted").encode


def courses(played: Iterable[Played], rows: Iterable[Row]) -> bytes:
    """By interaction, in the order of their numbers, as JSON."""
    journals: dict[str, list[Row]] = {}
    for row in rows:
        journals.setdefault(row.interaction, []).append(row)
    ordered = sorted(played, key=lambda one: one.play.number)
    return msgspec.json.format(_encode([_course(one, journals.get(one.play.id, [])) for one in ordered]), indent=1)


def joined(parts: Iterable[bytes]) -> bytes:
    """The courses of some interactions each, as one."""
    courses = [course for part in parts for course in msgspec.json.decode(part)]
    return msgspec.json.format(_encode(sorted(courses, key=lambda course: course["interaction"])), indent=1)


def _course(played: Played, journal: list[Row]) -> dict[str, Any]:
    return {
        "interaction": played.play.number,
        "commands": [_said(command) for command in sorted(played.records, key=lambda command: command.sent)],
        "journal": [_happened(row) for row in journal],
        "reconnects": played.reconnects,
        "faults": {kind: times for kind, times in sorted(played.faults.items()) if kind != PIECES},
    }


def _said(command: Command) -> dict[str, Any]:
    answer = "ack" if command.acked else command.code
    return {
        "by": command.person,
        "id": command.id,
        "type": command.type,
        "data": command.content,
        "answer": answer,
        "sends": command.sends,
    }


def _happened(row: Row) -> dict[str, Any]:
    """What a room asks of itself has an id that is no part of this."""
    return {
        "seq": row.seq,
        "by": row.person,
        "id": row.command_id if row.person else "",
        "events": msgspec.msgpack.decode(row.events),
    }
