"""A newcomer signs up and sets a campaign up; another one follows her link on a phone and fills her sheet in. No page
bars anybody from it, in light or dark, and none needs a script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE

pytestmark = pytest.mark.browser

PASSWORD = "nobody grinds at night"
Seat = Callable[..., Person]


def sign_up(who: Person, *, at: str) -> None:
    """By the link "Sign up" of the page at that address."""
    page = who.page
    page.goto(f"{who.address}{at}" if at.startswith("/") else at)
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    page.get_by_label("Name", exact=True).fill(who.name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The password again").fill(PASSWORD)
    who.shows_no_barrier("sign up")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()


def fill(page: Page, **fields: str) -> None:
    """Fields by their labels, with spaces for underscores."""
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)


def press(who: Person, name: str) -> None:
    who.page.get_by_role("main").get_by_role("button", name=name).first.click()


def follow(who: Person, name: str) -> None:
    """To the end of the way: what is looked at behind it is the new page, and all of it."""
    with who.page.expect_navigation():
        who.page.get_by_role("main").get_by_role("link", name=name).first.click()


def turn_to(who: Person, tab: str) -> None:
    who.page.get_by_role("navigation").get_by_role("link", name=tab).click()
    expect(who.page.get_by_role("heading", level=1, name=tab)).to_be_visible()
    fits(who)
    who.shows_no_barrier(tab)


def fits(who: Person) -> None:
    """Nothing is wider than the screen."""
    wide, window = who.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{who.page.url} is {wide} px wide on a screen of {window}"


def found_a_campaign(dm: Person) -> None:
    sign_up(dm, at="/accounts/login/")
    dm.shows_no_barrier("no campaigns")
    follow(dm, "New campaign")
    dm.shows_no_barrier("a new campaign")
    press(dm, "Found it")
    expect(dm.page.get_by_label("Name", exact=True)).to_be_focused()
    fill(dm.page, Name="Ash and Reed", Description="The reed has burnt.", Notes_of_the_DMs="The reeve did it.")
    press(dm, "Found it")
    expect(dm.page.get_by_role("heading", level=1, name="Ash and Reed")).to_be_visible()


def prepare_a_place(dm: Person) -> None:
    turn_to(dm, "Places and quests")
    follow(dm, "New map")
    fill(dm.page, Name="The burnt reed")
    press(dm, "Save")
    turn_to(dm, "Places and quests")
    follow(dm, "New location")
    dm.shows_no_barrier("a new location")
    fill(dm.page, Name="The dyke")
    dm.page.get_by_label("Arrival area: column").fill("99")
    dm.page.get_by_label("Map", exact=True).select_option(index=1)
    press(dm, "Save")
    expect(dm.page.get_by_role("alert")).to_contain_text("The spawn area leaves the map")
    dm.shows_no_barrier("a refused location")
    dm.page.get_by_label("Arrival area: column").fill("2")
    press(dm, "Save")
    follow(dm, "New quest that leads to The dyke")
    fill(dm.page, Name="Who burnt it?")
    press(dm, "Save")
    expect(dm.page.get_by_text("Leads to The dyke", exact=True)).to_be_visible()
    turn_to(dm, "Settings")


def invite(dm: Person) -> str:
    turn_to(dm, "Members")
    follow(dm, "Invite somebody")
    press(dm, "Make a link")
    expect(dm.page.get_by_role("heading", name="Here is the link")).to_be_visible()
    dm.shows_no_barrier("the link of an invitation")
    return dm.page.get_by_label("Link", exact=True).input_value()


def come_in(player: Person, link: str) -> None:
    player.page.goto(link)
    player.shows_no_barrier("an invitation, not signed in")
    sign_up(player, at=link)
    player.shows_no_barrier("an invitation")
    press(player, "Come in")
    expect(player.page.get_by_role("heading", level=1, name="Ash and Reed")).to_be_visible()


def make_a_character(player: Person) -> None:
    turn_to(player, "Characters")
    follow(player, "New character")
    fits(player)
    player.shows_no_barrier("a new character")
    fill(player.page, Name="Wren", Class="Ranger", Dexterity="17", Hit_point_maximum="12")
    press(player, "Save")
    expect(player.page.get_by_role("heading", level=1, name="Wren")).to_be_visible()


SECTIONS: dict[str, dict[str, str]] = {
    "the numbers": {"Dexterity_save": "5", "Stealth": "7", "Darkvision": "60"},
    "the attacks": {},
    "the belongings": {},
    "the magic": {"Level_1_slots": "2"},
    "the features": {},
    "who it is": {"Languages": "Common, Reedish"},
}


def fill_the_sheet(player: Person) -> None:
    page = player.page
    for section, fields in SECTIONS.items():
        follow(player, f"Change {section}")
        fits(player)
        player.shows_no_barrier(section)
        fill(page, **fields)
        if section == "the attacks":
            new = page.get_by_role("group", name="New", exact=True)
            new.get_by_label("Name").fill("Reed bow")
            new.get_by_label("Damage").fill("1d8+3 piercing")
            new.get_by_label("Reach").fill("0")
            new.get_by_label("Range", exact=True).fill("80")
        press(player, "Save")
        expect(page.get_by_text("saved.")).to_be_visible()
    for said in ("Stealth +7", "Darkvision 60 ft", "range 80 ft: 1d8+3 piercing", "2 of 2", "Common, Reedish"):
        expect(page.get_by_role("main")).to_contain_text(said)
    fits(player)
    player.shows_no_barrier("a sheet")


def leave(player: Person) -> None:
    turn_to(player, "Members")
    follow(player, "Leave the campaign")
    player.shows_no_barrier("a question before something is done")
    press(player, "Leave")
    expect(player.page.get_by_text("You belong to no campaign yet")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_campaign_is_set_up_and_joined_by_link(person: Seat, scripts: bool):
    more: dict[str, Any] = {"java_script_enabled": scripts}
    dm, player = person("hazel", **LAPTOP, **more), person("linnet", **PHONE, **more)
    dm.inspects = player.inspects = scripts  # axe is a script itself
    found_a_campaign(dm)
    prepare_a_place(dm)
    come_in(player, invite(dm))
    expect(player.page.locator("body")).not_to_contain_text("The reeve did it")
    make_a_character(player)
    fill_the_sheet(player)
    turn_to(dm, "Characters")
    follow(dm, "Wren")
    expect(dm.page.get_by_role("main")).to_contain_text("Stealth +7")
    leave(player)
    dm.complaints = [said for said in dm.complaints if "422" not in said]  # of the location that was refused on purpose
