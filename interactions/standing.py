"""How interactions stand now, many at once and in a fixed number of queries: open rooms from memory, the others from disk."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from campaigns.models import Membership
from campaigns.permissions import AT_TABLES, SECRETS_AT_TABLES, Thing, Verb, role_may, role_sees
from campaigns.roles import table_role
from engine.state import SCHEMA, Room
from interactions import replay, rooms
from interactions.models import Interaction, JournalEntry, LastHeard, LiveStatus, Snapshot

log = logging.getLogger(__name__)


def seen_by(user: Any) -> QuerySet[Interaction]:
    """The interactions this person may know of, each with her `member_role`: a DM all, others none that is only drafted.

    `active_at` (ms; None where nothing was) is when something happened last; for others than DMs: of which all have heard.
    """
    mine = Membership.objects.filter(user_id=user.pk)
    role = mine.filter(campaign_id=OuterRef("campaign_id")).values("role")[:1]
    newest = JournalEntry.objects.filter(interaction_id=OuterRef("pk")).order_by("-seq").values("at")[:1]
    heard = LastHeard.objects.filter(interaction_id=OuterRef("pk")).values("at")
    told_all = Q(member_role__in=SECRETS_AT_TABLES["interaction"]["last_row"])
    found = Interaction.objects.annotate(member_role=Subquery(role))
    found = found.annotate(active_at=Case(When(told_all, then=Subquery(newest)), default=Subquery(heard)))
    drafts = Q(member_role__in=AT_TABLES["draft"]["view"], live_status=LiveStatus.IDLE)
    return found.filter(drafts | Q(member_role__in=AT_TABLES["interaction"]["view"]) & ~Q(live_status=LiveStatus.IDLE))


def role_in(interaction: Any) -> str:
    """The role at the table of the person for whom `seen_by` found this interaction."""
    return table_role(interaction.member_role)


def may(interaction: Any, verb: Verb, thing: Thing) -> bool:
    """Whether the person for whom `seen_by` found this interaction may do that to it, or to what is of it."""
    return role_may(interaction.member_role, verb, thing)


def sees(interaction: Any, thing: Thing, column: str) -> bool:
    """Whether she sees this column of it."""
    return role_sees(interaction.member_role, thing, column)


def stream_of(role: str) -> str:
    """Which document a role reads."""
    return {"dm": "dm", "player": "party"}.get(role, "table")


def current(interactions: Sequence[Interaction]) -> dict[str, Room]:
    """The room of each that has gone live, by id; one that cannot be read is left out."""
    found: dict[str, Room] = {}
    closed = []
    for interaction in interactions:
        state = rooms.open_state(interaction.pk)
        if state is not None:
            found[interaction.pk] = state
        elif interaction.live_status != LiveStatus.IDLE:
            closed.append(interaction.pk)
    if closed:
        found.update(_from_disk(closed))
    return found


def _from_disk(ids: list[str]) -> dict[str, Room]:
    kept = {row.pk: row for row in Snapshot.objects.filter(pk__in=ids)}
    behind: dict[str, list[Any]] = defaultdict(list)
    after = Coalesce(F("interaction__snapshot__seq"), 0)
    tail = JournalEntry.objects.filter(interaction_id__in=ids, seq__gt=after).order_by("interaction_id", "seq")
    for entry in tail.values_list("interaction_id", "seq", "at", "person", "command_id", "events", "v"):
        behind[entry[0]].append(entry)
    found = {id: _one_from_disk(id, kept.get(id), behind[id]) for id in ids}
    return {id: room for id, room in found.items() if room is not None}


def _one_from_disk(id: str, kept: Snapshot | None, tail: Sequence[Any]) -> Room | None:
    """None where it cannot be read so: the list goes on without it, and whoever opens it hears why."""
    try:
        start = replay.room_of(id, kept.state, kept.sha256) if kept else None
        rows = [replay.Row(*entry[:5], replay.events_of(id, entry[1], entry[5])) for entry in tail]
        whole = all(row.seq == seq for seq, row in enumerate(rows, kept.seq + 1 if kept else 1))
        return replay.continued(start, rows) if whole and all(entry[6] <= SCHEMA for entry in tail) else None
    except Exception as error:  # also where events do not follow from one another
        log.warning("interaction %s cannot be listed as it stands: %r", id, error)
        return None
