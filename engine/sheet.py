"""What a creature or an item is: the stat block as the table needs it, unchanged by play.

Distances are feet. Source of the terms: SRD 5.2, "Monsters: Stat Block Overview" and "Equipment".
"""

from typing import Literal

from msgspec import Struct

AttackKind = Literal["melee", "ranged", "melee_or_ranged"]
ItemKind = Literal["weapon", "armor", "shield", "potion", "gear", "magic"]
Size = Literal["tiny", "small", "medium", "large", "huge", "gargantuan"]

FOOTPRINT: dict[str, int] = {"tiny": 1, "small": 1, "medium": 1, "large": 2, "huge": 3, "gargantuan": 4}


class Roll(Struct, frozen=True, gc=False):
    """A dice formula: `count`d`sides` + `bonus`."""

    count: int
    sides: int
    bonus: int = 0

    def __str__(self) -> str:
        dice = f"{self.count}d{self.sides}" if self.count else ""
        if not self.bonus:
            return dice or "0"
        return f"{dice}{self.bonus:+d}" if dice else str(self.bonus)


class Damage(Struct, frozen=True, gc=False):
    """One kind of damage that an attack deals."""

    roll: Roll
    type: str = ""


class Attack(Struct, frozen=True, gc=False):
    """A line "Attack Roll: +`to_hit`, reach …" of a stat block, or a weapon in somebody's hand."""

    id: str
    name: str
    to_hit: int
    damage: tuple[Damage, ...]
    kind: AttackKind = "melee"
    reach: int = 5
    range: int = 0
    long_range: int = 0


class Item(Struct, frozen=True, gc=False):
    """One entry of an inventory; `item_id` is the campaign's item that it is a piece of."""

    id: str
    item_id: str
    name: str
    kind: ItemKind = "gear"
    quantity: int = 1
    equipped: bool = False
    slot: str = ""
    attack: Attack | None = None
    heal: Roll | None = None
    armor_class: int = 0
    dexterity_cap: int | None = None
    shield_bonus: int = 0


class Abilities(Struct, frozen=True, gc=False):
    strength: int = 10
    dexterity: int = 10
    constitution: int = 10
    intelligence: int = 10
    wisdom: int = 10
    charisma: int = 10


class Speeds(Struct, frozen=True, gc=False):
    """Feet a turn."""

    walk: int = 30
    fly: int = 0
    swim: int = 0
    climb: int = 0


class Sheet(Struct, frozen=True, gc=False):
    """The part of a creature that play does not change."""

    size: Size = "medium"
    armor_class: int = 10
    abilities: Abilities = Abilities()
    saves: dict[str, int] = {}
    speeds: Speeds = Speeds()
    initiative_modifier: int = 0
    resistances: frozenset[str] = frozenset()
    vulnerabilities: frozenset[str] = frozenset()
    immunities: frozenset[str] = frozenset()
    condition_immunities: frozenset[str] = frozenset()
    attacks: dict[str, Attack] = {}
    xp: int = 0

    @property
    def cells(self) -> int:
        """The side of the square this creature controls, in cells of five feet (SRD 5.2, Creature Size and Space)."""
        return FOOTPRINT[self.size]


def modifier(score: int) -> int:
    """An ability modifier (SRD 5.2, Ability Modifiers)."""
    return (score - 10) // 2
