"""A journal brought out as it is, before something of it goes: into a file that only its owner reads."""

import base64
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings

from interactions.models import Interaction, JournalEntry
from interactions.storage import TORN, unpack_events


def exported(interaction: Interaction) -> dict[str, Any]:
    """The journal for a JSON file: events where they can be read, else the bytes as base64. No seeds of dice."""
    entries = JournalEntry.objects.filter(interaction=interaction).order_by("seq")
    return {
        "interaction": interaction.pk,
        "campaign": interaction.campaign_id,
        "name": interaction.name,
        "rows": [_row(entry) for entry in entries.iterator()],
    }


def _row(entry: JournalEntry) -> dict[str, Any]:
    shown = {
        "seq": entry.seq,
        "at": entry.at,
        "epoch": entry.epoch,
        "person": entry.person,
        "commandId": entry.command_id,
        "contentHash": bytes(entry.content_hash).hex(),
        "v": entry.v,
        "result": bytes(entry.result).decode(errors="replace"),
    }
    try:
        return {**shown, "events": msgspec.to_builtins(unpack_events(bytes(entry.events)))}
    except TORN as error:
        return {**shown, "unreadable": str(error), "base64": base64.b64encode(bytes(entry.events)).decode()}


def beside_the_database(interaction_id: str, what: str = "") -> Path:
    """A name for a copy that there is not yet; `what` it is of."""
    folder = Path(settings.JOURNAL_COPIES)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{interaction_id}{what and '-'}{what}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.json"


def write(copy: Mapping[str, Any], file: Path) -> None:
    """For its owner's eyes only: the journal knows what players may not. Raises OSError, also where there is such a file."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(copy, order="deterministic"), indent=1))
        out.flush()
        os.fsync(out.fileno())
