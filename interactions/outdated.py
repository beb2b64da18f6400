"""Which alerts are no news any more: what happened since has made them untrue, or something newer is told instead."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from engine import events as e
from engine.passing import on_deck
from interactions import rooms
from interactions.alerting import frame_of
from interactions.models import Alert

OF_A_TURN = ("onDeck", "yourTurn", "timeWarning")
"""Of these about one game only the newest is news, and none when the turn was missed or is over."""
REWOUND = ("missedTurn", "actionResolved", "reward")
"""What a rewind takes back and a redo gives back. Its `about` is the turn, or the reward."""


class Untrue(NamedTuple):
    """The alerts of these kinds; of one entity, or about some of these ids, where that is said."""

    kinds: Sequence[str]
    entity_id: str = ""
    about: Collection[str] | None = None

    def has(self, alert: Alert) -> bool:
        named = not self.entity_id or alert.entity_id == self.entity_id
        return alert.kind in self.kinds and named and (self.about is None or alert.about in self.about)


def untrue(event: Any) -> Sequence[Untrue]:
    """What this event makes of the alerts before it."""
    match event:
        case e.TurnStarted():
            return Untrue(OF_A_TURN), Untrue(("missedTurn",), about=[event.catch_up_for] if event.catch_up_for else [])
        case e.TurnEnded():
            return (Untrue(("yourTurn", "timeWarning"), event.entity_id),)
        case e.TimeGranted():
            return (Untrue(("timeWarning",), event.entity_id),)
        case e.ParticipantRemoved():
            return (Untrue(OF_A_TURN, event.entity_id),)
        case e.Rewound():
            return Untrue(OF_A_TURN), Untrue(REWOUND, about={*event.undone, *event.taken_back})
        case e.Redone():
            return Untrue(OF_A_TURN), Untrue(REWOUND, about=event.undone)
        case e.Paused():
            return (Untrue(("interactionResumed",)),)
        case e.Resumed():
            return (Untrue(("interactionPaused",)),)
        case e.Ended():
            return (Untrue((*OF_A_TURN, "interactionLive", "interactionPaused", "interactionResumed")),)
    return ()


class Unread:
    """The alerts of some interactions that nobody has read, and what rows of their journals make of them.

    An alert that is over counts as read; one that a rewind took back is withdrawn, and may come back. What a row has made
    is not changed by rows before it that are read again.
    """

    def __init__(self, interaction_ids: Iterable[str]) -> None:
        self.made: list[Alert] = []
        self._stored: dict[str, tuple[Alert, bool]] = {}
        """Each with whether it was withdrawn before."""
        self._of: dict[str, list[Alert]] = {}
        for alert in Alert.objects.filter(interaction_id__in=set(interaction_ids), read=False):
            self._stored[alert.pk] = alert, alert.withdrawn
            self._of.setdefault(alert.interaction_id, []).append(alert)

    def happens(self, interaction_id: str, seq: int, event: Any) -> None:
        """An event of row `seq`."""
        for alert in self._earlier(interaction_id, seq):
            if isinstance(event, e.Redone) and alert.about in (*event.redone, *event.given_back):
                alert.withdrawn = False
            if any(one.has(alert) for one in untrue(event)):
                alert.withdrawn = alert.kind in REWOUND
                alert.read = not alert.withdrawn

    def make(self, alert: Alert) -> None:
        if alert.kind in OF_A_TURN or alert.kind == "missedTurn":
            for old in self._earlier(alert.interaction_id, alert.seq):
                old.read = old.read or (old.kind in OF_A_TURN and str(old.user_id) == str(alert.user_id))
        self.made.append(alert)
        self._of.setdefault(alert.interaction_id, []).append(alert)

    def look_who_is_next(self) -> None:
        """The order may have changed in whatever way."""
        for interaction_id, alerts in self._of.items():
            for alert in alerts:
                if alert.kind == "onDeck" and not alert.read and (room := rooms.open_state(interaction_id)):
                    following = on_deck(room)
                    alert.read = following is None or following.id != alert.entity_id

    def _earlier(self, interaction_id: str, seq: int) -> list[Alert]:
        return [one for one in self._of.get(interaction_id, ()) if one.seq < seq or one.pk not in self._stored]

    def store(self, made: Sequence[Alert]) -> list[tuple[str, dict[str, Any]]]:
        """What has changed, and these of the made; the frames by which people hear of it, by user id: the news first, lest
        the list be empty in between and the keyboard leave it."""
        over = [alert for alert, _ in self._stored.values() if alert.read]
        gone = [alert for alert, before in self._stored.values() if alert.withdrawn and not before]
        back = [alert for alert, before in self._stored.values() if before and not alert.withdrawn]
        for alerts, changes in ((over, {"read": True}), (gone, {"withdrawn": True}), (back, {"withdrawn": False})):
            if alerts:
                Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(**changes)
        Alert.objects.bulk_create(made, ignore_conflicts=True)
        news = [*back, *(alert for alert in made if not alert.read and not alert.withdrawn)]
        return [*((str(alert.user_id), frame_of(alert)) for alert in news), *_read(over + gone)]


def _read(alerts: Iterable[Alert]) -> list[tuple[str, dict[str, Any]]]:
    """The frames by which open pages hear that these are no news any more."""
    ids: dict[str, list[str]] = {}
    for alert in alerts:
        ids.setdefault(str(alert.user_id), []).append(alert.pk)
    return [(user_id, {"type": "read", "ids": some}) for user_id, some in ids.items()]
