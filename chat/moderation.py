"""Hiding what was said, through the room: open pages, later snapshots, history and exports then agree."""

from typing import Any

from campaigns.desk import is_staff
from campaigns.ids import new_id
from campaigns.roles import role_of
from engine.asking import Refused
from engine.commands import HideChat
from interactions import rooms
from interactions.door import person
from interactions.models import Interaction


def moderates_everywhere(user: Any) -> bool:
    """Staff who may, at every table and private messages too."""
    return is_staff(user) and bool(user.has_perm("chat.change_chatmessage"))


def moderate(user: Any, interaction: Interaction, command: HideChat, command_id: str = "") -> dict[str, Any]:
    """The room's answer; what is stored has followed by then. Raises `Refused`."""
    role = "system" if moderates_everywhere(user) else role_of(user.pk, interaction.campaign_id)
    if role is None:
        raise Refused("not_found", "There is no such interaction.")
    result = rooms.ask(interaction.pk, person(user, role), command, command_id or new_id())
    rooms.catch_up(interaction.pk)
    return result
