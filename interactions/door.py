"""The one door as pages, REST and the admin use it: who asks, under which command id, and going live with a new draft."""

from typing import Any

from campaigns.ids import new_id
from campaigns.roles import role_of
from engine.asking import Refused
from engine.commands import Command, StartInteraction
from interactions import rooms
from interactions.letters import Person
from interactions.models import Interaction, LiveStatus


def name_of(user: Any) -> str:
    """What somebody is called at a table."""
    return str(user.get_full_name() or user.get_username())


def person(user: Any, role: str) -> Person:
    """A signed-in user at a table in `role`."""
    return Person(str(user.pk), role, name_of(user))


def ask(interaction: Interaction, user: Any, command: Command, command_id: str = "") -> dict[str, Any]:
    """Ask the room for `command` in the role that `user` has in the campaign; its result. Raises `Refused`."""
    role = role_of(user.pk, interaction.campaign_id)
    if role is None:
        raise Refused("not_found", "There is no such interaction.")
    return rooms.ask(interaction.pk, person(user, role), command, command_id or new_id())


def go_live(interaction: Interaction, user: Any, command_id: str = "") -> dict[str, Any]:
    """The draft goes live. Raises `Refused`."""
    return ask(interaction, user, StartInteraction(), command_id)


def start_new(interaction: Interaction, user: Any, command_id: str = "") -> dict[str, Any]:
    """A draft that was written only to go live at once: it does not stay where that is refused."""
    try:
        return go_live(interaction, user, command_id)
    except Refused as refused:
        if refused.code != "busy":  # then nobody knows whether it went live
            rooms.forget(interaction.pk)
            Interaction.objects.filter(pk=interaction.pk, live_status=LiveStatus.IDLE, journal__isnull=True).delete()
        raise
