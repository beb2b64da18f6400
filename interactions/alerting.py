"""Who listens for alerts in this process, and telling them. Lives on the event loop, like the rooms."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from interactions import protocol
from interactions.frames import Frame
from interactions.models import Alert
from interactions.sockets import Socket

SEATS_EACH = 5
MOST = 50
"""Unread alerts that are told on coming in; older ones stay unread until these are read."""
REPLACED = 4409


class Ear(NamedTuple):
    """One open socket of somebody, with what it lives by (`sweep.Held`)."""

    socket: Socket
    user_id: str
    session: str
    seal: str


class Listening:
    """All ears of this process, by person; a sixth of one person replaces the oldest."""

    def __init__(self) -> None:
        self._ears: dict[str, list[Ear]] = {}

    @property
    def everybody(self) -> list[Ear]:
        return [ear for ears in self._ears.values() for ear in ears]

    def enter(self, ear: Ear) -> None:
        ears = self._ears.setdefault(ear.user_id, [])
        if len(ears) >= SEATS_EACH:
            ears.pop(0).socket.close(REPLACED, "replaced by a newer window")
        ears.append(ear)

    def leave(self, ear: Ear) -> None:
        ears = self._ears.get(ear.user_id, [])
        if ear in ears:
            ears.remove(ear)
        if not ears:
            self._ears.pop(ear.user_id, None)

    def tell(self, frames: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Each frame to all windows of its person."""
        for user_id, shown in frames:
            ears = self._ears.get(user_id)
            if ears:
                frame = Frame(protocol.encode(shown))
                for ear in ears:
                    ear.socket.write(frame)


def frame_of(alert: Alert) -> dict[str, Any]:
    """An alert on the wire."""
    shown: dict[str, Any] = {
        "type": "alert",
        "id": alert.pk,
        "kind": str(alert.kind),
        "campaignId": alert.campaign_id,
        "interactionId": alert.interaction_id,
        "text": alert.text,
        "createdAt": alert.created_at,
    }
    return {**shown, "entityId": alert.entity_id} if alert.entity_id else shown


def unread(user_id: str) -> list[dict[str, Any]]:
    """The newest unread alerts of this person that still hold, oldest first: of her campaigns, and nothing is live that has
    ended."""
    found = Alert.objects.filter(user_id=user_id, read=False, withdrawn=False, campaign__memberships__user=user_id)
    still = found.exclude(
        kind__in=("interactionLive", "yourTurn", "onDeck", "timeWarning"), interaction__live_status="completed"
    )
    newest = still.order_by("-created_at", "-seq", "-pk")[:MOST]
    return [frame_of(alert) for alert in reversed(newest)]


def mark_read(user_id: str, ids: Sequence[str]) -> None:
    """Hers among these are read; of others' nothing changes."""
    Alert.objects.filter(user_id=user_id, pk__in=ids, read=False).update(read=True)
