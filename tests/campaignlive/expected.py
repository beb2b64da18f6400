"""What each address asks of whom, in the words of the one table of roles; an address that stands nowhere here has no expectation,
and the walk (test_access.py) fails."""

import re
from typing import Any, Final, NamedTuple, cast

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    InventoryEntry,
    Invitation,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from campaigns.permissions import AT_TABLES, MAY, MEMBERS, Roles, Thing, Verb
from interactions.api.views import COMMANDS
from tests.campaignlive.addresses import Address

Object = type[Any] | Thing


class Needs(NamedTuple):
    """The verb on the object that an address is about; what she may not `view` is to her as if it were not there."""

    verb: Verb
    of: Object


ANYBODY: Final = "anybody"
SIGNED_IN: Final = "signed in"
PICTURE: Final = "picture"
"""A map's, which the members see who play or have played on it."""

Expected = Needs | str

PLURALS: dict[str, type[Any]] = {
    "campaigns": Campaign,
    "members": Membership,
    "invitations": Invitation,
    "maps": Map,
    "locations": Location,
    "quests": Quest,
    "characters": PlayerCharacter,
    "npcs": NPC,
    "monsters": Monster,
    "spells": Spell,
    "items": Item,
    "conditions": Condition,
    "inventory": InventoryEntry,
}
_ONE: dict[str, Verb] = {"get": "view", "put": "change", "patch": "change", "delete": "delete"}
_MANY: dict[str, Verb] = {"get": "view", "post": "create"}

REST: dict[str, dict[str, Expected]] = {
    "campaigns/<campaign>/export/": {"get": Needs("export", Campaign)},
    "campaigns/<campaign>/start-interaction/": {"post": Needs("create", "draft")},
    "campaigns/<campaign>/members/<member>/hand-over/": {"post": Needs("change", Membership)},
    "campaigns/import/": {"post": SIGNED_IN},
    "maps/<map>/image/": {"get": PICTURE, "put": Needs("change", Map), "delete": Needs("change", Map)},
    **{f"{plural}/<{kind}>/copy/": {"post": Needs("create", PLURALS[plural])} for plural, kind in (
        ("monsters", "monster"), ("spells", "spell"), ("items", "item"), ("conditions", "condition"),
    )},
    "interactions/": {"get": SIGNED_IN, "post": Needs("create", "draft")},
    "interactions/<interaction>/": {
        "get": Needs("view", "interaction"), "patch": Needs("change", "draft"), "delete": Needs("delete", "draft"),
    },
    "interactions/<interaction>/actions/": {"get": Needs("view", "action"), "post": Needs("create", "action")},
    "interactions/<interaction>/actions/<action_id>/resolve/": {"post": Needs("change", "action")},
    "interactions/<interaction>/chat/": {"get": Needs("view", "chat message")},
    "interactions/<interaction>/chat/<message_id>/hide/": {"post": Needs("change", "chat message")},
    "interactions/<interaction>/chat/<message_id>/show/": {"post": Needs("change", "chat message")},
    "interactions/<interaction>/duplicate/": {"post": Needs("create", "draft")},
    "interactions/<interaction>/export/": {"get": Needs("export", "interaction")},
    "interactions/<interaction>/logs/": {"get": Needs("view", "log entry")},
    "interactions/<interaction>/recap/": {"get": Needs("view", "interaction")},
    "interactions/<interaction>/snapshot/": {"get": Needs("view", "interaction")},
    "interactions/<interaction>/state/": {"get": Needs("view", "interaction")},
    "interactions/<interaction>/turns/": {"get": Needs("view", "turn")},
    **{f"interactions/<interaction>/{word}/": {"post": Needs("steer", "interaction")} for word in COMMANDS},
    "interactions/<interaction>/roll-initiative/": {"post": Needs("create", "action")},
    "invitations/accept/": {"post": SIGNED_IN},
    "live/": {"get": SIGNED_IN},
    "ws-tickets/": {"post": SIGNED_IN},
    "schema/": {"get": ANYBODY},
    "docs/": {"get": ANYBODY},
    "sockets/": {"get": ANYBODY},
    "sockets/asyncapi.json": {"get": ANYBODY},
}  # fmt: skip
"""Below api/, where the address alone does not say it."""

PAGES: dict[str, Expected] = {
    "": SIGNED_IN,
    "healthz": ANYBODY,
    "accounts/login/": ANYBODY,
    "accounts/logout/": ANYBODY,
    "accounts/signup/": ANYBODY,
    "accounts/password/": SIGNED_IN,
    "campaigns/new/": SIGNED_IN,
    "campaigns/import/": SIGNED_IN,
    "campaigns/<campaign>/": Needs("view", Campaign),
    "campaigns/<campaign>/settings/": Needs("change", Campaign),
    "campaigns/<campaign>/delete/": Needs("delete", Campaign),
    "campaigns/<campaign>/export/": Needs("export", Campaign),
    "campaigns/<campaign>/members/": Needs("view", Membership),
    "campaigns/<campaign>/invitations/": Needs("view", Invitation),
    "campaigns/<campaign>/maps/": Needs("view", Map),
    "campaigns/<campaign>/maps/new/": Needs("create", Map),
    "campaigns/<campaign>/places/": Needs("view", Location),
    "campaigns/<campaign>/locations/new/": Needs("create", Location),
    "campaigns/<campaign>/quests/new/": Needs("create", Quest),
    "campaigns/<campaign>/characters/": Needs("view", Campaign),
    "campaigns/<campaign>/characters/new/": Needs("create", PlayerCharacter),
    "campaigns/<campaign>/start/": Needs("create", "draft"),
    "campaigns/<campaign>/prepare/": Needs("create", "draft"),
    "members/<member>/role/": Needs("change", Membership),
    "members/<member>/hand-over/": Needs("change", Membership),
    "members/<member>/end/": Needs("delete", Membership),
    "invitations/<invitation>/revoke/": Needs("delete", Invitation),
    "invitations/<secret>/": ANYBODY,
    "maps/<map>/": Needs("change", Map),
    "maps/<map>/paint/": Needs("change", Map),
    "maps/<map>/delete/": Needs("delete", Map),
    "maps/<map>/image/": PICTURE,
    "locations/<location>/": Needs("change", Location),
    "locations/<location>/delete/": Needs("delete", Location),
    "quests/<quest>/": Needs("change", Quest),
    "quests/<quest>/delete/": Needs("delete", Quest),
    "characters/<character>/": Needs("view", PlayerCharacter),
    "characters/<character>/<section>/": Needs("change", PlayerCharacter),
    "characters/<character>/delete/": Needs("delete", PlayerCharacter),
    "library/": SIGNED_IN,
    "library/<kind>/": SIGNED_IN,
    "library/<kind>/<monster>/": Needs("view", Monster),
    "library/<kind>/<monster>/copy/": Needs("create", Monster),
    "interactions/<interaction>/": Needs("view", "interaction"),
    "interactions/<interaction>/dice/": Needs("view", "interaction"),
    "interactions/<interaction>/prepare/": Needs("change", "draft"),
    "interactions/<interaction>/delete/": Needs("delete", "draft"),
    "interactions/<interaction>/duplicate/": Needs("create", "draft"),
    "interactions/<interaction>/go-live/": Needs("steer", "interaction"),
}
"""What a page asks, whether it is read or sent to."""


def expected(address: Address, method: str) -> Expected:
    """What this address asks. Fails where nobody has said it."""
    if not address.is_api:
        assert address.template in PAGES, f"say in tests/campaignlive/expected.py who may open “{address.template}”"
        return PAGES[address.template]
    template = address.template.removeprefix("api/")
    of_all = REST.get(template, {})
    found = of_all.get(method) or _of_content(template, method) or (ANYBODY if of_all.get("get") == ANYBODY else None)
    assert found, f"say in tests/campaignlive/expected.py who may {method.upper()} “{address.template}”"
    return found


def _of_content(template: str, method: str) -> Expected | None:
    """A row of content, or a list of such; a list is everybody's, with the rows in it that are hers."""
    parts = re.fullmatch(r"(?:\w+/<\w+>/)?(\w+)/(<\w+>/)?", template)
    if parts is None or parts[1] not in PLURALS:
        return None
    verb = (_ONE if parts[2] else _MANY).get(method)
    if verb == "view" and template.count("/") == 1:
        return SIGNED_IN
    return Needs(verb, PLURALS[parts[1]]) if verb else None


def allowed(of: Object, verb: Verb) -> Roles:
    """Whom the table lets do that."""
    if isinstance(of, str):
        return AT_TABLES[cast(Thing, of)].get(verb, frozenset())
    return MAY[of].get(verb, frozenset())


def is_allowed(role: str, among: Roles, *, about_her: bool) -> bool:
    """Whether a role of the walk is among them: “self” is a player, about whom some rows are."""
    if role == "self":
        return "player" in among or ("self" in among and about_her)
    return role in MEMBERS and role in among
