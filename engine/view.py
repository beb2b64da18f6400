"""What a viewer may see, whole: the documents of the streams. Secrets are dropped here, in the pieces and in `told`.

Streams: `dm` (all DMs), `party` (all players), `table` (spectators), and `own`, one per player, laid over the party's.
A document holds no null: absent means none. How documents change is `engine.delta`.
"""

from engine.pieces import (
    Document,
    asked_to_roll,
    dice_of,
    is_up,
    map_of,
    menus_of,
    missed_turns,
    order_of,
    own_review_queue,
    prizes_of,
    queued_turns,
    review_queue,
    rewards_of,
    settings_of,
    status_of,
    turn_of,
)
from engine.shown import COMMON, DM, OWN, PUBLIC, whole
from engine.state import Room


def document(room: Room, stream: str, user_id: str = "") -> Document:
    """The whole document of `dm`, `party`, `table` or of the `own` stream of `user_id`."""
    if stream == "own":
        return own_document(room, user_id)
    dm = stream == "dm"
    shown: Document = {
        "interactionId": room.id,
        "campaignId": room.campaign_id,
        "name": room.name,
        "kind": room.kind,
        **status_of(room),
        **turn_of(room, dm),
        "initiativeOrder": order_of(room, dm),
        "initiativeRequests": asked_to_roll(room, dm),
        "participants": {
            p.id: whole(p, COMMON, DM if dm else PUBLIC) for p in room.table.participants.values() if dm or not p.hidden
        },
        **map_of(room),
        "reviewQueue": review_queue(room, stream),
        "missedTurns": missed_turns(room, dm),
        "settings": settings_of(room.lasting.settings),
        "rewards": rewards_of(room, dm),
        "dice": dice_of(room),
    }
    if room.description:
        shown["description"] = room.description
    if dm:
        shown["availableActions"] = menus_of(room) if is_up(room, "") else {}
        shown["queuedTurn"] = queued_turns(room, "")
        shown["prizes"] = prizes_of(room)
    return shown


def own_document(room: Room, user_id: str) -> Document:
    """What is this player's alone: full sheets, what she can do now, notes to her."""
    mine = [p for p in room.table.participants.values() if p.owner == user_id]
    return {
        "participants": {p.id: whole(p, OWN) for p in mine},
        "availableActions": menus_of(room) if is_up(room, user_id) else {},
        "queuedTurn": queued_turns(room, user_id),
        "notes": {p.id: p.note for p in mine if p.note},
        "reviewQueue": own_review_queue(room, user_id),
    }
