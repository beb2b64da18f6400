"""Somebody of the campaign comes into a live room: from the campaign's rows to what the engine adds. Runs in a thread."""

from typing import Any

from msgspec.structs import replace

from campaigns.models import NPC, PlayerCharacter
from engine.asking import Refused
from engine.commands import AddParticipant
from engine.state import Participant, Position, Room
from interactions.drafting import available_monsters
from interactions.letters import new_id
from interactions.models import Interaction
from interactions.models import Participant as Drafted
from interactions.naming import names
from interactions.opening import participant_of
from interactions.placing import Places


def prepared(room: Room, command: AddParticipant) -> AddParticipant:
    """`command` with the participant that its row makes. Raises `Refused("unknown_target")` where there is none."""
    if command.participant is not None:
        return command
    interaction = Interaction.objects.select_related("location__map", "campaign").get(pk=room.id)
    row = _row(interaction, command)
    row.name = command.name or (_named(room, str(row), command.hidden) if command.kind != "character" else "")
    participant = participant_of(row, Position(0, 0))
    places = Places(room.table.map, interaction.location)
    place = places.find(participant.sheet.cells, near=participant.side != "foe")
    return replace(command, participant=replace(participant, position=place))


def _row(interaction: Interaction, command: AddParticipant) -> Drafted:
    """A row that is never stored: what takes part in a live room stands in its journal."""
    found: Any
    match command.kind:
        case "character":
            found = PlayerCharacter.objects.filter(campaign=interaction.campaign)
        case "npc":
            found = NPC.objects.filter(campaign=interaction.campaign)
        case "monster":
            found = available_monsters(interaction.campaign)
    creature = found.filter(pk=command.source_id).first()
    if creature is None:
        raise Refused("unknown_target", "There is nobody like that in this campaign.")
    return Drafted(id=new_id(), interaction=interaction, hidden=command.hidden, **{command.kind: creature})


def _named(room: Room, name: str, hidden: bool) -> str:
    """A name that no visible creature has; a hidden one is not counted and counts none."""
    seen: list[Participant] = [p for p in room.table.participants.values() if not p.hidden]
    taken = {p.name for p in seen}
    if name not in taken:
        return name if not any(one.startswith(f"{name} ") for one in taken) or hidden else _numbered(name, taken)
    return names([(name, True), (name, True)])[0] if hidden else _numbered(name, taken)


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while f"{name} {number}" in taken:
        number += 1
    return f"{name} {number}"
