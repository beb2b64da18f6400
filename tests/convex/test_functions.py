"""Our functions behind Convex's own door: whoever has no admin key reads what is hers, and calls nothing that is internal."""

import re
import uuid
from typing import Any

import pytest
import requests
from convex import ConvexError

from tests.convex.named import OURS
from tests.convex.standin import FUNCTIONS, Deployment, StandIn
from tests.convex.test_standin import token

pytestmark = pytest.mark.process

INTERNAL = re.compile(r"export const (\w+) = (?:internal(Query|Mutation)|twin)\(")
MODULES = ("content", "liveSystem", "liveSystemHelpers", "node", "testLiveSystem")


def internal_functions() -> list[tuple[str, str]]:
    """Path and kind of each."""
    found = []
    for module in MODULES:
        for name, kind in INTERNAL.findall((FUNCTIONS / f"{module}.ts").read_text()):
            found.append((f"{module}:{name}", (kind or "Query").lower()))
    return found


def call(convex: Deployment, kind: str, path: str, **headers: str) -> dict[str, Any]:
    body = {"path": path, "args": {}, "format": "json"}
    return requests.post(f"{convex.url}/api/{kind}", json=body, headers=headers, timeout=60).json()


def test_nobody_without_the_admin_key_calls_an_internal_function(stand_in: StandIn) -> None:
    functions = internal_functions()
    assert {("liveSystemHelpers:batchStateOperations", "mutation"), ("node:restorePage", "query")} <= set(functions)
    assert len(functions) > 35
    signed_in = {"Authorization": f"Bearer {token(sub='user_mira')}"}
    for path, kind in functions:
        for headers in ({}, signed_in):
            answer = call(stand_in, kind, path, **headers)
            assert answer["status"] == "error", path
            assert "Could not find public function" in answer["errorMessage"], path


def test_a_player_reads_her_projection_and_an_outsider_nothing(convex: Deployment) -> None:
    made = f"{OURS}{uuid.uuid4().hex}"
    member = {"externalId": f"{made}:{made}", "revision": 1, "campaignId": made, "userId": made, "role": "player"}
    user = {"externalId": made, "revision": 1, "name": "aria", "clerkId": f"user_{made}"}
    interaction = {
        "externalId": made,
        "revision": 1,
        "campaignId": made,
        "dmUserId": "1",
        "name": "Ambush",
        "kind": "combat",
        "status": "DM_REVIEW",
        "phase": "DM_REVIEW",
        "liveStatus": "live",
        "createdAt": 1,
        "participantMonsterIds": ["dragon"],
        "shown": {"dm": {"participantCount": 2}, "party": {"participantCount": 1}},
    }
    operations = [
        {"op": "putContent", "args": {"table": "users", "document": user}},
        {"op": "putContent", "args": {"table": "memberships", "document": member}},
        {"op": "upsertInteraction", "args": interaction},
    ]
    answered = convex.admin().mutation("liveSystemHelpers:batchStateOperations", {"operations": operations})
    assert [one["status"] for one in answered["results"]] == ["applied"] * 3
    about = {"interactionId": made}
    status = convex.person(f"user_{made}").query("liveSystem:getLiveInteractionStatus", about)
    assert (status["stream"], status["participantCount"]) == ("party", 1.0)
    assert "participantMonsterIds" not in status
    with pytest.raises(ConvexError) as refused:
        convex.person("user_otto").query("liveSystem:getLiveInteractionStatus", about)
    assert refused.value.data["code"] == "not_found"


def test_the_schema_is_valid(convex: Deployment) -> None:
    found = convex.admin().mutation("testLiveSystem:validateSchema", {})
    assert found["operations"] >= 19
    assert convex.by_id("interactions", externalId="schema-validation") == {}


def test_a_journal_that_is_cut_back_voids_what_its_lost_rows_made(convex: Deployment) -> None:
    made = uuid.uuid4().hex[:12]

    def reward(seq: int) -> dict[str, Any]:
        where = {"interactionId": made, "journalId": "j1", "seq": seq, "audience": "all"}
        what = {"externalId": f"{made}-{seq}", "revision": seq, "entityId": "aria", "grantedAt": 1}
        return {"op": "recordReward", "args": {**where, **what}}

    cut = {"op": "cutBack", "args": {"interactionId": made, "journalId": "j1", "afterSeq": 2, "revision": 9}}
    operations = [reward(1), reward(3), cut, reward(2), reward(4)]
    convex.admin().mutation("liveSystemHelpers:batchStateOperations", {"operations": operations})
    found = convex.by_id("rewardGrants", interactionId=made)
    assert {id[-1]: one.get("voided", False) for id, one in found.items()} == {
        "1": False,
        "2": False,
        "3": True,
        "4": True,
    }
