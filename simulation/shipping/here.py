"""What the node holds: its SQLite file, read with SQL of its own, and what Convex should make of the records in it.

Neither the ORM nor whoever ships is asked. Fields that are empty count as absent on both sides.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from engine.events import Event
from engine.told import told, told_alone

Row = dict[str, Any]
Documents = dict[str, Row]
"""By externalId."""

EMPTY = (None, "", False, 0, [], {})
JOURNALS = 1 << 40
"""What the revisions of one journal are apart from those of the next."""


@contextmanager
def reading(database: Path) -> Iterator[sqlite3.Connection]:
    """The file, to read only."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(connection: sqlite3.Connection, sql: str, *values: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(sql, values)]


def snake(name: str) -> str:
    """maxHp → max_hp"""
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def trimmed(document: Row) -> Row:
    """Without what is empty."""
    return {name: value for name, value in document.items() if value not in EMPTY}


# What happened

TURN = "turnId entityId entityType userId turnNumber seenNumber roundNumber startTime endTime status reason undone catchUpFor"
ACTION = (
    "playerCharacterId entityId userId turnId verb actionType actionDescription submittedAt status outcome visibility"
    " dmNotes associatedItemId awardedXp createdAt undone"
)
REWARD = "entityId playerCharacterId xp itemId itemName quantity note actionId grantedAt reversed"
CHAT = "userId name entityId content type timestamp hidden"


def records(connection: sqlite3.Connection) -> dict[str, Documents]:
    """By table in Convex, what it should hold. Of chat only the content: its revision moves with moderation."""
    journals = {
        row["id"]: (row["journal_id"], len(json.loads(row["ancestry"])))
        for row in rows(connection, "SELECT id, journal_id, ancestry FROM interactions_interaction")
    }
    read = _Reader(connection, journals)
    return {
        "turnRecords": read.table("turns_turnrecord", "turn_id", TURN.removeprefix("turnId "), _turn),
        "playerActions": read.table("turns_playeraction", "id", ACTION, _action),
        "rewardGrants": read.table("turns_rewardgrant", "id", REWARD, lambda row: {}),
        "liveInteractionLogs": read.logs(),
        "chatMessages": read.table("chat_chatmessage", "id", CHAT, _chat),
    }


class _Reader:
    """`journals`: the journal of each interaction, and how many it had before."""

    def __init__(self, connection: sqlite3.Connection, journals: dict[str, tuple[str, int]]) -> None:
        self._connection, self._journals = connection, journals

    def table(self, name: str, key: str, fields: str, more: Any) -> Documents:
        found: Documents = {}
        for row in rows(self._connection, f"SELECT * FROM {name} WHERE restored_from = ''"):  # noqa: S608 (our own names)
            document = {field: row[snake(field)] for field in fields.split()}
            found[row[key]] = self._document(row, {**document, **more(row)})
        return found

    def logs(self) -> Documents:
        found: Documents = {}
        for row in rows(self._connection, "SELECT * FROM turns_liveinteractionlog WHERE restored_from = ''"):
            journal, _ = self._journals[row["interaction_id"]]
            found[f"{journal}:{row['seq']}.{row['i']}"] = self._document({**row, "revision": row["seq"]}, _log(row))
        return found

    def _document(self, row: Row, fields: Row) -> Row:
        journal, before = self._journals[row["interaction_id"]]
        of_all = {"interactionId": row["interaction_id"], "journalId": journal, "seq": row["seq"]}
        if "revision" in row:
            of_all["revision"] = before * JOURNALS + row["revision"]
        return trimmed({**of_all, "audience": row.get("audience"), **fields})


def _turn(row: Row) -> Row:
    actions = json.loads(row["actions"])
    return {
        "actions": actions,
        "partyActions": [_for_players(one) for one in actions if one["audience"] in ("all", "party")],
        "tableActions": [_for_players(one) for one in actions if one["audience"] == "all"],
    }


def _for_players(action: Row) -> Row:
    """Of those it was aimed at, those alone who were seen then."""
    shown = {name: value for name, value in action.items() if name not in ("audience", "targets", "seenTargets")}
    return {**shown, "targets": action["seenTargets"]} if "seenTargets" in action else shown


def _action(row: Row) -> Row:
    return {name: json.loads(row[snake(name)]) for name in ("targets", "seenTargets", "awardedItemIds")}


def _chat(row: Row) -> Row:
    ears = [ear for ear in row["heard_by"].split("|") if ear]
    audience = {"party": "all", "dm": "dm", "private": "own"}.get(row["type"])
    if audience is None:
        audience = "dm" if "dm" in ears else "own" if ears else "all"
    heard = [ear for ear in ears if ear != "dm"]
    return {"audience": audience, "recipients": json.loads(row["recipients"]), "heardBy": heard}


_event = msgspec.json.Decoder(Event).decode


def _log(row: Row) -> Row:
    """The words for each kind of viewer are the rules'; that nobody else has them is what is looked at."""
    event = _event(row["event_data"])
    alone = _words(told_alone(event))
    heard = {"all": ("party", "table"), "party": ("party",)}.get(row["audience"], ())
    return {
        **{field: row[snake(field)] for field in "eventType userId entityId timestamp sessionId".split()},
        "record": json.loads(row["event_data"]),
        "eventData": _words(told(event, "dm")) or alone or {},
        "ownData": alone,
        **{f"{stream}Data": _words(told(event, stream)) for stream in heard},
    }


def _words(message: Row | None) -> Row | None:
    if message is None:
        return None
    plain = json.loads(msgspec.json.encode(message))
    return {name: value for name, value in plain.items() if name not in ("type", "event")}
