"""From a request to a command: which interaction, in which role, under which id, and the body in the wire's words."""

from typing import Any, TypeVar

import msgspec
from django.http import Http404
from rest_framework.request import Request

from campaigns.ids import new_id
from campaigns.permissions import Thing, Verb
from engine.asking import Refused
from engine.commands import Command
from interactions import rooms
from interactions.door import person
from interactions.models import Interaction
from interactions.standing import may, role_in, seen_by

C = TypeVar("C")


def interaction_of(request: Request, id: str) -> Interaction:
    """The interaction, for who may know of it, with its `member_role`. Raises Http404: others do not learn that it exists."""
    found = seen_by(request.user).select_related("campaign").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


def need(interaction: Interaction, verb: Verb, thing: Thing, sentence: str = "Only the DM may do this.") -> None:
    """Raises `Refused("forbidden")` for whose role is not enough for that at this table."""
    if not may(interaction, verb, thing):
        raise Refused("forbidden", sentence)


def command_id(request: Request) -> str:
    """The Idempotency-Key, else a new one. Raises `Refused("malformed")` where it is too long."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return new_id()
    if not 1 <= len(key) <= 64:
        raise Refused("malformed", "An Idempotency-Key has 1 to 64 characters.")
    return key


def command(kind: type[C], body: Any, **fixed: Any) -> C:
    """The body as a command, within the same bounds as on a socket. Raises `Refused("malformed")`."""
    if not isinstance(body, dict):
        raise Refused("malformed", "The body must be a JSON object.")
    try:
        return msgspec.convert({**body, **fixed}, kind)
    except msgspec.ValidationError as error:
        raise Refused("malformed", f"The body does not fit: {error}.") from None


def ask(request: Request, interaction: Interaction, asked: Command) -> dict[str, Any]:
    """The room's answer. Raises `Refused`."""
    who = person(request.user, role_in(interaction))
    result = rooms.ask(interaction.pk, who, asked, command_id(request))
    return {"interactionId": interaction.pk, **result}
