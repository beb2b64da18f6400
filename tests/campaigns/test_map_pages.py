"""The pages of maps: who gets in, resizing, painting, pictures, deleting."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Location, Map
from campaigns.terrain import resized, stamp
from interactions.models import Interaction
from tests.campaigns.test_images import halves, sent


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def browser(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def dm(mira: Any) -> Client:
    return browser(mira)


def played(hall: Map, dm: Any, live_status: str) -> Interaction:
    """An interaction on that map, in that state."""
    place = Location.objects.create(campaign=hall.campaign, map=hall, name="The door")
    outcome = "completed" if live_status == "completed" else ""
    return Interaction.objects.create(
        campaign=hall.campaign, name="Ambush", dm=dm, location=place, live_status=live_status, outcome=outcome
    )


def paths(hall: Map) -> list[str]:
    names = ("edit_map", "delete_map", "paint_map")
    of_campaign = [reverse(name, args=[hall.campaign_id]) for name in ("maps", "new_map")]
    return of_campaign + [reverse(name, args=[hall.pk]) for name in names]


def form(hall: Map, **more: Any) -> dict[str, Any]:
    return {
        "name": hall.name,
        "width": hall.width,
        "height": hall.height,
        "cell_feet": hall.cell_feet,
        "dm_notes": "",
        **more,
    }


@pytest.mark.parametrize("role", ["player", "spectator", None])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_maps_are_the_dms(hall: Map, otto: Any, role: str | None, verb: str):
    if role:
        hall.campaign.memberships.create(user=otto, role=role)
    before = Map.objects.values().get()
    answers = {getattr(browser(otto), verb)(path).status_code for path in paths(hall)}
    expected = {403, 405} if role and verb == "post" else {403} if role else {404, 405} if verb == "post" else {404}
    assert answers <= expected | {404} and 200 not in answers and 302 not in answers
    assert Map.objects.values().get() == before


def test_a_stranger_signs_in_first(hall: Map, client: Client):
    for path in [*paths(hall), reverse("map_image", args=[hall.pk])]:
        assert client.get(path)["Location"].startswith("/accounts/login/")


def test_owner_and_co_dm_see_every_page(hall: Map, dm: Client, otto: Any):
    hall.campaign.memberships.create(user=otto, role="co_dm")
    for client in (dm, browser(otto)):
        assert [client.get(path, follow=True).status_code for path in paths(hall)] == [200] * 5
        assert "The hall" in client.get(reverse("maps", args=[hall.campaign_id]), follow=True).content.decode()


def test_another_campaigns_maps_are_not_listed(hall: Map, dm: Client):
    Map.objects.create(campaign=Campaign.objects.create(name="Elsewhere"), name="Foreign cellar")
    assert "Foreign" not in dm.get(reverse("maps", args=[hall.campaign_id]), follow=True).content.decode()


def test_a_new_map_leads_to_painting_it(campaign: Campaign, dm: Client):
    sent_form = {"name": "Mill", "width": 12, "height": 9, "cell_feet": 5}
    answer = dm.post(reverse("new_map", args=[campaign.pk]), sent_form)
    made = Map.objects.get()
    assert answer["Location"] == reverse("paint_map", args=[made.pk])
    assert (made.campaign, made.name, made.width, made.height, made.terrain) == (campaign, "Mill", 12, 9, "")


@pytest.mark.parametrize(("field", "value"), [("width", 0), ("height", 101), ("cell_feet", ""), ("name", "")])
def test_a_wrong_measure_makes_no_map(campaign: Campaign, dm: Client, field: str, value: Any):
    sent_form = {"name": "Mill", "width": 12, "height": 9, "cell_feet": 5, field: value}
    assert dm.post(reverse("new_map", args=[campaign.pk]), sent_form).status_code == 422
    assert not Map.objects.exists()


@pytest.mark.parametrize(
    ("width", "height", "rows"),
    [
        (5, 3, (".#...", "~~^..", ".....")),
        (2, 1, (".#",)),
        (3, 2, (".#.", "~~^")),
        (1, 4, (".", "~", ".", ".")),
    ],
)
def test_another_size_keeps_the_terrain_that_fits(hall: Map, dm: Client, width: int, height: int, rows: Any):
    dm.post(reverse("edit_map", args=[hall.pk]), form(hall, width=width, height=height))
    hall.refresh_from_db()
    assert hall.rows == rows
    assert resized((".#.", "~~^"), width, height) == "\n".join(rows)


def test_a_map_does_not_shrink_under_a_location(hall: Map, dm: Client):
    Location.objects.create(campaign=hall.campaign, map=hall, name="Corner", spawn_x=2, spawn_y=1)
    answer = dm.post(reverse("edit_map", args=[hall.pk]), form(hall, width=2))
    assert answer.status_code == 422
    assert "“Corner” needs 3 × 2 cells" in answer.content.decode()
    assert Map.objects.get().width == 3


def test_a_map_at_a_live_table_keeps_its_size_but_not_its_name(hall: Map, dm: Client, mira: Any):
    played(hall, mira, "live")
    answer = dm.post(reverse("edit_map", args=[hall.pk]), form(hall, width=9))
    assert answer.status_code == 422 and "which is live" in answer.content.decode()
    dm.post(reverse("edit_map", args=[hall.pk]), form(hall, name="The long hall"))
    assert Map.objects.values_list("name", "width").get() == ("The long hall", 3)


def paint(client: Client, hall: Map, terrain: str, seen: str | None = None, **headers: str) -> Any:
    body = {"terrain": terrain, "seen": stamp(Map.objects.get(pk=hall.pk)) if seen is None else seen}
    return client.post(reverse("paint_map", args=[hall.pk]), body, headers=headers)


JSON = {"accept": "application/json"}


def test_terrain_is_painted_by_the_plain_form(hall: Map, dm: Client):
    answer = paint(dm, hall, "...\r\n+++\r\n")
    assert answer["Location"] == reverse("paint_map", args=[hall.pk])
    assert Map.objects.get().rows == ("...", "+++")


def test_a_script_hears_the_new_stamp_and_saves_again_with_it(hall: Map, dm: Client):
    seen = paint(dm, hall, "...\n+++", **JSON).json()["seen"]
    assert paint(dm, hall, "###\n+++", seen, **JSON).status_code == 200
    assert Map.objects.get().rows == ("###", "+++")


def test_who_paints_over_anothers_work_is_told(hall: Map, dm: Client):
    before = stamp(hall)
    paint(dm, hall, "...\n+++")
    answer = paint(dm, hall, "###\n###", before, **JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "Somebody else" in answer.json()["detail"]
    assert Map.objects.get().rows == ("...", "+++")


@pytest.mark.parametrize("terrain", ["..\n...", "...", "...\n..x", "...\n...\n...", "...\n\0.."])
def test_terrain_that_does_not_fit_is_refused_and_stays_in_the_form(hall: Map, dm: Client, terrain: str):
    assert paint(dm, hall, terrain, **JSON).json()["code"] == "malformed"
    answer = paint(dm, hall, terrain)
    assert answer.status_code == 422
    assert answer.context["terrain"] == terrain
    assert Map.objects.get().rows == (".#.", "~~^")


@pytest.mark.parametrize("live_status", ["live", "paused"])
def test_a_map_at_a_live_table_is_not_painted(hall: Map, dm: Client, mira: Any, live_status: str):
    played(hall, mira, live_status)
    answer = paint(dm, hall, "...\n...", **JSON)
    assert answer.status_code == 409 and "which is live" in answer.json()["detail"]
    assert Map.objects.get().rows == (".#.", "~~^")
    assert "it can be painted when that has ended" in dm.get(reverse("paint_map", args=[hall.pk])).content.decode()


def test_what_has_ended_may_be_painted_over(hall: Map, dm: Client, mira: Any):
    played(hall, mira, "completed")
    assert paint(dm, hall, "...\n...").status_code == 302


def test_a_picture_is_sent_with_the_form_and_taken_away_again(hall: Map, dm: Client):
    at = reverse("edit_map", args=[hall.pk])
    assert dm.post(at, form(hall, picture=sent(halves()))).status_code == 302
    assert Map.objects.get().image
    assert dm.post(at, form(hall, without_picture="on")).status_code == 302
    assert not Map.objects.get().image


def test_a_refused_picture_is_a_sentence_and_nothing_else_changes(hall: Map, dm: Client):
    broken = sent(halves())
    broken.file.truncate(60)
    answer = dm.post(reverse("edit_map", args=[hall.pk]), form(hall, name="Other", picture=broken))
    assert answer.status_code == 422
    assert "no PNG, JPEG or WebP picture" in answer.content.decode()
    assert Map.objects.values_list("name", "image").get() == ("The hall", "")


def with_picture(hall: Map, dm: Client) -> str:
    dm.post(reverse("edit_map", args=[hall.pk]), form(hall, picture=sent(halves())))
    return reverse("map_image", args=[hall.pk])


def test_a_picture_is_served_as_what_it_is(hall: Map, dm: Client):
    answer = dm.get(with_picture(hall, dm))
    assert answer.status_code == 200
    assert answer.content[:4] == b"RIFF" and answer.content[8:12] == b"WEBP"
    headers = ("Content-Type", "X-Content-Type-Options", "Cache-Control")
    assert [answer[name] for name in headers] == ["image/webp", "nosniff", "private, no-cache"]


def test_a_browser_that_has_the_picture_does_not_get_it_again(hall: Map, dm: Client):
    at = with_picture(hall, dm)
    etag = dm.get(at)["ETag"]
    again = dm.get(at, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    with_picture(hall, dm)
    assert dm.get(at, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize(
    ("role", "live_status", "status"),
    [
        ("player", None, 404), ("player", "idle", 404), ("player", "live", 200), ("player", "paused", 200),
        ("player", "completed", 200), ("spectator", "idle", 404), ("spectator", "live", 200), ("co_dm", None, 200),
        ("co_dm", "idle", 200), (None, "live", 404), (None, "completed", 404),
    ],
)  # fmt: skip
def test_players_see_a_picture_when_they_play_on_it(
    hall: Map, dm: Client, mira: Any, otto: Any, role: str | None, live_status: str | None, status: int
):
    at = with_picture(hall, dm)
    if live_status:
        played(hall, mira, live_status)
    if role:
        hall.campaign.memberships.create(user=otto, role=role)
    assert browser(otto).get(at).status_code == status
    assert dm.get(at).status_code == 200


def test_the_tables_page_says_where_the_picture_is(hall: Map, dm: Client, mira: Any, aria: Any):
    fight = played(hall, mira, "completed")
    page = reverse("live", args=[fight.pk])
    assert "mapPicture" not in browser(aria).get(page).context["live_config"]
    at = with_picture(hall, dm)
    assert browser(aria).get(page).context["live_config"]["mapPicture"] == at


def test_one_map_played_on_shows_no_other(hall: Map, dm: Client, mira: Any, aria: Any):
    played(hall, mira, "live")
    attic = Map.objects.create(campaign=hall.campaign, name="Attic", width=3, height=2)
    with_picture(attic, dm)
    assert browser(aria).get(reverse("map_image", args=[attic.pk])).status_code == 404


def test_a_map_without_a_picture_has_none(hall: Map, dm: Client):
    assert dm.get(reverse("map_image", args=[hall.pk])).status_code == 404


def test_a_picture_whose_file_is_lost_is_not_here(hall: Map, dm: Client):
    at = with_picture(hall, dm)
    default_storage.delete(Map.objects.get().image.name)
    assert dm.get(at).status_code == 404


def test_deleting_asks_first(hall: Map, dm: Client):
    at = reverse("delete_map", args=[hall.pk])
    assert "Delete “The hall (3×2)”?" in dm.get(at).content.decode()
    assert Map.objects.exists()
    assert dm.post(at)["Location"] == reverse("places", args=[hall.campaign_id])
    assert not Map.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_with_the_map_its_picture_goes(hall: Map, dm: Client):
    with_picture(hall, dm)
    name = Map.objects.get().image.name
    dm.post(reverse("delete_map", args=[hall.pk]))
    assert not default_storage.exists(name)


@pytest.mark.parametrize(("live_status", "sentence"), [("live", "which is live"), ("completed", "still needs it")])
def test_what_is_needed_is_not_deleted(hall: Map, dm: Client, mira: Any, live_status: str, sentence: str):
    with_picture(hall, dm)
    played(hall, mira, live_status)
    answer = dm.post(reverse("delete_map", args=[hall.pk]))
    assert (answer.status_code, sentence in answer.content.decode()) == (409, True)
    assert default_storage.exists(Map.objects.get().image.name)
