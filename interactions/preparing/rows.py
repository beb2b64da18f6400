"""The lines of the form that say who takes part: as they were typed, from a draft, or from what is sent."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from campaigns.experience import worth
from campaigns.models import NPC, Campaign, Monster, PlayerCharacter
from engine.sheet import FOOTPRINT
from engine.state import Position
from interactions.drafting import MANY, Wanted, available_monsters
from interactions.models import Participant
from interactions.naming import names
from interactions.placing import cell_name, cell_named

MANY_AT_ONCE = 20
"""Of a kind, added with one press of a button."""
MOST_XP = 1_000_000
SIDES = {"character": "party", "npc": "other", "monster": "foe"}
MODELS: dict[str, type] = {"character": PlayerCharacter, "npc": NPC, "monster": Monster}
_WHO = re.compile(r"who-([0-9]{1,4})-creature")


class Row(NamedTuple):
    """One participant of the form. `id` is of her row in the draft, empty for a newcomer; the rest is what was typed."""

    kind: str
    creature: Any
    id: str = ""
    name: str = ""
    hidden: bool = False
    hp_display: str = Participant.HpDisplay.WORD
    cell: str = ""
    xp: str = ""

    @property
    def reference(self) -> str:
        return f"{self.kind}:{self.creature.pk}"

    @property
    def side(self) -> str:
        return SIDES[self.kind]

    @property
    def cells(self) -> int:
        """The side of the square she stands on."""
        return FOOTPRINT[self.creature.size]

    @property
    def at(self) -> tuple[int, int] | None:
        return cell_named(self.cell)

    def wanted(self) -> Wanted:
        """What the line asks for; it has no errors."""
        return Wanted(self.creature, self.hidden, self.name.strip(), self.hp_display, self.at, self.id)


def of_draft(wanted: Iterable[Wanted], xp_awards: dict[str, int]) -> list[Row]:
    """The lines of a draft."""
    return [_row(one, xp_awards) for one in wanted]


def _row(one: Wanted, xp_awards: dict[str, int]) -> Row:
    kind = next(kind for kind, model in MODELS.items() if isinstance(one.creature, model))
    cell = cell_name(Position(*one.at)) if one.at else ""
    xp = str(xp_awards.get(one.creature.pk) or "") if kind == "character" else ""
    return Row(kind, one.creature, one.id, one.name, one.hidden, one.hp_display, cell, xp)


def sent(campaign: Campaign, form: Any) -> list[Row]:
    """The lines that the browser sent; a creature that is not this campaign's is left out."""
    numbers = listed(form)
    references = [form[f"who-{number}-creature"] for number in numbers]
    found = creatures(campaign, references)
    return [
        _typed(found[reference], reference, form, f"who-{number}-")
        for number, reference in zip(numbers, references, strict=True)
        if reference in found
    ]


def listed(form: Any) -> list[int]:
    """The numbers of the lines that were sent, whoever they are about; a few more than can take part, and no end of them."""
    return sorted(int(match[1]) for name in form if (match := _WHO.fullmatch(name)))[: MANY + MANY_AT_ONCE]


def _typed(creature: Any, reference: str, form: Any, prefix: str) -> Row:
    shown = form.get(f"{prefix}hp", "")
    return Row(
        kind=reference.partition(":")[0],
        creature=creature,
        id=form.get(f"{prefix}id", ""),
        name=form.get(f"{prefix}name", ""),
        hidden=f"{prefix}hidden" in form,
        hp_display=shown if shown in Participant.HpDisplay.values else Participant.HpDisplay.WORD,
        cell=form.get(f"{prefix}cell", "").strip(),
        xp=form.get(f"{prefix}xp", "").strip(),
    )


def creatures(campaign: Campaign, references: Iterable[str]) -> dict[str, Any]:
    """By reference (`monster:<id>`) the creatures that may take part in this campaign."""
    wanted = {kind: [r.partition(":")[2] for r in references if r.partition(":")[0] == kind] for kind in MODELS}
    available = {
        "character": PlayerCharacter.objects.filter(campaign=campaign).select_related("owner"),
        "npc": NPC.objects.filter(campaign=campaign),
        "monster": available_monsters(campaign),
    }
    return {
        f"{kind}:{creature.pk}": creature
        for kind, ids in wanted.items()
        if ids
        for creature in available[kind].filter(pk__in=ids)
    }


def joined(rows: Sequence[Row], campaign: Campaign, reference: str, count: str) -> list[Row]:
    """With so many more of a creature; who is no monster comes once. What is no number from 1 to 20 counts as one of them."""
    creature = creatures(campaign, [reference]).get(reference)
    if creature is None:
        return list(rows)
    kind = reference.partition(":")[0]
    if kind != "monster":
        return [*rows, Row(kind, creature)] if reference not in {row.reference for row in rows} else list(rows)
    number = int(count) if re.fullmatch(r"[0-9]{1,2}", count) else 1
    return [*rows, *[Row(kind, creature)] * max(1, min(number, MANY_AT_ONCE))]


def called(rows: Sequence[Row]) -> Iterator[str]:
    """What each will be called, as far as one can tell now: the hidden are called when they are drafted."""
    nameless = [row for row in rows if row.kind == "monster" and not row.hidden and not row.name.strip()]
    taken = {row.name.strip() for row in rows if row.name.strip() and not row.hidden}
    given = iter(names([(str(row.creature), False) for row in nameless], taken=taken))
    for row in rows:
        yield row.name.strip() or (str(row.creature) if row.kind != "monster" or row.hidden else next(given))


def split(rows: Sequence[Row]) -> int:
    """What all the monsters are worth, in XP for each character; rounded down."""
    characters = sum(row.kind == "character" for row in rows)
    return sum(worth(row.creature) for row in rows if row.kind == "monster") // max(characters, 1)
