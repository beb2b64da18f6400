"""Every address of the site with its methods, read from the URL configuration, and filled in with rows of a campaign."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from interactions.api.views import COMMANDS

_PARAMETER = re.compile(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?(\w+)>")
_ELSEWHERE = ("admin/", "static/")
"""The admin has its own proof (tests/campaigns/test_desk.py)."""

# The row that stands for a parameter, by the words before it.
_ROWS = {
    "campaigns": "campaign",
    "maps": "map",
    "locations": "location",
    "quests": "quest",
    "characters": "character",
    "npcs": "npc",
    "monsters": "monster",
    "spells": "spell",
    "items": "item",
    "conditions": "condition",
    "interactions": "interaction",
    "members": "member",
    "memberships": "member",
    "invitations": "invitation",
    "inventory": "inventory",
    "<kind>": "monster",  # of the library, by the word in _WORDS
}


NOWHERE = "aaaaaaaaaaaaaaaa"
"""An id that nothing has."""

# Parameters that are no row.
_WORDS = {"action_id": NOWHERE, "message_id": NOWHERE, "secret": NOWHERE, "kind": "monsters", "section": "numbers"}


class Address(NamedTuple):
    """`template` has `<kind>` where a row's id goes; `methods` are what the view answers, with the action's name."""

    template: str
    methods: dict[str, str]

    @property
    def is_api(self) -> bool:
        return self.template.startswith("api/")

    def of(self, rows: dict[str, Any], **instead: str) -> str:
        """The address for these rows; `instead` has other words by kind."""
        return "/" + re.sub(r"<(\w+)>", lambda found: self._word(found[1], rows, instead), self.template)

    def _word(self, kind: str, rows: dict[str, Any], instead: dict[str, str]) -> str:
        return instead.get(kind) or _WORDS.get(kind) or str(rows[kind].pk)

    @property
    def kinds(self) -> list[str]:
        """The kinds of rows in it."""
        return [kind for kind in re.findall(r"<(\w+)>", self.template) if kind not in _WORDS]


def every_address() -> list[Address]:
    """All of them, once each; those with a word of a command once for every command."""
    found: dict[str, dict[str, str]] = {}
    for pattern, view in _leaves(get_resolver().url_patterns, ""):
        for template in _spelled_out(pattern):
            found.setdefault(template, {}).update(_methods(view))
    return [Address(template, methods) for template, methods in sorted(found.items()) if methods]


def _leaves(patterns: Any, before: str) -> Iterator[tuple[str, Any]]:
    for entry in patterns:
        path = before + str(entry.pattern).lstrip("^")
        if path.startswith(_ELSEWHERE):
            continue
        if isinstance(entry, URLResolver):
            yield from _leaves(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield path.rstrip("$").replace(r"\Z", ""), entry.callback


def _spelled_out(pattern: str) -> list[str]:
    if "format" in pattern:
        return []  # the same again, with a suffix
    template = _PARAMETER.sub(lambda found: f"<{found[1] or found[2]}>", pattern).replace("\\", "")
    parts = template.split("/")
    for i, part in enumerate(parts):
        if part.startswith("<") and part.strip("<>") not in ("word", *_WORDS):
            parts[i] = _kind(parts[i - 1], template)
    template = "/".join(parts)
    if "<word>" in template:
        return [template.replace("<word>", word) for word in sorted(COMMANDS)]
    return [template]


def _kind(word: str, template: str) -> str:
    assert word in _ROWS, f"say in tests/campaignlive/addresses.py which row stands behind “{word}” in {template}"
    return f"<{_ROWS[word]}>"


def _methods(view: Any) -> dict[str, str]:
    """The methods of a view, lower case, by the name of what they do."""
    if hasattr(view, "actions") and view.actions:
        known = [method for method in view.cls.http_method_names if method not in ("head", "options")]
        return {method: action for method, action in view.actions.items() if method in known}
    kind = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if kind is None:
        return {"get": "page", "post": "page"}
    return {m: m for m in ("get", "post", "put", "patch", "delete") if hasattr(kind, m)}


def ask(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    if method == "get":
        return client.get(path)
    return getattr(client, method)(path, body or {}, content_type="application/json")


def text_of(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode(errors="replace")
