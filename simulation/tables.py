"""Finding the live interaction of a campaign through REST, or starting one."""

from typing import Any

from simulation.visitor import Visitor


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
            return str(live["interactionId"])
    return ""


def start(visitor: Visitor, campaign_id: str, name: str, command_id: str = "") -> str:
    """Creates an interaction at the campaign's first location, live at once, with something to win; its id.

    The weakest kind of monster comes three times, the strongest once, and whatever lies between them lies hidden.
    """
    location = _of(visitor, "locations", campaign_id)[0]
    kinds = [monster["id"] for monster in sorted(_of(visitor, "monsters", campaign_id), key=lambda m: m["hitPoints"])]
    characters = [character["id"] for character in _of(visitor, "characters", campaign_id)]
    things = [item["id"] for item in _of(visitor, "items", campaign_id) if item["kind"] == "gear"]
    wanted = {
        "contextType": "location",
        "contextId": location["id"],
        "interactionName": name,
        "description": "Played by bots.",
        "participantMonsterIds": [*kinds[:1] * 3, *kinds[1:][-1:]],
        "hiddenMonsterIds": kinds[1:-1],
        "participantNpcIds": [],
        "rewardItemIds": things[-1:],
        "xpAwards": [{"playerCharacterId": character, "xp": 50} for character in characters],
    }
    answer = visitor.post(f"/api/campaigns/{campaign_id}/start-interaction/", wanted, command_id)
    return str(answer["interactionId"])


def _of(visitor: Visitor, kind: str, campaign_id: str) -> list[dict[str, Any]]:
    """A campaign's rows of one kind, without the shared library's."""
    rows = visitor.get_all(f"/api/{kind}/?campaign={campaign_id}")
    return [row for row in rows if row["campaignId"] == campaign_id]
