"""What a table needs when people are slow, absent, mistaken or cut off: three browsers, an order that no dice decide."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import Person
from tests.journeys.tables import Table, begin, up
from tests.services import wait_for

pytestmark = pytest.mark.browser

SECRET = "The lurker pays me to look away."


def change_settings(mira: Person, **fields: str) -> None:
    """The numbers of the settings by their labels, the `limit` among them; empty switches a clock off."""
    mira.open_tab("Table")
    opened = mira.panel.locator("details", has_text="Settings of this table")
    if opened.get_attribute("open") is None:
        opened.locator("summary").click()
    for label, value in fields.items():
        opened.get_by_label(LABELS[label]).fill(value)
    opened.get_by_role("button", name="Set").click()
    wait_for(lambda: limit_at(mira) == fields["limit"], "the new limit")  # what others do next is not to come before it


def limit_at(mira: Person) -> str:
    """Seconds of a player's turn, as the server has them; empty: no clock."""
    answer = mira.page.request.get(f"{mira.address}/api/interactions/{mira.page.url.rstrip('/').split('/')[-1]}/")
    return str(answer.json()["turnTimeLimit"] or "")


LABELS = {"limit": "Seconds for a player’s turn", "warning": "Warn at so many seconds"}


def said(who: Person) -> Locator:
    """What a screen reader has just been told."""
    return who.page.locator("p.unseen[role=status]").last


def prepare(who: Person, *buttons: str | re.Pattern[str]) -> None:
    who.open_tab("Act")
    who.panel.locator("summary", has_text="Prepare your next turn").click()
    for place, button in enumerate(buttons, 1):
        who.press(button)
        expect(who.panel.locator(".queue > li")).to_have_count(place)


def test_a_slow_player_is_warned_gets_more_time_and_takes_the_turn_she_missed(table: Table):
    mira, aria, bram = table
    change_settings(mira, limit="120", warning="119")  # little time from the first second on
    begin(mira)
    up(aria, "Ser Aldith")
    expect(aria.turn_line.locator(".clock")).to_have_class(re.compile("low"))
    expect(said(aria)).to_contain_text("seconds are left for Ser Aldith. More time: press T")
    aria.shows_no_barrier("little time")
    aria.page.keyboard.press("t")
    aria.reads_in_log("Ser Aldith has 60 seconds more")
    expect(aria.turn_line.locator(".clock")).not_to_have_class(re.compile("low"))

    change_settings(mira, limit="5")
    aria.end_turn()
    bram.reads_in_log("Bryn Hollow is skipped: Time is up. The turn can be taken later.")
    change_settings(mira, limit="")
    bram.shows_no_barrier("a missed turn")
    bram.press(re.compile("^Take it"))
    expect(bram.panel).to_contain_text("It comes as soon as the turn under way is over")
    mira.end_turn()
    up(bram, "Bryn Hollow")
    expect(bram.turn_line).to_contain_text("a turn that was missed")
    expect(bram.turn_line.locator(".clock")).to_have_count(0)
    bram.end_turn()
    expect(bram.panel).not_to_contain_text("missed a turn")


def test_a_prepared_turn_runs_by_itself_until_it_is_not_legal(table: Table):
    mira, aria, bram = table
    begin(mira)
    prepare(bram, "Dash", "Dodge", "Then end the turn")
    bram.shows_no_barrier("a prepared turn")
    bram.press("Take out: Dash")
    expect(bram.panel.get_by_role("list", name="Prepared for Bryn Hollow")).not_to_contain_text("Dash")
    expect(mira.page.locator("body")).not_to_contain_text("Bryn Hollow dodges")
    aria.end_turn()
    expect(mira.turn_line).to_contain_text("Your turn, Mill Goblin")
    mira.reads_in_log("Bryn Hollow dodges")
    expect(bram.panel).not_to_contain_text("Prepared for")

    prepare(aria, "Dodge", re.compile("^Attack Mill Goblin with Longsword"))
    mira.end_turn()
    mira.end_turn()
    up(aria, "Ser Aldith")
    expect(aria.panel).to_contain_text("What was prepared has stopped: You have no action left this turn.")
    expect(said(aria)).to_contain_text("What was prepared has stopped")
    aria.shows_no_barrier("a queue that stopped")
    expect(bram.page.locator("body")).not_to_contain_text("stopped")


def test_a_player_cut_off_in_her_turn_comes_back_to_it(table: Table):
    mira, aria, _ = table
    begin(mira)
    up(aria, "Ser Aldith")
    aria.page.locator(".cell.reach").first.click()
    expect(aria.panel).not_to_contain_text("30 / 30 ft")
    left = aria.panel.locator(".budget li").last.inner_text()
    aria.page.context.set_offline(True)
    expect(aria.page.locator(".banner")).to_contain_text("Connection lost")
    expect(mira.page.get_by_role("list", name="People at the table")).to_contain_text("aria away")
    aria.press("Dodge")
    aria.page.context.set_offline(False)
    expect(aria.page.locator(".banner")).to_have_count(0)
    expect(aria.panel.locator(".budget")).to_contain_text("Action ○")
    expect(aria.panel.locator(".budget li").last).to_have_text(left)
    mira.reads_in_log("Ser Aldith dodges")
    expect(mira.page.get_by_role("list", name="People at the table")).to_contain_text("aria here")
    aria.end_turn()
    aria.forgets_refused_connections()


def test_the_dm_closes_her_laptop_and_what_was_asked_meanwhile_waits(table: Table):
    mira, aria, bram = table
    begin(mira)
    here = mira.page.url
    mira.page.goto("about:blank")
    for player in (aria, bram):
        expect(player.turn_line).to_contain_text(re.compile("Paused.* the DM is away"))
        expect(player.page.locator(".banner")).to_contain_text("what you ask for waits until the DM is back")
        player.shows_no_barrier("the DM is away")
    aria.press("Dodge")
    expect(aria.panel).to_contain_text("Waits for the DM: Dodge.")
    prepare(bram, "Dodge")
    mira.page.goto(here)
    expect(mira.turn_line).to_contain_text("stood still while you were away")
    mira.resumes()
    up(aria, "Ser Aldith")
    bram.reads_in_log("Ser Aldith dodges")
    expect(aria.panel.locator(".budget")).to_contain_text("Action ○")


def test_what_the_dm_hides_is_gone_from_every_page(table: Table):
    mira, aria, bram = table
    for who in table:
        who.open_tab("Chat")
    for word in ("Something foul.", "Sorry."):
        bram.says(word)
        bram.open_tab("Chat")
        for who in table:
            expect(who.panel.get_by_text(word)).to_be_visible()
    assert aria.panel.get_by_role("button", name="Hide what").count() == 0
    mira.shows_no_barrier("the chat of a DM")
    mira.panel.get_by_role("button", name=re.compile("Hide what .*: Something foul")).click()
    for who in table:
        expect(who.panel.get_by_text("Something foul.")).to_have_count(0)
        expect(who.panel.get_by_text("Sorry.")).to_be_visible()
    aria.page.reload()
    aria.open_tab("Chat")
    expect(aria.panel.get_by_text("Sorry.")).to_be_visible()
    expect(aria.panel.get_by_text("Something foul.")).to_have_count(0)


def test_a_private_message_is_found_by_nobody_else(table: Table):
    mira, aria, bram = table
    mira.open_tab("Table")
    mira.panel.get_by_text("Settings of this table").click()
    mira.panel.get_by_label("While they may, also in private, which no DM reads").check()
    mira.panel.locator("details", has_text="Settings of this table").get_by_role("button", name="Set").click()
    aria.open_tab("Chat")
    aria.panel.get_by_label("To").select_option(label="bram alone")
    aria.panel.get_by_role("textbox").fill(SECRET)
    aria.press("Send")
    bram.open_tab("Chat")
    expect(bram.panel).to_contain_text(SECRET)
    aria.panel.get_by_label("To").select_option(label="Everybody")
    aria.says("Good evening!")
    for somebody in (mira, bram):
        somebody.page.reload()
        somebody.open_tab("Chat")
        expect(somebody.panel).to_contain_text("Good evening!")
    expect(bram.panel).to_contain_text(SECRET)
    assert SECRET not in mira.page.content()
    chat = f"{mira.address}/api/interactions/{mira.page.url.rstrip('/').split('/')[-1]}"
    for records in ("chat", "logs", "state"):
        answer = mira.page.request.get(f"{chat}/{records}/")
        assert answer.ok
        assert SECRET not in answer.text()
    assert SECRET in bram.page.request.get(f"{chat}/chat/").text()


def test_turns_are_taken_back_after_reading_what_that_changes_and_redone(table: Table):
    mira, aria, bram = table
    begin(mira)
    up(aria, "Ser Aldith")
    aria.page.locator(".cell.reach").first.click()
    expect(aria.panel).not_to_contain_text("30 / 30 ft")
    aria.end_turn()
    up(bram, "Bryn Hollow")
    mira.open_tab("Table")
    mira.press("Take turns back…")
    dialog = mira.page.get_by_role("dialog")
    expect(dialog).to_contain_text("It is Ser Aldith’s turn, number 1, in round 1.")
    expect(dialog).to_contain_text("Ser Aldith stands at")
    mira.shows_no_barrier("the preview of a rewind")
    up(bram, "Bryn Hollow")
    expect(dialog).not_to_contain_text("Bryn Hollow stands at")
    bram.page.locator(".cell.reach").first.click()
    expect(dialog).to_contain_text("Bryn Hollow stands at")
    dialog.get_by_role("button", name="Take back these 2 turns").click()
    up(aria, "Ser Aldith")
    expect(aria.panel).to_contain_text("30 / 30 ft")
    aria.reads_in_log("The DM takes turns back. Ser Aldith’s turn.")
    mira.press("Take turns back…")
    mira.shows_no_barrier("what can be redone")
    dialog.get_by_role("button", name="Redo it").click()
    up(bram, "Bryn Hollow")
    expect(dialog).not_to_be_visible()


def test_players_roll_for_themselves_and_somebody_comes_and_goes_in_the_middle(table: Table):
    mira, aria, bram = table
    mira.turn_line.get_by_role("button", name="Ask the players to roll").click()
    for player in (aria, bram):
        expect(player.turn_line).to_contain_text("Roll for initiative")
        player.shows_no_barrier("being asked for initiative")
    aria.turn_line.get_by_role("button", name="Roll initiative").click()
    expect(mira.turn_line).to_contain_text("still to roll: Bryn Hollow")
    bram.panel.get_by_text("I roll a real die").click()
    bram.panel.get_by_label("Total for Bryn Hollow, with its modifier").fill("60")
    bram.press("Use this")
    mira.turn_line.get_by_role("button", name="Roll for who is missing").click()
    up(bram, "Bryn Hollow")

    mira.open_tab("Table")
    mira.panel.get_by_text("Bring somebody in").click()
    mira.panel.get_by_role("searchbox", name="Name").fill("ogre")
    mira.press("Find")
    mira.panel.get_by_label("Hidden from the players at first").check()
    mira.shows_no_barrier("bringing somebody in")
    mira.press("Bring in Mud Ogre")
    mira.press("Roll for who is missing")
    expect(mira.page.get_by_role("region", name="Order")).to_contain_text("Mud Ogre")
    for player in (aria, bram):
        expect(player.page.locator("body")).not_to_contain_text("Mud Ogre")
    up(bram, "Bryn Hollow")
    mira.panel.get_by_label("Creature", exact=True).select_option(label="Mill Goblin")
    mira.panel.get_by_text("Take Mill Goblin out of the game").click()
    mira.press("Remove Mill Goblin")
    bram.reads_in_log(re.compile("leaves"))
    expect(aria.page.get_by_role("region", name="Order")).not_to_contain_text("Mill Goblin")
    up(bram, "Bryn Hollow")


def test_the_dm_looks_through_a_players_eyes_and_shares_experience(table: Table):
    mira, aria, bram = table
    begin(mira)
    mira.open_tab("Table")
    mira.panel.get_by_text("See it as a player does").click()
    with mira.page.context.expect_page() as opened:
        mira.panel.get_by_role("link", name="What aria sees").click()
    eyes = opened.value
    expect(eyes.locator(".banner")).to_contain_text("You see what aria sees, and only look on.")
    expect(eyes.locator(".turn-line")).to_contain_text("Your turn, Ser Aldith")
    expect(eyes.get_by_role("region", name="Order")).not_to_contain_text("Lurker")
    eyes.get_by_role("button", name="Dodge").click()
    expect(eyes.locator("body")).to_contain_text("You only look on here.")
    aria.press("Dodge")
    expect(eyes.locator(".budget")).to_contain_text("Action ○")
    eyes.close()

    mira.panel.get_by_text("Share XP among those present").click()
    mira.panel.get_by_label("XP for all together").fill("51")
    mira.shows_no_barrier("sharing experience")
    mira.press("Share")
    for player in (aria, bram):
        player.reads_in_log(re.compile("26 XP"))
        player.reads_in_log(re.compile("25 XP"))


def test_what_is_rolled_in_the_chat_is_told_there(table: Table):
    mira, aria, _ = table
    aria.open_tab("Chat")
    aria.panel.get_by_role("textbox").fill("/roll 2d6+3")
    aria.press("Send")
    for who in table:
        who.open_tab("Chat")
        expect(who.panel.get_by_role("list", name="Chat")).to_contain_text(
            re.compile(r"aria rolls 2d6\+3: \d+ \(\d, \d\)")
        )
    mira.shows_no_barrier("a roll in the chat")
