"""From nothing to somebody's first turn: a DM signs up, founds a campaign, draws a map, invites a player and imports
creatures; she prepares a fight with a Large one and a hidden one and goes live; the player hears of it on her phone,
joins and acts. By pages only, and no page bars anybody from it, in light or dark.
"""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.campaigns.importing import REED_TALES, edit
from tests.campaigns.test_srd_files import SRD
from tests.journeys.conftest import Server, manage
from tests.journeys.people import Person
from tests.journeys.tables import LAPTOP, PHONE
from tests.journeys.test_setting_up import fill, fits, follow, press, sign_up, turn_to

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]

CAMPAIGN = "Ash and Reed"
FIGHT = "The dyke breaks"
NOTE = "the reeve did it"
"""In every field that only DMs see."""
ALIAS = "Quiet Kestrel"
"""What the DM calls the hidden one."""


class Cast(NamedTuple):
    """Who is fought: `large` stands on four cells, `hidden` nobody but the DM knows of."""

    large: str
    hidden: str


@pytest.fixture
def heard() -> list[str]:
    """Everything that the player's browser was sent."""
    return []


def listens(player: Person, heard: list[str]) -> None:
    def answered(answer: Any) -> None:
        if answer.ok and answer.request.resource_type in ("document", "fetch", "xhr"):
            heard.append(answer.text())

    player.page.on("requestfinished", lambda request: answered(request.response()))
    player.page.on("websocket", lambda socket: socket.on("framereceived", lambda text: heard.append(str(text))))


def found_a_campaign(dm: Person) -> None:
    sign_up(dm, at="/accounts/login/")
    follow(dm, "New campaign")
    dm.shows_no_barrier("a new campaign")
    fill(dm.page, Name=CAMPAIGN, Description="The reed has burnt.", Notes_of_the_DMs=NOTE)
    dm.page.keyboard.press("Tab")
    press(dm, "Found it")
    expect(dm.page.get_by_role("heading", level=1, name=CAMPAIGN)).to_be_visible()
    dm.shows_no_barrier("an empty campaign")
    dm.keeps_picture("an-empty-campaign")


def to_the_campaign(who: Person) -> None:
    who.page.get_by_role("navigation").get_by_role("link", name="Table").click()
    expect(who.page.get_by_role("heading", level=1, name=CAMPAIGN)).to_be_visible()


def draw_a_map(dm: Person) -> None:
    """A wall of three cells, with the keyboard; then a ditch with the mouse."""
    turn_to(dm, "Places and quests")
    follow(dm, "New map")
    dm.shows_no_barrier("a new map")
    fill(dm.page, Name="The burnt reed", Width="16", Height="10", Notes_of_the_DMs=NOTE)
    press(dm, "Save and paint")
    page = dm.page
    expect(page.get_by_role("heading", level=1, name="Paint The burnt reed")).to_be_visible()
    page.get_by_role("button", name="wall", exact=False).first.click()
    page.locator("[role=gridcell][tabindex='0']").focus()
    for key in ("ArrowRight",) * 6 + ("ArrowDown",) + ("Enter", "Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.get_by_role("button", name=re.compile("^difficult")).click()
    page.get_by_role("gridcell", name=re.compile(r"^C8\b")).click()
    dm.shows_no_barrier("a painted map")
    dm.keeps_picture("a-painted-map")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved-or-not")).to_contain_text("aved")
    for cell in ("G2", "G3", "G4"):
        expect(page.get_by_role("gridcell", name=re.compile(rf"^{cell}\b.*wall"))).to_have_count(1)


def name_a_location(dm: Person) -> None:
    turn_to(dm, "Places and quests")
    follow(dm, "New location on The burnt reed")
    dm.shows_no_barrier("a new location")
    fill(dm.page, Name="The dyke", Description="Mud to the knees.", Notes_of_the_DMs=NOTE)
    expect(dm.page.get_by_label("Map", exact=True).locator("option:checked")).to_contain_text("The burnt reed")
    press(dm, "Save")
    expect(dm.page.get_by_role("link", name="The dyke", exact=True)).to_be_visible()


def invite(dm: Person) -> str:
    turn_to(dm, "Members")
    follow(dm, "Invite somebody")
    press(dm, "Make a link")
    dm.shows_no_barrier("the link of an invitation")
    dm.keeps_picture("an-invitation")
    return dm.page.get_by_label("Link", exact=True).input_value()


def come_in(player: Person, link: str) -> None:
    sign_up(player, at=link)
    expect(player.page.get_by_role("heading", name=f"You are invited to “{CAMPAIGN}”")).to_be_visible()
    fits(player)
    press(player, "Come in")
    expect(player.page.get_by_role("heading", level=1, name=CAMPAIGN)).to_be_visible()
    fits(player)
    player.shows_no_barrier("a campaign where nothing is live")


def make_a_character(player: Person) -> None:
    """Wren, with a bow; all by typing."""
    turn_to(player, "Characters")
    follow(player, "New character")
    player.shows_no_barrier("a new character")
    fill(player.page, Name="Wren", Class="Ranger", Dexterity="17", Hit_point_maximum="30")
    player.keeps_picture("a-new-character")
    press(player, "Save")
    follow(player, "Change the attacks")
    new = player.page.get_by_role("group", name="New", exact=True)
    for label, value in {"Name": "Reed bow", "To hit": "5", "Damage": "1d8+3 piercing", "Reach": "0"}.items():
        new.get_by_label(label, exact=True).fill(value)
    new.get_by_label("Range", exact=True).fill("400")
    player.shows_no_barrier("an attack")
    press(player, "Save")
    expect(player.page.get_by_role("main")).to_contain_text("range 400 ft: 1d8+3 piercing")
    fits(player)
    player.shows_no_barrier("a sheet")
    player.keeps_picture("a-sheet")


def find(dm: Person, name: str) -> None:
    """In the library, from the page that prepares."""
    dm.page.get_by_label("Find by name").fill(name)
    dm.page.keyboard.press("Enter")
    expect(dm.page.get_by_role("button", name=f"Add {name}", exact=True).first).to_be_visible()


def place(dm: Person, name: str, *keys: str) -> None:
    dm.page.get_by_role("button", name=f"Place {name} on the map", exact=True).press("Enter")
    expect(dm.page.locator(".placing-said")).to_contain_text(f"Placing {name}")
    for key in (*keys, "Enter"):
        dm.page.keyboard.press(key)
    expect(dm.page.locator(".placing-said")).to_contain_text(f"{name} stands at")


def prepare(dm: Person, cast: Cast) -> None:
    """The Large one past the wall, in sight of the way in; the hidden one under another name in a corner."""
    page = dm.page
    to_the_campaign(dm)
    follow(dm, "Prepare an interaction")
    fill(page, Name=FIGHT)
    page.get_by_label("Location").select_option("The dyke")
    expect(page.get_by_role("grid")).to_be_visible()
    expect(page.get_by_role("button", name="Place Wren on the map")).to_be_visible()
    for name in cast:
        find(dm, name)
        page.get_by_role("button", name=f"Add {name}", exact=True).first.press("Enter")
        expect(page.get_by_role("button", name=f"Place {name} on the map", exact=True)).to_be_visible()
    dm.shows_no_barrier("somebody found in the library")
    place(dm, cast.large, *["ArrowRight"] * 8, *["ArrowDown"] * 7)
    expect(page.locator(".placing-said")).to_contain_text("on the cells from")
    place(dm, cast.hidden, *["ArrowRight"] * 12, *["ArrowDown"] * 6)
    page.get_by_label(f"Name of {cast.hidden}", exact=True).fill(ALIAS)
    page.get_by_label(f"Hidden at first: {cast.hidden}").check()
    dm.shows_no_barrier("a prepared map")
    dm.keeps_picture("preparing")
    page.get_by_role("button", name="Keep as a draft").press("Enter")
    expect(page.get_by_text(f"“{FIGHT}” is kept as a draft.")).to_be_visible()


def take_it_out_and_in(dm: Person, folder: Path) -> None:
    """The campaign goes out as a file, and comes in as another one, the prepared fight with it."""
    page = dm.page
    to_the_campaign(dm)
    dm.shows_no_barrier("a campaign with a draft")
    dm.keeps_picture("a-campaign")
    with page.expect_download() as download:
        page.get_by_role("main").get_by_role("link", name="Export the campaign").click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    page.goto(dm.address)
    follow(dm, "Import a campaign")
    dm.shows_no_barrier("the import")
    page.get_by_label("The campaign’s file").set_input_files(kept)
    press(dm, "Import")
    expect(page.get_by_text(f"“{CAMPAIGN}” is yours now")).to_be_visible()
    expect(page.get_by_role("heading", level=3, name=FIGHT)).to_be_visible()
    turn_to(dm, "Settings")
    fill(page, Name="A copy of the marsh")
    press(dm, "Save")


def go_live(dm: Person) -> None:
    dm.open_campaign(CAMPAIGN)
    dm.page.get_by_role("button", name=f"Go live with {FIGHT}").press("Enter")
    expect(dm.turn_line).to_contain_text("Waiting for initiative")
    dm.shows_no_barrier("a table that waits for initiative")


def hear_of_it_and_join(player: Person) -> None:
    """Wherever she is on the site; with the keyboard, which is already on the button."""
    dialog = player.page.get_by_role("dialog", name=f"“{FIGHT}” is live in {CAMPAIGN}.")
    expect(dialog).to_be_visible()
    player.shows_no_barrier("the alert")
    player.keeps_picture("the-alert")
    expect(dialog.get_by_role("link", name="Join")).to_be_focused()
    player.page.keyboard.press("Enter")
    expect(player.turn_line).to_contain_text("Waiting for initiative")
    fits(player)
    player.shows_no_barrier("the table on a phone")
    player.keeps_picture("the-table-on-a-phone")


def play_until_it_is_hers(dm: Person, player: Person) -> None:
    dm.turn_line.get_by_role("button", name="Roll initiative").click()
    expect(dm.turn_line).to_contain_text("round 1")
    for _ in range(3):
        if dm.acting() == "Wren":
            break
        dm.end_turn()
    expect(player.turn_line).to_contain_text("Your turn, Wren")


def take_a_turn(player: Person, large: str) -> None:
    """A shot at the only one she sees, then on to the next."""
    player.shows_no_barrier("her turn on a phone")
    player.keeps_picture("her-turn-on-a-phone")
    player.press(re.compile(f"^Attack {large} with Reed bow"))
    expect(player.panel.locator(".budget")).to_contain_text("Action ○")
    player.reads_in_log(re.compile(rf"Wren.*{large}"))
    player.end_turn()


def sees_nothing_of(player: Page, heard: list[str], *secrets: str) -> None:
    """Neither on her page nor in anything that was sent to her."""
    for secret in secrets:
        assert secret.lower() not in player.content().lower(), f"the player's page shows {secret}"
        told = [text for text in heard if secret.lower() in text.lower()]
        assert not told, f"the player's browser was sent {secret}: {told[0][:300]}"


def plays(server: Server, person: Seat, heard: list[str], folder: Path, kept: Path, cast: Cast) -> None:
    dm, player = person("hazel", **LAPTOP), person("linnet", **PHONE)
    listens(player, heard)
    found_a_campaign(dm)
    draw_a_map(dm)
    name_a_location(dm)
    come_in(player, invite(dm))
    manage(server.database, "import_srd", str(folder))
    make_a_character(player)
    prepare(dm, cast)
    take_it_out_and_in(dm, kept)
    go_live(dm)
    hear_of_it_and_join(player)
    play_until_it_is_hers(dm, player)
    expect(player.page.locator("body")).to_contain_text(cast.large)
    take_a_turn(player, cast.large)
    dm.open_tab("Table")
    expect(dm.panel.get_by_label("One creature").locator("footer")).to_contain_text("This work includes material from")
    dm.keeps_picture("the-dms-table")
    assert any(cast.large in text for text in heard), "what she was sent is looked at"
    sees_nothing_of(player.page, heard, cast.hidden, ALIAS, NOTE)


def test_from_signing_up_to_the_first_turn(server: Server, person: Seat, heard: list[str], tmp_path: Path):
    folder = tmp_path / "tales"
    shutil.copytree(REED_TALES, folder)
    edit(folder, "Creature.json", lambda rows: rows[1]["fields"].update(size="large"))
    plays(server, person, heard, folder, tmp_path, Cast("Bog Giant", "Silt Eel"))


@pytest.mark.srd
@pytest.mark.skipif(not SRD.is_dir(), reason="the SRD files are not here; CAMPAIGNLIVE_SRD names their folder")
def test_the_same_with_monsters_of_the_srd(server: Server, person: Seat, heard: list[str], tmp_path: Path):
    plays(server, person, heard, SRD, tmp_path, Cast("Owlbear", "Giant Spider"))
