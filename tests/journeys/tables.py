"""Tables as journeys begin with: made by the form, and with an order that no dice decide."""

import re
from typing import NamedTuple

from playwright.sync_api import expect

from tests.journeys.people import Person

LAPTOP = {"viewport": {"width": 1366, "height": 768}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

ORDER = {"Ser Aldith": 20, "Bryn Hollow": 15, "Mill Goblin": 10, "Lurker": 5}


class Table(NamedTuple):
    mira: Person
    aria: Person
    bram: Person


def start_from_the_mill_yard(mira: Person, creatures: dict[str, int], hidden: str) -> None:
    """By the form: so many of each creature, one kind of them hidden, and something to win."""
    page = mira.page
    page.get_by_role("link", name="Start an interaction at The mill yard").click()
    page.get_by_label("Name", exact=True).fill("Night at the mill")
    page.get_by_label("XP for each character").fill("50")
    page.get_by_label("Waterglass Charm").check()
    for absent in ("Brother Dunstan", "Cinder", "Elsie Quick"):
        page.get_by_label(re.compile(absent)).uncheck()
    for creature, count in creatures.items():
        how_many = page.get_by_label(f"How many: {creature}", exact=True)
        if not how_many.count():
            page.get_by_label("Find more in the library").fill(creature)
            page.get_by_role("button", name="Find").click()
        how_many.fill(str(count))
    page.get_by_label(f"{hidden} hidden at first", exact=True).check()
    mira.shows_no_barrier("the start form")
    page.get_by_role("button", name="Start now").click()
    expect(mira.turn_line).to_contain_text("Waiting for initiative")


def begin(mira: Person) -> None:
    """With initiative by hand: Aldith, Bryn, the goblin, the hidden lurker."""
    mira.open_tab("Table")
    mira.panel.get_by_text("Initiative by hand").click()
    for name, total in ORDER.items():
        mira.panel.get_by_role("spinbutton", name=name, exact=True).fill(str(total))
    mira.press("Use these, roll the rest")
    expect(mira.turn_line).to_contain_text("Ser Aldith’s turn")


def up(who: Person, name: str) -> None:
    expect(who.turn_line).to_contain_text(f"Your turn, {name}")
