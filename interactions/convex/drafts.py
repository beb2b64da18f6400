"""Drafts as content: noted by the database whenever they are saved, sent with what they refer to, and removed when they are.

Of an interaction that has been played its own document says more, and is newer (`lineage`): Convex takes no notice of this.
"""

from collections.abc import Collection, Mapping

from campaigns.convex.kinds import Content, Kind
from campaigns.convex.watching import Watched
from interactions.convex.documents import drafted
from interactions.convex.lineage import draft_revision
from interactions.models import Interaction, Shipment
from sync.outbox import Entry, entry, now_ms

KIND, NEWEST = "drafts", "draft"


def read(ids: Collection[str]) -> Mapping[str, Content]:
    """The documents of those that there are."""
    rows = Interaction.objects.filter(pk__in=ids).prefetch_related("participants", "reward_items")
    return {row.pk: _content(row) for row in rows}


def _content(row: Interaction) -> Content:
    """One that is played counts as having no history, and so as older than all that was played: after a cut or a restore it
    would be newer than what was told of the journal before, and that of the next may come much later."""
    fields = drafted(row) if row.live_status == "idle" else {**drafted(row), "lineage": []}
    monsters = {("monsters", one.monster_id) for one in row.participants.all() if one.monster_id}
    items = {("items", item.pk) for item in row.reward_items.all()}
    return Content("interactions", fields, frozenset({*monsters, *items, ("users", str(row.dm_id))}))


def put(id: str, content: Content, revision: int, base: int) -> Entry:
    """Nobody edits it in Convex."""
    newer = draft_revision(len(content.fields["lineage"]), revision)
    document = {"externalId": id, "revision": newer, "updatedAt": now_ms(), **content.fields}
    return entry(id, "upsertInteraction", document, revision=newer, newest_only=NEWEST)


def remove(id: str, table: str, revision: int, base: int) -> Entry:
    """Whatever was told of it before is older."""
    shipped = Shipment.objects.filter(pk=id).values_list("generation", flat=True).first() or 0
    newer = draft_revision(shipped + 1, revision)
    args = {"table": table, "externalId": id, "revision": newer}
    return entry(id, "removeContent", args, revision=newer, newest_only=NEWEST)


KINDS = [
    Kind(
        name=KIND,
        model=Interaction,
        read=read,
        watched=(
            Watched(
                "interactions_interaction",
                "drafts",
                of=(
                    "campaign_id",
                    "name",
                    "description",
                    "kind",
                    "location_id",
                    "quest_id",
                    "dm_id",
                    "settings",
                    "xp_awards",
                    "ancestry",
                ),
            ),
            Watched("interactions_participant", "drafts", columns=("interaction_id",)),
            Watched("interactions_interaction_reward_items", "drafts", columns=("interaction_id",)),
        ),
        put=put,
        remove=remove,
    )
]
