"""What is said at the table."""

from engine.acting import owned
from engine.asking import Ask, Refused
from engine.commands import SendChat
from engine.events import Event, Said
from engine.permissions import DM
from engine.state import Room


def say(room: Room, command: SendChat, ask: Ask) -> list[Event]:
    """A message to the whole party, also while paused and after the end; as oneself or as somebody one plays."""
    if command.type != "party":
        raise Refused("unknown_action", "Only messages to the party so far; others come later.")
    if not room.lasting.settings.chat_enabled and ask.role not in DM:
        raise Refused("chat_disabled", "The DM has turned the chat off.")
    content = command.content.strip()
    if not content:
        raise Refused("malformed", "Write something.")
    if command.entity_id is not None and owned(room, command.entity_id, ask).hidden:
        raise Refused("illegal_target", "The players would learn of somebody hidden; speak as yourself.")
    return [Said(id=ask.new_id(), user_id=ask.by, name=ask.name, content=content, entity_id=command.entity_id or "")]
