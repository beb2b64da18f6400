"""What was made in Convex is changed there, or, by another setting, on both sides."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import (
    NPC,
    Campaign,
    Location,
)
from tests.campaigns.convex.web import Shipped, Web, pulled


@pytest.fixture
def wisp(web: Web, campaign: Campaign) -> NPC:
    web.creates("npcs", campaignId=campaign.pk, name="Ferryman", armorClass=12)
    assert [word for _, word, _ in pulled(web)] == ["made"]
    return NPC.objects.get(name="Ferryman")


def test_what_was_made_in_convex_is_not_changed_here(wisp: NPC, mira: Any, shipped: Shipped):
    client = Client()
    client.force_login(mira)
    answer = client.patch(f"/api/npcs/{wisp.pk}/", {"name": "Boatman"}, "application/json")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "“Ferryman” was made in Convex, and is changed there.",
    )
    assert client.delete(f"/api/npcs/{wisp.pk}/").status_code == 409
    assert client.patch(f"/api/npcs/{wisp.pk}/", {"saves": {"wisdom": 2}}, "application/json").status_code == 200
    assert shipped().keys() == {f"npcs:{wisp.pk}"}


def test_nor_on_pages_or_in_the_admin(web: Web, campaign: Campaign, mira: Any, admin_client: Client):
    yard = web.creates("maps", campaignId=campaign.pk, name="Yard", width=1, height=1, terrain="")
    web.creates("locations", campaignId=campaign.pk, mapId=yard, name="Well")
    pulled(web)
    well = Location.objects.get(name="Well")
    client = Client()
    client.force_login(mira)
    sent = {"name": "Spring", "map": well.map_id, "spawn_x": 0, "spawn_y": 0, "spawn_width": 1, "spawn_height": 1}
    answer = client.post(reverse("location", args=[well.pk]), sent)
    assert "was made in Convex" in answer.content.decode()
    assert "was made in Convex" in client.post(reverse("delete_location", args=[well.pk])).content.decode()
    page = admin_client.get(reverse("admin:campaigns_location_change", args=[well.pk]))
    assert b'name="name"' not in page.content
    assert (
        admin_client.post(reverse("admin:campaigns_location_delete", args=[well.pk]), {"post": "yes"}).status_code
        == 403
    )
    well.refresh_from_db()
    assert well.name == "Well"


def test_with_the_other_setting_edits_are_written_back(wisp: NPC, web: Web, mira: Any, settings: Any, shipped: Shipped):
    settings.CONVEX = {**settings.CONVEX, "local_edits": "write back"}
    client = Client()
    client.force_login(mira)
    assert client.patch(f"/api/npcs/{wisp.pk}/", {"name": "Boatman"}, "application/json").status_code == 200
    assert web.receives(shipped()) == {f"npcs:{wisp.pk}": "applied"}
    assert web.row("npcs", wisp.pk)["name"] == "Boatman"
    assert pulled(web) == []


def test_what_was_made_here_is_changed_on_both_sides(web: Web, mira: Any):
    client = Client()
    client.force_login(mira)
    assert client.patch("/api/npcs/miller/", {"name": "Old Miller"}, "application/json").status_code == 200
