"""From a DM's wishes to the rows of an interaction that is not live yet: who takes part, under which name, hidden or not."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from campaigns.ids import new_id
from campaigns.models import NPC, Campaign, Item, Location, Membership, Monster, PlayerCharacter, Quest
from interactions.models import Interaction, Participant
from interactions.naming import names

MANY = 100
"""Participants of one interaction, at most."""


class Wanted(NamedTuple):
    """One monster to come; several of a kind are several of these."""

    monster: Monster
    hidden: bool = False


class Draft(NamedTuple):
    """What a DM wants. Without `characters` those of the campaign's players come by themselves."""

    campaign: Campaign
    dm: Any
    name: str
    description: str = ""
    location: Location | None = None
    quest: Quest | None = None
    monsters: Sequence[Wanted] = ()
    npcs: Sequence[NPC] = ()
    characters: Sequence[PlayerCharacter] | None = None
    settings: dict[str, Any] = {}
    reward_items: Sequence[Item] = ()
    xp_awards: dict[str, int] = {}


@transaction.atomic
def write(draft: Draft, id: str = "") -> Interaction:
    """The interaction with everybody in it. Raises ValidationError where it cannot be kept like this."""
    interaction = Interaction(
        id=id or new_id(),
        campaign=draft.campaign,
        name=draft.name,
        description=draft.description,
        location=draft.location or (draft.quest.location if draft.quest else None),
        quest=draft.quest,
        dm=draft.dm,
        settings=draft.settings,
        xp_awards=draft.xp_awards,
    )
    interaction.full_clean(validate_unique=False, validate_constraints=False)
    interaction.save(force_insert=True)
    interaction.reward_items.set(draft.reward_items)
    Participant.objects.bulk_create(_participants(interaction, draft))
    return interaction


def _participants(interaction: Interaction, draft: Draft) -> list[Participant]:
    characters = players_characters(draft.campaign) if draft.characters is None else draft.characters
    rows = _rows(interaction, characters, draft.npcs, draft.monsters, 0)
    if len(rows) > MANY:
        raise ValidationError(f"At most {MANY} can take part.")
    return rows


def _rows(
    interaction: Interaction,
    characters: Iterable[PlayerCharacter],
    npcs: Iterable[NPC],
    monsters: Sequence[Wanted],
    first: int,
) -> list[Participant]:
    """Rows to be created, numbered from `first`."""
    called = names([(wanted.monster.name, wanted.hidden) for wanted in monsters])
    rows = [Participant(interaction=interaction, character=character) for character in characters]
    rows += [Participant(interaction=interaction, npc=npc) for npc in npcs]
    rows += [
        Participant(interaction=interaction, monster=wanted.monster, hidden=wanted.hidden, name=name)
        for wanted, name in zip(monsters, called, strict=True)
    ]
    for order, row in enumerate(rows, start=first):
        row.order = order
    return rows


def players_characters(campaign: Campaign) -> QuerySet[PlayerCharacter]:
    """Those who join by themselves: the characters of the campaign's players."""
    players = Membership.objects.filter(campaign=campaign, role=Membership.Role.PLAYER).values("user")
    return PlayerCharacter.objects.filter(campaign=campaign, owner__in=players).select_related("owner")


def available_monsters(campaign: Campaign) -> QuerySet[Monster]:
    """The campaign's own monsters and the shared library's."""
    return Monster.objects.filter(Q(campaign=campaign) | Q(campaign__isnull=True))


def available_items(campaign: Campaign) -> QuerySet[Item]:
    """The campaign's own items and the shared library's."""
    return Item.objects.filter(Q(campaign=campaign) | Q(campaign__isnull=True))


def counted(monsters: Iterable[Monster], counts: dict[str, int], hidden: set[str]) -> list[Wanted]:
    """So many of each monster, by id."""
    return [Wanted(m, m.pk in hidden) for m in monsters for _ in range(counts.get(m.pk, 0))]


def replace(
    interaction: Interaction,
    *,
    monsters: Sequence[Wanted] | None = None,
    npcs: Sequence[NPC] | None = None,
    characters: Sequence[PlayerCharacter] | None = None,
) -> None:
    """Other participants in a draft, of the kinds that are given; the rest stays."""
    kinds = {"monster": monsters, "npc": npcs, "character": characters}
    for kind in (kind for kind, rows in kinds.items() if rows is not None):
        interaction.participants.filter(**{f"{kind}__isnull": False}).delete()
    kept = interaction.participants.aggregate(last=Max("order"), count=Count("pk"))
    rows = _rows(interaction, characters or (), npcs or (), monsters or (), (kept["last"] or 0) + 1)
    if kept["count"] + len(rows) > MANY:
        raise ValidationError(f"At most {MANY} can take part.")
    Participant.objects.bulk_create(rows)
