"""An interaction as REST shows it to a viewer: the specification's fields, without what she may not see."""

from datetime import datetime
from typing import Any

from engine.state import Room
from engine.view import document
from interactions import replay, rooms
from interactions.fanout import recent
from interactions.glance import how_many, whose_turn
from interactions.models import Interaction, LiveStatus, Participant, Snapshot
from interactions.opening import settings_of
from interactions.standing import may, role_in, sees, stream_of
from interactions.storage import lately, unpack_events

EFFECTIVE = {"idle": "waiting", "live": "active", "paused": "paused", "completed": "completed"}
SOURCES = {
    "playerCharacter": "participantPlayerCharacterIds",
    "npc": "participantNpcIds",
    "monster": "participantMonsterIds",
}
COLUMNS = {"character_id": "playerCharacter", "npc_id": "npc", "monster_id": "monster"}


def milliseconds(moment: datetime | None) -> int | None:
    """Milliseconds since the epoch, as all times on the wire."""
    return None if moment is None else int(moment.timestamp() * 1000)


def last_activity(interaction: Any) -> int | None:
    """As far as this viewer heard of it."""
    return interaction.active_at or milliseconds(interaction.updated_at)


def row(interaction: Any, room: Room | None) -> dict[str, Any]:
    """A row of a list. The interaction comes from `standing.seen_by` with its participants and reward items prefetched."""
    role = role_in(interaction)
    shown: dict[str, Any] = {
        "id": interaction.pk,
        "campaignId": interaction.campaign_id,
        "relatedQuestId": interaction.quest_id,
        "relatedLocationId": interaction.location_id,
        "dmUserId": str(interaction.dm_id),
        "name": interaction.name,
        "description": interaction.description,
        "kind": interaction.kind,
        "liveStatus": interaction.live_status,
        "outcome": interaction.outcome or None,
        "status": room.status if room else "PENDING_INITIATIVE",
        "effectiveStatus": _effective(interaction.live_status, room),
        **_order(room, role),
        **_participants(interaction, room),
        "currentTurn": (whose_turn(room, role) or None) if room else None,
        "createdAt": milliseconds(interaction.created_at),
        "updatedAt": milliseconds(interaction.updated_at),
        "lastActivity": last_activity(interaction),
        "liveRoomId": interaction.pk if interaction.live_status in (LiveStatus.LIVE, LiveStatus.PAUSED) else None,
        **_settings(interaction, room, role),
    }
    if sees(interaction, "interaction", "reward_items"):
        shown["rewardItemIds"] = [item.pk for item in interaction.reward_items.all()]
    if sees(interaction, "interaction", "xp_awards"):
        shown["xpAwards"] = [{"playerCharacterId": key, "xp": xp} for key, xp in interaction.xp_awards.items()]
    return shown


def detail(interaction: Any, room: Room | None, user_id: str) -> dict[str, Any]:
    """The same with the state as this viewer sees it, and the newest of the log."""
    stream = stream_of(role_in(interaction))
    state = document(room, stream, user_id) if room else None
    return {
        **row(interaction, room),
        **(_drafted(interaction) if room is None and may(interaction, "view", "participant") else {}),
        "connectedParticipants": rooms.present(interaction.pk),
        **(_stored(interaction) if sees(interaction, "interaction", "snapshot") else _as_stored(interaction, state)),
        "interactionState": state,
        "interactionLog": _log(interaction.pk, stream, user_id) if room else [],
    }


def _log(interaction_id: str, stream: str, user_id: str) -> list[dict[str, Any]]:
    rows = lately(interaction_id).of(stream, user_id)
    entries: list[dict[str, Any]] = recent([(row.at, unpack_events(row.events)) for row in rows], stream, user_id)[
        "log"
    ]
    return entries


def _drafted(interaction: Any) -> dict[str, Any]:
    """Each participant of a draft, as a change to it takes them."""
    return {"participants": [_participant(one) for one in interaction.participants.all()]}


def _participant(one: Participant) -> dict[str, Any]:
    kind, source = next((kind, getattr(one, c)) for c, kind in COLUMNS.items() if getattr(one, c))
    return {
        "id": one.pk,
        "entityType": kind,
        "sourceId": source,
        "name": one.name,
        "hidden": one.hidden,
        "hpDisplay": one.hp_display,
        "position": None if one.x is None else {"x": one.x, "y": one.y},
    }


def _stored(interaction: Any) -> dict[str, Any]:
    """The snapshot as it lies on disk, for DMs; None where it cannot be read: then the journal is there."""
    snapshot: Snapshot | None = getattr(interaction, "snapshot", None)
    if snapshot is None:
        return {"lastStateSnapshot": None, "snapshotTimestamp": None}
    try:
        kept = document(replay.room_of(snapshot.pk, snapshot.state, snapshot.sha256), "dm")
    except replay.Unreadable:
        kept = None
    return {"lastStateSnapshot": kept, "snapshotTimestamp": snapshot.at}


def _as_stored(interaction: Any, state: dict[str, Any] | None) -> dict[str, Any]:
    """For others what is stored is the table as it stands, by snapshot and journal: when a snapshot was taken depends on
    what the hidden do, too."""
    return {"lastStateSnapshot": state, "snapshotTimestamp": last_activity(interaction) if state else None}


def live(interaction: Any, room: Room | None) -> dict[str, Any]:
    """A row of what is live."""
    role = role_in(interaction)
    shown: dict[str, Any] = {
        "interactionId": interaction.pk,
        "campaignId": interaction.campaign_id,
        "name": interaction.name,
        "kind": interaction.kind,
        "role": role,
        "liveStatus": interaction.live_status,
        "status": room.status if room else None,
        "participantCount": how_many(room, role) if room else 0,
        "lastActivity": last_activity(interaction),
    }
    if room and (name := whose_turn(room, role)):
        shown["currentTurn"] = name
    return shown


def _effective(live_status: str, room: Room | None) -> str:
    if live_status == LiveStatus.LIVE and room and not room.table.order:
        return "waiting"
    return EFFECTIVE[live_status]


def _order(room: Room | None, role: str) -> dict[str, Any]:
    """As the viewer's document has it: the hidden are not in it and not counted."""
    if room is None:
        return {"initiativeOrder": [], "currentInitiativeIndex": None}
    shown = document(room, stream_of(role))
    return {
        "initiativeOrder": shown["initiativeOrder"],
        "currentInitiativeIndex": shown.get("currentInitiativeIndex"),
    }


def _participants(interaction: Any, room: Room | None) -> dict[str, Any]:
    """The campaign's ids of who takes part, one for each participant. Those of monsters and NPCs are the DMs' alone: a
    monster of the library under another name would give itself away, for everybody reads the library."""
    if room is not None:
        everybody = [(p.entity_type, p.source_id, p.hidden) for p in room.table.participants.values()]
    else:
        drafted = interaction.participants.all()
        everybody = [(kind, getattr(p, c), p.hidden) for p in drafted for c, kind in COLUMNS.items() if getattr(p, c)]
    all_of_them = sees(interaction, "participant", "hidden")
    seen = [(kind, source_id) for kind, source_id, hidden in everybody if all_of_them or not hidden]
    shown: dict[str, Any] = {name: [] for name in SOURCES.values()}
    for kind, source_id in seen:
        if kind == "playerCharacter" or sees(interaction, "participant", "source"):
            shown[SOURCES[kind]].append(source_id)
    return {**shown, "participantCount": len(seen)}


def _settings(interaction: Interaction, room: Room | None, role: str) -> dict[str, Any]:
    """How the table plays, and when the turn under way runs out; of somebody whom the viewer does not see that is not told."""
    settings = room.lasting.settings if room else settings_of(interaction.settings)
    turn, active = (room.table.turn, room.active) if room else (None, None)
    runs = turn and active and turn.running_since and (role == "dm" or not active.hidden)
    return {
        "resolutionMode": settings.resolution_mode,
        "diagonals": settings.diagonals,
        "autoBegin": settings.auto_begin,
        "chatEnabled": settings.chat_enabled,
        "allowPrivateChat": settings.allow_private_chat,
        "turnTimeLimit": settings.turn_time_limit,
        "currentTurnTimeout": turn.running_since + turn.remaining if turn and runs else None,
    }
