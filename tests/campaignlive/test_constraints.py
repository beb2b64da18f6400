"""Every constraint of every model of ours, by its name: a row that breaks it is refused by the database, and by it alone.

Ranges and lists of known words are broken as their condition says; of every other one the table says how.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import CheckConstraint, UniqueConstraint
from django.utils import timezone

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    Counterpart,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Invitation,
    Item,
    KeptAnswer,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Spell,
)
from campaigns.roles import found_campaign
from interactions.models import FollowerCursor, Interaction, JournalEntry, Participant
from sync.models import OutboxEntry
from turns.models import LiveInteractionLog

OURS = ("campaigns", "interactions", "turns", "chat", "sync")
CONSTRAINTS = {
    constraint.name: (model, constraint)
    for app in OURS
    for model in apps.get_app_config(app).get_models()
    for constraint in model._meta.constraints
}


class Rows:
    """One good row of each model, made when it is needed."""

    def __init__(self, owner: Any, other: Any) -> None:
        self.owner, self.other = owner, other
        self.campaign = found_campaign("Salt", owner)
        self.map = Map.objects.create(campaign=self.campaign, name="Yard")
        self.location = Location.objects.create(campaign=self.campaign, name="Gate", map=self.map)
        self.monster = Monster.objects.create(campaign=self.campaign, name="Wolf")
        self.npc = NPC.objects.create(campaign=self.campaign, name="Ada")
        self.sheet = PlayerCharacter.objects.create(campaign=self.campaign, name="Sella")
        self.item = Item.objects.create(campaign=self.campaign, name="Rope")
        self.fight = Interaction.objects.create(campaign=self.campaign, name="Fight", dm=owner, location=self.location)

    def of(self, model: type[Any]) -> Any:
        """A good row of this model."""
        known = (self.campaign, self.map, self.location, self.monster, self.npc, self.sheet, self.item, self.fight)
        found = next((row for row in known if type(row) is model), None)
        return found or model._default_manager.create(**self._columns(model))

    def _columns(self, model: type[Any]) -> dict[str, Any]:
        now = timezone.now()
        own = {"campaign": self.campaign}
        return {
            Membership: {**own, "user": self.other, "role": "player"},
            Invitation: {**own, "digest": "d", "expires_at": now + timedelta(days=1)},
            Spell: {**own, "name": "Ash", "school": "evocation"},
            Condition: {**own, "key": "ashen", "name": "Ashen"},
            CreatureAttack: {"monster": self.monster, "key": "bite", "name": "Bite"},
            Feature: {"monster": self.monster, "key": "trait", "name": "Trait"},
            InventoryEntry: {"item": self.item, "player_character": self.sheet},
            Counterpart: {"kind": "maps", "row_id": "a"},
            KeptAnswer: {"user": self.owner, "campaign_id": "c", "key": "k", "digest": "d", "created_at": now},
            Participant: {"interaction": self.fight, "monster": self.monster},
            JournalEntry: {"interaction": self.fight, "seq": 1, "epoch": 1, "person": "1", "command_id": "c", "at": 1}
            | {"events": b"[]", "result": b"{}", "content_hash": b"d", "v": 1},
            FollowerCursor: {"interaction": self.fight, "follower": "log", "seq": 0},
            LiveInteractionLog: {"interaction": self.fight, "seq": 1, "i": 0, "timestamp": 1, "event_data": b"{}"},
            OutboxEntry: {"key": "k", "newest_only": "n", "size": 1, "created_at": 1},
        }[model]


Change = dict[str, Any]
CHANGES: dict[str, Callable[[Rows], Change]] = {
    "current_hp_within_maximum": lambda rows: {"current_hp": 9_999},
    "attack_has_one_owner": lambda rows: {"npc": rows.npc},
    "feature_has_one_owner": lambda rows: {"npc": rows.npc},
    "entry_has_one_owner": lambda rows: {"npc": rows.npc},
    "participant_is_one_creature": lambda rows: {"npc": rows.npc},
    "attack_reaches_as_its_kind": lambda rows: {"kind": "ranged", "reach": 5, "range_normal": 30},
    "attack_long_range_is_longer": lambda rows: {"kind": "ranged", "reach": 0, "range_normal": 30, "range_long": 10},
    "item_long_range_is_longer": lambda rows: {"range_normal": 30, "range_long": 10},
    "counterpart_unsettled_has_a_document": lambda rows: {"theirs": "{}"},
    "invitation_not_overused": lambda rows: {"uses": 2, "most_uses": 1},
    "item_weight_and_value": lambda rows: {"weight": -1},
    "weapon_can_strike": lambda rows: {"kind": "weapon", "damage_type": ""},
    "armor_protects": lambda rows: {"kind": "armor", "armor_class": 0},
    "shield_protects": lambda rows: {"kind": "shield", "shield_bonus": 0},
    "entry_quantity_positive": lambda rows: {"quantity": 0},
    "equipped_means_in_a_slot": lambda rows: {"equipped": True, "slot": ""},
    "terrain_covers_the_map": lambda rows: {"terrain": "..."},
    "live_at_a_location": lambda rows: {"live_status": "live", "location": None},
    "outcome_when_completed": lambda rows: {"live_status": "completed", "outcome": ""},
    "placed_or_not": lambda rows: {"x": 3, "y": None},
}
"""By the check's name: what makes a good row one that it refuses."""

_LIBRARY: Change = {"campaign": None, "source_key": "srd_a"}
TWINS: dict[str, Callable[[Rows], tuple[Change, Change]]] = {
    "outbox_newest": lambda rows: ({}, {}),
    "answered_once": lambda rows: ({}, {}),
    "member_once": lambda rows: ({}, {"role": "spectator"}),
    "one_owner": lambda rows: ({}, {"user": rows.other, "role": "owner"}),
    "campaign_condition_once": lambda rows: ({}, {"name": "Other"}),
    **{f"library_{kind}_once": lambda rows: (_LIBRARY, _LIBRARY) for kind in ("spell", "monster", "item")},
    "library_condition_once": lambda rows: (_LIBRARY, {**_LIBRARY, "key": "other"}),
    **{
        f"{owner}_{part}_once": lambda rows, owner=owner: (_owned(rows, owner), _owned(rows, owner))
        for owner in ("monster", "npc", "player_character")
        for part in ("attack", "feature")
    },
    "counterpart_once": lambda rows: ({}, {}),
    "character_slot_holds_one": lambda rows: (_held(rows, "player_character"), _held(rows, "player_character")),
    "npc_slot_holds_one": lambda rows: (_held(rows, "npc"), _held(rows, "npc")),
    "one_live_interaction": lambda rows: ({"live_status": "live"}, {"live_status": "paused"}),
    "character_drafted_once": lambda rows: (_hero(rows), _hero(rows)),
    "journal_seq_once": lambda rows: ({}, {"command_id": "other"}),
    "command_once": lambda rows: ({}, {"seq": 2}),
    "cursor_once": lambda rows: ({}, {}),
    "log_once": lambda rows: ({}, {}),
}
"""By the name of what may be there once: how two rows differ from a good one, of which the second is refused."""


def _owned(rows: Rows, owner: str) -> Change:
    creature = {"monster": rows.monster, "npc": rows.npc, "player_character": rows.sheet}[owner]
    return {"monster": None, owner: creature}


def _held(rows: Rows, owner: str) -> Change:
    creature = rows.npc if owner == "npc" else rows.sheet
    return {"player_character": None, owner: creature, "equipped": True, "slot": "main_hand"}


def _hero(rows: Rows) -> Change:
    return {"monster": None, "character": rows.sheet}


@pytest.fixture
def rows(db: None, django_user_model: Any) -> Rows:
    return Rows(django_user_model.objects.create_user("mira"), django_user_model.objects.create_user("otto"))


def test_the_tables_name_no_constraint_that_is_gone():
    assert {*CHANGES, *TWINS} <= set(CONSTRAINTS)


@pytest.mark.parametrize("name", [n for n, (_, c) in CONSTRAINTS.items() if isinstance(c, CheckConstraint)])
def test_a_row_that_breaks_a_check_is_refused(name: str, rows: Rows):
    model, constraint = CONSTRAINTS[name]
    row = rows.of(model)
    changes = [CHANGES[name](rows)] if name in CHANGES else list(_broken(constraint.condition, name))
    assert changes, f"say in {__file__} how to break “{name}”"
    for change in changes:
        _refused(name, lambda change=change: model._default_manager.filter(pk=row.pk).update(**change))


@pytest.mark.parametrize("name", [n for n, (_, c) in CONSTRAINTS.items() if isinstance(c, UniqueConstraint)])
def test_what_may_be_there_once_is_refused_twice(name: str, rows: Rows):
    model, constraint = CONSTRAINTS[name]
    assert name in TWINS, f"say in {__file__} how to break “{name}”"
    first, second = TWINS[name](rows)
    columns = {} if model is Interaction else rows._columns(model) if model not in _KNOWN else {"name": "Other"}
    if model is Interaction:
        columns = {"campaign": rows.campaign, "dm": rows.owner, "name": "Other", "location": rows.location}
    if name != "one_owner":  # whom a campaign has from its beginning
        model._default_manager.create(**{**columns, **first})
    fields = ", ".join(f"{model._meta.db_table}.{model._meta.get_field(f).column}" for f in constraint.fields)
    _refused(f"{name}|failed: {fields}$", lambda: model._default_manager.create(**{**columns, **second}))


_KNOWN = (Campaign, Map, Location, Monster, NPC, PlayerCharacter, Item)


def _broken(condition: Any, name: str) -> Any:
    """Of a range just below and just above, where the column can hold what is below; of known words another; of a name none."""
    if condition.negated and len(condition.children) == 1:
        column, forbidden = condition.children[0]
        yield {column: forbidden}
        return
    for child in condition.children:
        if not isinstance(child, tuple):
            yield from _broken(child, name)
            continue
        column, _, how = child[0].partition("__")
        if how == "in":
            yield {column: "vast"}
        elif how == "lte" or (how == "gte" and child[1]):
            yield {column: child[1] + (1 if how == "lte" else -1)}


def _refused(reason: str, write: Callable[[], Any]) -> None:
    """The database names this as its reason: a check by its name, of what may be there once (SQLite) the columns."""
    with pytest.raises(IntegrityError, match=reason), transaction.atomic():
        write()
    assert not connection.needs_rollback
