"""What happens, in plain sentences for whoever watches the bots."""

from typing import Any

from simulation.documents import Document


def sentence(message: dict[str, Any], document: Document) -> str:
    """One message of an update as a sentence; empty for what is not worth one."""
    if message["type"] == "chatMessage":
        said = message["message"]
        return said["content"] if said["type"] == "system" else f"{said['name']}: {said['content']}"
    if message["type"] == "turnUpdate" and message["event"] == "TURN_STARTED":
        who = _name(document, message.get("entityId"))
        return f"Round {message['roundNumber']}, turn {message['turnNumber']}: {who} is up."
    if message["type"] != "logEvent":
        return ""
    return _event(message, document)


def _name(document: Document, entity_id: str | None) -> str:
    if entity_id is None:
        return "the DM"
    return str(document.get("participants", {}).get(entity_id, {}).get("name", "somebody"))


def _event(message: dict[str, Any], document: Document) -> str:
    who = _name(document, message.get("entityId"))
    match message["event"]:
        case "MOVED":
            return f"  {who} moves {message['feet']} feet."
        case "ATTACK_ROLLED":
            target, how = _name(document, message["targetId"]), "hits" if message["hit"] else "misses"
            return f"  {who} attacks {target} with {message['attack']} and {how}."
        case "DAMAGED":
            amounts = ", ".join(f"{amount} {kind}" for amount, kind in message["amounts"])
            return f"  {who} takes {amounts} damage."
        case "HEALED":
            return f"  {who} regains {message['amount']} hit points."
        case "DEFEATED":
            return f"  {who} goes down."
        case "ACTION_SUBMITTED":
            return f"  {who} asks the DM: {message.get('description') or message['verb']}"
        case "ACTION_RESOLVED":
            return f"  The DM decides about {who}: {message['outcome'] or message['status']}."
        case "REWARDED":
            return f"  {who} receives {_gift(message)}."
        case "PARTICIPANT_REVEALED":
            return f"  {message.get('name') or who} comes out of hiding."
        case "INTERACTION_ENDED":
            return f"The interaction is {message['outcome']}."
    return ""


def _gift(message: dict[str, Any]) -> str:
    parts = [f"{message['xp']} XP"] if message.get("xp") else []
    return " and ".join([*parts, *([message["item"]] if message.get("item") else [])]) or "thanks"
