"""What the socket of alerts sends: `interactions.alerting` and `interactions.listeners` build it."""

from typing import Literal

from msgspec import UNSET, UnsetType

from interactions.shapes.base import EntityId, Millis, Shape

AlertKind = Literal[
    "interactionLive",
    "yourTurn",
    "onDeck",
    "timeWarning",
    "missedTurn",
    "actionResolved",
    "interactionPaused",
    "interactionResumed",
    "interactionEnded",
    "reward",
]


class Alert(Shape, tag_field="type", tag="alert", kw_only=True):
    """Something that concerns this person: what is unread on coming in (the newest 50), then what is new. The same `id`
    may come more than once and is the same alert."""

    id: str
    kind: AlertKind
    campaign_id: str
    interaction_id: str
    entity_id: EntityId | UnsetType = UNSET
    text: str
    created_at: Millis


class AlertsRead(Shape, tag_field="type", tag="read"):
    """These alerts have been read, in this window or in another one of the same person; or they are no news any more, since
    the turn is over or was taken back. What a redo gives back comes again under the same `id`."""

    ids: list[str]


ALERT_FRAMES = (Alert, AlertsRead)
