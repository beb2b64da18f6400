"""Pictures of maps go out in pieces and come back whole."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from campaigns.convex import pictures
from campaigns.convex.restoring import Restoring
from campaigns.images import remove_image, set_image
from campaigns.models import Campaign, Map
from tests.campaigns.convex.delivering import everything, forget, restore
from tests.convex.named import own
from tests.convex.standin import Deployment


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def hall(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Map:
    """Its picture is shipped in several pieces."""
    hall = Map.objects.get(pk=own("hall"))
    draw(hall)
    monkeypatch.setattr(pictures, "PIECE", default_storage.size(hall.image.name) // 3)
    return hall


def draw(row: Map) -> None:
    file = io.BytesIO()
    Image.effect_noise((80, 60), 60).convert("RGB").save(file, "PNG")
    set_image(row, SimpleUploadedFile("x.png", file.getvalue()))


def pieces(convex: Deployment) -> list[dict[str, Any]]:
    return list(convex.rows("contentRecords", kind="pictures"))


def content(row: Map) -> bytes:
    with default_storage.open(row.image.name, "rb") as file:
        return file.read()


def test_a_picture_comes_back_as_it_was(linked: Deployment, hall: Map, deliver: Any):
    deliver()
    before = content(hall)
    assert [row["externalId"] for row in pieces(linked)] == [
        f"{own('hall')}.{index}" for index in range(len(pieces(linked)))
    ]
    assert len(pieces(linked)) > 2
    default_storage.delete(hall.image.name)
    forget()
    assert restore(linked).complaints == []
    again = Map.objects.get()
    assert (again.image.name, content(again)) == (hall.image.name, before)
    sent = {row["externalId"]: row["revision"] for row in pieces(linked)}
    deliver()
    assert {row["externalId"]: row["revision"] for row in pieces(linked)} == sent


def test_another_picture_takes_its_place_and_none_leaves_nothing(linked: Deployment, hall: Map, deliver: Any):
    deliver()
    draw(hall)
    deliver()
    assert {json.loads(row["record"])["path"] for row in pieces(linked)} == {hall.image.name}
    remove_image(hall)
    deliver()
    assert pieces(linked) == []


def test_other_changes_of_a_map_send_no_picture(linked: Deployment, hall: Map, deliver: Any):
    deliver()
    before = pieces(linked)
    Map.objects.update(name="Great hall")
    deliver()
    assert pieces(linked) == before


def test_a_map_whose_picture_is_lost_is_restored_without_it(linked: Deployment, hall: Map, deliver: Any):
    default_storage.delete(hall.image.name)
    deliver()
    forget()
    assert restore(linked).complaints == ["The picture of the map “Hall” is not here; the map is."]
    assert not Map.objects.get().image
    assert everything()["Map"]


RUBBISH = {
    "no piece": "{}",
    "another place": '{"path": "../../etc/passwd", "index": 0, "count": 1, "bytes": ""}',
    "no picture": '{"path": "maps/hall/aaaa.webp", "index": 0, "count": 1, "bytes": "AAAA"}',
    "no base64": '{"path": "maps/hall/aaaa.webp", "index": 0, "count": 1, "bytes": "%"}',
}


@pytest.mark.parametrize("record", RUBBISH.values(), ids=RUBBISH)
def test_what_is_no_picture_is_written_nowhere(db: None, record: str, settings: Any):
    restoring = Restoring()
    restoring.take("contentRecords", [{"externalId": "hall.0", "kind": "pictures", "revision": 1.0, "record": record}])
    assert len(restoring.complaints) == 1
    assert not Path(settings.MEDIA_ROOT).exists()
