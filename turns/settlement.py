"""What lasts of a completed interaction, written to the player characters once: XP, hit points, things won and used up.

It happens in the transaction that moves the ledger's cursor, and a row of its own says that it has happened.
"""

from typing import Any

from campaigns.ids import new_id
from campaigns.models.creatures import MOST_XP
from engine.events import Genesis, Opened, ParticipantAdded
from engine.sheet import Item
from engine.state import Participant, Reward
from interactions import replay


def settle(cursor: Any, interaction_id: str, seq: int, at: int) -> None:
    """Write what is different from how everybody came; nothing where that was done before. `at` in ms since the epoch."""
    if not note_settled(cursor, interaction_id, seq, at):
        return
    arrived, left = _arrivals(interaction_id, seq), replay.room_at(interaction_id, seq)
    for participant in left.table.participants.values():
        if participant.entity_type == "playerCharacter" and participant.source_id:
            _write(cursor, arrived[participant.id], participant)
    for reward in left.table.rewards.values():
        if reward.entity_id not in left.table.participants and reward.entity_id in arrived:
            _hand_over(cursor, arrived[reward.entity_id], reward)


def note_settled(cursor: Any, interaction_id: str, seq: int, at: int) -> bool:
    """That it has been written; False where that was noted before."""
    cursor.execute(
        "INSERT INTO turns_settlement (interaction_id, seq, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        [interaction_id, seq, at],
    )
    return bool(cursor.rowcount == 1)


def _arrivals(interaction_id: str, seq: int) -> dict[str, Participant]:
    """Everybody as they came into the room."""
    arrived: dict[str, Participant] = {}
    for row in replay.rows(interaction_id, until=seq):
        for event in row.events:
            if isinstance(event, Opened):
                arrived.update(event.room.table.participants)
            elif isinstance(event, Genesis) and event.room:
                arrived.update({**event.room.table.participants, **event.arrived})
            elif isinstance(event, ParticipantAdded):
                arrived[event.participant.id] = event.participant
    return arrived


def _write(cursor: Any, before: Participant, after: Participant) -> None:
    _add_xp(cursor, after.source_id, after.xp - before.xp)
    cursor.execute(
        "UPDATE campaigns_playercharacter SET current_hp = CASE WHEN hit_points < %s THEN hit_points ELSE %s END"
        " WHERE id = %s",
        [after.hp, after.hp, after.source_id],
    )
    for entry_id in before.inventory.keys() | after.inventory.keys():
        had, has = before.inventory.get(entry_id), after.inventory.get(entry_id)
        gained = (has.quantity if has else 0) - (had.quantity if had else 0)
        if had is None and has is not None:
            _add(cursor, after.source_id, has)
        elif gained:
            _change(cursor, entry_id, after.source_id, gained)


def _add_xp(cursor: Any, character_id: str, gained: int) -> None:
    """A sheet holds so many XP and no more: what is beyond is lost, instead of everything."""
    cursor.execute(
        "UPDATE campaigns_playercharacter SET xp = CASE WHEN xp + %s > %s THEN %s ELSE xp + %s END WHERE id = %s",
        [gained, MOST_XP, MOST_XP, gained, character_id],
    )


def _hand_over(cursor: Any, winner: Participant, reward: Reward) -> None:
    """What somebody has won stays won, also where she has left the table since."""
    if winner.entity_type != "playerCharacter" or not winner.source_id:
        return
    _add_xp(cursor, winner.source_id, reward.xp)
    if reward.item is not None:
        _add(cursor, winner.source_id, reward.item)


def _add(cursor: Any, character_id: str, item: Item) -> None:
    """One more of what she has already and does not wear, else a new entry; nothing where the item is gone since."""
    cursor.execute(
        "SELECT id FROM campaigns_inventoryentry WHERE player_character_id = %s AND item_id = %s"
        " AND NOT equipped ORDER BY id LIMIT 1",
        [character_id, item.item_id],
    )
    found = cursor.fetchone()
    if found:
        _change(cursor, found[0], character_id, item.quantity)
        return
    cursor.execute(
        "INSERT INTO campaigns_inventoryentry (id, item_id, player_character_id, npc_id, quantity, equipped, slot)"
        " SELECT %s, id, %s, NULL, %s, %s, '' FROM campaigns_item WHERE id = %s",
        [new_id(), character_id, item.quantity, False, item.item_id],
    )


def _change(cursor: Any, entry_id: str, character_id: str, gained: int) -> None:
    """So many more or fewer; what is used up is gone. A difference, because a DM may have edited the entry since."""
    owned = [entry_id, character_id]
    cursor.execute(
        "DELETE FROM campaigns_inventoryentry WHERE id = %s AND player_character_id = %s AND quantity + %s <= 0",
        [*owned, gained],
    )
    cursor.execute(
        "UPDATE campaigns_inventoryentry SET quantity = quantity + %s WHERE id = %s AND player_character_id = %s",
        [gained, *owned],
    )
