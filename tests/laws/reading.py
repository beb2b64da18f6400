"""Everything that somebody can read of an interaction outside of its socket: over REST, on pages, and in Convex."""

from typing import Any

from convex.http_client import ConvexHttpClient
from django.test import Client

from interactions import rooms
from interactions.models import Interaction
from tests.campaignlive.addresses import every_address, text_of
from tests.convex.named import own
from tests.convex.standin import Deployment
from tests.interactions.table import Table


def fetched(table: Table, name: str) -> dict[str, str]:
    """Everything about the interaction that somebody can fetch, by its path; what is refused too."""
    rooms.catch_up(table.id)
    client = Client()
    client.force_login(table.people[name])
    rows = {"interaction": Interaction.objects.get(pk=table.id)}
    addresses = [one for one in every_address() if one.kinds == ["interaction"] and "get" in one.methods]
    paths = [*(address.of(rows) for address in addresses), "/api/live/", "/api/interactions/", "/"]
    assert len(paths) > 12
    return {path: text_of(client.get(path)) for path in paths}


def targets(table: Table, name: str) -> list[list[str]]:
    """Whom the actions were aimed at as somebody reads it, where at anybody; turns and actions say the same."""
    client = Client()
    client.force_login(table.people[name])
    actions, turns = (
        client.get(f"/api/interactions/{table.id}/{page}/").json()["results"] for page in ("actions", "turns")
    )
    found = [action["targets"] for action in actions if action["targets"]]
    assert [one["targets"] for turn in turns for one in turn["actions"] if "targets" in one] == found
    return found


def as_member(convex: Deployment, table: Table, name: str) -> ConvexHttpClient:
    """Somebody at the web application, known to Convex with her role."""
    user_id, clerk_id, campaign = str(table.people[name].pk), own(f"user_{name}"), Interaction.objects.get().campaign_id
    role = {"mira": "owner", "sven": "spectator"}.get(name, "player")
    documents = {
        "users": {"externalId": user_id, "revision": LATER, "name": name, "clerkId": clerk_id},
        "memberships": {
            "externalId": f"{campaign}:{user_id}",
            "revision": LATER,
            "campaignId": campaign,
            "userId": user_id,
            "role": role,
        },
    }
    operations = [
        {"op": "putContent", "args": {"table": table, "document": document}} for table, document in documents.items()
    ]
    convex.admin().mutation("liveSystemHelpers:batchStateOperations", {"operations": operations})
    return convex.person(clerk_id)


LATER = 1 << 50
"""A revision behind all that the node has sent."""


def questions(table: Table) -> list[tuple[str, dict[str, Any]]]:
    """All that one may ask Convex about an interaction."""
    about = {"interactionId": table.id}
    paged = {**about, "paginationOpts": {"numItems": 200, "cursor": None}}
    of_records = ("TurnRecords", "PlayerActions", "InteractionLogs", "Rewards", "ChatMessages")
    return [
        ("liveSystem:getLiveInteractionStatus", about),
        ("liveSystem:loadStateSnapshot", about),
        ("liveSystemHelpers:getInteractionLiveState", about),
        ("liveSystem:getAllLiveInteractions", {}),
        *((f"liveSystem:get{name}", paged) for name in of_records),
    ]


def answers(person: ConvexHttpClient, table: Table) -> dict[str, Any]:
    """To all of these; cursors are opaque in Convex."""
    found = {question: person.query(question, asked) for question, asked in questions(table)}
    return {q: {k: v for k, v in answer.items() if k != "continueCursor"} for q, answer in found.items()}
