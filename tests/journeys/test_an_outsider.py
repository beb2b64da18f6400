"""Who belongs to no campaign sees an empty list, and no table."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.test_a_fight import LAPTOP, start_from_the_mill_yard

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
