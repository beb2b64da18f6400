"""The server is killed in the middle: the pages come back by themselves, and nothing that was sent meanwhile is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Server
from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, begin, start_from_the_mill_yard
from tests.journeys.test_time_and_trust import change_settings

pytestmark = pytest.mark.browser


def test_a_killed_server_costs_nobody_a_reload(server: Server, person: Callable[..., Person]):
    mira, aria = person("mira", **LAPTOP), person("aria", **LAPTOP)
    for somebody in (mira, aria):
        somebody.sign_in()
        somebody.open_campaign("The Drowned Mill")
    start_from_the_mill_yard(mira, {"Mill Goblin": 1, "Lurker": 1}, "Lurker")
    change_settings(mira, limit="")  # a clock would go on between two looks at the line
    begin(mira)
    aria.page.reload()
    aria.join()
    before = aria.turn_line.inner_text()
    assert before.startswith("Your turn, Ser Aldith · round 1")

    server.served.kill()
    for somebody in (mira, aria):
        expect(somebody.page.locator(".banner")).to_contain_text("Connection lost")
    aria.shows_no_barrier("a lost connection")
    aria.open_tab("Chat")
    aria.panel.get_by_role("textbox").fill("Is anybody there?")
    aria.press("Send")
    server.start()

    for somebody in (mira, aria):
        expect(somebody.page.locator(".banner")).to_have_count(0)
        somebody.open_tab("Chat")
        expect(somebody.panel.get_by_text("Is anybody there?")).to_have_count(1)
        somebody.forgets_refused_connections()
    mira.resumes()
    expect(aria.turn_line).to_have_text(before)
