"""A fight from "start an interaction" to its rewards: a DM and two players, three browsers, whatever the dice say."""

import os
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.campaigns.test_srd_files import SRD
from tests.journeys.conftest import manage
from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE, start_from_the_mill_yard
from tests.services import wait_for

pytestmark = pytest.mark.browser

SCREENSHOT = Path(__file__).parents[2] / "docs" / "screenshot.png"
IDEA = "I kick the lantern into the race, so that the water hides us."

Seat = Callable[..., Person]


def walk_along_a_path(who: Person) -> None:
    """With the keyboard, wherever on the page one is: M, three cells to the right, Enter."""
    who.page.evaluate("document.activeElement.blur()")
    who.page.keyboard.press("m")
    for _ in range(3):
        who.page.keyboard.press("ArrowRight")
    expect(who.page.locator(".walking")).to_contain_text("15 of 30 ft")
    who.page.keyboard.press("Enter")
    expect(who.panel).to_contain_text("15 / 30 ft")


def act_in_words(who: Person, mira: Person) -> None:
    """A free text goes to the DM, who says yes with one key; the player hears of it."""
    who.panel.get_by_role("textbox", name="Something else").fill(IDEA)
    who.press("Ask the DM")
    expect(who.panel).to_contain_text("Waiting for the DM")
    card = mira.page.get_by_role("region", name="Review")
    expect(card).to_contain_text(IDEA)
    mira.shows_no_barrier("a review")
    who.shows_no_barrier("waiting for a review")
    mira.page.keyboard.press("1")
    expect(card).to_contain_text("Nothing waits for you")
    expect(who.panel).not_to_contain_text("Waiting for the DM")
    who.reads_in_log("the DM agrees")


def ask_too_much(who: Person) -> None:
    """The reason stands beside the control, and the keyboard stays where it was."""
    cell = who.panel.get_by_label("Move to cell")
    cell.fill("T14")
    cell.press("Enter")
    expect(who.panel.get_by_role("alert")).to_contain_text("farther than you can still move")
    expect(cell).to_be_focused()


def tap_a_cell_and_shoot(who: Person) -> None:
    """A tap on a cell in reach walks there; then the longbow, at whoever is nearest."""
    who.page.locator(".cell.reach").first.click()
    expect(who.panel).not_to_contain_text("30 / 30 ft")
    who.press(re.compile("^Attack .* with Longbow"))
    expect(who.panel.locator(".budget")).to_contain_text("Action ○")


def play_a_monster(mira: Person, attacks_wanted: bool) -> bool:
    """Whether it attacked. One attack in the whole fight: whatever the dice say, nobody falls before her first turn."""
    attacks = mira.panel.get_by_role("button", name=re.compile("^Attack ")).and_(
        mira.page.locator(":not([aria-disabled])")
    )
    able = attacks_wanted and attacks.count() > 0
    if able:
        attacks.first.click()
        expect(mira.panel.locator(".budget")).to_contain_text("Action ○")
    mira.end_turn()
    return able


def play_until_both_have_acted(mira: Person, aria: Person, bram: Person) -> None:
    """Turn by turn in the order the dice made; each of the two does what is hers the first time she is up."""
    waiting = {"Ser Aldith", "Bryn Hollow"}
    attacked = False
    for _ in range(20):
        name = mira.acting()
        if name == "Ser Aldith":
            expect(aria.turn_line).to_contain_text("Your turn, Ser Aldith")
            if name in waiting:
                aria.shows_no_barrier("her turn")
                keep_screenshot(aria)
                walk_along_a_path(aria)
                act_in_words(aria, mira)
            aria.end_turn()
        elif name == "Bryn Hollow":
            expect(bram.turn_line).to_contain_text("Your turn, Bryn Hollow")
            if name in waiting:
                bram.shows_no_barrier("his turn on a phone")
                ask_too_much(bram)
                bram.shows_no_barrier("a refusal")
                tap_a_cell_and_shoot(bram)
            bram.end_turn()
        else:
            mira.open_tab("Act")
            attacked |= play_a_monster(mira, not attacked)
        waiting.discard(name)
        if not waiting:
            return
        expect(mira.turn_line.locator("strong")).not_to_have_text(re.compile(re.escape(name)))
    pytest.fail(f"{waiting} had no turn")


def keep_screenshot(who: Person) -> None:
    """The README's picture, when asked for."""
    if os.environ.get("CAMPAIGNLIVE_SCREENSHOTS"):
        who.page.emulate_media(color_scheme="light")
        who.page.get_by_role("gridcell", name=re.compile("30 feet to walk")).first.hover()
        who.page.screenshot(path=SCREENSHOT)
        who.page.emulate_media(color_scheme=None)


def reveal(mira: Person, others: list[Person], name: str) -> None:
    """Nobody but the DM knows of it, until she shows it; then everybody sees it."""
    for other in others:
        expect(other.page.locator("body")).not_to_contain_text(name)
    mira.open_tab("Table")
    mira.panel.get_by_label("Creature", exact=True).select_option(label=f"{name} (hidden)")
    mira.shows_no_barrier("one creature")
    mira.press(f"Reveal {name}")
    for other in others:
        other.reads_in_log(f"{name} comes into view")


def complete_with_rewards(mira: Person, aria: Person) -> None:
    """The charm for Aldith, and the XP that was set out for everybody."""
    mira.open_tab("Table")
    mira.panel.get_by_label("Creature", exact=True).select_option(label="Ser Aldith")
    mira.panel.get_by_label("Item", exact=True).select_option(label="Waterglass Charm")
    mira.panel.get_by_label("For what").fill("the lantern")
    mira.press("Give")
    aria.reads_in_log("Ser Aldith gets Waterglass Charm: the lantern")
    mira.press("End the interaction")
    dialog = mira.page.get_by_role("dialog")
    expect(dialog).to_contain_text("This is final")
    mira.shows_no_barrier("ending")
    dialog.get_by_role("button", name="Complete it").click()


def the_end_is_seen(who: Person) -> None:
    card = who.page.get_by_role("region", name="Night at the mill is over")
    expect(card.get_by_role("listitem").filter(has_text="Ser Aldith")).to_contain_text("50 XP, Waterglass Charm")
    expect(card.get_by_role("listitem").filter(has_text="Bryn Hollow")).to_contain_text("50 XP")
    who.shows_no_barrier("the end")


def what_lasts(database: Path, name: str) -> tuple[int, set[str]]:
    """XP and things of a character, as the database has them."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as rows:
        [(id, xp)] = rows.execute("SELECT id, xp FROM campaigns_playercharacter WHERE name = ?", [name])
        things = rows.execute(
            "SELECT i.name FROM campaigns_inventoryentry e JOIN campaigns_item i ON i.id = e.item_id"
            " WHERE e.player_character_id = ?",
            [id],
        )
        return xp, {thing for (thing,) in things}


def play(person: Seat, creatures: dict[str, int], hidden: str, *, inspects: bool = True) -> None:
    mira, aria, bram = person("mira", **LAPTOP), person("aria", **LAPTOP), person("bram", **PHONE)
    for somebody in (mira, aria, bram):
        somebody.inspects = inspects
    mira.page.goto(f"{mira.address}/accounts/login/")
    mira.shows_no_barrier("sign in")
    for somebody in (mira, aria, bram):
        somebody.sign_in_by_the_form() if somebody is bram else somebody.sign_in()
        somebody.shows_no_barrier("my campaigns")
        somebody.open_campaign("The Drowned Mill")
        somebody.shows_no_barrier("the campaign")
    start_from_the_mill_yard(mira, creatures, hidden)
    for player in (aria, bram):
        player.looks_again()
        player.join()
        expect(player.turn_line).to_contain_text("Waiting for initiative")
        player.shows_no_barrier("waiting for initiative")
    mira.shows_no_barrier("waiting for initiative")
    mira.turn_line.get_by_role("button", name="Roll initiative").click()
    expect(mira.turn_line).to_contain_text("round 1")
    aria.says("I go in. Cover me!")
    bram.open_tab("Chat")
    expect(bram.panel).to_contain_text("I go in. Cover me!")
    bram.open_tab("Act")
    play_until_both_have_acted(mira, aria, bram)
    reveal(mira, [aria, bram], hidden)
    complete_with_rewards(mira, aria)
    for somebody in (mira, aria, bram):
        the_end_is_seen(somebody)


def test_a_dm_and_two_players_fight_to_the_end(database: Path, person: Seat):
    play(person, {"Mill Goblin": 2, "Lurker": 1}, hidden="Lurker")
    wait_for(lambda: what_lasts(database, "Ser Aldith")[0] == 50, "the reward")
    assert "Waterglass Charm" in what_lasts(database, "Ser Aldith")[1]
    assert what_lasts(database, "Bryn Hollow")[0] == 50


@pytest.mark.srd
@pytest.mark.skipif(not SRD.is_dir(), reason="the SRD files are not here; CAMPAIGNLIVE_SRD names their folder")
def test_the_same_with_creatures_of_the_srd(database: Path, person: Seat):
    """An owlbear stands on four cells."""
    manage(database, "import_srd", str(SRD))
    play(person, {"Goblin Warrior": 2, "Owlbear": 1, "Giant Spider": 1}, hidden="Giant Spider", inspects=False)
