"""The admin in a browser: for a DM and for staff, from the campaign's page and back, without a complaint of the browser and
without a barrier, in light or dark.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.drafted]

Seat = Callable[..., Person]

FIGHT, CAMPAIGN = "Ambush at the mill", "The Drowned Mill"


def opens_the_admin(mira: Person) -> None:
    """From the page of her campaign to its row; and there is a way back."""
    mira.open_campaign(CAMPAIGN)
    mira.page.get_by_role("navigation", name=CAMPAIGN).get_by_role("link", name="Admin").click()
    expect(mira.page.get_by_role("heading", name="Change campaign")).to_be_visible()
    mira.shows_no_barrier("the campaign's form")
    mira.page.get_by_role("link", name="View on site").click()
    expect(mira.page.get_by_role("heading", level=1, name=CAMPAIGN)).to_be_visible()
    mira.page.get_by_role("navigation", name=CAMPAIGN).get_by_role("link", name="Admin").click()
    mira.page.get_by_role("link", name="CampaignLive").click()


def walks_through_monsters(who: Person) -> None:
    """Searches the list, filters it, opens one and adds an attack to it."""
    page = who.page
    expect(page.get_by_role("heading", level=1, name="Everything behind the tables")).to_be_visible()
    who.shows_no_barrier("the index")
    who.keeps_picture(f"admin-index-{who.name}")
    page.get_by_role("main").get_by_role("link", name="Monsters", exact=True).click()
    who.shows_no_barrier("the list of monsters")
    page.locator("#searchbar").fill("mud ogre")
    page.keyboard.press("Enter")
    expect(page.locator("#result_list").get_by_role("row")).to_have_count(2)
    page.locator("#changelist-filter").get_by_role("link", name="Large").click()
    expect(page.get_by_role("row").filter(has_text="Mud Ogre")).to_have_count(1)
    who.shows_no_barrier("a search with a filter")
    who.keeps_picture(f"admin-monsters-{who.name}")
    page.get_by_role("link", name="Mud Ogre").click()
    expect(page.get_by_role("heading", name="Change monster")).to_be_visible()
    page.get_by_role("button", name=re.compile("Add another creature attack", re.I)).click()
    who.shows_no_barrier("a monster with its attacks")
    who.keeps_picture(f"admin-monster-{who.name}")


def exports(mira: Person, what: str, name: str) -> None:
    """Chosen in its list."""
    mira.page.goto(f"{mira.address}/admin/{what}/")
    mira.page.get_by_role("row").filter(has_text=name).get_by_role("checkbox").check()
    mira.page.get_by_label("Action:").select_option("Export as JSON")
    with mira.page.expect_download() as download:
        mira.page.get_by_role("button", name="Go", exact=True).click()
    assert json.loads(Path(download.value.path()).read_text())["format"].startswith("campaignlive-")


def takes_it_live(who: Person) -> None:
    page = who.page
    page.goto(f"{who.address}/admin/interactions/interaction/")
    who.shows_no_barrier("the list of interactions")
    page.get_by_role("row").filter(has_text=FIGHT).get_by_role("checkbox").check()
    page.get_by_label("Action:").select_option("Go live")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text(f"{FIGHT}: done.")).to_be_visible()
    who.shows_no_barrier("an action that is done")
    page.get_by_role("link", name=FIGHT).first.click()
    expect(page.get_by_role("heading", name="View interaction")).to_be_visible()
    who.shows_no_barrier("a live interaction")


def test_a_dm_finds_her_own_things_and_takes_a_draft_live(person: Seat):
    mira = person("mira", **LAPTOP)
    mira.sign_in()
    opens_the_admin(mira)
    walks_through_monsters(mira)
    takes_it_live(mira)
    mira.page.get_by_role("link", name="View on site").click()
    expect(mira.turn_line).to_contain_text("Waiting for initiative")
    exports(mira, "campaigns/campaign", CAMPAIGN)
    exports(mira, "interactions/interaction", FIGHT)


def test_every_list_and_form_of_a_dm_is_without_a_barrier(person: Seat):
    """All that the index leads to. The colours of the dark are the same on each: those above have shown them."""
    mira = person("mira", **LAPTOP)
    mira.sign_in()
    index = f"{mira.address}/admin/"
    mira.page.goto(index)
    links = mira.page.get_by_role("main").get_by_role("link").evaluate_all("found => found.map(link => link.href)")
    pages = sorted({link for link in links if link.startswith(index) and link.count("/") > index.count("/") + 1})
    assert len(pages) > 25 and [page for page in pages if page.endswith("/add/")]
    for number, address in enumerate(pages):
        mira.page.goto(address)
        expect(mira.page.get_by_role("heading", level=1)).to_be_visible()
        mira.shows_no_barrier(address.removeprefix(index), in_dark=number % 12 == 0)


def test_staff_does_the_same_by_the_admins_own_door_on_a_phone(person: Seat):
    admin = person("admin", **PHONE)
    admin.page.goto(f"{admin.address}/admin/")
    admin.shows_no_barrier("the admin's door")
    admin.page.get_by_label("Username").fill("admin")
    admin.page.get_by_label("Password").fill("campaign-demo")
    admin.page.get_by_role("button", name="Log in").click()
    walks_through_monsters(admin)
    takes_it_live(admin)
    expect(admin.page.get_by_role("link", name="View on site")).to_have_count(0)
