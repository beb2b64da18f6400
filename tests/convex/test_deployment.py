"""What the node relies on, of the stand-in or of the deployment that CONVEX_URL names.

Either may hold the documents of others: a test's own are those of its fight.
"""

import uuid
from typing import Any

import pytest
from convex.http_client import ConvexExecutionError, ConvexHttpClient

from tests.convex.standin import Deployment
from tests.services import wait_for

pytestmark = pytest.mark.process

BATCH = "liveSystemHelpers:batchStateOperations"
T0 = 1_800_000_000_000


@pytest.fixture
def fight() -> str:
    return f"fight-{uuid.uuid4().hex}"


def log(fight: str, seq: int, **changes: Any) -> dict[str, Any]:
    told = {"eventData": '{"for":"dm"}', "partyData": '{"for":"party"}', "tableData": '{"for":"table"}'}
    args = {
        "interactionId": fight, "journalId": f"{fight}-j", "externalId": f"{fight}-j:{seq}.0", "revision": seq, "seq": seq,
        "audience": "all", "eventType": "ACTION_SUBMITTED", "timestamp": T0 + seq, "sessionId": "s1", **told, **changes,
    }  # fmt: skip
    return {"op": "logInteractionEvent", "args": args}


def send(deployment: Deployment, *operations: dict[str, Any]) -> list[str]:
    results = deployment.admin().mutation(BATCH, {"operations": list(operations)})["results"]
    return [result["status"] for result in results]


def test_what_is_sent_twice_is_kept_once(convex: Deployment, fight: str):
    operations = [log(fight, seq) for seq in (1, 2, 3)]
    assert send(convex, *operations) == ["applied"] * 3
    assert send(convex, *operations) == ["stale"] * 3
    kept = convex.by_id("liveInteractionLogs", interactionId=fight)
    assert [kept[operation["args"]["externalId"]]["seq"] for operation in operations] == [1, 2, 3]


def test_one_refusal_leaves_the_others_of_its_batch(convex: Deployment, fight: str):
    odd = {"op": "logInteractionEvent", "args": {"interactionId": fight}}
    assert send(convex, log(fight, 1), odd, log(fight, 2)) == ["applied", "refused", "applied"]


def test_a_document_beyond_a_mebibyte_is_not_taken(convex: Deployment, fight: str):
    assert send(convex, log(fight, 1), log(fight, 2, eventData="x" * (1 << 20))) == ["applied", "refused"]
    assert len(convex.rows("liveInteractionLogs", interactionId=fight)) == 1


def test_what_was_cut_back_is_void_to_the_last(convex: Deployment, fight: str):
    for start in range(0, 600, 200):
        send(convex, *[log(fight, seq) for seq in range(start, start + 200)])
    cuts = [
        {"op": "cutBack", "args": {"interactionId": fight, "journalId": journal, "afterSeq": 9, "revision": 600}}
        for journal in (f"{fight}-j", f"{fight}-other")
    ]
    assert send(convex, *cuts) == ["applied", "applied"]
    wait_for(lambda: len(convex.rows("liveInteractionLogs", interactionId=fight, voided=True)) == 590, "the last page")
    kept = [row["seq"] for row in convex.rows("liveInteractionLogs", interactionId=fight) if not row.get("voided")]
    assert kept == list(range(10))


def test_nobody_writes_without_the_key(convex: Deployment, fight: str):
    with pytest.raises(ConvexExecutionError, match="Server Error"):
        ConvexHttpClient(convex.url).mutation(BATCH, {"operations": [log(fight, 1)]})
    with pytest.raises(ConvexExecutionError, match="Server Error"):
        ConvexHttpClient(convex.url).query("_system/cli/tableData", {"table": "liveInteractionLogs"})
    assert convex.rows("liveInteractionLogs", interactionId=fight) == []


def test_large_documents_are_read_back_in_pages_that_convex_allows(convex: Deployment, fight: str):
    large = "x" * 900_000
    for seq in range(20):
        assert send(convex, log(fight, seq, eventData=large)) == ["applied"]
    assert len(convex.rows("liveInteractionLogs", interactionId=fight)) == 20
