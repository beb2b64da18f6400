"""Two histories of one interaction, neither of which knows the other: a person has chosen which goes on.

The other is kept: what was here in a file beside the database, what was in Convex in such a file and there, too.
"""

import time
from pathlib import Path
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F

from campaigns.ids import new_id
from engine.asking import Refused
from interactions import copies, replay, rooms
from interactions.convex import fetching, genesis
from interactions.convex.fetching import Held, Stored
from interactions.convex.genesis import forsaken, local_lineage
from interactions.convex.lineage import Journal, Lineage, kept_as, told
from interactions.convex.snapshotting import Stood, snapshot
from interactions.models import Interaction, Shipment
from sync.client import Client
from sync.sending import calling, send_in_order


def keep_convex(convex: Client, interaction: Interaction, there: Stored) -> Path | None:
    """The room goes on from what Convex has. Returns the copy of what was here. Raises `Refused`."""
    _is_closed(interaction)
    copy = None
    if interaction.journal.exists():
        copy = copies.beside_the_database(interaction.pk, "local")
        copies.write(copies.exported(interaction), copy)
    happened = fetching.happened(convex, interaction.pk, there.lineage)
    genesis.begin(interaction.pk, there, happened, local_lineage(interaction))
    return copy


def keep_local(convex: Client, interaction: Interaction, there: Stored | Held) -> Path:
    """What is here goes on, as a journal that knows of all the others: everything of it is told to Convex anew.

    Returns the copy of what Convex had. Raises `Refused`, and then nothing has changed here.
    """
    _is_closed(interaction)
    local = local_lineage(interaction)
    if not interaction.journal.exists():
        raise Refused("conflict", "Nothing of it was played here.")
    copy = copies.beside_the_database(interaction.pk, "convex")
    copies.write(_exported(interaction, there), copy)
    ancestry = (
        *local[:-1],
        local[-1]._replace(kept=0),
        *forsaken(there.lineage, local),
    )
    ours = (*ancestry, Journal(new_id(), local[-1].seq))
    _force(convex, interaction, ours)
    with transaction.atomic():
        Interaction.objects.filter(pk=interaction.pk).update(
            ancestry=kept_as(ancestry), journal_id=ours[-1].id, epoch=F("epoch") + 1
        )
        Shipment.objects.update_or_create(
            interaction_id=interaction.pk, defaults={"generation": 0, "seq": 0, "snapshot_seq": 0, "overtaken": True}
        )
    return copy


def _is_closed(interaction: Interaction) -> None:
    if rooms.open_state(interaction.pk) is not None:
        raise Refused("conflict", "The room is open in this process.")


def _force(convex: Client, interaction: Interaction, ours: Lineage) -> None:
    """At once, and not through the outbox: nothing is changed here before Convex has it. A long one goes in several calls;
    only the last lets Convex's own go."""
    rows = list(replay.rows(interaction.pk))
    room = replay.continued(None, rows)
    if room is None:
        raise Refused("conflict", "Nothing of it was played here.")
    entry = snapshot(Stood(room, ours, max(rows[-1].at, int(time.time() * 1000)), "kept"), force=True)
    results = send_in_order(calling(convex), [msgspec.json.encode(one) for one in entry.operations])
    if results[-1].status != "applied":
        raise Refused("conflict", f"Convex does not take it: {results[-1].message or results[-1].status}")


def _exported(interaction: Interaction, there: Stored | Held) -> dict[str, Any]:
    """Of a state that cannot be read here the text."""
    found = {"interaction": interaction.pk, "lineage": [told(one) for one in there.lineage], "at": there.at}
    if isinstance(there, Held):
        return {**found, "text": there.text.decode(errors="replace")}
    room = there.room
    whole = msgspec.to_builtins(room, order="deterministic")
    return {**found, "campaign": room.campaign_id, "name": room.name, "room": whole}
