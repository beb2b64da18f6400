"""Who takes part, as each class of viewer sees them."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType, field

from engine.sheet import AttackKind, ItemKind, Size
from engine.state import EntityType, HpDisplay, Side, TurnStatus
from interactions.shapes.base import Count, EntityId, Feet, Flag, Shape, UserId, joined

HpWord = Literal["unhurt", "hurt", "bloodied", "near death", "defeated"]
Spends = Literal["action", "bonusAction", "movement", "objectInteraction", "none"]
Verb = Annotated[str, Meta(description="What is done: the `type` of an action.")]


class Position(Shape):
    """A cell of the grid; of a larger creature, the cell of its upper left corner."""

    x: Count
    y: Count


class Attack(Shape, kw_only=True):
    """An attack as its owner reads it."""

    name: str
    kind: AttackKind
    to_hit: int
    reach: Feet | UnsetType = UNSET
    range: Feet | UnsetType = UNSET
    long_range: Feet | UnsetType = UNSET
    damage: Annotated[str, Meta(description="For a person to read.", examples=["1d6+2 piercing"])]


class InventoryItem(Shape):
    """An entry of an inventory. `usable`: it can be used up (`useItem`)."""

    item_id: Annotated[str, Meta(description="The campaign's item of which this is a piece.")]
    name: str
    kind: ItemKind
    quantity: Count
    equipped: Flag | UnsetType = UNSET
    slot: str | UnsetType = UNSET
    usable: Flag | UnsetType = UNSET
    attack: Attack | UnsetType = UNSET


class _Common(Shape, kw_only=True):
    """What everybody sees of whom she sees."""

    name: str
    entity_type: EntityType
    side: Side
    size: Size
    cells: Annotated[int, Meta(ge=1, description="The side of the square it stands on, in cells.")]
    user_id: Annotated[UserId, Meta(description="Who acts for it; without one, the DMs do.")] | UnsetType = UNSET
    position: Position
    turn_status: TurnStatus
    conditions: list[str]
    defeated: Flag | UnsetType = UNSET
    dodging: Flag | UnsetType = UNSET


class SeenParticipant(_Common, kw_only=True):
    """A participant as players and spectators see it. Health is exact, a word, or not there, as its DM has it shown."""

    current_hp: Count | UnsetType = field(name="currentHP", default=UNSET)
    max_hp: Count | UnsetType = field(name="maxHP", default=UNSET)
    temp_hp: Count | UnsetType = field(name="tempHP", default=UNSET)
    hp_word: HpWord | UnsetType = UNSET


class OwnParticipant(Shape, kw_only=True):
    """What a player reads of her own participant, besides what all see of it."""

    current_hp: Count = field(name="currentHP")
    max_hp: Count = field(name="maxHP")
    temp_hp: Count | UnsetType = field(name="tempHP", default=UNSET)
    armor_class: int
    speed: Feet
    xp: Count | UnsetType = UNSET
    attacks: Annotated[dict[str, Attack], Meta(description="By attack id.")]
    inventory: Annotated[dict[str, InventoryItem], Meta(description="By the id of the entry.")]


class _ForDms(Shape):
    hp_display: HpDisplay
    hidden: Flag | UnsetType = UNSET
    note: Annotated[str, Meta(description="From the DM to who plays it.")] | UnsetType = UNSET
    time_factor: Annotated[float, Meta(description="How much more time than others; absent: as much.")] | UnsetType = (
        UNSET
    )


DmParticipant = joined(
    "DmParticipant",
    "A participant as DMs see it: whole, and the hidden ones too.",
    _Common,
    OwnParticipant,
    _ForDms,
)


class Available(Shape):
    """Something that whoever is up can do now; with a `reason`, why it cannot be done."""

    verb: Verb
    label: str
    spends: Spends
    action_id: str | UnsetType = UNSET
    item_id: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET


Menus = Annotated[
    dict[EntityId, dict[str, Available]],
    Meta(description="What the participant whose turn it is can do: by participant, by a key of its own."),
]
