"""Whom and what one can add: the campaign's own at once, of the shared library what a search finds."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from campaigns.experience import worth
from campaigns.models import NPC, Campaign, Item, Monster, PlayerCharacter
from interactions.preparing.rows import Row

OF_THE_LIBRARY = 30
OWN = 60
"""Rows shown at most; who has more finds them by name."""


class Offer(NamedTuple):
    """Somebody who could take part, with a few words about her."""

    reference: str
    name: str
    words: str
    many: bool
    creature: Any


def offers(campaign: Campaign, search: str, rows: Sequence[Row]) -> list[Offer]:
    """Whoever is not in yet: characters, the DM's people, the campaign's monsters, and of the library what is found."""
    present = {row.creature.pk for row in rows if row.kind != "monster"}
    named = {"name__icontains": search} if search else {}
    characters = PlayerCharacter.objects.filter(campaign=campaign, **named).exclude(pk__in=present)
    npcs = NPC.objects.filter(campaign=campaign, **named).exclude(pk__in=present)
    own = Monster.objects.filter(campaign=campaign, **named)
    library = Monster.objects.filter(campaign__isnull=True, **named)[:OF_THE_LIBRARY] if search else []
    return [
        *(_offer("character", c, "character", c.owner) for c in characters.select_related("owner")[:OWN]),
        *(_offer("npc", npc, "NPC") for npc in npcs[:OWN]),
        *(_monster(monster) for monster in [*own[:OWN], *library]),
    ]


def _offer(kind: str, creature: Any, word: str, owner: Any = None) -> Offer:
    player = f", played by {owner.get_full_name() or owner.get_username()}" if owner else ""
    return Offer(f"{kind}:{creature.pk}", creature.name, f"{word}{player}", many=False, creature=creature)


def _monster(monster: Monster) -> Offer:
    words = [monster.get_size_display(), monster.creature_type, f"{monster.hit_points} HP", f"{worth(monster)} XP"]
    words += ["library" if monster.campaign_id is None else "", _edition(monster)]
    return Offer(f"monster:{monster.pk}", monster.name, ", ".join(filter(None, words)), many=True, creature=monster)


def monsters(*lists: Iterable[Row | Offer]) -> list[Monster]:
    """The monsters among them: of those the library has some."""
    return [one.creature for listed in lists for one in listed if isinstance(one.creature, Monster)]


def _edition(monster: Monster) -> str:
    """Whose it is, where two sources have creatures of one name."""
    return monster.source if monster.campaign_id is None else ""


def items(campaign: Campaign, search: str, chosen: Collection[str]) -> list[tuple[Item, bool]]:
    """What there could be to win, and whether it is chosen: what is chosen, the campaign's own, and what the search finds."""
    picked = _available(campaign).filter(pk__in=chosen)
    own = Item.objects.filter(campaign=campaign).exclude(pk__in=chosen)[:OWN]
    library = Item.objects.filter(campaign__isnull=True, name__icontains=search).exclude(pk__in=chosen)
    found: Iterable[Item] = library[:OF_THE_LIBRARY] if search else ()
    return [*((item, True) for item in picked), *((item, False) for item in [*own, *found])]


def _available(campaign: Campaign) -> Any:
    return Item.objects.filter(campaign=campaign) | Item.objects.filter(campaign__isnull=True)
