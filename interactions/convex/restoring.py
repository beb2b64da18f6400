"""An interaction anew from Convex alone, where a node has lost its disk: its draft, and what was played of it.

Content and people are there before it. What of the draft's creatures is missing is left out: a room knows everybody by itself.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from campaigns.ids import is_account_id
from campaigns.models import NPC, Campaign, Counterpart, Item, Location, Membership, Monster, PlayerCharacter, Quest
from interactions import followers
from interactions.convex import drafts, fetching, genesis
from interactions.convex.documents import ROW
from interactions.convex.fetching import Client, Document
from interactions.convex.genesis import moment
from interactions.convex.lineage import drafted_at, heard, kept_as
from interactions.models import Interaction, Participant

COLUMNS: dict[str, Any] = {"character_id": PlayerCharacter, "npc_id": NPC, "monster_id": Monster}


class Unfit(Exception):
    """It cannot be restored; the message is a sentence that says why."""


class Restored(NamedTuple):
    """`complaints`: a sentence for each thing that is missing of it."""

    interaction: Interaction
    complaints: list[str]


def restore(convex: Client, document: Document) -> Restored | None:
    """All of it, or, where it is here already or was thrown away, nothing: it may be done again. Raises `Unfit`."""
    id = document["externalId"]
    if document.get("deleted") or Interaction.objects.filter(pk=id).exists():
        return None
    try:
        stored = fetching.stored(convex, id)
        happened = fetching.happened(convex, id, stored.lineage) if stored else {}
    except fetching.Unusable as error:
        raise Unfit(str(error)) from error
    complaints: list[str] = []
    try:
        with transaction.atomic():
            interaction = _draft(document, complaints)
            if stored is not None:
                genesis.replace(interaction, stored, happened)
            else:
                _go_on_behind(interaction, document)
    except IntegrityError as error:
        raise Unfit(f"It does not fit to what is here: {error}.") from error
    if stored is None and document["liveStatus"] != "idle":
        complaints.append("Convex has nothing of what was played: it is a draft again.")
    followers.catch_up([id])
    return Restored(interaction, complaints)


def _go_on_behind(interaction: Interaction, document: Document) -> None:
    """What is saved of a draft from now on is newer than what Convex has, whatever the clock here says; journals of which there
    is no state are left."""
    left = [one._replace(kept=0) for one in heard(document.get("lineage", ()))]
    interaction.ancestry = kept_as(left)
    interaction.save(update_fields=["ancestry"])
    known = {"table": "interactions", "revision": drafted_at(int(document["revision"]), len(left))}
    Counterpart.objects.update_or_create(kind=drafts.KIND, row_id=interaction.pk, defaults=known)


def _draft(document: Document, complaints: list[str]) -> Interaction:
    kept = msgspec.json.decode(document.get("record", "{}"))
    campaign = Campaign.objects.filter(pk=document["campaignId"]).first()
    if campaign is None:
        raise Unfit("Its campaign is not here.")
    interaction = Interaction(
        id=document["externalId"],
        campaign=campaign,
        name=document["name"],
        description=document.get("description", ""),
        kind=document["kind"],
        location=_there(Location, document.get("relatedLocationId"), "Its location is not here.", complaints),
        quest=_there(Quest, document.get("relatedQuestId"), "Its quest is not here.", complaints),
        dm=_dm(document["dmUserId"], campaign),
        settings=kept.get("settings", {}),
        xp_awards=kept.get("xpAwards", {}),
        created_at=moment(document["createdAt"]),
    )
    interaction.save(force_insert=True)
    interaction.reward_items.set(Item.objects.filter(pk__in=document.get("rewardItemIds", [])))
    rows = kept.get("participants", [])
    drafted = list(_participants(interaction, rows))
    Participant.objects.bulk_create(drafted)
    if len(drafted) < len(rows):
        complaints.append(f"{len(rows) - len(drafted)} of its draft are not here.")
    return interaction


def _there(model: Any, id: str | None, sentence: str, complaints: list[str]) -> Any:
    found = model._default_manager.filter(pk=id).first() if id else None
    if id and found is None:
        complaints.append(sentence)
    return found


def _dm(id: str, campaign: Campaign) -> Any:
    """Whoever prepared it, else the campaign's owner. Raises `Unfit`."""
    users = get_user_model()._default_manager
    found = users.filter(pk=int(id)).first() if is_account_id(id) else None
    owner = Membership.objects.filter(campaign=campaign, role=Membership.Role.OWNER).select_related("user").first()
    if found is None and owner is None:
        raise Unfit("Neither its DM nor an owner of its campaign is here.")
    return found or owner.user  # type: ignore[union-attr]  # one of the two


def _participants(interaction: Interaction, rows: list[Mapping[str, Any]]) -> Iterator[Participant]:
    there = {column: _of(model, column, rows) for column, model in COLUMNS.items()}
    for row in rows:
        columns = {name: row[name] for name in ROW if name in row}
        if any(columns.get(column) in known for column, known in there.items()):
            yield Participant(interaction=interaction, **columns)


def _of(model: Any, column: str, rows: list[Mapping[str, Any]]) -> set[str]:
    wanted = {row[column] for row in rows if column in row}
    return set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
