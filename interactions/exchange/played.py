"""An interaction as it was played, for its DMs: every accepted command and what came of it, in order.

The dice's seeds are in no row; what people said to each other in private, and rolled for themselves, stays theirs.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from django.contrib.auth import get_user_model

from campaigns.ids import is_account_id
from engine.events import Event
from interactions import replay
from interactions.followers import Row
from interactions.models import Interaction

FORMAT: Final = "campaignlive-interaction"
VERSION: Final = 1


def export_interaction(interaction: Interaction) -> bytes:
    """The journal as JSON; empty for a draft. Raises `replay.Unreadable`."""
    journal = list(replay.rows(interaction.pk))
    document = {
        "format": FORMAT,
        "version": VERSION,
        "interactionId": interaction.pk,
        "campaignId": interaction.campaign_id,
        "name": interaction.name,
        "description": interaction.description,
        "kind": interaction.kind,
        "liveStatus": interaction.live_status,
        "outcome": interaction.outcome,
        "people": _people(journal),
        "journal": [_row(row) for row in journal],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=sorted).encode()


def _row(row: Row) -> dict[str, Any]:
    events = [msgspec.to_builtins(event) for event in row.events if not _is_private(event)]
    return {"seq": row.seq, "at": row.at, "userId": row.person, "commandId": row.command_id, "events": events}


def _is_private(event: Event) -> bool:
    """As at the table: what is somebody's own is not the DM's."""
    return event.audience == "own"


def _people(journal: Iterable[Row]) -> dict[str, str]:
    """The names of those who did something, by user id."""
    ids = {row.person for row in journal if row.person}
    users = get_user_model().objects.filter(pk__in=[int(id) for id in ids if is_account_id(id)])
    return {str(user.pk): user.get_full_name() or user.get_username() for user in users}
