"""Who belongs to no campaign sees an empty list, and no table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, start_from_the_mill_yard

pytestmark = pytest.mark.browser


def test_an_outsider_finds_nothing(person: Callable[..., Person]):
    mira, otto = person("mira", **LAPTOP), person("otto", **LAPTOP)
    for somebody in (mira, otto):
        somebody.sign_in()
    expect(otto.page.get_by_text("You belong to no campaign yet")).to_be_visible()
    otto.shows_no_barrier("no campaigns")
    mira.open_campaign("The Drowned Mill")
    start_from_the_mill_yard(mira, {"Lurker": 1}, "Lurker")
    otto.page.goto(mira.page.url)
    expect(otto.page.get_by_role("heading", name="Not here")).to_be_visible()
    otto.shows_no_barrier("nowhere")
    assert all("404" in said for said in otto.complaints)
    otto.complaints.clear()


def test_anybody_reads_the_reference_of_the_sockets(person: Callable[..., Person]):
    otto = person("otto", **LAPTOP)
    otto.page.goto(f"{otto.address}/accounts/login/")
    otto.page.get_by_role("link", name="The sockets").click()
    expect(otto.page.get_by_role("heading", level=1, name="The sockets of the live table")).to_be_visible()
    otto.page.get_by_role("navigation", name="Chapters").get_by_role("link", name="Documents").click()
    expect(otto.page.get_by_role("heading", level=2, name="Documents")).to_be_in_viewport()
    otto.page.locator("#takeTurn").locator("xpath=ancestor::article").locator("summary").click()
    expect(otto.page.get_by_label("Example of takeTurn")).to_contain_text('"takeTurn"')
    otto.shows_no_barrier("the reference of the sockets")
    assert otto.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
