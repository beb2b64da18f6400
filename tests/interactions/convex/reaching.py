"""Everything collected and delivered, in the test's own thread."""

from typing import Any

import msgspec

from interactions import rooms
from interactions.convex.collecting import collect
from interactions.followers import behind, catch_up
from sync.models import OutboxEntry
from tests.convex.standin import Deployment, Row


class Reaching:
    """`sends` brings to Convex what there is; `tables` what is there then."""

    def __init__(self, convex: Deployment) -> None:
        self.convex = convex
        self.answers: list[dict[str, Any]] = []

    def sends(self) -> int:
        """How many operations went out. Nothing is refused."""
        catch_up(behind())
        while collect():
            pass
        return self.delivers()

    def delivers(self) -> int:
        """What waits in the outbox, in order."""
        count, client = 0, self.convex.admin()
        for waiting in OutboxEntry.objects.order_by("pk"):
            operations = [msgspec.json.decode(line) for line in waiting.operations.splitlines()]
            answer = client.mutation("liveSystemHelpers:batchStateOperations", {"operations": operations})
            self.answers = answer["results"]
            wrong = [one for one in self.answers if one["status"] not in ("applied", "stale")]
            assert not wrong, (wrong, operations)
            count += len(operations)
            waiting.delete()
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
