"""The follower that turns what happens into alerts: for all members when the game begins, stops, goes on and ends; for a
player about her own character while she is not at the table. What is no news any more it takes back (`outdated`).

Who was not at the table is known of an open room alone: when the journal is read later, after a crash, the alerts about
turns are not made up for. So nothing here is compared with the journal.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from campaigns.models import Membership
from engine import events as e
from engine.passing import on_deck
from engine.state import Room
from interactions import rooms
from interactions.models import Alert, Interaction
from interactions.outdated import Unread
from interactions.replay import Row


class About(NamedTuple):
    """What is to be said: to one person about an entity, or to everybody but the one who did it; `about` is the turn or the
    reward that it is true of."""

    kind: str
    text: str
    user_id: str = ""
    entity_id: str = ""
    about: str = ""


class Alerts:
    name = "interactions.alerts"

    def project(self, cursor: Any, rows: Sequence[Row]) -> None:
        unread = Unread(row.interaction for row in rows)
        for row in rows:
            over = any(isinstance(event, e.Ended) for event in row.events)
            for i, event in enumerate(row.events):
                unread.happens(row.interaction, row.seq, event)
                for alert in _made(row, i, event, over):
                    unread.make(alert)
        unread.look_who_is_next()
        frames = unread.store(_of_members(unread.made))
        if frames:
            transaction.on_commit(lambda: rooms.alert(frames))

    def expected(self, rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
        return {}

    def stored(self, interaction_id: str) -> dict[str, dict[str, Any]]:
        return {}

    def contradictions(self, room: Room, stored: dict[str, dict[str, Any]]) -> list[str]:
        return []

    def cut_back(self, cursor: Any, interaction_id: str, seq: int, at: int) -> int:
        """Nobody is told again of what stays: who was at the table then is not known any more."""
        Alert.objects.filter(interaction_id=interaction_id, created_at__gte=at).delete()
        return seq


def _of_members(made: list[Alert]) -> list[Alert]:
    """Those to who still belongs to the campaign: a room does not know that a player has left, or has no account any more."""
    if not made:
        return []
    campaigns = {alert.campaign_id for alert in made}
    members = set(Membership.objects.filter(campaign__in=campaigns).values_list("campaign_id", "user_id"))
    return [alert for alert in made if (alert.campaign_id, int(alert.user_id)) in members]


_TO_ALL = (e.WentLive, e.Paused, e.Resumed, e.Ended)
_TO_ONE = (e.TurnStarted, e.TimeRanLow, e.TurnEnded, e.ActionResolved, e.Rewarded, e.Rewound, e.Redone)


def _made(row: Row, i: int, event: Any, over: bool) -> Iterator[Alert]:
    """What the `i`-th event of a row is told as; of what comes with the end, the end is news enough."""
    if isinstance(event, _TO_ONE) and not over:
        room = rooms.open_state(row.interaction)
        for about in _to_some(event, room) if room else ():
            if not rooms.is_present(row.interaction, about.user_id):
                yield _alert(row, i, about, room.campaign_id, about.user_id)
    elif isinstance(event, _TO_ALL):
        yield from _for_all(row, i, event)


def _for_all(row: Row, i: int, event: Any) -> Iterator[Alert]:
    interaction = Interaction.objects.select_related("campaign").get(pk=row.interaction)
    about = _to_all(event, interaction)
    members = Membership.objects.filter(campaign_id=interaction.campaign_id).values_list("user_id", flat=True)
    for user_id in members:
        if str(user_id) != row.person and not rooms.is_present(row.interaction, str(user_id)):
            yield _alert(row, i, about, interaction.campaign_id, str(user_id))


def _to_all(event: Any, interaction: Interaction) -> About:
    name = f"“{interaction.name}”"
    match event:
        case e.WentLive():
            return About("interactionLive", f"{name} is live in {interaction.campaign.name}.")
        case e.Paused():
            return About("interactionPaused", f"{name} is paused.")
        case e.Resumed():
            return About("interactionResumed", f"{name} goes on.")
        case _:
            return About("interactionEnded", f"{name} has ended.")


def _to_some(event: Any, room: Room) -> Iterator[About]:
    """About a player's own character; of anybody else's she hears at the table."""
    begun = _begun(event)
    entity_id, about = begun or _subject(event)
    hero = room.table.participants.get(entity_id)
    if hero is not None and hero.owner:
        kind, text = _words(event, hero.name, room.name)
        if kind:
            yield About(kind, text, hero.owner, entity_id, about)
    following = on_deck(room) if begun and _is_up(room, about) else None
    if following is not None and following.owner:
        yield About("onDeck", f"{following.name} is next in “{room.name}”.", following.owner, following.id, about)


def _begun(event: Any) -> tuple[str, str] | None:
    """Whose turn begins or goes on with it, and the turn's id."""
    match event:
        case e.TurnStarted() | e.Rewound():
            return event.entity_id, event.turn_id
        case e.Redone() if event.table and event.table.turn:
            return event.table.turn.entity_id, event.table.turn.id
    return None


def _subject(event: Any) -> tuple[str, str]:
    """Whom it is about, and the reward or the turn."""
    match event:
        case e.Rewarded():
            return event.reward.entity_id, event.reward.id
        case e.Redone():
            return "", ""
    return event.entity_id, event.turn_id


def _is_up(room: Room, turn_id: str) -> bool:
    """Whether the turn that began is still under way: when the journal is read late, others may be."""
    return room.table.turn is not None and room.table.turn.id == turn_id


def _words(event: Any, hero: str, name: str) -> tuple[str, str]:
    match event:
        case e.TurnStarted() | e.Rewound() | e.Redone():
            return "yourTurn", f"It is {hero}’s turn in “{name}”."
        case e.TimeRanLow():
            return "timeWarning", f"Little time is left for {hero}’s turn in “{name}”."
        case e.TurnEnded(status="skipped" | "timeout"):
            return "missedTurn", f"{hero} has missed a turn in “{name}”."
        case e.ActionResolved(outcome="approved" | "approved_modified" | "denied" | "asked_back"):
            return "actionResolved", f"The DM has answered what {hero} wanted to do in “{name}”."
        case e.Rewarded():
            return "reward", f"{hero} has been rewarded in “{name}”."
    return "", ""


def _alert(row: Row, i: int, about: About, campaign_id: str, user_id: str) -> Alert:
    """The same event gives the same id to the same person, so that reading a row again alerts nobody twice."""
    named = "/".join((row.interaction, str(row.seq), str(i), user_id))
    return Alert(
        id=salted_hmac("interactions.alerts", named, algorithm="sha256").hexdigest()[:32],
        user_id=user_id,
        campaign_id=campaign_id,
        interaction_id=row.interaction,
        kind=about.kind,
        entity_id=about.entity_id,
        text=about.text[:500],
        created_at=row.at,
        about=about.about,
        seq=row.seq,
    )
