"""What no button stands for: a thing that is handled, an idea aimed at several, and what is said when it is over."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.people import Person
from tests.journeys.tables import Table, begin, up

pytestmark = pytest.mark.browser


def agree(mira: Person) -> None:
    mira.page.get_by_role("region", name="Review").get_by_role("button", name=re.compile("^Approve")).first.click()


def test_a_lever_is_pulled_for_free_and_one_blow_aimed_at_two(table: Table):
    mira, aria, _ = table
    begin(mira)
    up(aria, "Ser Aldith")
    aria.panel.get_by_label("Handle an object, in words").fill("I pull the lever of the sluice.")
    aria.panel.get_by_role("group", name="Handling an object").get_by_role("button", name="Ask the DM").click()
    expect(aria.panel.locator(".budget")).to_contain_text("Object ○")
    expect(aria.panel.locator(".budget")).to_contain_text("Action ●")
    agree(mira)
    aria.reads_in_log("Ser Aldith, handling of an object: the DM agrees.")
    expect(aria.panel.get_by_role("group", name="Action").get_by_label("Handle an object, in words")).to_be_visible()

    aria.panel.get_by_text("At several at once").click()
    aria.panel.get_by_role("checkbox", name="And Bryn Hollow").check()
    aria.shows_no_barrier("several are aimed at")
    aria.keeps_picture("several-targets")
    aria.panel.get_by_label("Something else, in words").fill("I topple the beam on both of them.")
    aria.panel.get_by_role("group", name="Action").get_by_role("button", name="Ask the DM").last.click()
    card = mira.page.get_by_role("region", name="Review")
    expect(card).to_contain_text("I topple the beam on both of them.")
    expect(card).to_contain_text("Bryn Hollow")
    expect(aria.panel.locator(".budget")).to_contain_text("Action ○")
    agree(mira)
    aria.reads_in_log("Ser Aldith, own idea: the DM agrees.")


def test_they_talk_on_when_it_is_over(table: Table):
    mira, aria, _ = table
    begin(mira)
    mira.open_tab("Table")
    mira.press("End the interaction")
    mira.page.get_by_role("dialog").get_by_role("button", name="Complete it").click()
    expect(aria.page.locator("body")).to_contain_text("It is over")
    aria.open_tab("Chat")
    aria.panel.get_by_role("textbox").fill("Well fought.")
    aria.press("Send")
    mira.open_tab("Chat")
    expect(mira.panel.get_by_text("Well fought.")).to_be_visible()


def test_what_was_said_long_ago_is_read_page_by_page(table: Table):
    mira, aria, _ = table
    begin(mira)
    aria.says("I was here first.")
    for _ in range(26):  # the room tells a newcomer of its last fifty rows
        mira.open_tab("Table")
        mira.press("Pause")
        expect(mira.turn_line).to_contain_text("Paused")
        mira.turn_line.get_by_role("button", name="Resume").click()
        expect(mira.turn_line).not_to_contain_text("Paused")
    aria.page.reload()
    aria.open_tab("Chat")
    expect(aria.panel.get_by_text("The game goes on.").last).to_be_visible()
    expect(aria.panel.get_by_text("I was here first.")).to_have_count(0)
    aria.press("Earlier messages")
    expect(aria.panel.get_by_text("I was here first.")).to_be_visible()
    expect(aria.panel.get_by_text("Here the chat begins.")).to_be_focused()
    aria.shows_no_barrier("the whole chat")
