"""How the documents change: an RFC 7396 merge patch for each stream. What all viewers share is found once, in `Change`;
what is the same object in both states is not looked into.
"""

from engine.menu import menu, same_menu
from engine.pieces import (
    Document,
    asked_to_roll,
    map_of,
    menu_of,
    menus_of,
    missed_turns,
    notes_of,
    open_turn,
    order_of,
    pointer,
    queued_turns,
    review_queue,
    rewards_of,
    settings_of,
    status_of,
)
from engine.shown import COMMON, DM, OWN, PUBLIC, Parts, Shown, changed_fields, whole
from engine.state import Participant, Room


class Change:
    """What differs between two states of a room, found once and used for every stream."""

    __slots__ = (
        "_menus",
        "_turn",
        "after",
        "before",
        "common",
        "menu",
        "owners",
        "participants",
        "queues",
        "status",
        "veil",
    )

    def __init__(self, before: Room, after: Room) -> None:
        self.before, self.after = before, after
        self.participants: dict[str, frozenset[str]] = {}
        """By id: the fields that changed; an empty set for one who came or went."""
        self.common: dict[str, Shown] = {}
        """By participant that stayed: what changed of it for all who see it."""
        self.veil = False
        """Somebody came, went, was revealed or concealed: whatever counts or names participants is looked at again."""
        self.owners: set[str] = set()
        """The players whose own document may differ."""
        if before.table.participants is not after.table.participants:
            self._compare(before.table.participants, after.table.participants)
        self.status = _status_patch(before, after)
        self.menu = not same_menu(before, after)
        if self.menu:
            self.owners.update(p.owner for room in (before, after) if (p := room.active))
        self.queues = before.table.queues is not after.table.queues or before.table.held is not after.table.held
        """Somebody's queued turns changed."""
        if self.queues:
            self.owners.update(_queue_owners(before), _queue_owners(after))
        self.owners.discard("")
        self._menus: Document | None = None
        self._turn: Document | None = None

    def _compare(self, old: dict[str, Participant], new: dict[str, Participant]) -> None:
        for key, y in new.items():
            x = old.get(key)
            if x is y:
                continue
            if x is None:
                self._came_or_went(y)
                continue
            self.participants[key] = fields = changed_fields(x, y)
            self.common[key] = _changed_parts(x, y, fields, COMMON)
            if "hidden" in fields:
                self.veil = True
            if not fields.isdisjoint(_OWN_FIELDS):
                self.owners.update((x.owner, y.owner))
        for key, x in old.items():
            if key not in new:
                self._came_or_went(x)

    def _came_or_went(self, participant: Participant) -> None:
        self.participants[participant.id] = frozenset()
        self.veil = True
        self.owners.add(participant.owner)

    @property
    def menus(self) -> Document:
        """The merge patch of what the active participant can do, for those who are shown it before and after."""
        if self._menus is None:
            old, new = menu_of(self.before), menu_of(self.after)
            if old != new or not old:
                self._menus = {old: None} if old else {}
                if new:
                    self._menus[new] = menu(self.after)
            else:
                self._menus = patch(menus_of(self.before), menus_of(self.after))
        return self._menus

    def turn(self, dm: bool) -> Document:
        """The merge patch of `currentTurn`, in a dict of its own; worked out once where all see the same."""
        alike = dm or not (_veiled(self.before) or _veiled(self.after))
        if not alike:
            return _turn_patch(self.before, self.after, dm)
        if self._turn is None:
            self._turn = _turn_patch(self.before, self.after, dm)
        return self._turn


_OWN_FIELDS = OWN.fields | {"note", "owner"}


def _queue_owners(room: Room) -> set[str]:
    table = room.table
    keys = [*table.queues, *([table.turn.entity_id] if table.held and table.turn else [])]
    return {table.participants[key].owner for key in keys}


def _veiled(room: Room) -> bool:
    """Whether the turn is one that players do not see."""
    active = room.active
    return active is not None and active.hidden


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
    if x is not y:
        _turn_delta(out, change, dm)
        if change.participants:
            participants = _participants_delta(change, dm)
            if participants:
                out["participants"] = participants
        _rest_of_the_table(out, change, stream)
    if dm and change.menu and (menus := _menus_for(change, "")):
        out["availableActions"] = menus
    if dm and change.queues:
        _put(out, "queuedTurn", queued_turns(before, ""), queued_turns(after, ""))
    return out


def own_delta(change: Change, user_id: str) -> Document:
    """The merge patch for one player's own document."""
    out: Document = {}
    sheets = {}
    noted = False
    for key, fields in change.participants.items():
        if fields and fields.isdisjoint(_OWN_FIELDS):
            continue
        noted = noted or not fields or "note" in fields or "owner" in fields
        sheet = _own_participant(change, key, user_id)
        if sheet is not _NOTHING:
            sheets[key] = sheet
    if sheets:
        out["participants"] = sheets
    if change.menu and (menus := _menus_for(change, user_id)):
        out["availableActions"] = menus
    if change.queues:
        _put(out, "queuedTurn", queued_turns(change.before, user_id), queued_turns(change.after, user_id))
    if noted:
        _put(out, "notes", notes_of(change.before, user_id), notes_of(change.after, user_id))
    return out


def _menus_for(change: Change, owner: str) -> Document:
    """Of the change in menus what is about participants of this owner; the DMs' have none."""
    was, now = change.before.active, change.after.active
    out: Document = {}
    if was is not None and was.owner == owner and was.id in change.menus:
        out[was.id] = change.menus[was.id]
    if now is not None and now.owner == owner and now.id in change.menus:
        out[now.id] = change.menus[now.id]
    return out


_NOTHING = object()


def _own_participant(change: Change, key: str, user_id: str) -> object:
    old = change.before.table.participants.get(key)
    new = change.after.table.participants.get(key)
    was_mine = old is not None and old.owner == user_id
    if new is None or new.owner != user_id:
        return None if was_mine else _NOTHING
    if old is None or not was_mine:
        return whole(new, OWN)
    return _changed_parts(old, new, change.participants[key], OWN) or _NOTHING


def _participants_delta(change: Change, dm: bool) -> Document:
    old, new = change.before.table.participants, change.after.table.participants
    parts = DM if dm else PUBLIC
    out: Document = {}
    for key, fields in change.participants.items():
        x, y = old.get(key), new.get(key)
        seen = y is not None and (dm or not y.hidden)
        seen_before = x is not None and (dm or not x.hidden)
        if not seen or y is None:
            if seen_before:
                out[key] = None
        elif x is None or not seen_before:
            out[key] = whole(y, COMMON, parts)
        else:
            shown = change.common[key]
            if not fields.isdisjoint(parts.fields):
                shown = shown | _changed_parts(x, y, fields, parts)
            if shown:
                out[key] = shown
    return out


def _changed_parts(x: Participant, y: Participant, fields: frozenset[str], parts: Parts) -> Shown:
    touched = parts.touched(fields)
    if len(touched) == 1 and touched[0].plain:
        return touched[0].show(y)
    out: Shown = {}
    for part in touched:
        out.update(part.show(y) if part.plain else patch(part.show(x), part.show(y)))
    return out


def _status_patch(before: Room, after: Room) -> Document:
    x, y = before.table, after.table
    if before.lasting is after.lasting and x.turn is y.turn and x.review is y.review and x.order is y.order:
        return {}
    if before.lasting is not after.lasting or before.status != after.status:
        return patch(status_of(before), status_of(after))
    return {}


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
    old, new = pointer(change.before, dm), pointer(change.after, dm)
    if old != new:
        out["currentInitiativeIndex"] = new
    if x.turn is not y.turn or change.veil:
        out.update(change.turn(dm))


def _turn_patch(before: Room, after: Room, dm: bool) -> Document:
    old, new = open_turn(before, dm), open_turn(after, dm)
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
