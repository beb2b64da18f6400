"""How the documents change: an RFC 7396 merge patch for each stream. What all viewers share is found once, in `Change`;
what is the same object in both states is not looked into.
"""

from operator import attrgetter, is_not

from engine.menu import Menus, same_menu
from engine.outlook import Outlook
from engine.pieces import (
    Document,
    asked_to_roll,
    dice_of,
    map_of,
    menus_of,
    missed_turns,
    notes_of,
    order_of,
    own_review_queue,
    queued_turns,
    review_queue,
    rewards_of,
    settings_of,
)
from engine.shown import COMMON, DM, OWN, PUBLIC, Manner, Part, Shown, manner, whole
from engine.state import Participant, Room, Table


class Change:
    """What differs between two states of a room, found once and used for every stream.

    `was` is what the change before this one has left: its `now`.
    """

    __slots__ = ("_offers", "_turn", "after", "alike", "before", "common", "menu", "now", "owners", "participants", "queues",
                 "rest", "status", "veil", "was")  # fmt: skip

    def __init__(self, before: Room, after: Room, was: Outlook | None = None) -> None:
        self.before, self.after = before, after
        if was is None or was.room is not before:
            was = Outlook(before, Menus() if was is None else was.menus)
        self.was, self.now = was, Outlook(after, was.menus)
        self.participants: dict[str, Manner | None] = {}
        """By id: how they changed; None for one who came or went."""
        self.common: dict[str, Shown] = {}
        """By participant that stayed: what changed of it for all who see it."""
        self.alike = True
        """`common` is what all viewers see change of participants."""
        self.veil = False
        """Somebody came, went, was revealed or concealed: whatever counts or names participants is looked at again."""
        self.owners: set[str] = set()
        """The players whose own document may differ."""
        x, y = before.table, after.table
        if x.participants is not y.participants:
            self._compare(x.participants, y.participants)
        self.rest = self.veil or any(map(is_not, _REST(x), _REST(y)))
        """Something else of the table may differ."""
        self.status = {} if was.status == self.now.status else patch(was.status, self.now.status)
        self.menu = not same_menu(before, after)
        if self.menu:
            self.owners.update([p.owner for p in (was.active, self.now.active) if p is not None])
        self.queues = before.table.queues is not after.table.queues or before.table.held is not after.table.held
        """Somebody's queued turns changed."""
        if self.queues:
            self.owners.update(_queue_owners(before), _queue_owners(after))
        if x.review is not y.review:
            self.owners.update(_review_owners(before), _review_owners(after))
        self.owners.discard("")
        self._offers: dict[str, Document] | None = None
        self._turn: Document | None = None

    def _compare(self, old: dict[str, Participant], new: dict[str, Participant]) -> None:
        changed = [(x, y) for x, y in zip(old.values(), new.values(), strict=False) if x is not y]
        if len(old) == len(new) and all(x.id == y.id for x, y in changed):
            for x, y in changed:
                self._became(x, y)
            return
        for key, y in new.items():
            if key not in old:
                self._came_or_went(y)
            elif old[key] is not y:
                self._became(old[key], y)
        for key, x in old.items():
            if key not in new:
                self._came_or_went(x)

    def _became(self, x: Participant, y: Participant) -> None:
        self.participants[y.id] = how = manner(x, y)
        self.common[y.id] = common = _changed_parts(x, y, how.common)
        if how.veil:
            self.veil = True
        if how.dm or how.public or y.hidden or not common:
            self.alike = False
        if how.hers:
            self.owners.update((x.owner, y.owner))

    def _came_or_went(self, participant: Participant) -> None:
        self.participants[participant.id] = None
        self.veil, self.alike = True, False
        self.owners.add(participant.owner)

    def offers(self, owner: str) -> Document:
        """The merge patch of what the active participant can do, where this owner is shown it; the DMs' have none."""
        if self._offers is None:
            self._offers = {}
            menus = self._menus()
            for active in (self.was.active, self.now.active):
                if active is not None and active.id in menus:
                    self._offers.setdefault(active.owner, {})[active.id] = menus[active.id]
        return self._offers.get(owner, {})

    def _menus(self) -> Document:
        old, new = self.was.offered, self.now.offered
        if old == new and old:
            return patch(menus_of(self.before), menus_of(self.after))
        menus: Document = {old: None} if old else {}
        if new:
            menus[new] = self.now.menus.of(self.after)
        return menus

    def turn(self, dm: bool) -> Document:
        """The merge patch of `currentTurn`, in a dict of its own; worked out once where all see the same."""
        alike = dm or not (self.was.veiled or self.now.veiled)
        if not alike:
            return _turn_patch(self, dm)
        if self._turn is None:
            self._turn = _turn_patch(self, dm)
        return self._turn


_LOOKED_AT = {"participants", "turn", "round_number", "turn_number", "seen_turns"}
_REST = attrgetter(*(field for field in Table.__struct_fields__ if field not in _LOOKED_AT))


def _review_owners(room: Room) -> set[str]:
    return {room.table.participants[action.entity_id].owner for action in room.table.review.values()}


def _queue_owners(room: Room) -> set[str]:
    table = room.table
    keys = [*table.queues, *([table.turn.entity_id] if table.held and table.turn else [])]
    return {table.participants[key].owner for key in keys}


def delta(before: Room, after: Room, stream: str, user_id: str = "") -> Document:
    """The merge patch from the one document to the other."""
    change = Change(before, after)
    return own_delta(change, user_id) if stream == "own" else stream_delta(change, stream)


def stream_delta(change: Change, stream: str) -> Document:
    """The merge patch for `dm`, `party` or `table`."""
    before, after = change.before, change.after
    x, y = before.table, after.table
    dm = stream == "dm"
    out: Document = {}
    if change.status:
        out.update(change.status)
    if before.lasting.settings is not after.lasting.settings:
        _put(out, "settings", settings_of(before.lasting.settings), settings_of(after.lasting.settings))
    x_dice, y_dice = before.lasting, after.lasting
    if x_dice.nonces is not y_dice.nonces or x_dice.seed is not y_dice.seed or x_dice.seed_hash is not y_dice.seed_hash:
        _put(out, "dice", dice_of(before), dice_of(after))
    if x is not y:
        _turn_delta(out, change, dm)
        if change.participants:
            participants = change.common if change.alike else _participants_delta(change, dm)
            if participants:
                out["participants"] = participants
        if change.rest:
            _rest_of_the_table(out, change, stream)
    if dm and change.menu and (menus := change.offers("")):
        out["availableActions"] = menus
    if dm and change.queues:
        _put(out, "queuedTurn", queued_turns(before, ""), queued_turns(after, ""))
    return out


def own_delta(change: Change, user_id: str) -> Document:
    """The merge patch for one player's own document."""
    out: Document = {}
    sheets = {}
    noted = False
    for key, how in change.participants.items():
        if how is not None and not how.hers:
            continue
        noted = noted or how is None or "note" in how.fields or "owner" in how.fields
        sheet = _own_participant(change, key, how, user_id)
        if sheet is not _NOTHING:
            sheets[key] = sheet
    if sheets:
        out["participants"] = sheets
    if change.menu and (menus := change.offers(user_id)):
        out["availableActions"] = menus
    if change.queues:
        _put(out, "queuedTurn", queued_turns(change.before, user_id), queued_turns(change.after, user_id))
    if noted:
        _put(out, "notes", notes_of(change.before, user_id), notes_of(change.after, user_id))
    if change.before.table.review or change.after.table.review:
        _put(out, "reviewQueue", own_review_queue(change.before, user_id), own_review_queue(change.after, user_id))
    return out


_NOTHING = object()


def _own_participant(change: Change, key: str, how: Manner | None, user_id: str) -> object:
    old = change.before.table.participants.get(key)
    new = change.after.table.participants.get(key)
    was_mine = old is not None and old.owner == user_id
    if new is None or new.owner != user_id:
        return None if was_mine else _NOTHING
    if old is None or how is None or not was_mine:
        return whole(new, OWN)
    return _changed_parts(old, new, how.own) or _NOTHING


def _participants_delta(change: Change, dm: bool) -> Document:
    old, new = change.before.table.participants, change.after.table.participants
    out: Document = {}
    for key, how in change.participants.items():
        x, y = old.get(key), new.get(key)
        seen = y is not None and (dm or not y.hidden)
        seen_before = x is not None and (dm or not x.hidden)
        if not seen or y is None:
            if seen_before:
                out[key] = None
        elif x is None or how is None or not seen_before:
            out[key] = whole(y, COMMON, DM if dm else PUBLIC)
        else:
            shown = change.common[key]
            if parts := how.dm if dm else how.public:
                shown = shown | _changed_parts(x, y, parts)
            if shown:
                out[key] = shown
    return out


def _changed_parts(x: Participant, y: Participant, touched: tuple[Part, ...]) -> Shown:
    if len(touched) == 1 and touched[0].plain:
        return touched[0].show(y)
    out: Shown = {}
    for part in touched:
        out.update(part.show(y) if part.plain else patch(part.show(x), part.show(y)))
    return out


def _turn_delta(out: Document, change: Change, dm: bool) -> None:
    """Round, number, pointer and the turn itself."""
    x, y = change.before.table, change.after.table
    if x.turn is y.turn and x.order is y.order and not change.veil:
        return
    if x.round_number != y.round_number:
        out["roundNumber"] = y.round_number
    if dm and x.turn_number != y.turn_number:
        out["turnNumber"] = y.turn_number
    elif not dm and x.seen_turns != y.seen_turns:
        out["turnNumber"] = y.seen_turns
    old, new = change.was.pointer(dm), change.now.pointer(dm)
    if old != new:
        out["currentInitiativeIndex"] = new
    if x.turn is not y.turn or change.veil:
        out.update(change.turn(dm))


def _turn_patch(change: Change, dm: bool) -> Document:
    old, new = change.was.turn(dm), change.now.turn(dm)
    if new is None:
        return {} if old is None else {"currentTurn": None}
    difference = patch(old or {}, new)
    return {"currentTurn": difference} if difference else {}


def _rest_of_the_table(out: Document, change: Change, stream: str) -> None:
    """What seldom changes."""
    before, after = change.before, change.after
    x, y = before.table, after.table
    dm = stream == "dm"
    if change.veil or x.order is not y.order or x.initiative is not y.initiative:
        old, new = order_of(before, dm), order_of(after, dm)
        if old != new:
            out["initiativeOrder"] = new
    if change.veil or x.asked_to_roll is not y.asked_to_roll:
        _put(out, "initiativeRequests", asked_to_roll(before, dm), asked_to_roll(after, dm))
    if change.veil or x.review is not y.review:
        _put(out, "reviewQueue", review_queue(before, stream), review_queue(after, stream))
    if change.veil or x.missed is not y.missed:
        _put(out, "missedTurns", missed_turns(before, dm), missed_turns(after, dm))
    if change.veil or x.rewards is not y.rewards:
        _put(out, "rewards", rewards_of(before, dm), rewards_of(after, dm))
    if x.map is not y.map:
        out.update(patch(map_of(before), map_of(after)))


def _put(out: Document, name: str, old: Document, new: Document) -> None:
    difference = patch(old, new)
    if difference:
        out[name] = difference


def patch(old: Document, new: Document) -> Document:
    """The RFC 7396 merge patch from `old` to `new`; lists are replaced whole."""
    out: Document = {}
    for key, y in new.items():
        x = old.get(key)
        if x is y or x == y:
            continue
        if isinstance(x, dict) and isinstance(y, dict):
            out[key] = patch(x, y)
        else:
            out[key] = y
    for key in old:
        if key not in new:
            out[key] = None
    return out
