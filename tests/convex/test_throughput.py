"""How fast the stand-in takes what the node sends: 10,000 small operations in batches of 200, with our own functions."""

import time
from typing import Any

import pytest
import requests

from tests.convex.standin import StandIn

pytestmark = pytest.mark.process

OPERATIONS = 10_000
BATCH = 200
T0 = 1_800_000_000_000


def log(at: int) -> dict[str, Any]:
    """One row of an interaction's log, as the node ships it."""
    told = {"eventData": '{"for":"dm"}', "partyData": '{"for":"party"}', "tableData": '{"for":"table"}'}
    args = {
        "interactionId": f"fight-{at % 20}", "journalId": "j1", "externalId": f"j1:{at}.0", "revision": at, "seq": at,
        "audience": "all", "eventType": "ACTION_SUBMITTED", "timestamp": T0 + at, "sessionId": "s1", **told,
    }  # fmt: skip
    return {"op": "logInteractionEvent", "args": args}


def test_ten_thousand_operations_go_through_in_less_than_a_minute(stand_in: StandIn):
    headers = {"Authorization": f"Convex {stand_in.admin_key}"}
    began = time.monotonic()
    with requests.Session() as session:
        for start in range(0, OPERATIONS, BATCH):
            args = {"operations": [log(at) for at in range(start, start + BATCH)]}
            body = {"path": "liveSystemHelpers:batchStateOperations", "args": args}
            answer = session.post(f"{stand_in.url}/api/mutation", json=body, headers=headers, timeout=60).json()
            assert [result["status"] for result in answer["value"]["results"]] == ["applied"] * BATCH
    assert time.monotonic() - began < 60
    assert len(stand_in.by_id("liveInteractionLogs")) == OPERATIONS
