"""Pictures of maps, places that must not be cut off, and what only the database sees in time."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from campaigns.models import Campaign, Condition, Location, Map
from tests.campaigns.api.conftest import Browser


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def sent(client: Browser, at: str, content: bytes) -> Any:
    """The answer to a picture that is put there."""
    file = SimpleUploadedFile("x.png", content)
    return client.put(at, encode_multipart(BOUNDARY, {"image": file}), MULTIPART_CONTENT)


def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(made, "PNG")
    return made.getvalue()


def test_a_map_has_a_picture_until_it_is_taken_away(dm: Browser, player: Browser, outsider: Browser, hall: Map):
    at = f"/api/maps/{hall.pk}/image/"
    assert dm.get(at).status_code == 404
    assert sent(player, at, png()).status_code == sent(outsider, at, png()).status_code == 404
    assert sent(dm, at, png()).json()["imageUrl"] == at
    shown = dm.get(at, headers={"Accept": "image/webp"})
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(shown.content)).size == (30, 20)
    assert player.get(at).status_code == outsider.get(at).status_code == 404
    assert dm.delete(at).status_code == 204
    gone = dm.get(at, headers={"Accept": "image/webp"})
    assert (gone.status_code, gone["Content-Type"], gone.json()["code"]) == (
        404,
        "application/problem+json",
        "not_found",
    )


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x00" * 100])
def test_what_is_no_picture_is_refused(dm: Browser, hall: Map, content: bytes):
    answer = sent(dm, f"/api/maps/{hall.pk}/image/", content)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert dm.send("put", f"/api/maps/{hall.pk}/image/", {"image": "x"}).status_code == 415


def test_no_place_is_cut_off_its_map(dm: Browser, hall: Map):
    Location.objects.create(campaign=hall.campaign, map=hall, name="Door", spawn_x=2, spawn_y=1)
    answer = dm.send("patch", f"/api/maps/{hall.pk}/", {"width": 2, "terrain": "..\n.."})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["width"])
    assert dm.send("patch", f"/api/maps/{hall.pk}/", {"width": 4}).json()["terrain"] == ".#..\n~~^."


def test_what_another_wrote_at_the_same_moment_is_a_conflict(dm: Browser, campaign: Campaign, monkeypatch: Any):
    wish = {"campaignId": campaign.pk, "key": "floured", "name": "Floured"}
    assert dm.send("post", "/api/conditions/", wish).status_code == 201
    assert dm.send("post", "/api/conditions/", wish).status_code == 400
    monkeypatch.setattr(Condition, "full_clean", lambda *_, **__: None)  # as if the other row had come behind the check
    answer = dm.send("post", "/api/conditions/", wish)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Condition.objects.count() == 1
