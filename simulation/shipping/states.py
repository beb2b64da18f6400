"""Rooms: the state that the journal comes to, what the node has stored of it, and what Convex has, by their hashes.

The journal is folded here by the rules alone; what its streams show is compared as documents, field by field.
"""

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from engine.events import Event
from engine.evolve import fold
from engine.state import Room
from engine.view import document
from simulation.shipping.here import EMPTY, Row, rows, trimmed
from simulation.shipping.there import There

STREAMS = ("dm", "party", "table")
SHOWN = ("participantCount", "currentTurn", "roundNumber", "turnNumber", "initiativeOrder", "currentInitiativeIndex")
PLAYED, JOURNALS = 1 << 41, 1 << 42
Told = Iterator[tuple[str, str]]

_events = msgspec.msgpack.Decoder(list[Event]).decode


class Stood(Struct, frozen=True):
    """An interaction's row here, how its journal ends, and the rooms that it comes to, by row."""

    row: Row
    seq: int
    rooms: dict[int, Room]

    @property
    def room(self) -> Room:
        return self.rooms[self.seq]

    @property
    def lineage(self) -> list[Row]:
        before = [{"journalId": one["journalId"], "seq": one["seq"]} for one in json.loads(self.row["ancestry"])]
        return [*before, {"journalId": self.row["journal_id"], "seq": self.seq}]


def standing(connection: sqlite3.Connection) -> dict[str, Stood]:
    """All that were ever live, by id."""
    found = {}
    for row in rows(connection, "SELECT * FROM interactions_interaction"):
        sql = "SELECT seq, events FROM interactions_journalentry WHERE interaction_id = ? ORDER BY seq"
        journal = rows(connection, sql, row["id"])
        if journal:
            found[row["id"]] = Stood(row, journal[-1]["seq"], _folded(journal))
    return found


def _folded(journal: list[Row]) -> dict[int, Room]:
    rooms: dict[int, Room] = {}
    room: Any = None
    for row in journal:
        events = _events(row["events"])
        room = fold(room if room is not None else events[0].room, events)  # type: ignore[union-attr]  # it opens the room
        assert isinstance(room, Room)
        rooms[row["seq"]] = room
    return rooms


def differences(connection: sqlite3.Connection, there: There, *, ended: bool = False) -> Told:
    """Kind and sentence of each. `ended`: no server runs any more, so nobody is at any table."""
    stored = {row["interaction_id"]: row for row in rows(connection, "SELECT * FROM interactions_snapshot")}
    held = _States(there)
    everything = standing(connection)
    for id in sorted(held.heads.keys() - everything.keys()):
        yield "more", f"Convex has a state of {id}, which was never live"
    for id, stood in sorted(everything.items()):
        if id not in held.heads:
            yield "lost", f"Convex has no state of {id}"
            continue
        yield from ((kind, f"{id}: {what}") for kind, what in _state(stood, stored.get(id), held, id))
    for row in there["snapshotUploads"]:
        yield "more", f"pieces of a snapshot of {row['interactionId']} are left over"
    yield from _interactions(connection, everything, there, ended)


class _States:
    """Convex's snapshots, put together."""

    def __init__(self, there: There) -> None:
        self.heads = {row["externalId"]: row for row in there["snapshots"]}
        self._chunks = {row["_id"]: row for row in there["snapshotChunks"]}
        self.views = {(row["interactionId"], row["stream"]): row for row in there["interactionViews"]}

    def text(self, id: str) -> str:
        return "".join(self._chunks[chunk]["data"] for chunk in self.heads[id]["chunkIds"])


def _state(stood: Stood, stored: Row | None, held: _States, id: str) -> Told:
    head, text = held.heads[id], held.text(id)
    room = digest(json.loads(msgspec.json.encode(stood.room)))
    if stored is not None and not _is_what_its_rows_come_to(stood, stored):
        yield "differs", f"the snapshot here is not what its {stored['seq']} rows come to"
    if hashlib.sha256(text.encode()).hexdigest() != head["sha256"]:
        yield "differs", "the state in Convex does not match its sha256"
    if digest(json.loads(text)) != room:
        yield "differs", f"the state in Convex is another: of {head['lineage']}, here {stood.lineage}"
    if head["lineage"] != stood.lineage:
        yield "differs", f"the lineage in Convex is {head['lineage']}, here {stood.lineage}"
    for stream in STREAMS:
        view = held.views.get((id, stream))
        shown = json.loads(msgspec.json.encode(document(stood.room, stream)))
        if view is None or digest(json.loads(view["view"])) != digest(shown):
            yield "differs", f"what {stream} sees in Convex is not what it sees here"
        elif view["revision"] != head["revision"]:
            yield "differs", f"what {stream} sees in Convex is of another state than the one there"


def _is_what_its_rows_come_to(stood: Stood, stored: Row) -> bool:
    """Whether it is of the last row is no question here: the journal has the others."""
    of_then = stood.rooms.get(stored["seq"])
    return of_then is not None and digest(msgspec.msgpack.decode(stored["state"])) == digest(
        json.loads(msgspec.json.encode(of_then))
    )


def digest(value: Any) -> str:
    """The same for the same state, in whichever encoding it came."""
    plain = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


# The interactions' own documents


def _interactions(connection: sqlite3.Connection, everything: dict[str, Stood], there: There, ended: bool) -> Told:
    held = {row["externalId"]: row for row in there.alive("interactions")}
    known = {row["id"] for row in rows(connection, "SELECT id FROM interactions_interaction")}
    for id in sorted(held.keys() - known):
        yield "more", f"interaction {id} is in Convex and not here"
    for id in sorted(known - held.keys()):
        yield "lost", f"interaction {id} is not in Convex"
    for id in sorted(everything.keys() & held.keys()):
        wanted, found = _expected(connection, everything[id], ended), held[id]
        for name, value in wanted.items():
            if name == "shown":
                yield from ((kind, f"interaction {id}: {what}") for kind, what in _showing(value, found["shown"]))
            elif _as(found.get(name), value) != value and not (value in EMPTY and found.get(name) in EMPTY):
                yield "differs", f"interaction {id}: {name} is {found.get(name)!r}, and {value!r} here"
    live = {s.row["campaign_id"]: id for id, s in everything.items() if s.row["live_status"] in ("live", "paused")}
    for campaign in there.alive("campaigns"):
        id = campaign["externalId"]
        if campaign.get("activeInteractionId") != live.get(id):
            yield (
                "differs",
                f"campaign {id} says that {campaign.get('activeInteractionId')} is live, here {live.get(id)}",
            )


def _as(found: Any, value: Any) -> Any:
    """In no order where there is none."""
    return set(found or ()) if isinstance(value, set) else found


def _showing(wanted: Row, found: Row) -> Told:
    for stream, fields in wanted.items():
        shown = trimmed({name: found.get(stream, {}).get(name) for name in SHOWN})
        if shown != fields:
            yield "differs", f"{stream} is shown {shown}, and {fields} here"


def _expected(connection: sqlite3.Connection, stood: Stood, ended: bool) -> Row:
    row, lasting = stood.row, stood.room.lasting
    nobody = ended or row["live_status"] == "completed"
    views = {stream: json.loads(msgspec.json.encode(document(stood.room, stream))) for stream in STREAMS}
    items = rows(
        connection, "SELECT item_id FROM interactions_interaction_reward_items WHERE interaction_id = ?", row["id"]
    )
    return {
        "revision": len(stood.lineage[:-1]) * JOURNALS + PLAYED + stood.seq,
        "campaignId": row["campaign_id"],
        "relatedQuestId": row["quest_id"],
        "relatedLocationId": row["location_id"],
        "dmUserId": str(row["dm_id"]),
        "name": row["name"],
        "description": row["description"],
        "kind": row["kind"],
        "rewardItemIds": {item["item_id"] for item in items},
        "liveStatus": row["live_status"],
        "phase": stood.room.status,
        "status": "paused" if row["live_status"] == "paused" else stood.room.status,
        "outcome": row["outcome"],
        "liveRoomId": row["id"] if row["live_status"] in ("live", "paused") else None,
        "turnTimeLimit": lasting.settings.turn_time_limit,
        "chatEnabled": lasting.settings.chat_enabled,
        "allowPrivateChat": lasting.settings.allow_private_chat,
        **_clock(stood.room),
        "initiativeOrder": views["dm"]["initiativeOrder"],
        "lineage": stood.lineage,
        **({"connectedParticipants": []} if nobody else {}),
        "shown": {stream: _shown(view) for stream, view in views.items()},
        "lastStateSnapshot": len(stood.lineage[:-1]) * (1 << 40) + stood.seq,
    }


def _shown(view: Row) -> Row:
    """What a list tells of it."""
    turn = view.get("currentTurn") or {}
    return trimmed(
        {
            **{name: view.get(name) for name in SHOWN},
            "participantCount": len(view["participants"]),
            "currentTurn": view["participants"].get(turn.get("entityId"), {}).get("name"),
        }
    )


def _clock(room: Room) -> Row:
    """When the turn runs out; players are not told when it is somebody's whom they do not see."""
    turn = room.table.turn
    if turn is None or not turn.time_limit or not turn.running_since:
        return {"currentTurnTimeout": None, "timeoutAudience": "all"}
    hidden = room.table.participants[turn.entity_id].hidden
    return {"currentTurnTimeout": turn.running_since + turn.remaining, "timeoutAudience": "dm" if hidden else "all"}
