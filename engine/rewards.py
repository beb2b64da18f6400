"""Rewards: experience points and items, granted in play or at the end (rules §13)."""

from collections.abc import Sequence

from msgspec.structs import replace

from engine.acting import audience
from engine.asking import Ask, Refused
from engine.commands import GrantReward
from engine.events import Event, Rewarded
from engine.sheet import Item
from engine.state import Participant, Reward, Room


def grant(room: Room, command: GrantReward, ask: Ask) -> list[Event]:
    """A DM gives XP, items from what there is to win, or both; or shares XP among several."""
    if (command.entity_id is None) == (command.entity_ids is None):
        raise Refused("malformed", "Say who is rewarded: one, or several who share.")
    winners = list(dict.fromkeys(command.entity_ids or [command.entity_id or ""]))
    if any(entity_id not in room.table.participants for entity_id in winners):
        raise Refused("unknown_target", "There is nobody like that here.")
    if not command.xp and not command.item_ids:
        raise Refused("malformed", "Say what is given.")
    if command.entity_id is None:
        return _shared(room, command, winners, ask)
    return rewarded(room, command.entity_id, command.xp, command.item_ids or [], ask, note=command.note)


def _shared(room: Room, command: GrantReward, winners: Sequence[str], ask: Ask) -> list[Event]:
    if command.item_ids:
        raise Refused("malformed", "An item is for one alone.")
    each, rest = divmod(command.xp, len(winners))
    events: list[Event] = []
    for place, entity_id in enumerate(winners):
        events += rewarded(room, entity_id, each + rest * (place == 0), [], ask, note=command.note)
    return events


def rewarded(
    room: Room, entity_id: str, xp: int, item_ids: Sequence[str], ask: Ask, *, note: str = "", action_id: str = ""
) -> list[Event]:
    """One event for each item, the XP with the first. Raises `Refused("unknown_item")` for what is no prize."""
    items: list[Item | None] = [_won(room, item_id, ask) for item_id in dict.fromkeys(item_ids)]
    if not items and not xp:
        return []
    winner = room.table.participants[entity_id]
    return [
        _event(
            winner,
            Reward(
                id=ask.new_id(),
                entity_id=entity_id,
                xp=points,
                item=item,
                note=note,
                action_id=action_id,
                in_hiding=winner.hidden,
            ),
        )
        for points, item in zip([xp, *[0] * len(items)], items or [None], strict=False)
    ]


def _won(room: Room, item_id: str, ask: Ask) -> Item:
    prize = room.lasting.prizes.items.get(item_id)
    if prize is None:
        raise Refused("unknown_item", "That is not among what there is to win here.")
    if any(reward.item and reward.item.item_id == item_id for reward in room.table.rewards.values()):
        raise Refused("unknown_item", f"{prize.name} has been given already.")
    return replace(prize, id=ask.new_id(), equipped=False)


def _event(winner: Participant, reward: Reward) -> Event:
    return Rewarded(reward=reward, audience=audience(winner))


def at_completion(room: Room, ask: Ask) -> list[Event]:
    """The XP that was set out for those still there."""
    events: list[Event] = []
    for entity_id, xp in room.lasting.prizes.xp.items():
        if entity_id in room.table.participants:
            events += rewarded(room, entity_id, xp, (), ask)
    return events
