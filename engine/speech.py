"""What is said and rolled at the table beside the rules: to the party, to the DMs, in private."""

from msgspec.structs import replace

from engine import formula
from engine.acting import owned
from engine.asking import Ask, Refused
from engine.commands import HideChat, RollDice, SendChat
from engine.events import Audience, DiceRolled, Event, MessageHidden, MessageShown, Said
from engine.permissions import DM
from engine.state import Room

_ROLL = "/roll"


def say(room: Room, command: SendChat, ask: Ask) -> list[Event]:
    """A message, also while paused and after the end; as oneself or as somebody one plays. “/roll 2d6” rolls as well."""
    content = command.content.strip()
    if not content:
        raise Refused("malformed", "Write something.")
    audience, to = _heard_by(room, command, ask)
    if command.entity_id is not None and owned(room, command.entity_id, ask).hidden:
        raise Refused("illegal_target", "The players would learn of somebody hidden; speak as yourself.")
    if content.split(maxsplit=1)[0] == _ROLL:
        if room.lasting.outcome:  # the public seed may be known by now
            raise Refused("ended", "This interaction has ended.")
        rolled = _rolled(content.removeprefix(_ROLL).strip(), "", audience, to, ask, command.entity_id or "")
        return [rolled, notice(_in_words(room, rolled), ask, audience=audience, to=to)]
    said = Said(
        id=ask.new_id(),
        user_id=ask.by,
        name=ask.name,
        content=content,
        entity_id=command.entity_id or "",
        type=command.type,
        recipients=_named(command, ask),
        audience=audience,
        to=to,
    )
    return [said]


def _named(command: SendChat, ask: Ask) -> tuple[str, ...]:
    """Whom the sender named. Who writes to the DMs names nobody: her message would say that others heard it, too."""
    if command.type == "party" or (command.type == "dm" and ask.role not in DM):
        return ()
    return tuple(dict.fromkeys(command.recipients or ()))


def notice(content: str, ask: Ask, *, audience: Audience = "all", to: tuple[str, ...] = ()) -> Said:
    """What the table itself says in the chat, because of what `ask.by` did."""
    said = Said(id=ask.new_id(), user_id=ask.by, name=ask.name, content=content[:LONGEST], type="system")
    return replace(said, audience=audience, to=to)


LONGEST = 2000


def _in_words(room: Room, rolled: DiceRolled) -> str:
    who = room.table.participants[rolled.entity_id].name if rolled.entity_id else rolled.name
    faces = " + ".join(", ".join(map(str, term)) for term in rolled.faces)
    return f"{who} rolls {rolled.formula}: {rolled.total} ({faces})."


def hide(command: HideChat, ask: Ask) -> list[Event]:
    """Those who heard the message see it no more, or again. A DM cannot touch what she never heard; staff can."""
    spoken = ask.spoken
    if spoken is None or not _heard(spoken.said, ask):
        raise Refused("unknown_target", "There is no such message.")
    if spoken.hidden == command.hidden:
        raise Refused("already_acted", f"It is {'hidden' if spoken.hidden else 'shown'} already.")
    said = spoken.said
    if command.hidden:
        return [MessageHidden(message_id=said.id, audience=said.audience, to=said.to)]
    return [MessageShown(message=said, said_at=spoken.at, audience=said.audience, to=said.to)]


def _heard(said: Said, ask: Ask) -> bool:
    return said.audience != "own" or ask.by in said.to or ask.role == "system"


def roll_dice(room: Room, command: RollDice, ask: Ask) -> list[Event]:
    """A roll beside the rules: for all, for the party, or for the DMs (and for her who asked).

    What it is for is words like others: where the chat is off players say it to the DMs alone. Raises `Refused`.
    """
    talks = command.reason and command.visibility != "dm" and ask.role not in DM
    if talks and not room.lasting.settings.chat_enabled:
        raise Refused("chat_disabled", "The DM has turned the chat off; roll without saying what for, or for the DM.")
    audience: Audience = "all" if command.visibility == "public" else command.visibility
    to = (ask.by,) if audience == "dm" and ask.role not in DM else ()
    return [_rolled(command.formula, command.reason, audience, to, ask, "")]


def _rolled(text: str, reason: str, audience: Audience, to: tuple[str, ...], ask: Ask, entity_id: str) -> DiceRolled:
    """Only what everybody hears comes from the public seed: the others would show in its counter."""
    outcome = formula.roll(formula.parse(text), ask.dice, secret=audience != "all")
    return DiceRolled(
        user_id=ask.by,
        name=ask.name,
        entity_id=entity_id,
        formula=text,
        faces=outcome.faces,
        total=outcome.total,
        reason=reason,
        audience=audience,
        to=to,
    )


def _heard_by(room: Room, command: SendChat, ask: Ask) -> tuple[Audience, tuple[str, ...]]:
    """Which streams hear a message, and who hears it on her own. Raises `Refused`.

    Where the chat is off players have a word with the DMs alone; these say what they like.
    """
    settings = room.lasting.settings
    if command.type in ("party", "private") and not settings.chat_enabled and ask.role not in DM:
        raise Refused("chat_disabled", "The DM has turned the chat off; you can still write to the DM.")
    if command.type == "party":
        return "all", ()
    recipients = tuple(dict.fromkeys(command.recipients or ()))
    if command.type == "dm":
        return "dm", _one_player(recipients, ask)
    if command.type != "private":
        raise Refused("malformed", "A message is for the party, for the DM, or private.")
    if not settings.allow_private_chat:
        raise Refused("private_chat_disabled", "The DM has not allowed private messages.")
    if not recipients or any(ask.members.get(who) not in ("dm", "player") or who == ask.by for who in recipients):
        raise Refused("unknown_target", "A private message names other players or DMs of this campaign.")
    return "own", (ask.by, *recipients)


def _one_player(recipients: tuple[str, ...], ask: Ask) -> tuple[str, ...]:
    """The player's side of a talk with the DMs; these hear it on their stream anyway."""
    if ask.role not in DM:
        return (ask.by,)
    if len(recipients) != 1 or ask.members.get(recipients[0]) != "player":
        raise Refused("unknown_target", "Say which player this is for.")
    return recipients
