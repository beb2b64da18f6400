"""A DM prepares a fight: finds creatures, puts them on the map with the keyboard, and goes live; by hand, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]


def opens_the_page(mira: Person) -> None:
    mira.sign_in()
    mira.open_campaign("The Drowned Mill")
    mira.page.get_by_role("link", name="Prepare an interaction").click()
    mira.page.get_by_label("Name", exact=True).fill("Night watch")
    mira.page.get_by_label("Location").select_option("The mill yard")


def looks_for(mira: Person, name: str) -> None:
    mira.page.get_by_label("Find by name").fill(name)
    mira.page.keyboard.press("Enter")
    expect(mira.page.get_by_role("status").filter(has_text="1 found")).to_have_count(1)


def said(mira: Person) -> Locator:
    return mira.page.locator(".placing-said")


def go(mira: Person, **steps: int) -> None:
    for key, count in steps.items():
        for _ in range(count):
            mira.page.keyboard.press(f"Arrow{key}")


def test_with_the_keyboard_a_large_one_is_put_where_it_fits_and_nowhere_else(person: Seat):
    mira = person("mira", **LAPTOP)
    opens_the_page(mira)
    page = mira.page
    grid = page.get_by_role("grid", name="The mill at Marsh End: The mill yard")
    expect(grid).to_be_visible()
    looks_for(mira, "Mud Ogre")
    page.get_by_role("button", name="Add Mud Ogre").press("Enter")
    place = page.get_by_role("button", name="Place Mud Ogre on the map")
    place.press("Enter")
    expect(said(mira)).to_contain_text("2 × 2 cells: choose the upper left one")
    go(mira, Right=3, Up=4)
    mira.page.keyboard.press("Enter")
    expect(said(mira)).to_have_text("Mud Ogre does not fit at E2: there is a wall at F3.")
    mira.shows_no_barrier("a refused cell")
    go(mira, Down=2)
    mira.page.keyboard.press("Enter")
    expect(said(mira)).to_have_text("Mud Ogre stands at E4, on the cells from E4 to F5.")
    expect(page.get_by_label("Cell of Mud Ogre")).to_have_value("E4")
    expect(page.get_by_role("gridcell", name="F5, Mud Ogre")).to_be_visible()
    page.get_by_role("button", name="Place Bryn Hollow on the map").press("Enter")
    go(mira, Right=4, Up=1)
    mira.page.keyboard.press("Enter")
    expect(said(mira)).to_have_text("Bryn Hollow does not fit at F5: Mud Ogre stands at F5.")
    mira.page.keyboard.press("Escape")
    page.get_by_label("Hidden at first: Mud Ogre").check()
    expect(page.get_by_role("gridcell", name="E4, Mud Ogre, hidden")).to_be_visible()
    mira.shows_no_barrier("the prepared map")
    page.get_by_role("button", name="Keep as a draft").press("Enter")
    expect(page.get_by_text("“Night watch” is kept as a draft.")).to_be_visible()
    expect(page.get_by_role("gridcell", name="E4, Mud Ogre, hidden")).to_be_visible()
    page.get_by_role("button", name="Go live").press("Enter")
    expect(mira.turn_line).to_contain_text("Waiting for initiative")
    expect(page.get_by_role("gridcell", name="F5, Mud Ogre")).to_be_visible()


def test_on_a_phone_by_tapping(person: Seat):
    mira = person("mira", **PHONE)
    opens_the_page(mira)
    page = mira.page
    expect(page.get_by_role("grid")).to_be_visible()
    page.get_by_label("How many: Mill Goblin").fill("2")
    page.get_by_role("button", name="Add Mill Goblin").tap()
    page.get_by_role("button", name="Place Mill Goblin 2 on the map").tap()
    page.locator("#cell-5-5").tap()
    expect(said(mira)).to_have_text("Mill Goblin 2 stands at F6.")
    page.locator("#cell-5-5").tap()
    page.locator("#cell-6-5").tap()
    expect(said(mira)).to_have_text("Mill Goblin 2 stands at G6.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    mira.shows_no_barrier("preparing on a phone")


def test_without_scripts_the_form_does_the_same(person: Seat):
    mira = person("mira", java_script_enabled=False, **LAPTOP)
    opens_the_page(mira)
    page = mira.page
    page.get_by_label("Find by name").fill("Mud Ogre")
    page.get_by_role("button", name="Find").first.click()
    page.get_by_role("button", name="Add Mud Ogre").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Night watch")
    page.get_by_label("Cell of Mud Ogre").fill("E3")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Mud Ogre does not fit at E3: there is a wall at F3.")).to_be_visible()
    mira.complaints.clear()  # the browser says that the page was answered with 422
    page.get_by_label("Cell of Mud Ogre").fill("E4")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("“Night watch” is kept as a draft.")).to_be_visible()
    expect(page.get_by_label("Cell of Mud Ogre")).to_have_value("E4")
