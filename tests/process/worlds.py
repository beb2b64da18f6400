"""For a real process: a campaign of its own for every address of REST, with one of everything and somebody for each role,
so that whatever is done at one address changes nothing at another."""

import json
from typing import Any

from django.db import transaction

from campaigns import invitations
from campaigns.models import Condition, InventoryEntry, Location, Map, Monster, PlayerCharacter
from campaigns.roles import found_campaign
from chat.models import ChatMessage
from engine import commands as c
from interactions import rooms
from interactions.letters import Person
from tests.campaignlive.addresses import Address, every_address
from tests.campaignlive.world import furnished, peopled, played
from tests.people import cookie_of

DOCUMENTATION = ("api/schema/", "api/docs/", "api/sockets/")
"""What the reference does not describe: itself."""


def described() -> list[Address]:
    """The addresses that the reference has."""
    return [a for a in every_address() if a.is_api and not a.template.startswith(DOCUMENTATION)]


def main() -> None:
    """Lay them in the database that the surroundings name; prints the cookie of each role, and the ids by address and kind."""
    with transaction.atomic():
        people = peopled()
        found_campaign("Elsewhere", people["stranger"])
        laid = {a.template: furnished(people, f"-own-{n}") for n, a in enumerate(described())}
        tokens = {template: _invited(people, rows) for template, rows in laid.items()}
    waiting = {template: _begun(people, laid[template], template, f"-own-{n}") for n, template in enumerate(laid)}
    said = {one.interaction_id: one.pk for one in _heard_by_all(laid)}
    rooms.stop_from_thread()
    found = {template: _ids(rows, template, f"-own-{n}") for n, (template, rows) in enumerate(laid.items())}
    for template, ids in found.items():
        ids |= {"token": tokens[template], "action_id": waiting[template], "player": str(people["self"].pk)}
        ids["message_id"] = said.get(ids["interaction"], "")
    cookies = {role: cookie_of(user) for role, user in people.items() if role != "anonymous"}
    print(json.dumps({"cookies": cookies, "ids": found}))


def _invited(people: dict[str, Any], rows: dict[str, Any]) -> str:
    week = invitations.LONGEST
    _, secret = invitations.make(rows["campaign"], people["owner"], "player", 50, week)
    return secret


def _begun(people: dict[str, Any], rows: dict[str, Any], template: str, key: str) -> str:
    """Where an interaction is to be asked of, it is played already, but where it is to go live; the action that waits."""
    if not template.startswith(("api/interactions/<interaction>/", "api/live/")) or template.endswith("/go-live/"):
        return ""
    rows["interaction"].settings = {"turn_time_limit": 0}  # a clock would run while the machine is busy
    rows["interaction"].save()
    waiting = played(people, rows, key)
    steered = {"resume": c.PauseInteraction(), "backtrack": c.SkipTurn()}.get(template.split("/")[-2])
    if steered:
        rooms.ask(rows["interaction"].pk, Person(str(people["owner"].pk), "dm", "owner"), steered, "world-steered")
    return waiting


def _heard_by_all(laid: dict[str, dict[str, Any]]) -> list[ChatMessage]:
    """A message of each interaction that is played; hidden where it is to be shown again."""
    for rows in laid.values():
        rooms.catch_up(rows["interaction"].pk)
    found = list(ChatMessage.objects.filter(type="party"))
    shown_again = {rows["interaction"].pk for template, rows in laid.items() if template.endswith("/show/")}
    for one in found:
        if one.interaction_id in shown_again:
            staff = Person("", "system", "")
            rooms.ask(one.interaction_id, staff, c.HideChat(message_id=one.pk), "world-hidden")
    return found


def _chosen(rows: dict[str, Any], template: str) -> dict[str, Any]:
    """Rows that suit this address better: what nothing needs may go, and what a campaign has not got may be copied to it."""
    campaign, chosen = rows["campaign"], {"member": rows["campaign"].memberships.get(user__username="player")}
    if "/inventory/" in template:
        owner = {"npc": rows["npc"]} if template.startswith("api/npcs/") else {"player_character": rows["character"]}
        chosen["inventory"] = InventoryEntry.objects.create(item=rows["item"], **owner)
    if template == "api/conditions/<condition>/copy/":
        chosen["condition"] = Condition.objects.create(key="worn", name="Worn")
    unused = {
        "unused map": Map.objects.create(campaign=campaign, name="Fallow"),
        "unused location": Location.objects.create(campaign=campaign, map=rows["map"], name="Nowhere"),
        "unused monster": Monster.objects.create(campaign=campaign, name="Mouse"),
        "unused character": PlayerCharacter.objects.create(
            campaign=campaign, owner=rows["character"].owner, name="Nil"
        ),
    }
    return {**chosen, **unused}


def _ids(rows: dict[str, Any], template: str, key: str) -> dict[str, str]:
    ids = {kind: str(row.pk) for kind, row in {**rows, **_chosen(rows, template)}.items()}
    return ids | {name: f"{name}{key}" for name in ("hero", "wolf", "lurker")}
