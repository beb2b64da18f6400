"""Rules text as HTML: the little markup it uses, and nothing else that somebody wrote."""

import pytest

from campaigns.prose import prose


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One\nstill one", "<p>One<br>still one</p>"),
        ("**Hit.** _Or miss_ and *both*.", "<p><strong>Hit.</strong> <em>Or miss</em> and <em>both</em>.</p>"),
        ("***At will:***", "<p><strong><em>At will:</em></strong></p>"),
        ("You are:\n* slow\n* blue", "<p>You are:</p><ul><li>slow</li><li>blue</li></ul>"),
        ("## At Higher Levels", "<p><strong>At Higher Levels</strong></p>"),
        ("2 * 3 * 4 and snake_case_word", "<p>2 <em> 3 </em> 4 and snake_case_word</p>"),
        ("**open", "<p>**open</p>"),
    ],
)
def test_the_markup_of_rules_texts(text: str, html: str):
    assert prose(text) == html


def test_a_table_has_a_head_and_scrolls_in_itself():
    html = prose("| d4 | Colour |\n|---|:-:|\n| 1 | **Red** |")
    assert "<thead><tr><th>d4</th><th>Colour</th></tr></thead>" in html
    assert "<tbody><tr><td>1</td><td><strong>Red</strong></td></tr></tbody>" in html
    assert 'class="table-scroll" tabindex="0"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "**<img src=x onerror=alert(1)>**",
        "* <b onclick='x'>",
        "| <i> |\n|--|\n| <a href='javascript:x'> |",
        "# <svg/onload=x>",
    ],
)
def test_what_somebody_wrote_is_shown_as_written(text: str):
    html = prose(text)
    for tag in ("script", "img", "b", "i", "a", "svg"):
        assert f"<{tag} " not in html and f"<{tag}>" not in html and f"<{tag}/" not in html
    assert "&lt;" in html


@pytest.mark.parametrize("text", ["**a" * 5_000, "*" * 20_000, "_ " * 10_000, "| " * 10_000, "|" + "-" * 20_000 + "x"])
def test_no_text_takes_long(text: str):
    assert len(prose(text)) >= len(text) // 2
