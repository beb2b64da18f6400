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


def test_what_somebody_is_filling_in_stays_while_others_play_on(table: Table):
    mira, aria, _ = table
    begin(mira)
    up(aria, "Ser Aldith")
    mira.open_tab("Table")
    points = mira.panel.get_by_label("Hit points", exact=True)
    settings = mira.panel.locator("details", has_text="Settings of this table")
    settings.locator("summary").click()
    limit = settings.get_by_label("Seconds for a player’s turn")
    mode, chat = settings.get_by_label("Actions are resolved"), settings.get_by_label("Players may chat")
    points.fill("3")
    limit.fill("77")
    mode.select_option("review")
    chat.uncheck()
    aria.says("Shall we?")
    expect(mira.page.get_by_role("tab", name=re.compile("^Chat"))).to_contain_text("1")
    aria.end_turn()
    expect(mira.turn_line).not_to_contain_text("Ser Aldith’s turn")
    expect(points).to_have_value("3")
    expect(limit).to_have_value("77")
    expect(mode).to_have_value("review")
    expect(chat).not_to_be_checked()

    settings.get_by_role("button", name="Set").click()
    aria.open_tab("Chat")
    expect(aria.panel.get_by_label("To", exact=True).get_by_role("option")).to_have_text(["The DM"])
    expect(limit).to_have_value("77")
    expect(chat).not_to_be_checked()
    points.press("Enter")
    expect(mira.panel.get_by_label("One creature")).to_contain_text("Bryn Hollow3/18")
    expect(points).to_have_value("3")


def test_a_key_is_heard_where_no_text_is_written(table: Table):
    mira, aria, _ = table
    begin(mira)
    up(aria, "Ser Aldith")
    aria.panel.get_by_label("Something else, in words").press("t")
    aria.panel.get_by_role("checkbox", name="The next thing I do ends my turn").press("t")
    aria.reads_in_log("Ser Aldith has 60 seconds more.")
    aria.open_tab("Log")
    expect(aria.panel.get_by_text("60 seconds more")).to_have_count(1)


def test_who_writes_to_one_alone_does_not_write_to_all_next(table: Table):
    mira, aria, _ = table
    begin(mira)
    for words in ("Your cloak moves.", "By itself."):
        mira.open_tab("Chat")
        if words == "Your cloak moves.":
            mira.panel.get_by_label("To", exact=True).select_option(label="aria, with the DMs")
        mira.panel.get_by_role("textbox").fill(words)
        mira.press("Send")
        expect(mira.panel.get_by_text(words)).to_be_visible()
        mira.open_tab("Table")
    aria.open_tab("Chat")
    expect(aria.panel.get_by_text("By itself.")).to_be_visible()
    expect(aria.panel.locator("li", has_text="By itself.")).to_contain_text("to you")
