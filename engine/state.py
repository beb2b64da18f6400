"""Everything that is true at the table at one moment: frozen values that only answer questions about themselves.

A room is two parts. The *table* is what a rewind restores; what is *lasting* (settings, dice counters, whether the
interaction is live) a rewind leaves alone.
"""

from typing import Literal

from msgspec import Struct

from engine.requests import ActionRequest
from engine.requests import ActionType as ActionType
from engine.requests import Position as Position
from engine.requests import Visibility as Visibility
from engine.sheet import Item, Sheet

SCHEMA = 3
"""The version of what is written to journal and snapshots; a change of a struct below raises it."""

EntityType = Literal["playerCharacter", "npc", "monster"]
Side = Literal["party", "foe", "other"]
HpDisplay = Literal["exact", "word", "hidden"]
TurnStatus = Literal["waiting", "active", "completed", "skipped"]
LiveStatus = Literal["idle", "live", "paused", "completed"]
Status = Literal[
    "PENDING_INITIATIVE",
    "INITIATIVE_ROLLED",
    "WAITING_FOR_PLAYER_TURN",
    "PROCESSING_PLAYER_ACTION",
    "DM_REVIEW",
    "COMPLETED",
    "CANCELLED",
]
ActionStatus = Literal["PENDING", "DM_REVIEW", "RESOLVED", "SKIPPED"]
Outcome = Literal["", "approved", "approved_modified", "denied", "asked_back", "withdrawn", "undone"]
ResolutionMode = Literal["review", "auto", "hybrid"]
Diagonals = Literal["five", "alternating"]
MissedTurns = Literal["auto", "dm", "off"]
MoreTime = Literal["auto", "dm"]
Kind = Literal["combat", "dialogue", "puzzle"]


class Map(Struct, frozen=True, gc=False):
    """`terrain` has one string a row and one character a cell: `.` open, `~` difficult, `#` wall, `+` door, `^` hazard."""

    name: str
    width: int
    height: int
    terrain: tuple[str, ...]
    cell_feet: int = 5

    def at(self, x: int, y: int) -> str:
        """The terrain of a cell; outside the map there is only wall."""
        return self.terrain[y][x] if 0 <= x < self.width and 0 <= y < self.height else "#"


class Budget(Struct, frozen=True, gc=False):
    """What is left to spend in a turn; movement in feet (SRD 5.2, Your Turn)."""

    action: int = 1
    bonus_action: int = 1
    movement: int = 0
    object_interaction: int = 1


class Participant(Struct, frozen=True, gc=False, kw_only=True):
    """A creature at the table. `owner` is the user who acts for it; without one, the DMs do."""

    id: str
    name: str
    entity_type: EntityType
    sheet: Sheet
    position: Position
    hp: int
    max_hp: int
    temp_hp: int = 0
    owner: str = ""
    source_id: str = ""
    side: Side = "foe"
    conditions: tuple[str, ...] = ()
    inventory: dict[str, Item] = {}
    xp: int = 0
    hidden: bool = False
    hp_display: HpDisplay = "exact"
    turn_status: TurnStatus = "waiting"
    dodging: bool = False
    defeated: bool = False
    note: str = ""
    time_factor: float = 1.0

    @property
    def can_act(self) -> bool:
        return not self.defeated

    @property
    def armor_class(self) -> int:
        """SRD 5.2, Armor: worn armour sets the base, a shield adds to it."""
        base, bonus = self.sheet.armor_class, 0
        dexterity = (self.sheet.abilities.dexterity - 10) // 2
        for item in self.inventory.values():
            if not item.equipped:
                continue
            bonus += item.shield_bonus
            if item.armor_class:
                cap = item.dexterity_cap
                base = item.armor_class + (dexterity if cap is None else min(dexterity, cap))
        return base + bonus

    def hostile_to(self, other: "Participant") -> bool:
        return self.side != other.side and self.side != "other" and other.side != "other"


class Initiative(Struct, frozen=True, gc=False):
    """One participant's place in the order; ties fall to modifier, Dexterity, then the draw."""

    roll: int
    modifier: int = 0
    dexterity: int = 10
    draw: int = 0
    faces: tuple[int, ...] = ()
    manual: bool = False


class Action(Struct, frozen=True, gc=False, kw_only=True):
    """Something submitted in a turn, from submission until it is resolved.

    `effects` is what the rules propose, dice already rolled; `cost` is what it took of the budget, given back if denied.
    Of its `targets` nobody but DMs is ever told others than `seen_targets`: those that were not hidden when it was submitted.
    """

    id: str
    entity_id: str
    turn_id: str
    by: str
    verb: str
    submitted_at: int
    action_type: ActionType = "CombatAction"
    status: ActionStatus = "PENDING"
    outcome: Outcome = ""
    description: str = ""
    targets: tuple[str, ...] = ()
    seen_targets: tuple[str, ...] = ()
    path: tuple[Position, ...] = ()
    item_id: str = ""
    attack_id: str = ""
    visibility: Visibility = "public"
    cost: Budget = Budget(action=0, bonus_action=0, movement=0, object_interaction=0)
    effects: tuple["Effect", ...] = ()
    notes: str = ""
    reason: str = ""


class AttackEffect(Struct, frozen=True, gc=False, tag="attack"):
    """One attack roll against one target, and the damage it would do before resistances: ((amount, type), …).

    `advantage` is 1, 0 or -1; `faces` are the d20s as they fell, `damage_faces` those of the damage dice.
    """

    target: str
    attack: str
    faces: tuple[int, ...]
    total: int
    armor_class: int
    hit: bool
    critical: bool = False
    advantage: int = 0
    damage: tuple[tuple[int, str], ...] = ()
    damage_faces: tuple[int, ...] = ()
    secret: bool = False


class MoveEffect(Struct, frozen=True, gc=False, tag="move"):
    """Along `path` (its last cell is where the creature ends), for `feet` of movement."""

    path: tuple[Position, ...]
    feet: int


class HealEffect(Struct, frozen=True, gc=False, tag="heal"):
    target: str
    amount: int
    faces: tuple[int, ...] = ()
    item_id: str = ""


class EquipEffect(Struct, frozen=True, gc=False, tag="equip"):
    item_id: str
    equipped: bool


class DashEffect(Struct, frozen=True, gc=False, tag="dash"):
    feet: int


class DodgeEffect(Struct, frozen=True, gc=False, tag="dodge"):
    pass


Effect = AttackEffect | MoveEffect | HealEffect | EquipEffect | DashEffect | DodgeEffect


class Turn(Struct, frozen=True, gc=False, kw_only=True):
    """A turn under way. `number` counts all turns, `seen_number` those that the players see; times are ms since the epoch."""

    id: str
    entity_id: str
    number: int
    seen_number: int
    round_number: int
    started_at: int
    budget: Budget
    ending: bool = False
    catch_up_for: str = ""
    """The missed turn that is taken; then the order goes on behind `after` (empty: from its beginning)."""
    after: str = ""
    status_before: TurnStatus = "waiting"
    time_limit: int = 0
    """In ms; 0: no clock. `remaining` is what was left at `running_since`; while that is 0, the clock stands."""
    remaining: int = 0
    running_since: int = 0
    extensions: int = 0
    warned: bool = False
    asks_for_time: bool = False


class Queue(Struct, frozen=True, gc=False, kw_only=True):
    """What is to be done in a turn, asked for beforehand by `by`. With a `code` it has stopped at its first action."""

    by: str
    role: Literal["dm", "player"]
    actions: tuple[ActionRequest, ...]
    code: str = ""
    message: str = ""


class Missed(Struct, frozen=True, gc=False, kw_only=True):
    """A turn that was skipped or ran out of time, to be taken later by whoever plays the entity."""

    turn_id: str
    entity_id: str
    round_number: int
    status: Literal["skipped", "timeout"]
    wanted: bool = False
    granted: bool = False


class Reward(Struct, frozen=True, gc=False, kw_only=True):
    """A grant to a participant: experience points, an item, or both."""

    id: str
    entity_id: str
    xp: int = 0
    item: Item | None = None
    note: str = ""
    action_id: str = ""
    in_hiding: bool = False
    """The players did not see the winner, and are not shown it afterwards either."""


class Table(Struct, frozen=True, gc=False, kw_only=True):
    """What a rewind restores."""

    map: Map
    participants: dict[str, Participant]
    initiative: dict[str, Initiative] = {}
    order: tuple[str, ...] = ()
    asked_to_roll: tuple[str, ...] = ()
    turn: Turn | None = None
    round_number: int = 0
    turn_number: int = 0
    seen_turns: int = 0
    review: dict[str, Action] = {}
    settled: tuple[str, ...] = ()
    """The newest actions that waited and wait no more, so that whoever comes second hears so."""
    rewards: dict[str, Reward] = {}
    queues: dict[str, Queue] = {}
    """By entity: its next turn."""
    held: Queue | None = None
    """What is left of the queue of the turn under way."""
    missed: dict[str, Missed] = {}
    """By the id of the turn, the oldest first."""

    def before(self, entity_id: str) -> str:
        """Who comes just before `entity_id` in the order; empty where it is the first or not in it."""
        place = self.order.index(entity_id) if entity_id in self.order else 0
        return self.order[place - 1] if place else ""


class Settings(Struct, frozen=True, gc=False, kw_only=True):
    resolution_mode: ResolutionMode = "hybrid"
    diagonals: Diagonals = "five"
    auto_begin: bool = True
    chat_enabled: bool = True
    allow_private_chat: bool = False
    missed_turns: MissedTurns = "auto"
    turn_time_limit: int | None = None
    """Seconds of a turn of a player; `dm_turn_time_limit` of the others; None: no clock."""
    dm_turn_time_limit: int | None = None
    time_warning: int = 20
    more_time: MoreTime = "auto"


class DiceCounters(Struct, frozen=True, gc=False):
    """How many dice each seed has given. They only grow."""

    public: int = 0
    secret: int = 0


class Prizes(Struct, frozen=True, gc=False):
    """What there is to win: items by campaign item id, and XP by participant id, given at completion."""

    items: dict[str, Item] = {}
    xp: dict[str, int] = {}


class Lasting(Struct, frozen=True, gc=False, kw_only=True):
    """What a rewind leaves alone."""

    settings: Settings = Settings()
    dice: DiceCounters = DiceCounters()
    seed_hash: str = ""
    nonces: dict[str, str] = {}
    """By player: what she added to the seed, as hexadecimal digits."""
    seed: str = ""
    """Public from the end on."""
    unverifiable: int = 0
    """So many of the open dice fell by an earlier seed, which nobody can be shown any more."""
    prizes: Prizes = Prizes()
    live_status: LiveStatus = "idle"
    pause_reason: str = ""
    outcome: Literal["", "completed", "cancelled"] = ""
    session_id: str = ""

    @property
    def nonces_in_order(self) -> tuple[str, ...]:
        """The nonces as they stand behind the seed: by user id, as text."""
        return tuple([nonce for _, nonce in sorted(self.nonces.items())])


class Room(Struct, frozen=True, gc=False, kw_only=True):
    """Everything that is true at the table at one moment."""

    id: str
    campaign_id: str
    name: str
    table: Table
    lasting: Lasting = Lasting()
    kind: Kind = "combat"
    description: str = ""

    @property
    def standing(self) -> tuple[str, ...]:
        """Those in the order who can still act."""
        participants = self.table.participants
        return tuple(p for p in self.table.order if participants[p].can_act)

    @property
    def active(self) -> Participant | None:
        """The participant whose turn it is."""
        turn = self.table.turn
        return self.table.participants[turn.entity_id] if turn else None

    @property
    def unresolved(self) -> tuple[Action, ...]:
        """The actions of the current turn that wait for the DM."""
        turn = self.table.turn
        return tuple(a for a in self.table.review.values() if turn and a.turn_id == turn.id)

    @property
    def status(self) -> Status:
        """The phase (rules §2), always derived."""
        if self.lasting.outcome:
            return "COMPLETED" if self.lasting.outcome == "completed" else "CANCELLED"
        if not self.table.order:
            return "PENDING_INITIATIVE"
        if self.table.review and self.unresolved:
            return "DM_REVIEW"
        active = self.active
        return "WAITING_FOR_PLAYER_TURN" if active and active.owner else "INITIATIVE_ROLLED"
