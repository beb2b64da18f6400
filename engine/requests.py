"""What somebody wants to do in a turn, as it is asked and as a queue keeps it. Every number and string is bounded."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

ActionType = Literal["Dialogue", "CombatAction", "PuzzleInput", "Custom"]
Visibility = Literal["public", "party", "dm"]

Id = Annotated[str, Meta(min_length=1, max_length=64)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Text = Annotated[str, Meta(max_length=2000)]
Hp = Annotated[int, Meta(ge=0, le=100_000)]
Xp = Annotated[int, Meta(ge=0, le=10_000_000)]
Total = Annotated[int, Meta(ge=-100, le=1000)]


class Position(Struct, frozen=True, gc=False, order=True):
    """A cell of the grid; of a larger creature, the cell of its upper left corner."""

    x: int
    y: int


class Cell(Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A cell of the grid as somebody names it."""

    x: Annotated[int, Meta(ge=0, le=999)]
    y: Annotated[int, Meta(ge=0, le=999)]

    def position(self) -> Position:
        return Position(self.x, self.y)


class ActionRequest(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """What somebody wants to do; `type` is the verb, the rest depends on it. A move has a `path`, or a `position` to be
    reached by the shortest way; an attack its `target` (or `targets`) and with what (`actionId` or `itemId`); what is done
    in words has a `description`. `askDm`: it waits for the DM in any case. `visibility`: who is shown that it waits."""

    type: Id
    target: Id | None = None
    targets: Annotated[list[Id], Meta(max_length=50)] | None = None
    position: Cell | None = None
    path: Annotated[list[Cell], Meta(max_length=200)] | None = None
    item_id: Id | None = None
    action_id: Id | None = None
    spell_id: Id | None = None
    slot_level: Annotated[int, Meta(ge=0, le=9)] | None = None
    description: Text | None = None
    action_type: ActionType | None = None
    associated_item_id: Id | None = None
    visibility: Visibility = "public"
    ask_dm: bool = False
    equipped: bool | None = None
    parameters: Annotated[dict[Id, Text], Meta(max_length=20)] | None = None
