"""What a rewind would change, for a DM to read before she asks for it: in words, and as the patch of her document."""

from collections.abc import Iterator

from engine import rewind
from engine.asking import Ask
from engine.commands import BacktrackTurn
from engine.decide import allow
from engine.delta import delta
from engine.evolve import evolve
from engine.grid import cell_name
from engine.state import Participant, Room, Table

Preview = dict[str, object]


def preview(room: Room, command: BacktrackTurn, ask: Ask) -> Preview:
    """`words`: sentences; `changes`: an RFC 7396 patch of the `dm` document; `undone`: how many turns. Raises `Refused`."""
    allow(room, command, ask)
    event = rewind.redone(room, ask) if command.redo else rewind.rewound(room, command, ask)
    after = evolve(room, event)
    changes = {name: part for name, part in delta(room, after, "dm").items() if name != "availableActions"}
    shown: Preview = {
        "words": list(_words(room.table, after.table)),
        "changes": changes,
        "undone": len(event.undone),
    }
    turn = after.table.turn
    if turn is not None:
        shown["turn"] = {"entityId": turn.entity_id, "roundNumber": turn.round_number, "turnNumber": turn.number}
    return shown


def _words(now: Table, then: Table) -> Iterator[str]:
    turn = then.turn
    if turn is not None:
        name = then.participants[turn.entity_id].name
        yield f"It is {name}’s turn, number {turn.number}, in round {turn.round_number}."
    for entity_id, before in now.participants.items():
        after = then.participants.get(entity_id)
        if after is None:
            yield f"{before.name} is not there."
        elif after is not before:
            yield from _changes(before, after)
    for entity_id, after in then.participants.items():
        if entity_id not in now.participants:
            yield f"{after.name} is there again."
    yield from _rewards(now, then)
    if now.order != then.order:
        yield "The order of initiative is another."
    waiting = len(now.review) - len(then.review)
    if waiting > 0:
        yield f"{waiting} waiting {'action is' if waiting == 1 else 'actions are'} dropped."


def _changes(before: Participant, after: Participant) -> Iterator[str]:
    name = before.name
    if before.hp != after.hp:
        yield f"{name} has {after.hp} hit points instead of {before.hp}."
    if before.temp_hp != after.temp_hp:
        yield f"{name} has {after.temp_hp} temporary hit points instead of {before.temp_hp}."
    if before.defeated != after.defeated:
        yield f"{name} is down." if after.defeated else f"{name} is not down any more."
    if before.position != after.position:
        yield f"{name} stands at {cell_name(after.position)} instead of {cell_name(before.position)}."
    if before.conditions != after.conditions:
        yield f"{name} is {', '.join(after.conditions) or 'free of conditions'}."
    if before.hidden != after.hidden:
        yield f"{name} is hidden again." if after.hidden else f"{name} is to be seen again."
    if before.inventory != after.inventory:
        yield f"{name} carries other things."
    if before.xp != after.xp:
        yield f"{name} has {after.xp} XP instead of {before.xp}."
    if before.name != after.name:
        yield f"{name} is called {after.name}."


def _rewards(now: Table, then: Table) -> Iterator[str]:
    for reward in now.rewards.values():
        if reward.id not in then.rewards:
            what = [f"{reward.xp} XP"] if reward.xp else []
            what += [reward.item.name] if reward.item else []
            yield f"A reward is taken back: {' and '.join(what)}."
    given = sum(reward_id not in now.rewards for reward_id in then.rewards)
    if given:
        yield f"{given} {'reward is' if given == 1 else 'rewards are'} given again."
