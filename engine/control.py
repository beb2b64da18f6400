"""What only a DM does: going live, pausing, ending, settings, who is there, and her word over the rules."""

from typing import Any, Literal

from msgspec import UNSET
from msgspec.structs import asdict, replace

from engine import grid, initiative, passing, queue, review, rewards, speech
from engine.acting import audience
from engine.asking import Ask, Refused
from engine.commands import (
    AddParticipant,
    EndInteraction,
    Override,
    OverrideChanges,
    PauseInteraction,
    RemoveParticipant,
    UpdateTurnSettings,
)
from engine.events import (
    Defeated,
    Ended,
    Event,
    Opened,
    Overridden,
    ParticipantAdded,
    ParticipantRemoved,
    Paused,
    Resumed,
    SettingsChanged,
    WentLive,
)
from engine.evolve import fold
from engine.state import Map, Participant, Position, Room

CONDITIONS = frozenset(
    "blinded charmed deafened exhaustion frightened grappled incapacitated invisible paralyzed petrified poisoned prone "
    "restrained stunned unconscious".split()
)
"""SRD 5.2, Conditions."""

OUTCOMES: dict[str, Literal["completed", "cancelled"]] = {"completed": "completed", "cancelled": "cancelled"}


def start(room: Room, ask: Ask) -> list[Event]:
    """The journal begins: the room as it was prepared, then live."""
    if room.lasting.live_status != "idle":
        raise Refused("conflict", "This interaction has already gone live.")
    if room.kind != "combat":
        raise Refused("unknown_action", f"A {room.kind} comes later; so far only combat can be played.")
    if not room.table.participants:
        raise Refused("wrong_status", "Nobody takes part yet.")
    return [Opened(room=room), WentLive(session_id=ask.new_id(), alone=ask.alone)]


def pause(room: Room, command: PauseInteraction, ask: Ask) -> list[Event]:
    """Nobody acts until a DM resumes; where none was there, what players ask for waits for her."""
    if room.lasting.live_status == "paused":
        raise Refused("paused", "The game is already paused.")
    if command.reason == queue.ABSENT and ask.role != "system":
        raise Refused("malformed", "Give another reason: this one is for when no DM is there.")
    why = f": {_why(command.reason)}" if command.reason else "."
    return [Paused(reason=command.reason), speech.notice(f"The game is paused{why}", ask)]


def _why(reason: str) -> str:
    return "the DM is away." if reason == queue.ABSENT else reason


def resume(room: Room, ask: Ask) -> list[Event]:
    if room.lasting.live_status != "paused":
        raise Refused("conflict", "The game is not paused.")
    return [Resumed(session_id=ask.new_id(), alone=ask.alone), speech.notice("The game goes on.", ask)]


def end(room: Room, command: EndInteraction, ask: Ask) -> list[Event]:
    """Completed (what was set out as XP is given) or cancelled (nothing is). Final."""
    outcome = OUTCOMES.get(command.outcome)
    if outcome is None:
        raise Refused("malformed", "An interaction is completed or cancelled.")
    events = review.drop(room, room.table.review.values(), ask)
    if room.table.turn:
        events.append(passing.end(room, room.table.turn, ask, status="skipped", reason="The interaction has ended."))
    if outcome == "completed":
        events += rewards.at_completion(room, ask)
    return [*events, Ended(outcome=outcome, reason=command.reason, seed=ask.dice.reveal())]


def change_settings(room: Room, command: UpdateTurnSettings) -> list[Event]:
    changes = {field: value for field, value in asdict(command).items() if value is not UNSET}
    if not changes:
        raise Refused("malformed", "Say which setting to change.")
    return [SettingsChanged(settings=replace(room.lasting.settings, **changes))]


def override(room: Room, command: Override, ask: Ask) -> list[Event]:
    """A DM sets what she wants to be true. Told to the players unless its subject is hidden afterwards."""
    target = room.table.participants.get(command.entity_id)
    if target is None:
        raise Refused("unknown_target", "There is nobody like that here.")
    changes = _checked(room, target, command.changes)
    told = audience(replace(target, hidden=changes.get("hidden", target.hidden)))
    overridden = Overridden(entity_id=target.id, reason=command.reason, audience=told, **changes)
    if changes.get("hp") == 0 and not target.defeated:
        return [overridden, Defeated(entity_id=target.id, audience=told)]
    return [overridden]


def _checked(room: Room, target: Participant, wanted: OverrideChanges) -> dict[str, Any]:
    changes: dict[str, Any] = {field: value for field, value in asdict(wanted).items() if value is not UNSET}
    if not changes:
        raise Refused("malformed", "Say what to change.")
    if wanted.hidden is True and target.entity_type == "playerCharacter":
        raise Refused("illegal_target", "A player character cannot be hidden from its own player.")
    if wanted.hp is not UNSET:
        changes["hp"] = min(wanted.hp, target.max_hp)
    if wanted.position is not UNSET:
        changes["position"] = _free(room, target, wanted.position.position())
    if wanted.conditions is not UNSET:
        changes["conditions"] = _conditions(wanted.conditions)
    return changes


def _conditions(named: list[str]) -> tuple[str, ...]:
    conditions = tuple(dict.fromkeys(name.lower() for name in named))
    strange = [name for name in conditions if name not in CONDITIONS]
    if strange:
        raise Refused("malformed", f"There is no condition “{strange[0]}”.")
    return conditions


def _free(room: Room, participant: Participant, place: Position) -> Position:
    """`place`, if the whole footprint of `participant` is on open ground there and nobody else is."""
    if not _fits(room.table.map, participant, place.x, place.y, _taken(room, participant)):
        raise Refused("illegal_target", f"There is no room for {participant.name} there.")
    return place


def _taken(room: Room, participant: Participant) -> set[int]:
    """The cells of everybody else."""
    others = [p for p in room.table.participants.values() if p.id != participant.id]
    return {cell for p in others for cell in grid.footprint(p.position.x, p.position.y, p.sheet.cells)}


def _fits(ground: Map, participant: Participant, x: int, y: int, taken: set[int]) -> bool:
    cells = grid.footprint(x, y, participant.sheet.cells)
    return taken.isdisjoint(cells) and all(ground.at(cell % grid.ROW, cell // grid.ROW) != "#" for cell in cells)


def _nearest(room: Room, participant: Participant) -> Position:
    """The free ground nearest to where `participant` would come; of equal ones the uppermost, then the leftmost."""
    ground, taken = room.table.map, _taken(room, participant)
    x, y = participant.position.x, participant.position.y
    for far in range(max(ground.width, ground.height)):
        rows = range(max(y - far, 0), min(y + far, ground.height - 1) + 1)
        for row in rows:
            step = 1 if row in (y - far, y + far) or not far else 2 * far
            for column in range(x - far, x + far + 1, step):
                if 0 <= column < ground.width and _fits(ground, participant, column, row, taken):
                    return Position(column, row)
    raise Refused("illegal_target", f"There is no room for {participant.name} on the map.")


def add(room: Room, command: AddParticipant, ask: Ask) -> list[Event]:
    """Somebody joins, with the total given by hand or, later, the next roll for the missing. The turn under way goes on."""
    joining = command.participant
    if joining is None:
        raise Refused("unknown_target", "There is nobody like that in this campaign.")
    for other in room.table.participants.values():
        once = joining.entity_type == "playerCharacter" and joining.source_id and joining.source_id == other.source_id
        if once or other.id == joining.id:
            raise Refused("conflict", f"{joining.name} is already here.")
    if command.position is not None:
        place = _free(room, joining, command.position.position())
    else:
        place = _nearest(room, joining)
    joining = replace(joining, position=place)
    events: list[Event] = [ParticipantAdded(participant=joining, audience=audience(joining))]
    if command.initiative is not None:
        events += initiative.enter(fold(room, events), {joining.id: command.initiative}, ask)
    return events


def remove(room: Room, command: RemoveParticipant, ask: Ask) -> list[Event]:
    """Somebody leaves, with what still waits of it; if it was its turn, the next begins."""
    leaving = room.table.participants.get(command.entity_id)
    if leaving is None:
        raise Refused("unknown_target", "There is nobody like that here.")
    waiting = [action for action in room.table.review.values() if action.entity_id == leaving.id]
    events = review.drop(room, waiting, ask)
    removed = ParticipantRemoved(entity_id=leaving.id, audience=audience(leaving))
    turn = room.table.turn
    if turn is None or turn.entity_id != leaving.id:
        return [*events, removed]
    ended, *started = passing.pass_on(room, turn, ask, status="skipped", reason="It has left.", fallen=[leaving.id])
    return [*events, ended, removed, *started]
