"""What the demo campaign consists of, as columns of the models; who wrote it down is `seed`."""

from typing import Any

CAMPAIGN = "The Drowned Mill"
CAMPAIGN_DESCRIPTION = (
    "Since the spring flood the mill at Marsh End grinds at night, and nobody in the village has flour to show for it."
)

MAP: dict[str, Any] = {
    "name": "The mill at Marsh End",
    "width": 20,
    "height": 14,
    "terrain": "\n".join(
        (
            "..........~~~.......",
            "..........~~~.######",
            ".....#....~~..#....#",
            "..........~~..#....#",
            ".........~~~..+....#",
            ".........~~~..#....#",
            "........~~~...###+##",
            "........~~~.........",
            "...#....~~..........",
            "........~~~....#....",
            ".........~~~........",
            "....#.....~~~..^^...",
            "...........~~..^....",
            "...........~~~......",
        )
    ),
}

LOCATION: dict[str, Any] = {
    "name": "The mill yard",
    "description": "Knee-deep water between the road and the mill; a lantern moves behind the shutters.",
    "spawn_x": 1,
    "spawn_y": 5,
    "spawn_width": 3,
    "spawn_height": 3,
}

QUEST: dict[str, Any] = {
    "name": "Who grinds at night?",
    "description": "Find out what moved into the mill, and bring Odo Marsh his millstone key back.",
}


def _weapon(count: int, sides: int, kind: str, *properties: str, **more: Any) -> dict[str, Any]:
    columns = {"kind": "weapon", "damage_count": count, "damage_sides": sides, "damage_type": kind, "reach": 5}
    return {**columns, "properties": list(properties), **more}


_BOW = {"reach": 0}

# The figures of weapons and armour are those of the SRD 5.2, "Equipment".
ITEMS: dict[str, dict[str, Any]] = {
    "Longsword": _weapon(1, 8, "slashing", "versatile", weight=3, value_gp=15),
    "Mace": _weapon(1, 6, "bludgeoning", weight=4, value_gp=5),
    "Shortsword": _weapon(1, 6, "piercing", "finesse", "light", weight=2, value_gp=10),
    "Dagger": _weapon(1, 4, "piercing", "finesse", "light", "thrown", range_normal=20, range_long=60, weight=1, value_gp=2),
    "Handaxe": _weapon(1, 6, "slashing", "light", "thrown", range_normal=20, range_long=60, weight=2, value_gp=5),
    "Longbow": _weapon(
        1, 8, "piercing", "ammunition", "heavy", "two-handed", **_BOW, range_normal=150, range_long=600, weight=2, value_gp=50
    ),
    "Light Crossbow": _weapon(
        1, 8, "piercing", "ammunition", "loading", "two-handed", **_BOW, range_normal=80, range_long=320, weight=5, value_gp=25
    ),
    "Chain Mail": {"kind": "armor", "armor_class": 16, "dex_cap": 0, "weight": 55, "value_gp": 75},
    "Chain Shirt": {"kind": "armor", "armor_class": 13, "dex_cap": 2, "weight": 20, "value_gp": 50},
    "Leather Armor": {"kind": "armor", "armor_class": 11, "weight": 10, "value_gp": 10},
    "Shield": {"kind": "shield", "shield_bonus": 2, "weight": 6, "value_gp": 10},
    "Potion of Healing": {
        "kind": "potion", "heal_count": 2, "heal_sides": 4, "heal_bonus": 2, "weight": 0.5, "value_gp": 50,
        "description": "Red, and warm in the hand. Whoever drinks it regains 2d4 + 2 hit points.",
    },
    "Millstone Key": {"kind": "gear", "weight": 1, "description": "As long as a forearm, wet whatever one does."},
    "Waterglass Charm": {
        "kind": "gear", "value_gp": 40, "description": "A drop of the mill race that never falls. A fitting reward.",
    },
}  # fmt: skip


def _scores(*scores: int) -> dict[str, int]:
    names = ("strength", "dexterity", "constitution", "intelligence", "wisdom", "charisma")
    return dict(zip(names, scores, strict=True))


# By owner; armour class is unarmoured (10 + Dexterity), the inventory does the rest.
CHARACTERS: dict[str, dict[str, Any]] = {
    "aria": {"name": "Ser Aldith", "level": 2, "hit_points": 22, "armor_class": 11, **_scores(16, 12, 15, 10, 11, 13)},
    "bram": {"name": "Bryn Hollow", "level": 2, "hit_points": 18, "armor_class": 13, **_scores(12, 17, 13, 11, 14, 10)},
    "cleo": {"name": "Cinder", "level": 2, "hit_points": 14, "armor_class": 12, **_scores(8, 14, 14, 17, 12, 12)},
    "dorn": {"name": "Brother Dunstan", "level": 2, "hit_points": 19, "armor_class": 10, **_scores(14, 10, 15, 10, 16, 12)},
    "esme": {
        "name": "Elsie Quick", "size": "small", "level": 2, "hit_points": 16, "armor_class": 13,
        **_scores(10, 17, 13, 13, 12, 14),
    },
}  # fmt: skip

# By owner: item, how many, slot (empty: carried).
INVENTORIES: dict[str, tuple[tuple[str, int, str], ...]] = {
    "aria": (
        ("Longsword", 1, "main_hand"), ("Shield", 1, "off_hand"), ("Chain Mail", 1, "body"),
        ("Handaxe", 2, ""), ("Potion of Healing", 1, ""),
    ),
    "bram": (
        ("Longbow", 1, "two_hands"), ("Leather Armor", 1, "body"), ("Shortsword", 1, ""), ("Potion of Healing", 1, ""),
    ),
    "cleo": (("Light Crossbow", 1, "two_hands"), ("Dagger", 1, ""), ("Potion of Healing", 2, "")),
    "dorn": (
        ("Mace", 1, "main_hand"), ("Shield", 1, "off_hand"), ("Chain Shirt", 1, "body"), ("Potion of Healing", 3, ""),
    ),
    "esme": (
        ("Shortsword", 1, "main_hand"), ("Dagger", 3, "off_hand"), ("Leather Armor", 1, "body"), ("Potion of Healing", 1, ""),
    ),
}  # fmt: skip

CHARACTER_ATTACKS: dict[str, tuple[dict[str, Any], ...]] = {
    "cleo": (
        {
            "key": "ember-dart", "name": "Ember Dart", "kind": "ranged", "to_hit": 5, "reach": 0, "range_normal": 60,
            "damage": [{"count": 1, "sides": 10, "bonus": 0, "type": "fire"}], "note": "Dry things it hits begin to burn.",
        },
    ),
}  # fmt: skip

MONSTERS: dict[str, dict[str, Any]] = {
    "Mill Goblin": {
        "size": "small", "creature_type": "fey", "challenge_rating": "0.250", "xp": 50,
        "armor_class": 13, "hit_points": 10, **_scores(8, 14, 10, 10, 8, 8),
        "dm_notes": "They run when the ogre falls. One of them wears Odo's hat.",
    },
    "Mud Ogre": {
        "size": "large", "creature_type": "giant", "challenge_rating": "1.000", "xp": 200,
        "armor_class": 11, "hit_points": 34, "speed_walk": 30, "speed_swim": 20, **_scores(18, 8, 16, 5, 8, 7),
        "damage_resistances": ["cold"],
        "dm_notes": "Turns the millstone by hand. Fire dries it out: it hates that.",
    },
    "Lurker": {
        "size": "medium", "creature_type": "monstrosity", "challenge_rating": "0.500", "xp": 100,
        "armor_class": 12, "hit_points": 16, "speed_swim": 40, **_scores(12, 15, 12, 4, 12, 5),
        "damage_immunities": ["poison"], "condition_immunities": ["poisoned"],
        "dm_notes": "Lies hidden in the mill race until somebody wades past.",
    },
}  # fmt: skip

MONSTER_ATTACKS: dict[str, tuple[dict[str, Any], ...]] = {
    "Mill Goblin": (
        {
            "key": "sickle", "name": "Sickle", "to_hit": 4, "order": 1,
            "damage": [{"count": 1, "sides": 6, "bonus": 2, "type": "slashing"}],
        },
        {
            "key": "sling", "name": "Sling", "kind": "ranged", "to_hit": 4, "reach": 0,
            "range_normal": 30, "range_long": 120, "order": 2,
            "damage": [{"count": 1, "sides": 4, "bonus": 2, "type": "bludgeoning"}],
        },
    ),
    "Mud Ogre": (
        {
            "key": "mill-beam", "name": "Mill Beam", "to_hit": 6, "reach": 10, "order": 1,
            "damage": [{"count": 2, "sides": 6, "bonus": 4, "type": "bludgeoning"}],
        },
        {
            "key": "clod", "name": "Clod of Mud", "kind": "ranged", "to_hit": 3, "reach": 0,
            "range_normal": 30, "range_long": 60, "order": 2,
            "damage": [{"count": 1, "sides": 8, "bonus": 4, "type": "bludgeoning"}],
            "note": "Whoever is hit looks dreadful.",
        },
    ),
    "Lurker": (
        {
            "key": "barbed-tail", "name": "Barbed Tail", "to_hit": 4, "order": 1,
            "damage": [
                {"count": 1, "sides": 6, "bonus": 2, "type": "piercing"},
                {"count": 1, "sides": 4, "bonus": 0, "type": "poison"},
            ],
        },
    ),
}  # fmt: skip

NPC: dict[str, Any] = {
    "name": "Odo Marsh",
    "hit_points": 9,
    "armor_class": 10,
    **_scores(12, 10, 12, 10, 11, 9),
    "dm_notes": "The miller owes the water something and will not say what.",
}
NPC_ATTACKS: tuple[dict[str, Any], ...] = (
    {
        "key": "hayfork", "name": "Hayfork", "to_hit": 3,
        "damage": [{"count": 1, "sides": 6, "bonus": 1, "type": "piercing"}],
    },
)  # fmt: skip
