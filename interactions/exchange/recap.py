"""An interaction retold: turn by turn what one viewer was told of it, and how those she sees stand. From the journal alone."""

from collections.abc import Collection
from typing import Any, Final

from engine.events import Redone, Rewound
from engine.state import Room
from engine.told import Message, told, told_alone, told_to
from engine.view import document
from interactions import replay
from interactions.models import Interaction

_STANDING: Final = ("name", "entityType", "currentHP", "maxHP", "hpWord", "conditions")
_OF_TURN: Final = ("turnId", "turnNumber", "entityId", "catchUpFor")


class _Telling:
    """Rounds of turns, each with its log; `before` is what happened outside of any turn."""

    def __init__(self) -> None:
        self.before: list[Message] = []
        self.rounds: list[dict[str, Any]] = []
        self.turns: dict[object, dict[str, Any]] = {}
        self.log = self.before

    def hear(self, message: Message, at: int) -> None:
        """The next message to this viewer; what people say is the chat's."""
        match message["type"], message.get("event"):
            case "logEvent", _:
                self.log.append({**{k: v for k, v in message.items() if k != "type"}, "at": at})
            case "turnUpdate", "TURN_STARTED" | "TURN_REWOUND":
                self._begin(message, at)
            case "turnUpdate", ended:
                turn = self.turns.get(message["turnId"], {})
                turn |= {"status": "completed" if ended == "TURN_COMPLETED" else "skipped", "endedAt": at}

    def _begin(self, message: Message, at: int) -> None:
        turn = {name: message[name] for name in _OF_TURN if name in message} | {"startedAt": at, "log": []}
        if not self.rounds or self.rounds[-1]["roundNumber"] != message["roundNumber"]:
            self.rounds.append({"roundNumber": message["roundNumber"], "turns": []})
        self.rounds[-1]["turns"].append(turn)
        self.turns[turn["turnId"]] = turn
        self.log = turn["log"]

    def mark(self, undone: Collection[str], redone: Collection[str] = ()) -> None:
        """These turns do not count any more, those do again; what follows belongs to the newest that counts."""
        for turn_id in undone:
            self.turns.get(turn_id, {})["undone"] = True
        for turn_id in redone:
            self.turns.get(turn_id, {}).pop("undone", None)
        newest = next((turn for turn in reversed(self.turns.values()) if "undone" not in turn), None)
        self.log = newest["log"] if newest else self.before


def recap(interaction: Interaction, stream: str, user_id: str) -> dict[str, Any]:
    """What whoever follows `stream` as `user_id` was told; empty for a draft. Raises `replay.Unreadable`."""
    telling, room = _Telling(), None
    for row in replay.rows(interaction.pk):
        room = replay.continued(room, [row])
        for event in row.events:
            if isinstance(event, Rewound | Redone):
                telling.mark(event.undone, getattr(event, "redone", ()))
            message = told(event, stream) or (told_alone(event) if user_id in told_to(event) else None)
            if message is not None:
                telling.hear(message, row.at)
    return {
        "interactionId": interaction.pk,
        "name": interaction.name,
        "kind": interaction.kind,
        "liveStatus": interaction.live_status,
        "outcome": interaction.outcome or None,
        "before": telling.before,
        "rounds": telling.rounds,
        "standing": _standing(room, stream) if room else {},
    }


def _standing(room: Room, stream: str) -> dict[str, Any]:
    seen = document(room, stream)["participants"]
    return {id: {name: one[name] for name in _STANDING if name in one} for id, one in seen.items()}
