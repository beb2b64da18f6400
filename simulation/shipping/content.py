"""Authored content: each row of the node once in Convex, every column of it in the record, and the typed fields the same."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from simulation.shipping.here import EMPTY, Row, rows, snake
from simulation.shipping.there import There

SOURCES = {
    "campaigns": "campaigns_campaign",
    "maps": "campaigns_map",
    "locations": "campaigns_location",
    "quests": "campaigns_quest",
    "playerCharacters": "campaigns_playercharacter",
    "npcs": "campaigns_npc",
    "monsters": "campaigns_monster",
    "items": "campaigns_item",
}
ELSEWHERE = {
    "maxHp": "hit_points",
    "hp": "current_hp",
    "campaignId": "campaign_id",
    "mapId": "map_id",
    "locationId": "location_id",
    "ownerUserId": "owner_id",
}
"""Fields that are not called like their column."""
CONVEX_S = frozenset(
    "externalId revision updatedAt record putRevision changedAt editedAt deleted _id _creationTime activeInteractionId"
    " clerkId".split()
)
"""What no column is behind."""
NOT_SHIPPED = frozenset({"image"})
REFERENCES = frozenset({"campaign", "map", "location", "owner"})
"""Keys of a record that name a row."""

Told = Iterator[tuple[str, str]]


def differences(connection: sqlite3.Connection, there: There) -> Told:
    """Kind and sentence of each."""
    for table, source in SOURCES.items():
        found = {row["id"]: row for row in rows(connection, f"SELECT * FROM {source}")}  # noqa: S608 (our own names)
        owned = {id: row for id, row in found.items() if row.get("campaign_id") or table == "campaigns"}
        yield from _table(table, owned, there)
    yield from _memberships(connection, there)
    yield from _users(connection, there)


def _table(table: str, found: dict[str, Row], there: There) -> Told:
    held = {row["externalId"]: row for row in there.alive(table)}
    for id in sorted(found.keys() - held.keys()):
        yield "lost", f"{table} {id} is not in Convex"
    for id in sorted(held.keys() - found.keys()):
        yield "more", f"{table} {id} is in Convex and not here"
    for id in sorted(found.keys() & held.keys()):
        for field in _differing(found[id], held[id]):
            yield "differs", f"{table} {id}: {field}"


def _differing(row: Row, document: Row) -> Iterator[str]:
    record = document["record"]
    for name, value in document.items():
        if name in CONVEX_S or (name == "ownerUserId" and "owner_id" not in row):
            continue
        column = ELSEWHERE.get(name, snake(name))
        if not _same(row.get(column), value):
            yield f"{name} is {value!r}, and {row.get(column)!r} here"
    for column, value in row.items():
        key = next((name for name in record if snake(name) == column.removesuffix("_id")), None)
        if key is None and column not in NOT_SHIPPED and value not in EMPTY:
            yield f"the record does not have {column}"
        elif key is not None and not _same(value, record[key]):
            yield f"the record's {key} is {record[key]!r}, and {value!r} here"


def _same(here: Any, there: Any) -> bool:
    """SQLite has JSON as text, truths as numbers, and ids of accounts as numbers."""
    if here == there or (here in EMPTY and there in EMPTY):
        return True
    if isinstance(here, (int, float)) and not isinstance(there, (dict, list)):
        return str(there) == str(here) or _number(there) == here
    if isinstance(here, str) and isinstance(there, (dict, list)):
        return bool(json.loads(here) == there)
    return isinstance(here, str) and isinstance(there, str) and _moment(here) == _moment(there)


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _moment(text: str) -> str:
    """A time as SQLite has it, and as ISO 8601."""
    return text.replace("T", " ").removesuffix("+00:00")


def _memberships(connection: sqlite3.Connection, there: There) -> Told:
    here = {
        f"{row['campaign_id']}:{row['user_id']}": (row["campaign_id"], str(row["user_id"]), row["role"])
        for row in rows(connection, "SELECT * FROM campaigns_membership")
    }
    held = {row["externalId"]: (row["campaignId"], row["userId"], row["role"]) for row in there.alive("memberships")}
    if here != held:
        yield "differs", f"memberships: {sorted(set(here.items()) ^ set(held.items()))[:5]}"
    owners = {campaign: user for campaign, user, role in here.values() if role == "owner"}
    for campaign in there.alive("campaigns"):
        if campaign.get("ownerUserId") != owners.get(campaign["externalId"]):
            yield "differs", f"campaign {campaign['externalId']} belongs to {campaign.get('ownerUserId')}"


def _users(connection: sqlite3.Connection, there: There) -> Told:
    """Those of whom somebody is a member somewhere; of them a name and nothing else."""
    wanted = "SELECT DISTINCT u.* FROM auth_user u JOIN campaigns_membership m ON m.user_id = u.id"
    here = {
        str(row["id"]): f"{row['first_name']} {row['last_name']}".strip() or row["username"]
        for row in rows(connection, wanted)
    }
    held = {row["externalId"]: row.get("name") for row in there.alive("users")}
    if here != held:
        yield "differs", f"users: {sorted(set(here.items()) ^ set(held.items()))[:5]}"
    strange = {name for row in there["users"] for name in row} - CONVEX_S - {"name"}
    if strange:
        yield "more", f"accounts in Convex have {sorted(strange)}"
