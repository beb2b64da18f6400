"""Alerts in a browser: a game that begins asks on whatever page one is, unless one is writing; the rest stands quietly in a
list that says what is new; what is read is read in all windows. With the keyboard alone.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.drafted]

Seat = Callable[..., Person]

FIGHT, CAMPAIGN = "Ambush at the mill", "The Drowned Mill"
LIVE = f"“{FIGHT}” is live in {CAMPAIGN}."


def signed_in(person: Seat, name: str, address: str = "/", **context: object) -> Person:
    somebody = person(name, **context)
    somebody.sign_in()
    somebody.page.goto(somebody.address + address)
    return somebody


def goes_live(mira: Person) -> None:
    mira.open_campaign(CAMPAIGN)
    mira.page.get_by_role("button", name=f"Go live with {FIGHT}").press("Enter")
    expect(mira.turn_line).to_contain_text("Waiting for initiative")


def pauses(mira: Person) -> None:
    mira.open_tab("Table")
    mira.press("Pause")
    expect(mira.turn_line.get_by_role("button", name="Resume")).to_be_visible()


def resumes(mira: Person) -> None:
    mira.turn_line.get_by_role("button", name="Resume").press("Enter")
    expect(mira.turn_line).to_contain_text("Waiting for initiative")


def rewards_aldith(mira: Person) -> None:
    mira.open_tab("Table")
    mira.panel.get_by_label("Creature", exact=True).select_option(label="Ser Aldith")
    mira.panel.get_by_label("XP", exact=True).fill("5")
    mira.press("Give")


def question(who: Person) -> Locator:
    return who.page.get_by_role("dialog", name=LIVE)


def listed(who: Person) -> Locator:
    """Behind an open dialog, too, which hides it from the accessibility tree."""
    return who.page.locator("#alerts li")


def is_modal(dialog: Locator) -> bool:
    return bool(dialog.evaluate("dialog => dialog.matches(':modal')"))


def test_a_game_that_goes_live_asks_on_any_page_and_in_every_window(person: Seat):
    mira = signed_in(person, "mira", **LAPTOP)
    aria = signed_in(person, "aria", "/library/", **LAPTOP)
    there = signed_in(person, "aria", "/campaigns/import/", **PHONE)
    title = aria.page.title()
    goes_live(mira)
    for window in (aria, there):
        expect(question(window)).to_be_visible()
        assert is_modal(question(window))
        expect(question(window).get_by_role("link", name="Join")).to_be_focused()
        window.shows_no_barrier("a game that has gone live")
    expect(aria.page).to_have_title(f"(1) {title}")
    aria.page.keyboard.press("Tab")
    expect(question(aria).get_by_role("button", name="Not now")).to_be_focused()
    aria.page.keyboard.press("Escape")
    for window in (aria, there):
        expect(question(window)).to_be_hidden()
        expect(listed(window)).to_have_count(0)
    expect(aria.page).to_have_title(title)
    aria.page.reload()
    expect(aria.page.get_by_role("heading", level=1)).to_be_visible()
    expect(question(aria)).to_be_hidden()


def test_joining_by_the_question_leads_to_the_table_where_it_is_read(person: Seat):
    mira, aria = signed_in(person, "mira", **LAPTOP), signed_in(person, "aria", **PHONE)
    goes_live(mira)
    expect(question(aria).get_by_role("link", name="Join")).to_be_focused()
    aria.page.keyboard.press("Enter")
    expect(aria.turn_line).to_contain_text("Waiting for initiative")
    expect(question(aria)).to_be_hidden()
    aria.page.goto(aria.address)
    expect(aria.page.get_by_role("heading", name="My campaigns")).to_be_visible()
    expect(listed(aria)).to_have_count(0)


def test_who_is_writing_goes_on_writing(person: Seat):
    mira, aria = signed_in(person, "mira", **LAPTOP), signed_in(person, "aria", "/library/monsters/", **LAPTOP)
    page = aria.page
    field = page.get_by_role("searchbox").or_(page.get_by_role("textbox")).first
    field.focus()
    field.evaluate(
        "field => { for (const kind of ['blur', 'change']) field.addEventListener(kind, () => (window.left = kind)) }"
    )
    page.keyboard.type("mud")
    goes_live(mira)
    expect(question(aria)).to_be_visible()
    assert not is_modal(question(aria))
    page.keyboard.type(" ogre")
    expect(field).to_be_focused()
    expect(field).to_have_value("mud ogre")
    assert page.evaluate("window.left") is None, "the field was left for a moment"
    aria.shows_no_barrier("a question that does not insist")
    aria.keeps_picture("a-question-that-does-not-insist")
    question(aria).get_by_role("link", name="Join").focus()
    page.keyboard.press("Escape")
    expect(question(aria)).to_be_hidden()
    expect(listed(aria)).to_have_count(0)


def test_what_is_unread_waits_for_the_next_sign_in_and_is_read_everywhere_at_once(person: Seat):
    mira = signed_in(person, "mira", **LAPTOP)
    goes_live(mira)
    pauses(mira)
    aria, there = signed_in(person, "aria", **LAPTOP), signed_in(person, "aria", "/library/", **PHONE)
    expect(listed(aria)).to_have_text([LIVE + " Join", f"“{FIGHT}” is paused. Look"])
    expect(aria.page).to_have_title("(2) My campaigns · CampaignLive")
    expect(question(aria)).to_be_visible()
    question(aria).get_by_role("button", name="Not now").press("Enter")
    expect(question(there)).to_be_hidden()
    region = aria.page.get_by_role("complementary", name="Alerts")
    look = region.get_by_role("link", name=f"Look: “{FIGHT}” is paused.")
    look.focus()
    resumes(mira)
    expect(region.get_by_role("listitem")).to_have_text([f"“{FIGHT}” goes on. Join"])
    expect(region.get_by_role("button", name="I have read them")).to_be_focused()
    join = region.get_by_role("link", name=f"Join: “{FIGHT}” goes on.")
    join.focus()
    rewards_aldith(mira)
    rewarded = f"Ser Aldith has been rewarded in “{FIGHT}”. See"
    expect(region.get_by_role("listitem")).to_have_text([f"“{FIGHT}” goes on. Join", rewarded])
    expect(join).to_be_focused()
    expect(region.locator("[aria-live=polite]").get_by_role("listitem")).to_have_count(2)
    for window in (aria, there):
        window.shows_no_barrier("a list of alerts")
        window.keeps_picture(f"alerts-{'laptop' if window is aria else 'phone'}")
    region.get_by_role("button", name="I have read them").press("Enter")
    for window in (aria, there):
        expect(listed(window)).to_have_count(0)
    expect(aria.page.get_by_role("main")).to_be_focused()
    expect(there.page).to_have_title("Library · CampaignLive")
