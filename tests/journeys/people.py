"""Somebody at a browser: what she does, what she sees, and whether her browser complained."""

import json
import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect

from campaigns.demo.people import PASSWORD
from tests.contract import Witness

# Loading style sheets anew, where one imports another, would go against our policy for styles.
AXE = Axe().axe_script
BRIEFLY = {"preload": False, "resultTypes": ["violations"]}
WCAG_21_AA = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}, **BRIEFLY}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, **BRIEFLY}

PATIENCE = 60_000
"""Milliseconds after which something that should have happened counts as not happening."""
PICTURES = Path(__file__).parents[2] / "var" / "journeys"


class Person:
    """One person with a browser context of her own. `complaints` collects what her console and her network said.

    `inspects`: whether `shows_no_barrier` looks at all; `cookie`: of a session of hers, where she has one.
    """

    def __init__(self, browser: Browser, address: str, name: str, cookie: str = "", **context: Any) -> None:
        self.name = name
        self.address = address
        self._cookie = cookie
        self.complaints: list[str] = []
        self.inspects = True
        # Motion would let axe measure colours that are still on their way.
        self.page: Page = browser.new_context(reduced_motion="reduce", **context).new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("websocket", self._connected)
        self.page.on("response", lambda answer: self._answered(answer.status, answer.url))

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _connected(self, socket: WebSocket) -> None:
        """What the page hears is held against the reference (tests/contract.py)."""
        witness = Witness(self.name)
        socket.on("framereceived", lambda text: witness.hears(json.loads(text)))

    def _answered(self, status: int, url: str) -> None:
        if status >= 400:
            self.complaints.append(f"{status} for {url}")

    def sign_in(self) -> None:
        """Has signed in before, and comes to her campaigns."""
        session = {"name": "sessionid", "value": self._cookie, "url": self.address, "httpOnly": True, "sameSite": "Lax"}
        self.page.context.add_cookies([session])
        self.page.goto(self.address)
        expect(self.page.get_by_role("heading", name="My campaigns")).to_be_visible()

    def sign_in_by_the_form(self) -> None:
        self.page.goto(f"{self.address}/accounts/login/")
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="My campaigns")).to_be_visible()

    def open_campaign(self, name: str) -> None:
        self.page.goto(self.address)
        self.page.get_by_role("link", name=name).click()
        expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    def looks_again(self) -> None:
        """Comes back to the tab: the page asks at once what is live, instead of at its next quarter of a minute."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def join(self) -> None:
        """From the alert, which lies above every page until it is read."""
        self.page.get_by_role("dialog").get_by_role("link", name="Join").click()
        expect(self.turn_line).to_be_visible()

    @property
    def turn_line(self) -> Locator:
        return self.page.locator(".turn-line")

    @property
    def panel(self) -> Locator:
        """The panel in front."""
        return self.page.locator(".tab-panel:not([hidden])")

    def acting(self) -> str:
        """Whose turn it is, as the turn line says."""
        words = self.turn_line.locator("strong").inner_text()
        return re.sub(r"^Your turn, |’s turn$", "", words)

    def open_tab(self, name: str) -> None:
        self.page.get_by_role("tab", name=re.compile(rf"^{name}\b")).click()

    def press(self, name: str | re.Pattern[str]) -> None:
        """A button in the panel in front."""
        self.panel.get_by_role("button", name=name).first.click()

    def end_turn(self) -> None:
        """Waits until it has passed on; the clock beside it goes on anyway."""
        whose = self.turn_line.locator("strong")
        turn = whose.inner_text()
        self.open_tab("Act")
        self.press("End turn")
        expect(whose).not_to_have_text(turn)

    def reads_in_log(self, text: str | re.Pattern[str]) -> None:
        self.open_tab("Log")
        expect(self.panel.get_by_role("listitem").filter(has_text=text).first).to_be_visible()
        if self.page.get_by_role("tab", name="Act").count():
            self.open_tab("Act")

    def says(self, text: str) -> None:
        self.open_tab("Chat")
        self.panel.get_by_role("textbox").fill(text)
        self.press("Send")
        expect(self.panel.get_by_text(text)).to_be_visible()
        self.open_tab("Act")

    def resumes(self) -> None:
        """As the DM, where the game was paused while she was away."""
        button = self.turn_line.get_by_role("button", name="Resume")
        if button.count():
            button.click()

    def forgets_refused_connections(self) -> None:
        """The browser complains about each attempt at a server that is down: that is no fault of the page."""
        self.complaints = [said for said in self.complaints if "WebSocket connection to" not in said]

    def keeps_picture(self, name: str) -> None:
        """The screen in light and in dark, to be looked at; where CAMPAIGNLIVE_SCREENSHOTS asks for it."""
        if not os.environ.get("CAMPAIGNLIVE_SCREENSHOTS"):
            return
        PICTURES.mkdir(parents=True, exist_ok=True)
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            self.page.screenshot(path=PICTURES / f"{name}-{scheme}.png")
        self.page.emulate_media(color_scheme=None)

    def _violations(self, rules: dict[str, Any]) -> list[dict[str, Any]]:
        """What axe finds; a page learns axe once."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found: list[dict[str, Any]] = self.page.evaluate(
            "rules => axe.run(rules).then(found => found.violations)", rules
        )
        return found

    def shows_no_barrier(self, where: str, *, in_dark: bool = True) -> None:
        """axe finds no violation of WCAG 2.1 AA here, neither in light nor `in_dark`, where only the colours are others."""
        if not self.inspects:
            return
        self.page.wait_for_load_state()
        for scheme, rules in (("light", WCAG_21_AA), ("dark", COLOURS))[: 1 + in_dark]:
            self.page.emulate_media(color_scheme=scheme)
            said = [
                f"{v['id']}: {v['help']} {[(n['html'], n['failureSummary']) for n in v['nodes'][:3]]}"
                for v in self._violations(rules)
            ]
            assert not said, f"{self.name} at {where} in {scheme}: {said}"
        self.page.emulate_media(color_scheme=None)
