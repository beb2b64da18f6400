"""What a guest knows when she decides: what she sees, what she remembers, and whom she may tell what."""

from random import Random
from typing import Any

from msgspec import Struct

from simulation.brain import Sight
from simulation.documents import Document
from simulation.storm.stage import Play, Seats


class Trick(Struct, frozen=True):
    """Something a guest does beside playing. A command; or, where there is a `how`, something about her connection.

    `never`: it may not be accepted, whatever the game is like. `then` follows at once, whatever is answered.
    """

    type: str = ""
    content: dict[str, Any] = {}
    how: str = ""
    seconds: float = 0.0
    never: bool = False
    then: "Trick | None" = None


class Around(Struct, frozen=True):
    """`turns` are the ids of the turns that she heard of, oldest first; `pending` her frames that were answered."""

    sight: Sight
    chance: Random
    seats: Seats
    play: Play
    turns: list[str]

    @property
    def document(self) -> Document:
        return self.sight.document

    @property
    def people(self) -> list[str]:
        """Those who may speak: the DM first."""
        return [self.seats.dm.user_id, *(player.user_id for player in self.seats.players)]

    @property
    def participants(self) -> dict[str, Document]:
        found: dict[str, Document] = self.document["participants"]
        return found

    @property
    def mine(self) -> list[str]:
        """The participants that she plays, in a fixed order."""
        owner = None if self.sight.is_dm else self.sight.user_id
        return sorted(key for key, one in self.participants.items() if one.get("userId") == owner)

    @property
    def others(self) -> list[str]:
        return sorted(self.participants.keys() - set(self.mine))

    def anybody(self) -> str:
        return self.chance.choice(sorted(self.participants))

    def secret(self, *user_ids: str) -> str:
        """A word that only these people, and she herself, may ever see."""
        return self.play.canaries.new((self.sight.user_id, *user_ids))

    def action(self) -> dict[str, Any]:
        """Something to do in a turn, likely or not."""
        chance = self.chance
        cell = {"x": chance.randrange(20), "y": chance.randrange(14)}
        dm = self.seats.dm.user_id
        return chance.choice(
            [
                {"type": "move", "position": cell},
                {"type": "dash"},
                {"type": "dodge"},
                {"type": "attack", "target": self.anybody(), "actionId": "unarmed"},
                {"type": "custom", "description": self.secret(dm), "visibility": "dm"},
                {"type": "useItem", "itemId": "nothing-of-mine"},
                {"type": "end"},
            ]
        )
