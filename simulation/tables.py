"""Finding the live interaction of a campaign through REST, or starting one."""

from typing import Any

from simulation.visitor import Visitor

FOES_AT_MOST = 4


def find_campaign(visitor: Visitor, name: str) -> dict[str, Any]:
    """The campaign of that name. Raises LookupError where this person sees none."""
    for campaign in visitor.get_all("/api/campaigns/"):
        if campaign["name"] == name:
            return dict(campaign)
    raise LookupError(f"There is no campaign “{name}” here; `manage.py seed_demo` makes it.")


def live_interaction(visitor: Visitor, campaign_id: str) -> str:
    """The id of the campaign's live or paused interaction; empty where there is none."""
    for live in visitor.get_all("/api/live/"):
        if live["campaignId"] == campaign_id:
            return str(live.get("interactionId") or live["id"])
    return ""


def start(visitor: Visitor, campaign_id: str, name: str, command_id: str = "") -> str:
    """Creates an interaction at the campaign's first location with some of its monsters, live at once; its id."""
    location = _of(visitor, "locations", campaign_id)[0]
    monsters = [monster["id"] for monster in _of(visitor, "monsters", campaign_id)][:FOES_AT_MOST]
    wanted = {
        "contextType": "location",
        "contextId": location["id"],
        "interactionName": name,
        "description": "Played by bots.",
        "participantMonsterIds": monsters,
        "participantNpcIds": [],
    }
    answer = visitor.post(f"/api/campaigns/{campaign_id}/start-interaction/", wanted, command_id)
    return str(answer.get("interactionId") or answer["id"])


def _of(visitor: Visitor, kind: str, campaign_id: str) -> list[dict[str, Any]]:
    """A campaign's rows of one kind, without the shared library's."""
    rows = visitor.get_all(f"/api/{kind}/?campaign={campaign_id}")
    return [row for row in rows if row.get("campaignId", row.get("campaign")) == campaign_id]
