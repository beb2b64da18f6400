"""The cave of the laws: who is there, what it looks like, and who plays."""

from msgspec.structs import replace

from engine.sheet import Item
from engine.state import Prizes, Room
from tests.engine.table import aria, bram, goblin, hero, mira, otto, prepared, with_sheet

CAVE = (
    "..........",
    "..#..~~...",
    "..#..~~...",
    "..+.......",
    "..#....^..",
    "..........",
)
PEOPLE = (mira, aria, bram, otto)
MEMBERS = {"mira": "dm", "aria": "player", "bram": "player", "otto": "spectator"}
EVERYBODY = ("aria", "bram", "goblin", "ogre", "ghost")
ANYBODY = (*EVERYBODY, "nobody")
SHIELD = Item(id="shield", item_id="shield", name="Shield", kind="shield", shield_bonus=2)


def cave() -> Room:
    """Two players, a goblin, an ogre of four cells, and a ghost whom the players do not see."""
    heroes = [hero("aria", 0, 0, hp=40, max_hp=40), hero("bram", 1, 0, hp=40, max_hp=40)]
    heroes = [replace(one, inventory={**one.inventory, "shield": SHIELD}) for one in heroes]
    ogre = with_sheet(goblin("ogre", 5, 3, hp=60, max_hp=60), size="large", resistances=frozenset({"slashing"}))
    everybody = (*heroes, goblin("goblin", 3, 1, hp=20, max_hp=20), ogre, goblin("ghost", 4, 5, hidden=True))
    room = prepared(*everybody, terrain=CAVE, turn_time_limit=90)
    prizes = Prizes(items={"shield": SHIELD}, xp={"aria": 50, "bram": 50})
    return replace(room, lasting=replace(room.lasting, prizes=prizes))
