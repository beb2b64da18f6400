"""Asking one address as one role: what the table of roles says of it, what is asked, and whether the answer is that."""

from typing import Any, NamedTuple

from django.db import transaction
from django.test import Client

from campaigns.models import Campaign
from campaigns.permissions import MEMBERS
from interactions.api.views import COMMANDS
from tests.campaignlive.addresses import Address, text_of
from tests.campaignlive.expected import ANYBODY, PICTURE, Needs, Object, allowed, expected, is_allowed
from tests.campaignlive.typed import TYPED

ABOUT_HER = {"member", "character"}
STEERED = {*COMMANDS, "actions", "resolve", "hide", "show", "start-interaction"}
"""Words that a room hears."""
MISSING = ("invitations/<secret>/", "api/interactions/<interaction>/snapshot/", "api/interactions/<interaction>/state/")
"""Where there is nothing even for who may look: no such link, and of a draft no state."""
WISHES: dict[str, dict[str, Any]] = {
    "actions": {"entityId": "hero", "action": {"type": "end"}},
    "resolve": {"outcome": "denied"},
    "initiative": {"values": {"hero": 3}},
    "roll-initiative": {"scope": "all"},
    "rewards": {"entityId": "hero", "xp": 5},
}
"""What a room understands, by the last word of the address, where nothing is not enough."""


def outcome_for(address: Address, method: str, role: str, rows: dict[str, Any]) -> str:
    """done, sign in, nowhere (as if it were not there) or refused."""
    needs = expected(address, method)
    if needs == ANYBODY:
        return "done"
    if role == "anonymous":
        return "sign in"
    if needs == PICTURE:
        return "done" if role in MEMBERS | {"self"} else "nowhere"
    if isinstance(needs, str) or needs == Needs("create", Campaign):
        return "done"
    about_her = bool(ABOUT_HER & set(address.kinds))
    if not is_allowed(role, allowed(_first(address, rows), "view"), about_her=about_her):
        return "nowhere"
    return "done" if is_allowed(role, allowed(needs.of, needs.verb), about_her=about_her) else "refused"


def _first(address: Address, rows: dict[str, Any]) -> Object:
    """What must be there for her before anything is refused: the first row of the address, or the campaign that a body names."""
    kind = address.kinds[0] if address.kinds else "campaign"
    if kind == "interaction":
        return "draft" if rows[kind].live_status == "idle" else "interaction"
    return type(rows[kind])


class Said(NamedTuple):
    """What of an answer is looked at, and kept."""

    status: int
    location: str
    text: str


def asked(browser: Client, method: str, address: Address, rows: dict[str, Any], *, may: bool) -> Said:
    """The answer, and what was done for it is taken back. What a room would do cannot be: who `may` sends what none reads."""
    path, word = address.of(rows), address.template.split("/")[-2] if "/" in address.template else ""
    send = getattr(browser, method)
    if method in ("get", "options"):
        return _said(send(path))
    more: dict[str, Any] = {"data": {**TYPED, **{name: rows[name].pk for name in ("campaign", "map", "location")}}}
    if address.is_api:
        wish = {} if word in STEERED else {"campaignId": rows["campaign"].pk, "name": "New"}
        more = {"data": WISHES.get(word, wish), "content_type": "application/json"}
    if word in STEERED:
        return _said(send(path, **more, **({"headers": {"Idempotency-Key": "x" * 65}} if may else {})))
    with transaction.atomic():
        said = _said(send(path, **more))
        transaction.set_rollback(True)
    return said


def _said(answer: Any) -> Said:
    return Said(answer.status_code, answer.headers.get("Location", ""), text_of(answer))


def is_answer(outcome: str, said: Said, address: Address) -> bool:
    """Whether it is that; a method that no page has there does nothing for anybody."""
    if outcome == "sign in":
        return said.status in (401, 403) if address.is_api else "/accounts/login/" in said.location
    if said.status == 405:
        return not address.is_api or "page" in address.methods.values()
    if outcome == "nowhere":
        return said.status == 404 or (not address.kinds and address.is_api and said.status == 400)
    if outcome == "refused":
        return said.status == 403
    return said.status < 403 or said.status in (409, 415, 422) or (address.template in MISSING and said.status == 404)
