"""How one participant looks to a viewer: in parts, each saying which fields it depends on.

A delta renders only the parts whose fields changed; the whole is all parts together. Names are the wire's.
"""

from collections.abc import Callable, Iterator
from itertools import compress
from operator import is_not
from typing import NamedTuple

from msgspec.structs import astuple

from engine.sheet import Attack, Item
from engine.state import Participant

Shown = dict[str, object]

FIELDS = Participant.__struct_fields__


class Part(NamedTuple):
    """A piece of a participant's view and the fields it is made of.

    A `plain` part always has the same keys, so that what it shows is its own merge patch.
    """

    needs: frozenset[str]
    show: Callable[[Participant], Shown]
    plain: bool = False


class Parts:
    """The parts that one class of viewer is shown."""

    def __init__(self, *parts: Part) -> None:
        self._all = parts
        self.fields = frozenset().union(*(part.needs for part in parts))

    def __iter__(self) -> Iterator[Part]:
        return iter(self._all)

    def touched(self, fields: frozenset[str]) -> tuple[Part, ...]:
        """The parts that depend on one of these fields."""
        return tuple(part for part in self._all if not part.needs.isdisjoint(fields))


class Manner:
    """A way to change: which fields hold another object, and which parts each class of viewer then sees anew."""

    __slots__ = ("common", "dm", "fields", "hers", "own", "public", "veil")

    def __init__(self, fields: frozenset[str]) -> None:
        self.fields = fields
        self.common, self.dm = COMMON.touched(fields), DM.touched(fields)
        self.public, self.own = PUBLIC.touched(fields), OWN.touched(fields)
        self.hers = not fields.isdisjoint(OWN.fields | {"note", "owner"})
        """Its owner's own document may differ."""
        self.veil = "hidden" in fields


_MANNERS: dict[tuple[str, ...], Manner] = {}


def manner(before: Participant, after: Participant) -> Manner:
    """How the one became the other; an equal value in another object is told again, which harms nobody.

    There are only so many sets of fields that change together: what follows from one is worked out once.
    """
    fields = tuple(compress(FIELDS, map(is_not, astuple(before), astuple(after))))
    found = _MANNERS.get(fields)
    if found is None:
        found = _MANNERS[fields] = Manner(frozenset(fields))
    return found


def hp_word(participant: Participant) -> str:
    """How hurt it looks: unhurt, hurt, bloodied (at half, SRD 5.2), near death (at a tenth), defeated."""
    hp, most = participant.hp, participant.max_hp
    if participant.defeated or hp <= 0:
        return "defeated"
    if hp >= most:
        return "unhurt"
    if hp * 10 <= most:
        return "near death"
    return "bloodied" if hp * 2 <= most else "hurt"


def _identity(p: Participant) -> Shown:
    shown: Shown = {
        "name": p.name,
        "entityType": p.entity_type,
        "side": p.side,
        "size": p.sheet.size,
        "cells": p.sheet.cells,
    }
    if p.owner:
        shown["userId"] = p.owner
    return shown


def _exact_health(p: Participant) -> Shown:
    shown: Shown = {"currentHP": p.hp, "maxHP": p.max_hp}
    if p.temp_hp:
        shown["tempHP"] = p.temp_hp
    return shown


def _public_health(p: Participant) -> Shown:
    if p.hp_display == "exact":
        return _exact_health(p)
    return {"hpWord": hp_word(p)} if p.hp_display == "word" else {}


def _position(p: Participant) -> Shown:
    return {"position": {"x": p.position.x, "y": p.position.y}}


def _turn_status(p: Participant) -> Shown:
    return {"turnStatus": p.turn_status}


def _flags(p: Participant) -> Shown:
    shown: Shown = {"conditions": list(p.conditions)}
    if p.defeated:
        shown["defeated"] = True
    if p.dodging:
        shown["dodging"] = True
    return shown


def _armor_class(p: Participant) -> Shown:
    return {"armorClass": p.armor_class}


def _sheet(p: Participant) -> Shown:
    return {"speed": p.sheet.speeds.walk, "attacks": {a.id: shown_attack(a) for a in p.sheet.attacks.values()}}


def _xp(p: Participant) -> Shown:
    return {"xp": p.xp} if p.xp else {}


def _inventory(p: Participant) -> Shown:
    return {"inventory": {item.id: shown_item(item) for item in p.inventory.values()}}


def _dm_only(p: Participant) -> Shown:
    shown: Shown = {"hpDisplay": p.hp_display}
    if p.hidden:
        shown["hidden"] = True
    if p.note:
        shown["note"] = p.note
    if p.time_factor != 1.0:
        shown["timeFactor"] = p.time_factor
    return shown


def shown_attack(attack: Attack) -> Shown:
    """An attack as its owner reads it; distances in feet."""
    shown: Shown = {"name": attack.name, "kind": attack.kind, "toHit": attack.to_hit}
    if attack.reach:
        shown["reach"] = attack.reach
    if attack.range:
        shown["range"] = attack.range
    if attack.long_range:
        shown["longRange"] = attack.long_range
    shown["damage"] = " + ".join(f"{d.roll} {d.type}".strip() for d in attack.damage)
    return shown


def shown_item(item: Item) -> Shown:
    """An inventory entry as its owner reads it."""
    shown: Shown = {"itemId": item.item_id, "name": item.name, "kind": item.kind, "quantity": item.quantity}
    if item.equipped:
        shown["equipped"] = True
    if item.slot:
        shown["slot"] = item.slot
    if item.heal:
        shown["usable"] = True
    if item.attack:
        shown["attack"] = shown_attack(item.attack)
    return shown


def _part(show: Callable[[Participant], Shown], *needs: str) -> Part:
    return Part(frozenset(needs), show)


def _plain(show: Callable[[Participant], Shown], *needs: str) -> Part:
    return Part(frozenset(needs), show, plain=True)


_COMMON = (
    _part(_identity, "name", "entity_type", "side", "sheet", "owner"),
    _plain(_position, "position"),
    _plain(_turn_status, "turn_status"),
    _part(_flags, "conditions", "defeated", "dodging"),
)
_PRIVATE = (
    _part(_exact_health, "hp", "max_hp", "temp_hp"),
    _plain(_armor_class, "sheet", "inventory"),
    _part(_sheet, "sheet"),
    _part(_xp, "xp"),
    _part(_inventory, "inventory"),
)
COMMON = Parts(*_COMMON)
"""What everybody sees of whom she sees; the rest depends on who looks."""
PUBLIC = Parts(_part(_public_health, "hp", "max_hp", "temp_hp", "hp_display", "defeated"))
DM = Parts(*_PRIVATE, _part(_dm_only, "hp_display", "hidden", "note", "time_factor"))
OWN = Parts(*_PRIVATE)


def whole(participant: Participant, *kinds: Parts) -> Shown:
    """The participant as these parts show it."""
    shown: Shown = {}
    for parts in kinds:
        for part in parts:
            shown.update(part.show(participant))
    return shown
