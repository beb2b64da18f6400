"""That the inspection itself finds something."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Person

pytestmark = pytest.mark.browser

PAGE = "<!doctype html><html lang=en><title>A page</title><style>p {{ {} }}</style><main><h1>Here</h1><p>Words.</p>{}</main>"
GREY = "color: #bbb"
GREY_BY_NIGHT = f"}} @media (prefers-color-scheme: dark) {{ p {{ {GREY} }}"


@pytest.mark.parametrize(
    ("style", "more", "found"),
    [
        ("", "<img src='data:,'>", "in light: .*image-alt"),
        (GREY, "", "in light: .*color-contrast"),
        (GREY_BY_NIGHT, "", "in dark: .*color-contrast"),
    ],
    ids=["no words for a picture", "pale letters", "pale letters by night"],
)
def test_a_barrier_is_found(browser: Browser, style: str, more: str, found: str):
    somebody = Person(browser, "", "mira")
    somebody.page.set_content(PAGE.format("", ""))
    somebody.shows_no_barrier("a page")
    somebody.page.set_content(PAGE.format(style, more))
    with pytest.raises(AssertionError, match=f"mira at a page {found}"):
        somebody.shows_no_barrier("a page")
    somebody.page.context.close()
