"""What happened, event by event, as far as it is worth telling. The row keeps the event itself: how it reads to whom,
`engine.told` says when somebody asks."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine import events as e
from engine.state import Room
from engine.told import told
from interactions.replay import Row
from interactions.tables import JSONText, RecordTable, beneath, mark, parts
from turns.models import LiveInteractionLog


class Logged(Struct, gc=False):
    interaction_id: str
    seq: int
    i: int
    event_type: str
    event_data: JSONText
    user_id: str
    entity_id: str
    timestamp: int
    session_id: str
    audience: str


_to_json = msgspec.json.Encoder().encode
TABLE = RecordTable(LiveInteractionLog, Logged, "interaction_id", "seq", "i", newer_wins=False)

WORTH_TELLING: dict[type, str] = {
    e.WentLive: "INTERACTION_STARTED",
    e.Paused: "INTERACTION_PAUSED",
    e.Resumed: "INTERACTION_RESUMED",
    e.Ended: "INTERACTION_ENDED",
    e.InitiativeRequested: "INITIATIVE_REQUESTED",
    e.InitiativeRolled: "INITIATIVE_UPDATED",
    e.QueueStopped: "QUEUE_STOPPED",
    e.MissedTurnWanted: "MISSED_TURN_WANTED",
    e.MissedTurnGranted: "MISSED_TURN_GRANTED",
    e.TimeGranted: "TIME_GRANTED",
    e.TimeRequested: "TIME_REQUESTED",
    e.TimeRanLow: "TIME_WARNING",
    e.Rewound: "TURN_REWOUND",
    e.Redone: "REWIND_REDONE",
    e.OrderChanged: "INITIATIVE_UPDATED",
    e.TurnStarted: "TURN_STARTED",
    e.TurnEnded: "TURN_COMPLETED",
    e.ActionSubmitted: "ACTION_SUBMITTED",
    e.ActionResolved: "ACTION_RESOLVED",
    e.Moved: "MOVED",
    e.AttackRolled: "ATTACK_ROLLED",
    e.Damaged: "DAMAGED",
    e.Healed: "HEALED",
    e.Defeated: "DEFEATED",
    e.ItemUsed: "ITEM_USED",
    e.ItemEquipped: "ITEM_EQUIPPED",
    e.Dashed: "DASHED",
    e.Dodged: "DODGED",
    e.Rewarded: "REWARDED",
    e.Overridden: "OVERRIDDEN",
    e.SettingsChanged: "SETTINGS_CHANGED",
    e.CutBack: "JOURNAL_CUT_BACK",
    e.Genesis: "ROOM_RESTORED",
    e.ParticipantAdded: "PARTICIPANT_JOINED",
    e.ParticipantRemoved: "PARTICIPANT_LEFT",
    e.DiceRolled: "DICE_ROLLED",
}
"""The names `engine.told` has for them, but for turns that were skipped and participants revealed."""
LOOKED_INTO = frozenset({e.WentLive, e.Resumed, e.ActionSubmitted, e.TurnEnded, e.Overridden, e.Genesis})
FULL = frozenset({e.Rewound, e.Redone, e.Genesis})
BEGINS_A_STRETCH = frozenset({e.WentLive, e.Resumed, e.Genesis})
ABOUT_ELSEWHERE = frozenset({e.AttackRolled, e.ActionSubmitted, e.Rewarded, e.ParticipantAdded})


class EventLog:
    name = "turns.log"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        TABLE.write(cursor, _logged(rows, _sessions_before(cursor, rows)))

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return TABLE.by_key(_logged(rows, {}))

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return TABLE.stored(interaction_id)

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        newest = max(stored.values(), key=lambda entry: (entry["seq"], entry["i"]), default=None)
        if newest is None or newest["session_id"] == room.lasting.session_id:
            return []
        return [f"the log's session is {newest['session_id']!r}, the room's {room.lasting.session_id!r}"]

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        TABLE.cut_back(cursor, interaction_id, "seq", seq)
        return seq


def _logged(rows: Sequence[Row], sessions: dict[str, str]) -> list[Logged]:
    """The events worth telling, each with the live stretch it fell into."""
    logged = []
    for row in rows:
        session = sessions.get(row.interaction, "")
        for i, event in enumerate(row.events):
            kind = type(event)
            name = WORTH_TELLING.get(kind)
            if name is None:
                continue
            audience = event.audience
            if kind in LOOKED_INTO and not (kind is e.TurnEnded and event.status == "completed"):
                if kind in BEGINS_A_STRETCH:
                    session = sessions[row.interaction] = _session(event)
                elif (looked := _looked_into(name, event)) is not None:
                    name, audience = looked
                else:
                    continue
            entity = _about(event) if kind in ABOUT_ELSEWHERE else getattr(event, "entity_id", "")
            if kind in FULL:
                event = _bare(event)  # the rest is the journal's
            text: Any = _to_json(event).decode()
            logged.append(
                Logged(row.interaction, row.seq, i, name, text, row.person, entity, row.at, session, audience)
            )
    return logged


def _looked_into(name: str, event: e.Event) -> tuple[str, str] | None:
    """Name and audience of an event whose kind alone does not tell them; None where it is not worth telling."""
    match event:
        case e.ActionSubmitted():
            return (name, event.audience) if event.waits or event.action.description else None
        case e.TurnEnded():
            return (name if event.status == "completed" else "TURN_SKIPPED", event.audience)
        case e.Overridden():
            # A DM's change that players are not told of is hers alone.
            audience = "dm" if told(event, "party") is None else event.audience
            return ("PARTICIPANT_REVEALED" if event.hidden is False else name, audience)
    return None


def _session(event: Any) -> str:
    """The live stretch that begins, or goes on where the journal begins anew."""
    if isinstance(event, e.Genesis):
        return event.room.lasting.session_id if event.room else ""
    return str(event.session_id)


def _bare(event: Any) -> e.Event:
    """Without tables and rooms."""
    if isinstance(event, e.Genesis):
        return replace(event, room=None, arrived={}, submitted=())
    return replace(event, table=None)


def _about(event: Any) -> str:
    """The entity that an event names by another field than `entity_id`."""
    match event:
        case e.AttackRolled():
            return event.source
        case e.ActionSubmitted():
            return event.action.entity_id
        case e.Rewarded():
            return event.reward.entity_id
        case e.ParticipantAdded():
            return event.participant.id
    return ""


def _sessions_before(cursor: Any, rows: Sequence[Row]) -> dict[str, str]:
    """The live stretch under way before these rows, for each of their interactions."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(row.interaction, row.seq)
    before: dict[str, str] = {}
    driver = beneath(cursor)
    for part in parts([(interaction, seq) for interaction, seq in first.items() if seq > 1]):
        driver.execute(_newest_before(len(part), mark()), [value for pair in part for value in pair])
        before.update((interaction, session) for interaction, session in driver.fetchall() if session)
    return before


@cache
def _newest_before(count: int, placeholder: str) -> str:
    asked = ", ".join([f"({placeholder}, {placeholder})"] * count)
    session = (
        "SELECT session_id FROM turns_liveinteractionlog AS log WHERE log.interaction_id = asked.id"
        " AND log.restored_from = '' AND log.seq < asked.seq ORDER BY log.seq DESC, log.i DESC LIMIT 1"
    )
    return f"WITH asked (id, seq) AS (VALUES {asked}) SELECT asked.id, ({session}) FROM asked"  # noqa: S608  # placeholders only
