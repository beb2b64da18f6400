"""What a viewer may see: the documents of the streams and how they change. The only place where secrets are dropped.

Streams: `dm` (all DMs), `party` (all players), `table` (spectators), and `own`, one per player, laid over the party's.
A document holds no null: absent means none. A delta is an RFC 7396 merge patch on its stream's document.
"""

from engine.menu import menu, same_menu
from engine.shown import COMMON, DM, OWN, PUBLIC, Parts, Shown, changed_fields, whole
from engine.state import Action, AttackEffect, Effect, HealEffect, MoveEffect, Participant, Reward, Room, Settings
from engine.told import alike, told

__all__ = ["Change", "alike", "delta", "document", "own_delta", "own_document", "patch", "stream_delta", "told"]

Document = dict[str, object]


# Documents


def document(room: Room, stream: str, user_id: str = "") -> Document:
    """The whole document of `dm`, `party`, `table` or of the `own` stream of `user_id`."""
    if stream == "own":
        return own_document(room, user_id)
    dm = stream == "dm"
    shown: Document = {
        "interactionId": room.id,
        "campaignId": room.campaign_id,
        "name": room.name,
        "kind": room.kind,
        **_status(room),
        **_turn(room, dm),
        "initiativeOrder": _order(room, dm),
        "participants": {
            p.id: whole(p, COMMON, DM if dm else PUBLIC) for p in room.table.participants.values() if dm or not p.hidden
        },
        **_map(room),
        "reviewQueue": _review(room, stream),
        "settings": _settings(room.lasting.settings),
        "rewards": _rewards(room, dm),
        "dice": {"seedHash": room.lasting.seed_hash} if room.lasting.seed_hash else {},
    }
    if room.description:
        shown["description"] = room.description
    if dm:
        shown["availableActions"] = _menus(room) if _is_up(room, "") else {}
        shown["prizes"] = _prizes(room)
    return shown


def own_document(room: Room, user_id: str) -> Document:
    """What is this player's alone: full sheets, what she can do now, notes to her."""
    mine = [p for p in room.table.participants.values() if p.owner == user_id]
    return {
        "participants": {p.id: whole(p, OWN) for p in mine},
        "availableActions": _menus(room) if _is_up(room, user_id) else {},
        "notes": {p.id: p.note for p in mine if p.note},
    }


# Deltas


class Change:
    """What differs between two states of a room, found once and used for every stream."""

    __slots__ = ("_menus", "_turn", "after", "before", "common", "menu", "owners", "participants", "status", "veil")

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
            old, new = _menu_of(self.before), _menu_of(self.after)
            if old != new or not old:
                self._menus = {old: None} if old else {}
                if new:
                    self._menus[new] = menu(self.after)
            else:
                self._menus = patch(_menus(self.before), _menus(self.after))
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
        _put(out, "settings", _settings(before.lasting.settings), _settings(after.lasting.settings))
    if x is not y:
        _turn_delta(out, change, dm)
        if change.participants:
            participants = _participants_delta(change, dm)
            if participants:
                out["participants"] = participants
        _rest_of_the_table(out, change, stream)
    if dm and change.menu and (menus := _menus_for(change, "")):
        out["availableActions"] = menus
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
    if noted:
        _put(out, "notes", _notes(change.before, user_id), _notes(change.after, user_id))
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
    out: Shown = {}
    for part in parts.touched(fields):
        out.update(part.show(y) if part.plain else patch(part.show(x), part.show(y)))
    return out


def _status_patch(before: Room, after: Room) -> Document:
    x, y = before.table, after.table
    if before.lasting is after.lasting and x.turn is y.turn and x.review is y.review and x.order is y.order:
        return {}
    if before.lasting is not after.lasting or before.status != after.status:
        return patch(_status(before), _status(after))
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
    old, new = _pointer(change.before, dm), _pointer(change.after, dm)
    if old != new:
        out["currentInitiativeIndex"] = new
    if x.turn is not y.turn or change.veil:
        out.update(change.turn(dm))


def _turn_patch(before: Room, after: Room, dm: bool) -> Document:
    old, new = _open_turn(before, dm), _open_turn(after, dm)
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
        old, new = _order(before, dm), _order(after, dm)
        if old != new:
            out["initiativeOrder"] = new
    if change.veil or x.review is not y.review:
        _put(out, "reviewQueue", _review(before, stream), _review(after, stream))
    if change.veil or x.rewards is not y.rewards:
        _put(out, "rewards", _rewards(before, dm), _rewards(after, dm))
    if x.map is not y.map:
        out.update(patch(_map(before), _map(after)))


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


# Pieces of the documents


def _status(room: Room) -> Document:
    lasting = room.lasting
    shown: Document = {"status": room.status, "liveStatus": lasting.live_status}
    if lasting.pause_reason:
        shown["pauseReason"] = lasting.pause_reason
    if lasting.outcome:
        shown["outcome"] = lasting.outcome
    return shown


def _visible_order(room: Room, dm: bool) -> list[str]:
    participants = room.table.participants
    return [key for key in room.table.order if dm or not participants[key].hidden]


def _order(room: Room, dm: bool) -> list[Document]:
    participants, initiative = room.table.participants, room.table.initiative
    return [
        {
            "entityId": key,
            "entityType": participants[key].entity_type,
            "initiativeRoll": initiative[key].roll if key in initiative else 0,
        }
        for key in _visible_order(room, dm)
    ]


def _turn(room: Room, dm: bool) -> Document:
    """Round, number, pointer and the turn itself."""
    table = room.table
    shown: Document = {
        "roundNumber": table.round_number,
        "turnNumber": table.turn_number if dm else table.seen_turns,
    }
    pointer, turn = _pointer(room, dm), _open_turn(room, dm)
    if pointer is not None:
        shown["currentInitiativeIndex"] = pointer
    if turn is not None:
        shown["currentTurn"] = turn
    return shown


def _pointer(room: Room, dm: bool) -> int | None:
    """The place in the order, as the viewer sees the order, of the participant whose turn it is."""
    turn = room.table.turn
    if turn is None:
        return None
    participants, place = room.table.participants, 0
    for key in room.table.order:
        seen = dm or not participants[key].hidden
        if key == turn.entity_id:
            return place if seen else None
        place += seen
    return None


def _open_turn(room: Room, dm: bool) -> Document | None:
    """The turn under way; of somebody hidden, players learn that the DM acts."""
    turn = room.table.turn
    if turn is None:
        return None
    if not dm and room.table.participants[turn.entity_id].hidden:
        return {"turnId": turn.id, "byDm": True}
    budget = turn.budget
    shown: Document = {
        "turnId": turn.id,
        "entityId": turn.entity_id,
        "budget": {
            "action": budget.action,
            "bonusAction": budget.bonus_action,
            "movement": budget.movement,
            "objectInteraction": budget.object_interaction,
        },
    }
    if turn.ending:
        shown["ending"] = True
    return shown


def _map(room: Room) -> Document:
    map_ = room.table.map
    return {
        "map": {
            "name": map_.name,
            "width": map_.width,
            "height": map_.height,
            "cellFeet": map_.cell_feet,
            "terrain": list(map_.terrain),
        }
    }


def _settings(settings: Settings) -> Document:
    return {
        "resolutionMode": settings.resolution_mode,
        "diagonals": settings.diagonals,
        "autoBegin": settings.auto_begin,
        "chatEnabled": settings.chat_enabled,
    }


def _review(room: Room, stream: str) -> Document:
    """What waits for the DM; others see that it waits, not what the rules propose."""
    participants = room.table.participants
    if stream == "dm":
        return {a.id: {**_waiting(a, room, True), **_proposal(a)} for a in room.table.review.values()}
    may = ("public", "party") if stream == "party" else ("public",)
    return {
        a.id: _waiting(a, room, False)
        for a in room.table.review.values()
        if a.visibility in may and not participants[a.entity_id].hidden
    }


def _waiting(action: Action, room: Room, dm: bool) -> Document:
    shown: Document = {
        "entityId": action.entity_id,
        "verb": action.verb,
        "actionType": action.action_type,
        "status": action.status,
        "submittedAt": action.submitted_at,
    }
    if action.outcome:
        shown["outcome"] = action.outcome
    if action.description:
        shown["description"] = action.description
    participants = room.table.participants
    targets = [t for t in action.targets if dm or (t in participants and not participants[t].hidden)]
    if targets:
        shown["targets"] = targets
    return shown


def _proposal(action: Action) -> Document:
    shown: Document = {"by": action.by, "effects": [_effect(effect) for effect in action.effects]}
    if action.reason:
        shown["reason"] = action.reason
    if action.notes:
        shown["notes"] = action.notes
    return shown


def _effect(effect: Effect) -> Document:
    kind = str(effect.__struct_config__.tag)
    match effect:
        case AttackEffect():
            return {
                "kind": kind,
                "target": effect.target,
                "attack": effect.attack,
                "faces": list(effect.faces),
                "total": effect.total,
                "armorClass": effect.armor_class,
                "hit": effect.hit,
                "critical": effect.critical,
                "damage": [list(part) for part in effect.damage],
            }
        case MoveEffect():
            return {"kind": kind, "path": [{"x": c.x, "y": c.y} for c in effect.path], "feet": effect.feet}
        case HealEffect():
            return {"kind": kind, "target": effect.target, "amount": effect.amount}
        case _:
            return {"kind": kind}


def _rewards(room: Room, dm: bool) -> Document:
    participants = room.table.participants
    return {
        reward.id: _reward(reward)
        for reward in room.table.rewards.values()
        if dm or (reward.entity_id in participants and not participants[reward.entity_id].hidden)
    }


def _reward(reward: Reward) -> Document:
    shown: Document = {"entityId": reward.entity_id}
    if reward.xp:
        shown["xp"] = reward.xp
    if reward.item:
        shown["item"] = {"name": reward.item.name, "kind": reward.item.kind}
    if reward.note:
        shown["note"] = reward.note
    return shown


def _prizes(room: Room) -> Document:
    prizes = room.lasting.prizes
    return {
        "items": {key: {"name": item.name, "kind": item.kind} for key, item in prizes.items.items()},
        "xp": dict(prizes.xp),
    }


def _is_up(room: Room, user_id: str) -> bool:
    active = room.active
    return active is not None and active.owner == user_id


def _menu_of(room: Room) -> str:
    """Whose menu there is; empty where there is none."""
    turn = room.table.turn
    return "" if turn is None or turn.ending or room.lasting.live_status != "live" else turn.entity_id


def _menus(room: Room) -> Document:
    entity_id = _menu_of(room)
    return {entity_id: menu(room)} if entity_id else {}


def _notes(room: Room, user_id: str) -> Document:
    return {p.id: p.note for p in room.table.participants.values() if p.owner == user_id and p.note}
