"""From a DM's wishes to the rows of a draft: who takes part, under which name, where, and hidden or not."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from campaigns.ids import new_id
from campaigns.models import NPC, Campaign, Item, Location, Membership, Monster, PlayerCharacter, Quest
from interactions.models import Interaction, Participant
from interactions.naming import is_given_by_us, names
from interactions.placing import misplaced

MANY = 100
"""Participants of one interaction, at most."""
KINDS: dict[type, str] = {PlayerCharacter: "character", NPC: "npc", Monster: "monster"}
"""The column of a participant's row for each kind of creature."""
_COLUMNS = ("name", "hidden", "hp_display", "x", "y", "order")


class Wanted(NamedTuple):
    """Somebody to come; several of a kind are several of these.

    Without a name a monster is called after its kind, and counted. `at` is the upper left cell, None: where there is
    room. `id` is of the row that she has in the draft already, empty for a newcomer.
    """

    creature: Any
    hidden: bool = False
    name: str = ""
    hp_display: str = Participant.HpDisplay.WORD
    at: tuple[int, int] | None = None
    id: str = ""


class Draft(NamedTuple):
    """What a DM wants."""

    campaign: Campaign
    dm: Any
    name: str
    description: str = ""
    kind: str = Interaction.Kind.COMBAT
    location: Location | None = None
    quest: Quest | None = None
    participants: Sequence[Wanted] = ()
    settings: dict[str, Any] = {}
    reward_items: Sequence[Item] = ()
    xp_awards: dict[str, int] = {}


@transaction.atomic
def write(draft: Draft, id: str = "") -> Interaction:
    """The interaction with everybody in it. Raises ValidationError where it cannot be kept like this."""
    interaction = Interaction(id=id or new_id(), campaign=draft.campaign, dm=draft.dm)
    _fill(interaction, draft)
    return interaction


@transaction.atomic
def rewrite(interaction: Interaction, draft: Draft) -> None:
    """Everything of a draft anew; who is in it already keeps her id. The row is locked by the caller, who has made sure that
    it is not live. Raises ValidationError where it cannot be kept like this."""
    interaction.epoch += 1  # a room that has read the draft before cannot go live with it any more
    _fill(interaction, draft)


def _fill(interaction: Interaction, draft: Draft) -> None:
    interaction.name = draft.name
    interaction.description = draft.description
    interaction.kind = draft.kind
    interaction.location = draft.location or (draft.quest.location if draft.quest else None)
    interaction.quest = draft.quest
    interaction.settings = draft.settings
    interaction.xp_awards = draft.xp_awards
    interaction.full_clean(validate_unique=False, validate_constraints=False)
    interaction.save(force_insert=interaction._state.adding)
    interaction.reward_items.set(draft.reward_items)
    gather(interaction, draft.participants)


def gather(interaction: Interaction, wanted: Sequence[Wanted]) -> None:
    """These take part, in this order, and nobody else. Raises ValidationError for too many, for a character who comes twice
    and for whoever does not fit where she is put."""
    _check(interaction, wanted)
    before = {row.pk: row for row in interaction.participants.select_related(*KINDS.values())}
    rows = _rows(interaction, wanted, before)
    kept = [row for row in rows if row.pk in before]
    interaction.participants.exclude(pk__in=[row.pk for row in kept]).delete()
    Participant.objects.bulk_update(kept, _COLUMNS)
    Participant.objects.bulk_create(row for row in rows if row.pk not in before)


def _check(interaction: Interaction, wanted: Sequence[Wanted]) -> None:
    if len(wanted) > MANY:
        raise ValidationError(f"At most {MANY} can take part.")
    characters = [one.creature for one in wanted if isinstance(one.creature, PlayerCharacter)]
    if twice := {c for c in characters if characters.count(c) > 1}:
        raise ValidationError(f"{min(map(str, twice))} cannot take part twice.")
    if wrong := misplaced(interaction.location, wanted):
        raise ValidationError([wrong[place] for place in sorted(wrong)])


def _rows(interaction: Interaction, wanted: Sequence[Wanted], before: dict[str, Participant]) -> list[Participant]:
    rows: list[Participant] = []
    free = dict(before)
    for order, one in enumerate(wanted):
        row = free.get(one.id)
        kind = KINDS[type(one.creature)]
        if row is None or getattr(row, f"{kind}_id") != one.creature.pk:
            row = Participant(interaction=interaction, **{kind: one.creature})
        else:
            del free[one.id]
        was_hidden = row.pk in before and row.hidden
        row.name = one.name or (row.name if _keeps_its_name(row, one, was_hidden) else "")
        row.hidden, row.hp_display, row.order = one.hidden, one.hp_display, order
        row.x, row.y = one.at or (None, None)
        rows.append(row)
    _call_by_kind(rows)
    return rows


def _keeps_its_name(row: Participant, one: Wanted, was_hidden: bool) -> bool:
    """What we called a hidden one stays with it as long as it hides."""
    return row.monster_id is not None and one.hidden and was_hidden and is_given_by_us(row.name, str(row.monster))


def _call_by_kind(rows: Sequence[Participant]) -> None:
    """Names for the monsters that have none."""
    nameless = [row for row in rows if row.monster_id and not row.name]
    taken = {row.name for row in rows if row.name and not row.hidden}
    called = names([(row.monster.name, row.hidden) for row in nameless], taken=taken)  # type: ignore[union-attr]  # monsters
    for row, name in zip(nameless, called, strict=True):
        row.name = name


def drafted(interaction: Interaction) -> list[Wanted]:
    """Who takes part in a draft; names that we have given are left out, so that they are given anew."""
    rows = interaction.participants.select_related(*KINDS.values(), "character__owner")
    return [wanted_of(row) for row in rows]


def wanted_of(row: Participant) -> Wanted:
    """What a row of a draft asks for."""
    creature = row.character or row.npc or row.monster
    ours = row.monster_id is not None and is_given_by_us(row.name, str(creature))
    at = None if row.x is None or row.y is None else (row.x, row.y)
    return Wanted(creature, row.hidden, "" if ours else row.name, row.hp_display, at, row.pk)


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


def together(characters: Iterable[Any], npcs: Iterable[Any], monsters: Iterable[Wanted]) -> list[Wanted]:
    """Everybody in the usual order: the party, the DM's people, the monsters."""
    return [*map(Wanted, characters), *map(Wanted, npcs), *monsters]
