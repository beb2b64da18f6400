"""Rules text and people's notes as safe HTML: paragraphs, lists, tables, bold and italic; everything else is shown as written."""

import re
from itertools import groupby
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# No pattern can look at a text more than once, and none reaches across a tag that another has made.
_INLINE: Final = (
    (re.compile(r"\*\*\*([^*<\n]+)\*\*\*"), r"<strong><em>\1</em></strong>"),
    (re.compile(r"\*\*([^*<\n]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*<\n]+)\*"), r"<em>\1</em>"),
    (re.compile(r"(?<!\w)_([^_<\n]+)_(?!\w)"), r"<em>\1</em>"),
)
_SEPARATOR: Final = re.compile(r"\|?[\s:|-]+\|?")


def prose(text: str) -> SafeString:
    """HTML of a text in the little markup that rules texts use; whatever else is in it is escaped."""
    blocks = groupby(text.splitlines(), _kind)
    return mark_safe("".join(_WRITE[kind]([line.strip() for line in lines]) for kind, lines in blocks))


def _kind(line: str) -> str:
    line = line.strip()
    if not line:
        return "nothing"
    if line.startswith(("* ", "- ", "• ")):
        return "list"
    if line.startswith("|"):
        return "table"
    return "heading" if line.startswith("#") else "paragraph"


def _inline(line: str) -> str:
    written = str(escape(line))
    for pattern, tags in _INLINE:
        written = pattern.sub(tags, written)
    return written


def _list(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{_inline(line[2:].strip())}</li>" for line in lines) + "</ul>"


def _paragraph(lines: list[str]) -> str:
    return "<p>" + "<br>".join(map(_inline, lines)) + "</p>"


def _heading(lines: list[str]) -> str:
    return "".join(f"<p><strong>{_inline(line.lstrip('#').strip())}</strong></p>" for line in lines)


def _table(lines: list[str]) -> str:
    """The first row is the head where a line of dashes follows it; a wide one scrolls in itself."""
    has_head = len(lines) > 1 and _SEPARATOR.fullmatch(lines[1])
    head = _row(lines[0], "th") if has_head else ""
    body = "".join(_row(line, "td") for line in (lines[2:] if has_head else lines))
    table = (
        f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
        if head
        else f"<table><tbody>{body}</tbody></table>"
    )
    return f'<div class="table-scroll" tabindex="0" role="group" aria-label="Table">{table}</div>'


def _row(line: str, cell: str) -> str:
    cells = "".join(f"<{cell}>{_inline(text.strip())}</{cell}>" for text in line.strip("|").split("|"))
    return f"<tr>{cells}</tr>"


_WRITE: Final = {
    "nothing": lambda lines: "",
    "list": _list,
    "table": _table,
    "heading": _heading,
    "paragraph": _paragraph,
}
