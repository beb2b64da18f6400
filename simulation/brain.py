"""What a bot wants to do next: a pure decision from what it sees. The same sight and the same seed give the same wish."""

import re
from random import Random
from typing import Any

from msgspec import Struct

from engine import grid
from simulation.documents import Document
from simulation.ground import as_far_as, ground_for, map_of, place_of, way_to

LOW = 1 / 3
"""Below this part of her hit points somebody reaches for a potion."""

DARING = (
    "I kick the loose planks and hope that something gives way.",
    "I shout the name of the nearest enemy, as if I knew what it fears.",
    "I look for something that does not belong here.",
    "I throw my lantern into the dark water.",
)


class Wish(Struct, frozen=True):
    """A command that a bot wants to send; `name` tells refused wishes of one turn apart."""

    type: str
    content: dict[str, Any]
    name: str = ""


class Sight(Struct, frozen=True):
    """What somebody sees: one document, who she is, and which wishes of this turn were refused."""

    document: Document
    user_id: str
    is_dm: bool
    refused: frozenset[str] = frozenset()

    @property
    def turn(self) -> Document:
        return self.document.get("currentTurn", {})

    @property
    def active_id(self) -> str:
        return self.turn.get("entityId", "")

    @property
    def active(self) -> Document:
        """The participant whose turn it is; empty where nobody's is, or somebody unseen."""
        return self.document["participants"].get(self.active_id, {})

    @property
    def is_up(self) -> bool:
        """Whether the turn is this bot's to play. A DM plays whoever has no player."""
        if not self.active or self.turn.get("ending"):
            return False
        owner = self.active.get("userId")
        return owner is None if self.is_dm else owner == self.user_id

    def enemies(self) -> dict[str, Document]:
        """Who still stands on the other side, as far as one sees."""
        against = {"party": "foe", "foe": "party"}.get(self.active.get("side", ""))
        return {
            key: other
            for key, other in self.document["participants"].items()
            if other["side"] == against and not other.get("defeated")
        }


class Reach(Struct, frozen=True):
    """An attack as a choice: how to name it in a command, how many feet it goes well, and what it does on average."""

    named: dict[str, str]
    feet: int
    harm: float


def take_part(sight: Sight, chance: Random) -> Wish | None:
    """The next command in the bot's own turn, or None while there is nothing for it to do."""
    if sight.document["liveStatus"] != "live" or not sight.is_up:
        return None
    for thought in (_lie_down, _drink, _try_something, _attack, _approach, _hurry, _stop):
        wish = thought(sight, chance)
        if wish is not None and wish.name not in sight.refused:
            return wish
    return None


def _act(sight: Sight, name: str, *, end: bool = False, **action: Any) -> Wish:
    content: dict[str, Any] = {"entityId": sight.active_id, "turnId": sight.turn["turnId"], "action": action}
    if end:
        content["endTurn"] = True
    return Wish("takeTurn", content, name)


def _left(sight: Sight, what: str) -> int:
    return int(sight.turn.get("budget", {}).get(what, 0))


def _lie_down(sight: Sight, chance: Random) -> Wish | None:
    return _stop(sight, chance) if sight.active.get("defeated") else None


def _drink(sight: Sight, chance: Random) -> Wish | None:
    me = sight.active
    if not _left(sight, "bonusAction") or me.get("currentHP", 0) > me.get("maxHP", 0) * LOW:
        return None
    for item_id, item in me.get("inventory", {}).items():
        if item.get("usable") and item["quantity"] > 0:
            return _act(sight, "drink", type="useItem", itemId=item_id)
    return None


def _try_something(sight: Sight, chance: Random) -> Wish | None:
    """Now and then a player does what no rule knows, and the DM has to say what comes of it."""
    if sight.is_dm or not _left(sight, "action") or chance.random() > 0.06:
        return None
    return _act(sight, "custom", end=True, type="custom", description=chance.choice(DARING))


def reaches(me: Document) -> list[Reach]:
    """The attacks that somebody has: those of the stat block, then what is in hand."""
    found = [_reach({"actionId": key}, attack) for key, attack in me.get("attacks", {}).items()]
    for key, item in me.get("inventory", {}).items():
        if item.get("equipped") and "attack" in item:
            found.append(_reach({"itemId": key}, item["attack"]))
    return found


def _reach(named: dict[str, str], attack: Document) -> Reach:
    return Reach(named, max(attack.get("reach", 0), attack.get("range", 0)), _average(attack["damage"]))


def _average(damage: str) -> float:
    """Of "1d6+2 piercing + 1d4 poison" and the like."""
    dice = sum(int(count) * (int(sides) + 1) / 2 for count, sides in re.findall(r"(\d+)d(\d+)", damage))
    return dice + sum(int(sign + bonus) for sign, bonus in re.findall(r"(?<=\d)\s?([+-])\s?(\d+)(?!d)", damage))


def _feet_and_sight(sight: Sight, place: grid.Position, other: Document) -> tuple[int, bool]:
    """How far away `other` is from `place`, and whether nothing is in between."""
    ground, there, cells = map_of(sight.document), place_of(other), sight.active["cells"]
    steps = grid.steps_apart(place, cells, there, other["cells"], sight.document["settings"]["diagonals"])
    return grid.feet_apart(steps, ground.cell_feet), grid.line_of_sight(ground, place, cells, there, other["cells"])


def _attack(sight: Sight, chance: Random) -> Wish | None:
    if not _left(sight, "action"):
        return None
    here = place_of(sight.active)
    choices = []
    for key, enemy in sorted(sight.enemies().items()):
        feet, seen = _feet_and_sight(sight, here, enemy)
        for reach in reaches(sight.active):
            if seen and feet <= reach.feet:
                choices.append((feet, key, reach))
    if not choices:
        return None
    _, target, reach = min(choices, key=lambda choice: (choice[0], -choice[2].harm))
    asks = not sight.is_dm and chance.random() < 0.08
    more: dict[str, Any] = {"askDm": True} if asks else {}
    end = chance.random() < 0.5
    return _act(sight, "attack", end=end, type="attack", target=target, **reach.named, **more)


def _approach(sight: Sight, chance: Random) -> Wish | None:
    """Towards the nearest place from which an attack would do."""
    if not _left(sight, "movement") or not _left(sight, "action") or not sight.enemies():
        return None
    farthest = max((reach.feet for reach in reaches(sight.active)), default=5)

    def will_do(place: grid.Position) -> bool:
        looks = (_feet_and_sight(sight, place, enemy) for enemy in sight.enemies().values())
        return any(seen and feet <= farthest for feet, seen in looks)

    ground, here = ground_for(sight.document, sight.active_id), place_of(sight.active)
    path = as_far_as(ground, here, way_to(ground, here, will_do), _left(sight, "movement"))
    if not path:
        return None
    if chance.random() < 0.3:
        return _act(sight, "approach", type="move", position={"x": path[-1].x, "y": path[-1].y})
    return _act(sight, "approach", type="move", path=[{"x": cell.x, "y": cell.y} for cell in path])


def _hurry(sight: Sight, chance: Random) -> Wish | None:
    """Nobody in reach and an action left: run on, or at least be careful."""
    if not _left(sight, "action") or not sight.enemies():
        return None
    if not _left(sight, "movement") and chance.random() < 0.7:
        return _act(sight, "dash", type="dash")
    return _act(sight, "dodge", end=True, type="dodge")


def _stop(sight: Sight, chance: Random) -> Wish | None:
    return _act(sight, "end", type="end")
