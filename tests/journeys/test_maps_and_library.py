"""A DM makes a map: paints it by keys, mouse and finger, lays a picture under it; and somebody reads in the library."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.campaigns.importing import REED_TALES
from tests.journeys.conftest import manage
from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the server keeps pictures."""
    monkeypatch.setitem(os.environ, "CAMPAIGNLIVE_MEDIA", str(tmp_path / "media"))
    return tmp_path / "media"


@pytest.fixture
def drawing(tmp_path: Path) -> Path:
    """A picture of a map."""
    Image.new("RGB", (200, 140), (90, 120, 70)).save(tmp_path / "mill.png")
    return tmp_path / "mill.png"


def to_places(mira: Person) -> None:
    mira.open_campaign("The Drowned Mill")
    mira.page.get_by_role("link", name="Places and quests").click()


def makes_a_map(mira: Person, name: str, width: int, height: int) -> None:
    to_places(mira)
    mira.page.get_by_role("link", name="New map").click()
    for label, value in (("Name", name), ("Width", width), ("Height", height)):
        mira.page.get_by_label(label, exact=True).fill(str(value))
    mira.shows_no_barrier("a new map")
    mira.page.get_by_role("button", name="Save and paint").click()
    expect(grid(mira.page)).to_be_visible()


def grid(page: Page) -> Locator:
    return page.get_by_role("grid")


def cell(page: Page, name: str) -> Locator:
    """By its place: "C4"."""
    return page.get_by_role("gridcell", name=re.compile(f"^{name}, "))


def is_made_of(page: Page, terrain: str, *names: str) -> None:
    for name in names:
        expect(page.get_by_role("gridcell", name=f"{name}, {terrain}", exact=True)).to_have_count(1)


def said(page: Page) -> Locator:
    return page.locator("#easel [role=status]")


def outcome(page: Page) -> Locator:
    return page.locator("#saved-or-not")


def centre(where: Locator) -> tuple[float, float]:
    box = where.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_map_is_painted_with_the_keyboard_alone(person: Seat):
    mira = person("mira", **LAPTOP)
    mira.sign_in()
    makes_a_map(mira, "Cellar", 8, 6)
    page, press = mira.page, mira.page.keyboard.press
    cell(page, "A1").focus()
    for key in ("ArrowRight", "ArrowDown", "3", "Enter"):
        press(key)
    is_made_of(page, "wall", "B2")
    expect(said(page)).to_have_text("B2: wall.")
    page.keyboard.down("Shift")
    for key in ("ArrowRight", "ArrowRight"):
        press(key)
    page.keyboard.up("Shift")
    expect(said(page)).to_have_text("2 cells: wall.")
    is_made_of(page, "wall", "B2", "C2", "D2")
    expect(cell(page, "D2")).to_be_focused()
    for key in ("5", "r", "Home", "Enter", "End", "Control+End", "Escape"):
        press(key)
    expect(page.locator(".paint-frame")).to_be_hidden()
    for key in ("Enter", "ArrowUp", "ArrowLeft"):
        press(key)
    expect(page.locator(".paint-frame")).to_be_visible()
    mira.shows_no_barrier("a rectangle begun")
    press("Space")
    expect(said(page)).to_have_text("4 cells: hazard.")
    is_made_of(page, "hazard", "G5", "H5", "G6", "H6")
    press("Control+z")
    is_made_of(page, "open", "G5", "H5", "G6", "H6")
    press("Control+Shift+z")
    is_made_of(page, "hazard", "G5", "H6")
    expect(outcome(page)).to_have_text("Not saved yet.")
    mira.shows_no_barrier("a painted map")
    press("Control+s")
    expect(outcome(page)).to_have_text("Everything is saved.")
    page.reload()
    is_made_of(page, "wall", "B2", "C2", "D2")
    is_made_of(page, "hazard", "G5", "H5", "G6", "H6")


def drags(page: Page, *names: str) -> None:
    """With the mouse, from cell to cell."""
    page.mouse.move(*centre(cell(page, names[0])))
    page.mouse.down()
    for name in names[1:]:
        page.mouse.move(*centre(cell(page, name)))
    page.mouse.up()


def test_a_map_is_painted_with_the_mouse(person: Seat):
    mira = person("mira", **LAPTOP)
    mira.sign_in()
    makes_a_map(mira, "Attic", 8, 6)
    page = mira.page
    drags(page, "B2", "F2")
    is_made_of(page, "wall", "B2", "C2", "D2", "E2", "F2")
    expect(said(page)).to_have_text("5 cells: wall.")
    page.get_by_role("button", name="door").click()
    cell(page, "D2").click()
    is_made_of(page, "door", "D2")
    page.get_by_role("button", name="difficult").click()
    page.get_by_role("button", name="Rectangle").click()
    drags(page, "G6", "F4")
    is_made_of(page, "difficult", "F4", "F5", "F6", "G4", "G5", "G6")
    page.get_by_role("button", name="Undo").click()
    is_made_of(page, "open", "F4", "G6")
    page.get_by_role("button", name="Redo").click()
    is_made_of(page, "difficult", "F4", "G6")
    page.get_by_role("button", name="Save").click()
    expect(outcome(page)).to_have_text("Everything is saved.")


def test_what_is_not_saved_is_not_lost_without_asking(person: Seat):
    mira = person("mira", **LAPTOP)
    mira.sign_in()
    makes_a_map(mira, "Shed", 4, 4)
    page, asked = mira.page, []
    cell(page, "B2").click()
    expect(outcome(page)).to_have_text("Not saved yet.")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="CampaignLive", exact=True).click()
    is_made_of(page, "wall", "B2")
    page.get_by_role("button", name="Undo").click()
    expect(outcome(page)).to_have_text("Everything is saved.")
    page.get_by_role("link", name="CampaignLive", exact=True).click()
    expect(page.get_by_role("heading", name="My campaigns")).to_be_visible()
    assert asked == ["beforeunload"]


def strokes(page: Page, *names: str) -> None:
    """With a finger, from cell to cell."""
    finger = page.context.new_cdp_session(page)
    points = [centre(cell(page, name)) for name in names]
    for kind, (x, y) in [("touchStart", points[0]), *(("touchMove", point) for point in points[1:])]:
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_map_is_painted_with_a_finger_on_a_phone(person: Seat):
    """The buttons are clicked: right behind a stroke Chromium makes no click of a tap, quicker than any finger."""
    mira = person("mira", **PHONE, is_mobile=True)
    mira.sign_in()
    makes_a_map(mira, "Ditch", 30, 20)
    page = mira.page
    mira.shows_no_barrier("the easel on a phone")
    grid(page).scroll_into_view_if_needed()
    strokes(page, "B2", "F4")
    is_made_of(page, "wall", "B2", "D3", "F4")
    page.get_by_role("button", name="hazard").click()
    cell(page, "C5").tap()
    is_made_of(page, "hazard", "C5")
    page.get_by_role("button", name="Move").click()
    strokes(page, "H6", "B2")
    is_made_of(page, "open", "H6", "E5")
    page.get_by_role("button", name="Save").click()
    expect(outcome(page)).to_have_text("Everything is saved.")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0, "the page itself does not scroll sideways"


def test_without_javascript_the_terrain_is_a_text(person: Seat):
    mira = person("mira", **LAPTOP, java_script_enabled=False)
    mira.sign_in()
    to_places(mira)
    page = mira.page
    page.get_by_role("link", name="Paint The mill at Marsh End").click()
    text = page.get_by_label("Terrain, one line a row")
    before = text.input_value()
    text.fill("x" + before[1:])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Unknown terrain: x")
    text.fill("#" + before[1:])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The terrain is saved.")).to_be_visible()
    assert text.input_value() == "#" + before[1:]
    assert all("422" in complaint for complaint in mira.complaints)
    mira.complaints.clear()


def is_drawn(page: Page) -> bool:
    """Waits for the picture to arrive."""
    shown: Any = page.locator(".field-of-play img.map-picture").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    return bool(shown == 200)


@pytest.mark.drafted
def test_a_picture_lies_under_the_map_for_those_who_play_on_it(person: Seat, drawing: Path):
    mira, aria = person("mira", **LAPTOP), person("aria", **LAPTOP)
    mira.sign_in()
    aria.sign_in()
    to_places(mira)
    page = mira.page
    page.get_by_role("link", name="The mill at Marsh End", exact=True).click()
    page.get_by_label("Picture", exact=True).set_input_files(drawing)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="The mill at Marsh End", exact=True).click()
    picture = page.get_by_role("img", name="The picture of this map")
    expect(picture).to_be_visible()
    mira.shows_no_barrier("a map with its picture")
    address = f"{mira.address}{picture.get_attribute('src')}"
    assert aria.page.request.get(address).status == 404
    page.get_by_role("link", name="Paint the terrain").click()
    expect(page.locator("img.map-picture")).to_be_visible()
    assert is_drawn(page)
    page.get_by_role("button", name="Picture").click()
    expect(page.locator("img.map-picture")).to_be_hidden()

    goes_live_at_the_mill(mira)
    aria.page.goto(page.url)
    for somebody in (mira, aria):
        expect(somebody.page.locator("img.map-picture")).to_be_visible()
        assert is_drawn(somebody.page)
        somebody.shows_no_barrier("a table with a picture")
    kept = aria.page.request.get(address)
    assert (kept.status, kept.headers["content-type"]) == (200, "image/webp")


def goes_live_at_the_mill(mira: Person) -> None:
    """With the draft of the demo, whatever is on it."""
    mira.open_campaign("The Drowned Mill")
    mira.page.get_by_role("button", name=re.compile("^Go live")).first.click()
    expect(mira.turn_line).to_be_visible()


@pytest.fixture
def shelf(database: Path) -> None:
    """What the reeds tell is in the library."""
    manage(database, "import_srd", str(REED_TALES))


def test_somebody_reads_in_the_library(shelf: None, person: Seat):
    otto = person("otto", **PHONE)
    otto.sign_in()
    page = otto.page
    page.get_by_role("link", name="Library").click()
    otto.shows_no_barrier("the library")
    page.get_by_label("Name", exact=True).fill("bog")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name="Bog Giant").click()
    expect(page.get_by_role("heading", level=1, name="Bog Giant")).to_be_visible()
    expect(page.get_by_role("heading", name="Actions", exact=True)).to_be_visible()
    expect(page.locator(".origin")).to_contain_text("licence")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    otto.shows_no_barrier("a stat block on a phone")
    for kind in ("Monsters", "Spells", "Items", "Conditions"):
        page.get_by_role("navigation", name="Library").get_by_role("link", name=kind).click()
        expect(page.get_by_role("heading", level=1, name=kind)).to_be_visible()
        otto.shows_no_barrier(kind)
        with page.expect_navigation():
            page.locator(".library-rows a").first.click()
        otto.shows_no_barrier(f"one of the {kind}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, f"one of the {kind} does not scroll sideways"


def test_a_dm_narrows_and_copies(shelf: None, person: Seat):
    mira = person("mira", **LAPTOP)
    mira.sign_in()
    page = mira.page
    page.get_by_role("link", name="Library").click()
    page.get_by_role("navigation", name="Library").get_by_role("link", name="Monsters").click()
    page.get_by_label("Size").select_option("Huge")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("status")).to_contain_text("1 found")
    page.get_by_role("link", name="Bog Giant").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("“Bog Giant” is now in “The Drowned Mill”")).to_be_visible()
    expect(page.locator(".origin")).to_contain_text("A copy from")
    mira.shows_no_barrier("a copy")
