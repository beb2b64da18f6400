"""The closed lists of words content may use: abilities, damage types, conditions, weapon properties, terrain.

They are the words of the SRD 5.2; a misspelt one would silently never match at the table, so it is refused here.
"""

from typing import Final

ABILITIES: Final = ("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma")

DAMAGE_TYPES: Final = frozenset(
    "acid bludgeoning cold fire force lightning necrotic piercing poison psychic radiant slashing thunder".split()
)

CONDITIONS: Final = frozenset(
    "blinded charmed deafened exhaustion frightened grappled incapacitated invisible "
    "paralyzed petrified poisoned prone restrained stunned unconscious".split()
)

SKILLS: Final = frozenset(
    "acrobatics animal_handling arcana athletics deception history insight intimidation investigation medicine nature "
    "perception performance persuasion religion sleight_of_hand stealth survival".split()
)

SENSES: Final = frozenset("blindsight darkvision tremorsense truesight passive_perception".split())

CLASSES: Final = frozenset(
    "artificer barbarian bard cleric druid fighter monk paladin ranger rogue sorcerer warlock wizard".split()
)

WEAPON_PROPERTIES: Final = frozenset(
    "ammunition finesse heavy light loading range reach special thrown two-handed versatile".split()
)

OPEN, DIFFICULT, WALL, DOOR, HAZARD = ".", "~", "#", "+", "^"
TERRAIN: Final = frozenset((OPEN, DIFFICULT, WALL, DOOR, HAZARD))

DIE_SIDES: Final = frozenset((2, 3, 4, 6, 8, 10, 12, 20, 100))
