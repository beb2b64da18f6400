"""What is typed into forms."""

TYPED = {
    "name": "Taken over",
    "description": "Taken over",
    "dm_notes": "Taken over",
    "role": "owner",
    "confirm": "yes",
    "width": 5,
    "height": 5,
    "cell_feet": 5,
    "terrain": "",
    "spawn_x": 0,
    "spawn_y": 0,
    "hit_points": 3,
    "level": 3,
    "spawn_width": 1,
    "spawn_height": 1,
    "size": "medium",
    "armor_class": 3,
    "save": "",
    "most_uses": 1,
    "days": 1,
}
"""What the forms of the pages ask for, in one."""
