"""Initiative: who acts when (rules §3; SRD 5.2, Initiative). Nothing here moves the pointer off whose turn it is."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from engine import acting, passing
from engine.acting import audience
from engine.asking import Ask, Refused
from engine.commands import RequestInitiative, RollInitiative, UpdateInitiative
from engine.events import Event, InitiativeRequested, InitiativeRolled, OrderChanged
from engine.evolve import fold
from engine.permissions import DM
from engine.state import Initiative, Participant, Room

DRAW = 10_000
Entries = dict[str, Initiative]


def request(room: Room, command: RequestInitiative) -> list[Event]:
    """The players are asked to roll for those of theirs that the DM names, or that have no place yet."""
    participants, table = room.table.participants, room.table
    wanted = [p.id for p in participants.values() if p.owner and p.can_act and p.id not in table.initiative]
    if command.entity_ids is not None:
        _known(room, command.entity_ids)
        wanted = list(dict.fromkeys(command.entity_ids))
        if any(not participants[entity_id].owner for entity_id in wanted):
            raise Refused("illegal_target", "Only players can be asked to roll.")
    if not wanted:
        raise Refused("conflict", "Every player has rolled already.")
    told = audience(*(participants[entity_id] for entity_id in wanted))
    return [InitiativeRequested(entity_ids=tuple(wanted), audience=told)]


def roll(room: Room, command: RollInitiative, ask: Ask) -> list[Event]:
    """d20 + modifier for everybody in `scope` whose total is not given by hand; a player's scope are her own."""
    chosen = _in_scope(room, command.scope) if ask.role in DM else _asked_of(room, command, ask)
    _known(room, command.values)
    rolling = [p for p in chosen if p.id not in command.values]
    edges = _edges(room, command, ask)
    if command.grouped:
        entries = _grouped(rolling, edges, ask)
    else:
        entries = {p.id: _rolled(p, edges.get(p.id, 0), ask) for p in rolling}
    entries |= _by_hand(room, command.values)
    if not entries:
        raise Refused("conflict", "Everybody has rolled already.")
    return _entered(room, entries, ask)


def update(room: Room, command: UpdateInitiative, ask: Ask) -> list[Event]:
    """A new order, or new totals, by the DM's hand."""
    if command.order is not None:
        return _reordered(room, tuple(command.order))
    if not command.values:
        raise Refused("malformed", "Give an order or totals.")
    _known(room, command.values)
    return _entered(room, _by_hand(room, command.values), ask)


def _in_scope(room: Room, scope: str) -> list[Participant]:
    standing = [p for p in room.table.participants.values() if p.can_act]
    match scope:
        case "all":
            return standing
        case "players":
            return [p for p in standing if p.entity_type == "playerCharacter"]
        case "dm":
            return [p for p in standing if p.entity_type != "playerCharacter"]
        case "missing":
            return [p for p in standing if p.id not in room.table.initiative]
        case _:
            raise Refused("malformed", "Roll for all, players, dm or missing.")


def _asked_of(room: Room, command: RollInitiative, ask: Ask) -> list[Participant]:
    """Those of the asker that were asked to roll and have not. Refuses totals for anybody else."""
    acting.live(room)
    mine = [p for p in room.table.participants.values() if p.owner == ask.by]
    asked = [p for p in mine if p.id in room.table.asked_to_roll]
    for entity_id in command.values:
        if acting.owned(room, entity_id, ask) not in asked:
            raise Refused("forbidden", "The DM has not asked you to roll for that.")
    if asked:
        return asked
    if mine and all(p.id in room.table.initiative for p in mine):
        raise Refused("already_acted", "You have rolled already.")
    raise Refused("forbidden", "The DM has not asked you to roll.")


def _edges(room: Room, command: RollInitiative, ask: Ask) -> dict[str, int]:
    """1 for advantage, -1 for disadvantage, 0 where both cancel out (SRD 5.2, Initiative: surprise is disadvantage)."""
    if (command.advantage or command.disadvantage) and ask.role not in DM:
        raise Refused("forbidden", "Whether somebody rolls with advantage, the DM says.")
    _known(room, [*command.advantage, *command.disadvantage])
    edges = dict.fromkeys(command.advantage, 1)
    for entity_id in dict.fromkeys(command.disadvantage):
        edges[entity_id] = edges.get(entity_id, 0) - 1
    return edges


def _grouped(rolling: list[Participant], edges: Mapping[str, int], ask: Ask) -> Entries:
    """One die for all creatures of a kind (SRD 5.2, Initiative: identical monsters may act together); players roll each."""
    entries: Entries = {}
    first: dict[tuple[str, bool, int], Initiative] = {}
    for participant in rolling:
        kind = participant.id if participant.owner else participant.source_id or participant.id
        edge = edges.get(participant.id, 0)
        entry = first.get((kind, participant.hidden, edge))
        if entry is None:
            entry = first[kind, participant.hidden, edge] = _rolled(participant, edge, ask)
        entries[participant.id] = entry
    return entries


def _known(room: Room, ids: Iterable[str]) -> None:
    if any(entity_id not in room.table.participants for entity_id in ids):
        raise Refused("unknown_target", "There is nobody like that here.")


def _rolled(participant: Participant, edge: int, ask: Ask) -> Initiative:
    faces = ask.dice.roll(2 if edge else 1, 20, secret=participant.hidden)
    sheet, counts = participant.sheet, min(faces) if edge < 0 else max(faces)
    modifier, dexterity = sheet.initiative_modifier, sheet.abilities.dexterity
    return Initiative(roll=counts + modifier, modifier=modifier, dexterity=dexterity, faces=faces)


def _by_hand(room: Room, values: Mapping[str, int]) -> Entries:
    sheets = {entity_id: room.table.participants[entity_id].sheet for entity_id in values}
    return {
        entity_id: Initiative(
            roll=total,
            modifier=sheets[entity_id].initiative_modifier,
            dexterity=sheets[entity_id].abilities.dexterity,
            manual=True,
        )
        for entity_id, total in values.items()
    }


def _entered(room: Room, entries: Entries, ask: Ask) -> list[Event]:
    """The new places told to those who may know them, and the first turn if that was all it waited for."""
    entries = _draw_ties(room, entries, ask)
    everybody = {**room.table.initiative, **entries}
    order = _inserted(room.table.order, everybody, entries)
    hidden = {entity_id for entity_id in entries if room.table.participants[entity_id].hidden}
    events: list[Event] = []
    if len(hidden) < len(entries):
        shown = {entity_id: entry for entity_id, entry in entries.items() if entity_id not in hidden}
        events.append(InitiativeRolled(entries=shown, order=order))
    if hidden:
        secret = {entity_id: entries[entity_id] for entity_id in entries if entity_id in hidden}
        events.append(InitiativeRolled(entries=secret, order=order, audience="dm"))
    return events + _first_turn(fold(room, events), ask)


def _inserted(order: tuple[str, ...], everybody: Entries, entries: Entries) -> tuple[str, ...]:
    """The new entries among the others by rank; those keep the order that a DM may have given them."""
    places = [entity_id for entity_id in order if entity_id not in entries]
    for entity_id in sorted(entries, key=lambda key: _rank(entries[key]), reverse=True):
        rank = _rank(entries[entity_id])
        lower = (place for place, other in enumerate(places) if _rank(everybody[other]) < rank)
        places.insert(next(lower, len(places)), entity_id)
    return tuple(places)


def enter(room: Room, values: Mapping[str, int], ask: Ask) -> list[Event]:
    """Totals by hand for those who join."""
    return _entered(room, _by_hand(room, values), ask)


def _first_turn(room: Room, ask: Ask) -> list[Event]:
    """With `autoBegin` the fight starts as soon as everybody standing has a place."""
    table = room.table
    if not room.lasting.settings.auto_begin or table.turn_number:
        return []
    if any(p.can_act and p.id not in table.initiative for p in table.participants.values()):
        return []
    return passing.start_first(room, ask)


def _rank(entry: Initiative) -> tuple[int, int, int, int]:
    return entry.roll, entry.modifier, entry.dexterity, entry.draw


def _draw_ties(room: Room, entries: Entries, ask: Ask) -> Entries:
    """A draw for those equal in total, modifier and Dexterity.

    A tie with somebody hidden must not show in what is told of the visible: there only the hidden one draws, secretly,
    for a number that may fall below their 0 as well as above.
    """
    participants = room.table.participants
    everybody = {**room.table.initiative, **entries}
    groups: dict[tuple[int, int, int], list[str]] = {}
    for entity_id, entry in everybody.items():
        groups.setdefault(_rank(entry)[:3], []).append(entity_id)
    drawn = dict(entries)
    for tied in groups.values():
        if len(tied) < 2 or not any(entity_id in entries for entity_id in tied):
            continue
        shown = [entity_id for entity_id in tied if not participants[entity_id].hidden]
        for entity_id in tied:
            if everybody[entity_id].draw:
                continue
            if not participants[entity_id].hidden:
                if len(shown) > 1:
                    drawn[entity_id] = replace(everybody[entity_id], draw=_draw(ask, secret=False))
                continue
            below = 0 if len(shown) > 1 else DRAW // 2
            drawn[entity_id] = replace(everybody[entity_id], draw=_draw(ask, secret=True) - below)
    return drawn


def _draw(ask: Ask, *, secret: bool) -> int:
    return ask.dice.roll(1, DRAW, secret=secret)[0]


def _reordered(room: Room, order: tuple[str, ...]) -> list[Event]:
    if not room.table.order:
        raise Refused("wrong_status", "Roll initiative first.")
    _known(room, order)
    if sorted(order) != sorted(room.table.order):
        raise Refused("conflict", "Name everybody in the order once, and nobody else.")
    participants = room.table.participants
    visible = [[e for e in places if not participants[e].hidden] for places in (order, room.table.order)]
    return [OrderChanged(order=order, audience="all" if visible[0] != visible[1] else "dm")]
