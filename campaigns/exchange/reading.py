"""From the document to rows that are not stored yet: ids of their own, every reference found, every column checked."""

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Model

from campaigns.exchange import document as d
from campaigns.exchange.shapes import columns
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from engine.asking import Refused

MOST: Final = 20_000
"""Rows of a document. Each is checked here, and all are stored in one transaction, for which every live table waits."""
OWNERS = {Monster: "monster", NPC: "npc", PlayerCharacter: "player_character"}


class Reading:
    """The rows of a document: `found` by kind and the document's id, `fresh` those that are to be stored."""

    def __init__(self, document: d.Document) -> None:
        self.campaign = self._made(Campaign, document.campaign, "campaign")
        self.found: dict[type[Model], dict[str, Any]] = {}
        self.fresh: list[Any] = [self.campaign]
        self.pictures: list[tuple[Map, str]] = []
        self.spells: list[tuple[PlayerCharacter, list[Spell]]] = []
        self._read(document)

    def refer(self, kind: type[Model], id: str, whose: str) -> Any:
        """The row that a reference means. Raises `Refused("malformed")` where the document has none."""
        try:
            return self.found[kind][id]
        except KeyError:
            word = kind._meta.verbose_name
            raise Refused("malformed", f"{whose} refers to the {word} “{id}”, which is not in the file.") from None

    def _read(self, document: d.Document) -> None:
        for kind, shared in ((Item, "items"), (Spell, "spells"), (Monster, "monsters")):
            self._take_shared(kind, getattr(document.library, shared), f"library.{shared}")
        for row, map_ in self._own(Map, document.maps, "maps"):
            if row.image:
                self.pictures.append((map_, row.image))
        for row, whose in self._list(Location, document.locations, "locations"):
            self._keep(row, whose, Location, map=self.refer(Map, row.map, whose))
        for row, whose in self._list(Quest, document.quests, "quests"):
            self._keep(row, whose, Quest, location=self.refer(Location, row.location, whose) if row.location else None)
        for kind, rows in ((Item, document.items), (Spell, document.spells), (Condition, document.conditions)):
            for _ in self._own(kind, rows, f"{kind.__name__.lower()}s"):
                pass
        for row, monster in self._own(Monster, document.monsters, "monsters"):
            self._parts(row, monster, "monsters")
        for row, npc in self._own(NPC, document.npcs, "npcs"):
            self._parts(row, npc, "npcs")
            self._inventory(row, npc, "npcs")
        for row, character in self._own(PlayerCharacter, document.characters, "characters"):
            self._parts(row, character, "characters")
            self._inventory(row, character, "characters")
            self.spells.append((character, [self.refer(Spell, id, f"{character}") for id in row.spells]))

    def _take_shared(self, kind: type[Any], rows: list[Any], where: str) -> None:
        """What the library here has under the same source key is taken from there; the rest comes into the campaign."""
        keys = {row.source_key for row in rows if row.source_key}
        known = {row.source_key: row for row in kind.objects.filter(campaign=None, source_key__in=keys)}
        for row, whose in self._list(kind, rows, where):
            if row.source_key in known:
                self.found[kind][row.id] = known[row.source_key]
                continue
            kept = self._keep(row, whose, kind)
            if kind is Monster:
                self._parts(row, kept, where)

    def _list(self, kind: type[Model], rows: list[Any], where: str) -> Iterable[tuple[Any, str]]:
        """Each row with what to call it in a sentence; ids are unique by kind, the library's included."""
        found = self.found.setdefault(kind, {})
        for place, row in enumerate(rows):
            if row.id in found:
                raise Refused("malformed", f"{where}[{place}]: the id “{row.id}” stands there twice.")
            yield row, f"{where}[{place}] “{row.name[:60]}”"

    def _own(self, kind: type[Model], rows: list[Any], where: str) -> Iterable[tuple[Any, Any]]:
        """Each row with what was made of it."""
        for row, whose in self._list(kind, rows, where):
            yield row, self._keep(row, whose, kind)

    def _keep(self, row: Any, whose: str, kind: type[Any], **references: Any) -> Any:
        made = self._made(kind, row, whose, campaign=self.campaign, **references)
        self.found[kind][row.id] = made
        self._add(made)
        return made

    def _add(self, made: Any) -> None:
        self.fresh.append(made)
        _check_count(len(self.fresh))

    def _parts(self, row: Any, creature: Any, where: str) -> None:
        owner = {OWNERS[type(creature)]: creature}
        for kind, parts in ((CreatureAttack, row.attacks), (Feature, row.features)):
            for place, part in enumerate(parts):
                whose = f"{where} “{creature}”, {kind._meta.verbose_name} {place}"
                self._add(self._made(kind, part, whose, **owner))

    def _inventory(self, row: Any, creature: Any, where: str) -> None:
        owner = {OWNERS[type(creature)]: creature}
        for place, entry in enumerate(row.inventory):
            whose = f"{where} “{creature}”, inventory {place}"
            item = self.refer(Item, entry.item, whose)
            self._add(self._made(InventoryEntry, entry, whose, item=item, **owner))

    @staticmethod
    def _made(kind: type[Any], row: Any, whose: str, **references: Any) -> Any:
        """An unsaved row, its columns checked as a form would. Raises `Refused("malformed")`."""
        made = kind(**{column.name: getattr(row, column.name) for column in columns(kind)}, **references)
        try:
            made.clean_fields(exclude=[field.name for field in kind._meta.fields if field.is_relation])
            made.clean()
        except ValidationError as wrong:
            raise Refused("malformed", f"{whose}: {sentence(wrong)}") from wrong
        return made


def check_rows(document: d.Document) -> None:
    """Raises `Refused("too_large")` for a document with more rows than are read where nothing of its library is known."""
    here, library = document, document.library
    creatures = [*here.monsters, *here.npcs, *here.characters, *library.monsters]
    listed = (here.maps, here.locations, here.quests, here.items, here.spells, here.conditions)
    rows = 1 + len(creatures) + sum(map(len, (*listed, library.items, library.spells)))
    parts = sum(len(row.attacks) + len(row.features) + len(getattr(row, "inventory", ())) for row in creatures)
    _check_count(rows + parts)


def _check_count(rows: int) -> None:
    if rows > MOST:
        raise Refused("too_large", f"A campaign's file has {MOST:,} rows at most, attacks and belongings included.")


def sentence(wrong: ValidationError) -> str:
    """The first complaint, with the column it is about."""
    if hasattr(wrong, "error_dict"):
        column, complaints = next(iter(wrong.message_dict.items()))
        return complaints[0] if column == "__all__" else f"{column}: {complaints[0]}"
    return str(wrong.messages[0])
