"""What Convex holds: every document of every table, read page by page with the admin key through the official client."""

import json
from collections.abc import Iterator
from typing import Any

from convex.http_client import ConvexHttpClient

Row = dict[str, Any]

PAGE = 500
TABLES = (
    "users memberships campaigns maps locations quests playerCharacters npcs monsters items contentRecords"
    " interactions snapshots snapshotChunks snapshotUploads snapshotCopies interactionViews"
    " turnRecords playerActions liveInteractionLogs rewardGrants chatMessages applicationErrors"
).split()
TEXTS = frozenset(
    "actions partyActions tableActions targets seenTargets eventData partyData tableData ownData record".split()
)
"""Fields in which JSON travels."""


class There(dict[str, list[Row]]):
    """The documents of each table."""

    def alive(self, table: str) -> list[Row]:
        """Without tombstones."""
        return [row for row in self[table] if not row.get("deleted")]


def read(client: ConvexHttpClient) -> There:
    """Everything, with JSON read where it is told as text."""
    return There({table: [_opened(row) for row in _pages(client, table)] for table in TABLES})


def _pages(client: ConvexHttpClient, table: str) -> Iterator[Row]:
    cursor = None
    while True:
        page = client.query("node:restorePage", {"table": table, "cursor": cursor, "numItems": PAGE})
        yield from page["page"]
        if page["isDone"]:
            return
        cursor = page["continueCursor"]


def _opened(row: Row) -> Row:
    return {name: json.loads(value) if name in TEXTS else value for name, value in row.items()}
