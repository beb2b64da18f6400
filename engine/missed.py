"""Missed turns: skipped or run out of time, and taken later, in a gap between turns (rules §4). Each once."""

from collections.abc import Collection

from engine import acting
from engine.acting import audience
from engine.asking import Ask, Refused
from engine.commands import GrantMissedTurn, TakeMissedTurn
from engine.events import Event, MissedTurnGranted, MissedTurnWanted
from engine.state import Missed, Participant, Room


def counts(room: Room, participant: Participant) -> bool:
    """Whether a turn of `participant` that is closed now is one that its player may take later."""
    return bool(participant.owner) and participant.can_act and room.lasting.settings.missed_turns != "off"


def take(room: Room, command: TakeMissedTurn, ask: Ask) -> list[Event]:
    """Its player wants the oldest missed turn: at the next gap, or, where DMs grant them, when one does."""
    acting.live(room)
    actor = acting.owned(room, command.entity_id, ask)
    missed = _of(room, actor)
    waiting = [one for one in missed if not one.wanted and not one.granted]
    if not waiting:
        raise Refused("already_acted", "That turn is coming already.")
    return [MissedTurnWanted(turn_id=waiting[0].turn_id, entity_id=actor.id, audience=audience(actor))]


def grant(room: Room, command: GrantMissedTurn, ask: Ask) -> list[Event]:
    """A DM lets the oldest missed turn be taken at the next gap; one that its player wants comes first."""
    actor = acting.seen(room, command.entity_id, ask)
    waiting = sorted((one for one in _of(room, actor) if not one.granted), key=lambda one: not one.wanted)
    if not waiting:
        raise Refused("already_acted", "That turn is granted already.")
    return [MissedTurnGranted(turn_id=waiting[0].turn_id, entity_id=actor.id, audience=audience(actor))]


def _of(room: Room, actor: Participant) -> list[Missed]:
    if room.lasting.settings.missed_turns == "off":
        raise Refused("wrong_status", "Missed turns are not taken at this table.")
    missed = [one for one in room.table.missed.values() if one.entity_id == actor.id]
    if not missed:
        raise Refused("conflict", f"{actor.name} has missed no turn.")
    return missed


def due(room: Room, fallen: Collection[str] = ()) -> Missed | None:
    """The missed turn to be taken in a gap now, the oldest first."""
    mode = room.lasting.settings.missed_turns
    if mode == "off" or not room.table.missed:
        return None
    for one in room.table.missed.values():
        if not (one.granted or (one.wanted and mode == "auto")):
            continue
        if room.table.participants[one.entity_id].can_act and one.entity_id not in fallen:
            return one
    return None
