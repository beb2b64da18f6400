"""Everything collected and delivered, in the test's own thread."""

from typing import Any

import msgspec

from engine.state import Room
from interactions import rooms
from interactions.followers import behind, catch_up
from sync.loop import collect, over_http
from sync.models import OutboxEntry
from tests.convex.standin import Deployment, Row
from tests.interactions.table import Table


class Reaching:
    """`sends` brings to Convex what there is; `stored` is what is there then."""

    def __init__(self, convex: Deployment) -> None:
        self.convex = convex

    def sends(self) -> int:
        """How many entries went out. Nothing is refused."""
        sent = self.tries()
        left = [(entry.op, entry.parked_reason) for entry in OutboxEntry.objects.all()]
        assert not left, left
        return sent

    def tries(self) -> int:
        """The same, and what is refused is parked."""
        catch_up(behind())
        while collect():
            pass
        return self.delivers()

    def delivers(self) -> int:
        """What waits in the outbox."""
        count, delivery = 0, over_http().delivery
        while (done := delivery.round(impatient=True)).delivered or done.more:
            count += done.delivered
        delivery.release()
        return count

    def stored(self, table: str, interaction_id: str) -> dict[str, Row]:
        """Of one interaction by `externalId`, without what is void."""
        rows = self.convex.by_id(table, interactionId=interaction_id)
        return {id: row for id, row in rows.items() if not row.get("voided")}

    def interaction(self, interaction_id: str) -> Row:
        return self.convex.by_id("interactions")[interaction_id]


def at_rest() -> None:
    """The rooms are closed: everything is on disk."""
    rooms.stop_from_thread()


def snapshot(reaching: Reaching, table: Table) -> tuple[dict[str, Any], Room]:
    [head] = reaching.convex.rows("snapshots", externalId=table.id)
    texts = {row["_id"]: row["data"] for row in reaching.convex.rows("snapshotChunks")}
    return head, msgspec.json.decode("".join(texts[id] for id in head["chunkIds"]), type=Room)
