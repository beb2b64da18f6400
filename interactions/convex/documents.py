"""An interaction as its document in Convex says it: the specification's fields, and what a restore needs of its rows.

Exact numbers are the DMs' (Convex's functions give them to nobody else); `shown` has what each kind of viewer is told.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from engine.events import Event
from engine.pieces import order_of, pointer
from engine.state import Participant, Room, Settings
from engine.told import told as heard_by
from interactions.convex.lineage import Lineage, ancestry_of, told
from interactions.glance import how_many, whose_turn
from interactions.models import Interaction
from interactions.models import Participant as Drafted
from interactions.opening import settings_of

Document = dict[str, Any]

KINDS = {
    "playerCharacter": "participantPlayerCharacterIds",
    "npc": "participantNpcIds",
    "monster": "participantMonsterIds",
}
COLUMNS = {"playerCharacter": "character_id", "npc": "npc_id", "monster": "monster_id"}
ROLES = {"dm": "dm", "party": "player", "table": "spectator"}
"""Whose stream each is."""
to_json = msgspec.json.Encoder().encode


def played(
    interaction: Interaction,
    room: Room,
    lineage: Lineage,
    at: int,
    arrived: Mapping[str, Participant],
    happened: Iterable[tuple[int, Event]] = (),
) -> Document:
    """As it stands after the last row of `lineage`, written at `at` (ms); without id and revision. `arrived`: see `record`;
    `happened`: the newest events, each with its time."""
    lasting = room.lasting
    status = "paused" if lasting.live_status == "paused" else room.status
    found = {
        **_drafted(interaction),
        "name": room.name,
        "description": room.description or None,
        "status": status,
        "phase": room.status,
        "liveStatus": lasting.live_status,
        "outcome": lasting.outcome or None,
        "liveRoomId": interaction.pk if lasting.live_status in ("live", "paused") else None,
        "updatedAt": at,
        **clock(room),
        **_settings(lasting.settings),
        **_counted(room, "dm"),
        "interactionLog": _log(happened),
        "interactionState": _brief(room),
        "shown": {stream: _summary(room, stream) for stream in ROLES},
        "lineage": [told(one) for one in lineage],
        "record": record(interaction, arrived),
    }
    return without_none(found)


def drafted(interaction: Interaction) -> Document:
    """Of a draft, which players do not know of; without id, revision and when it was saved."""
    count = len(interaction.participants.all())
    found = {
        **_drafted(interaction),
        "status": "PENDING_INITIATIVE",
        "phase": "PENDING_INITIATIVE",
        "liveStatus": "idle",
        "timeoutAudience": "all",
        **_settings(settings_of(interaction.settings)),
        **_sources(interaction.participants.all()),
        "shown": {"dm": {"participantCount": count}},
        "lineage": [told(one) for one in ancestry_of(interaction)],
        "record": record(interaction, {}),
    }
    return without_none(found)


def _drafted(interaction: Interaction) -> Document:
    return {
        "campaignId": interaction.campaign_id,
        "relatedQuestId": interaction.quest_id,
        "relatedLocationId": interaction.location_id,
        "dmUserId": str(interaction.dm_id),
        "name": interaction.name,
        "description": interaction.description or None,
        "kind": interaction.kind,
        "createdAt": _ms(interaction.created_at),
        "rewardItemIds": [item.pk for item in interaction.reward_items.all()],
        "xpAwards": [{"playerCharacterId": key, "xp": int(xp)} for key, xp in interaction.xp_awards.items()],
    }


def _settings(settings: Settings) -> Document:
    return {
        "turnTimeLimit": settings.turn_time_limit,
        "chatEnabled": settings.chat_enabled,
        "allowPrivateChat": settings.allow_private_chat,
    }


def _sources(rows: Iterable[Drafted]) -> Document:
    found: dict[str, list[str]] = {name: [] for name in KINDS.values()}
    for row in rows:
        for kind, column in COLUMNS.items():
            if getattr(row, column):
                found[KINDS[kind]].append(getattr(row, column))
    return found


def _counted(room: Room, stream: str) -> Document:
    """Order and participants as this stream has them. Whom an NPC or a monster comes from only DMs are told."""
    sources: dict[str, list[str]] = {name: [] for name in KINDS.values()}
    for one in room.table.participants.values():
        if one.source_id and (stream == "dm" or (one.entity_type == "playerCharacter" and not one.hidden)):
            sources[KINDS[one.entity_type]].append(one.source_id)
    return {
        "initiativeOrder": order_of(room, stream == "dm"),
        "currentInitiativeIndex": pointer(room, stream == "dm"),
        **sources,
    }


def _summary(room: Room, stream: str) -> Document:
    """What a list tells one kind of viewer."""
    role, table = ROLES[stream], room.table
    found = {
        "participantCount": how_many(room, role),
        "currentTurn": whose_turn(room, role) or None,
        "roundNumber": table.round_number,
        "turnNumber": table.turn_number if stream == "dm" else table.seen_turns,
        **_counted(room, stream),
    }
    return without_none(found)


def _brief(room: Room) -> str:
    """The DMs' few words about the state; the whole of it is in the snapshot's views."""
    turn = room.table.turn
    found = {
        "roundNumber": room.table.round_number,
        "turnNumber": room.table.turn_number,
        "currentTurn": {"turnId": turn.id, "entityId": turn.entity_id} if turn else None,
    }
    return to_json(without_none(found)).decode()


LOG = 10
"""Entries of the log that stand in the document; the whole of it is a table of its own."""


def _log(happened: Iterable[tuple[int, Event]]) -> str:
    """The newest entries as DMs are told of them, the oldest first, as REST's field of that name has them."""
    messages = ((at, heard_by(event, "dm")) for at, event in happened)
    entries = [{**message, "at": at} for at, message in messages if message and message["type"] == "logEvent"]
    return to_json(entries[-LOG:]).decode()


def record(interaction: Interaction, arrived: Mapping[str, Participant]) -> str:
    """The rows of the draft, without loss, and the characters as they came into the room: what they win is told from there."""
    found = {
        "settings": interaction.settings,
        "xpAwards": interaction.xp_awards,
        "startedAt": _ms(interaction.started_at),
        "endedAt": _ms(interaction.ended_at),
        "participants": [_row(one) for one in interaction.participants.all()],
        "arrived": {id: one for id, one in arrived.items() if one.entity_type == "playerCharacter"} or None,
    }
    return to_json(without_none(found)).decode()


ROW = ("id", "character_id", "npc_id", "monster_id", "name", "x", "y", "hidden", "hp_display", "order")
"""The columns of a drafted participant."""


def _row(one: Drafted) -> Document:
    return without_none({column: getattr(one, column) for column in ROW})


def clock(room: Room) -> Document:
    """When the turn under way runs out (ms since the epoch; None: it does not), and who may know."""
    turn, active = room.table.turn, room.active
    if turn is None or active is None or not turn.running_since or not turn.time_limit:
        return {"currentTurnTimeout": None, "timeoutAudience": "all"}
    return {
        "currentTurnTimeout": turn.running_since + turn.remaining,
        "timeoutAudience": "dm" if active.hidden else "all",
    }


def without_none(found: Document) -> Document:
    """Absent means none: a document in Convex holds no null."""
    return {name: value for name, value in found.items() if value is not None}


def _ms(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)
