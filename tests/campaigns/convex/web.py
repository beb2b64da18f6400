"""A web application in Convex, and as much of our functions as pulling needs, without a process: `content:changedSince`,
`changedTables`, `adopt`, `put`, `remove`. tests/campaigns/convex/test_round_trip.py does the same through the real functions."""

import itertools
from collections.abc import Callable
from typing import Any

from campaigns.convex.pulling import pull
from campaigns.convex.settling import Settled, settle, unsettled

Row = dict[str, Any]


class Web:
    """Documents by table and Convex's id; its clock goes a second with each change, and is ahead of ours."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Row]] = {}
        self.calls: list[str] = []
        self._ids = (f"convex{number}" for number in itertools.count(1))
        self._clock = itertools.count(4_000_000_000_000, 1_000)

    def creates(self, table: str, **fields: Any) -> str:
        id, now = next(self._ids), next(self._clock)
        floats = {name: float(value) if type(value) is int else value for name, value in fields.items()}
        whole = {"_id": id, **floats, "revision": 0.0, "editedAt": float(now), "changedAt": float(now)}
        self.tables.setdefault(table, {})[id] = whole
        return id

    def edits(self, table: str, externalId: str, **fields: Any) -> None:
        row, now = self.row(table, externalId), next(self._clock)
        floats = {name: float(value) if type(value) is int else value for name, value in fields.items()}
        row |= {**floats, "revision": float(now), "editedAt": float(now), "changedAt": float(now)}

    def clears(self, table: str, externalId: str, field: str) -> None:
        self.row(table, externalId).pop(field)
        self.edits(table, externalId)

    def row(self, table: str, externalId: str) -> Row:
        return next(row for row in self.tables[table].values() if row.get("externalId") == externalId)

    def receives(self, operations: dict[str, Row]) -> dict[str, str]:
        """What the outbox holds; what became of each."""
        return {key: self._receive(**operation) for key, operation in operations.items()}

    def _receive(self, op: str, args: Row) -> str:
        table, now = args["table"], float(next(self._clock))
        document = args.get("document") or {
            "externalId": args["externalId"],
            "revision": args["revision"],
            "deleted": True,
        }
        rows = self.tables.setdefault(table, {})
        stored = next((row for row in rows.values() if row.get("externalId") == document["externalId"]), None)
        if stored is not None:
            if stored.get("putRevision", -1) >= document["revision"]:
                return "stale"
            if stored.get("editedAt") is not None and stored["revision"] > args.get("base", stored["revision"]):
                return "conflict"
        id = stored["_id"] if stored else next(self._ids)
        rows[id] = {**document, "_id": id, "putRevision": document["revision"], "changedAt": now}
        return "applied"

    # What the node asks

    def query(self, name: str, args: Row) -> Any:
        self.calls.append(name)
        if name == "content:changedTables":
            return [one["table"] for one in args["since"] if self._changed(one["table"], one["after"])]
        assert name == "content:changedSince"
        rows = sorted(self.tables.get(args["table"], {}).values(), key=lambda row: row["changedAt"])
        rows = [dict(row) for row in rows if row["changedAt"] >= args["after"]]
        start = args["cursor"] or 0
        page = rows[start : start + args["numItems"]]
        return {"page": page, "isDone": start + len(page) == len(rows), "continueCursor": start + len(page)}

    def _changed(self, table: str, after: int) -> bool:
        return any(row["changedAt"] >= after for row in self.tables.get(table, {}).values())

    def mutation(self, name: str, args: Row) -> Row:
        assert name == "content:adopt"
        self.calls.append(name)
        rows = self.tables[args["table"]]
        for wanted in args["adoptions"]:
            rows[wanted["id"]].setdefault("externalId", wanted["externalId"])
            rows[wanted["id"]]["changedAt"] = float(next(self._clock))
        return {"externalIds": [rows[wanted["id"]]["externalId"] for wanted in args["adoptions"]]}


def pulled(web: Web, owner: Any = None) -> list[tuple[str, str, str]]:
    """Pull, and take in what can be: of each document what it is, what became of it, and the sentence."""
    pull(web)
    settled: list[Settled] = [settle(pk, owner=owner) for pk in unsettled()]
    return [(str(one.counterpart), one.word, one.sentence) for one in settled]


Shipped = Callable[[], dict[str, Row]]
