"""Conditions: the word that creatures and the rules know, and what it does in words."""

import re

from campaigns.srd.fixture import Fixture
from campaigns.srd.report import Entry
from campaigns.srd.sources import source_columns, source_key
from campaigns.srd.things import Thing
from campaigns.words import CONDITIONS


def read_conditions(fixture: Fixture) -> tuple[list[Thing], list[Entry]]:
    """Every condition, and what became of it: its name is at the table, its effects are told."""
    things: list[Thing] = []
    entries: list[Entry] = []
    for key, fields in fixture.conditions.items():
        word = _word(fields.describes or fields.name or key.rsplit("_", 1)[-1])
        columns: dict[str, object] = {
            "key": word[:60],
            "name": (fields.name or word.replace("-", " ").capitalize())[:120],
            "description": fields.desc.strip()[:10_000],
            **source_columns(fixture.documents[fields.document]),
        }
        things.append(Thing(source_key=source_key(key, fields.document), columns=columns))
        reason = "what it does is told in words" if word in CONDITIONS else "a word the rules do not know"
        entries.append(Entry(key=key, kind="condition", mechanical=False, reasons=(reason,)))
    return things, entries


def _word(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "condition"
