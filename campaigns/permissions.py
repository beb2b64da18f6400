"""Role × verb × object, the one table: REST, admin and pages ask it; for commands at a live table it is `engine.permissions`.

What is played and recorded (`AT_TABLES`) belongs to apps above this one, and is named by a word.

Roles are those of a membership, and four more: "outsider" is anybody signed in who is no member, "self" the person
a row is about (the player of a character, the member of a membership), "staff" the site's, whose place is the admin.
Nobody who is not signed in may do anything. What is not in the table nobody may do.
"""

from typing import Any, Final, Literal

from django.db.models import Model, Q, QuerySet

from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Invitation,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)

Verb = Literal["view", "create", "change", "delete", "export", "steer"]
Thing = Literal["draft", "participant", "interaction", "action", "turn", "log entry", "chat message"]
Roles = frozenset[str]

OWNER: Final[Roles] = frozenset({"owner"})
DMS: Final[Roles] = frozenset({"owner", "co_dm"})
AT_PLAY: Final[Roles] = DMS | {"player"}
MEMBERS: Final[Roles] = AT_PLAY | {"spectator"}
SIGNED_IN: Final[Roles] = MEMBERS | {"outsider"}

_AUTHORED: Final[dict[Verb, Roles]] = {"view": DMS, "create": DMS, "change": DMS, "delete": DMS}
_PART_OF_A_SHEET: Final[dict[Verb, Roles]] = {verb: DMS | {"self"} for verb in ("view", "create", "change", "delete")}  # type: ignore[misc]  # the four verbs

MAY: Final[dict[type[Model], dict[Verb, Roles]]] = {
    Campaign: {"view": MEMBERS, "create": SIGNED_IN, "change": DMS, "delete": OWNER, "export": DMS},
    Membership: {"view": MEMBERS, "create": frozenset(), "change": OWNER, "delete": OWNER | {"self"}},
    Invitation: {"view": DMS, "create": DMS, "change": frozenset(), "delete": DMS},
    Map: _AUTHORED,
    Location: _AUTHORED,
    Quest: _AUTHORED,
    NPC: _AUTHORED,
    Monster: _AUTHORED,
    Item: _AUTHORED,
    Spell: {**_AUTHORED, "view": MEMBERS},
    Condition: {**_AUTHORED, "view": MEMBERS},
    PlayerCharacter: {"view": MEMBERS, "create": AT_PLAY, "change": DMS | {"self"}, "delete": DMS | {"self"}},
    CreatureAttack: _PART_OF_A_SHEET,
    Feature: _PART_OF_A_SHEET,
    InventoryEntry: _PART_OF_A_SHEET,
}
"""Of a campaign's own rows."""

AT_TABLES: Final[dict[Thing, dict[Verb, Roles]]] = {
    "draft": {**_AUTHORED, "export": DMS},
    "participant": _AUTHORED,
    "interaction": {"view": MEMBERS, "export": DMS, "steer": DMS},
    "action": {"view": MEMBERS, "create": AT_PLAY, "change": DMS},
    "turn": {"view": MEMBERS},
    "log entry": {"view": MEMBERS},
    "chat message": {"view": MEMBERS, "create": AT_PLAY, "change": DMS},
}
"""Of what is prepared, played and recorded: participants are a draft's; an interaction has gone live, and from then on it
changes by what its table is asked for alone. To steer is to go live, pause, end and set; an action is changed by
resolving it, a message by hiding it."""

SECRETS_AT_TABLES: Final[dict[Thing, dict[str, Roles]]] = {
    "interaction": {"reward_items": DMS, "xp_awards": DMS, "snapshot": DMS, "last_row": DMS},
    "participant": {"hidden": DMS, "source": DMS},
    "action": {"dm_notes": DMS},
    "chat message": {"hidden": DMS},
}
"""Columns of these that not everybody sees who may see the rest; of a hidden participant there is no rest. When its snapshot
and its last row were written tells of the hidden, too."""

LIBRARY: Final[dict[Verb, Roles]] = {
    "view": SIGNED_IN | {"staff"},
    "create": frozenset({"staff"}),
    "change": frozenset({"staff"}),
    "delete": frozenset({"staff"}),
}
"""Of rows that belong to no campaign. A campaign copies them to change them."""

SECRET_COLUMNS: Final[dict[type[Model], dict[str, Roles]]] = {
    Campaign: {"dm_notes": DMS},
    Map: {"dm_notes": DMS},
    Location: {"dm_notes": DMS},
    Quest: {"dm_notes": DMS},
    NPC: {"dm_notes": DMS},
    Monster: {"dm_notes": DMS},
    PlayerCharacter: {
        "dm_notes": DMS,
        **{
            column: DMS | {"self"}
            for column in (
                "notes armor_class hit_points current_hp xp saves skills senses spell_slots spells initiative_modifier "
                "strength dexterity constitution intelligence wisdom charisma damage_resistances "
                "damage_vulnerabilities damage_immunities condition_immunities"
            ).split()
        },
    },
}
"""Columns that not everybody who may see the row may see: dropped on the server."""

_SELF: Final[dict[type[Model], str]] = {
    Membership: "user",
    PlayerCharacter: "owner",
    CreatureAttack: "player_character__owner",
    Feature: "player_character__owner",
    InventoryEntry: "player_character__owner",
}
"""The relation to the person that a row is about."""

SHARED: Final = (Monster, Item, Spell, Condition)
"""Kinds that the library holds too."""

_OWNERS: Final = ("monster", "npc", "player_character")


def campaign_paths(model: type[Model]) -> tuple[str, ...]:
    """From a row to its campaign, as look-ups; the parts of a stat block go by way of whoever they belong to."""
    if model is Campaign:
        return ("pk",)
    if model in (CreatureAttack, Feature):
        return tuple(f"{owner}__campaign" for owner in _OWNERS)
    if model is InventoryEntry:
        return ("npc__campaign", "player_character__campaign")
    return ("campaign",)


def role_in(user: Any, campaign_id: str | None) -> str:
    """The membership's role of this person in a campaign, else "outsider", or "anonymous"; one query."""
    if not user.is_authenticated or not user.is_active:
        return "anonymous"
    found = Membership.objects.filter(user_id=user.pk, campaign_id=campaign_id).values_list("role", flat=True).first()
    return found or "outsider"


def may(user: Any, verb: Verb, model: type[Model], campaign_id: str | None) -> bool:
    """Whether this person may do that to rows of this campaign (None: the library) whoever they are about."""
    if not user.is_authenticated or not user.is_active:
        return False
    if campaign_id is None and model is not Campaign:
        return _in_the_library(user, verb, model)
    return role_in(user, campaign_id) in MAY[model].get(verb, frozenset())


def role_may(role: str, verb: Verb, thing: Thing) -> bool:
    """Whether a membership's role is enough for that at a table of its campaign."""
    return role in AT_TABLES[thing].get(verb, frozenset())


def role_sees(role: str, thing: Thing, column: str) -> bool:
    """Whether a membership's role sees this column of what it sees otherwise."""
    return role in SECRETS_AT_TABLES[thing][column]


def may_touch(user: Any, verb: Verb, row: Any) -> bool:
    """Whether this person may do that to this row."""
    return rows(user, verb, type(row)).filter(pk=row.pk).exists()


def rows(user: Any, verb: Verb, model: type[Any]) -> QuerySet[Any]:
    """The rows to which this person may do that, each once; lists, choices and filters begin here."""
    everything = model._default_manager.all()
    if not user.is_authenticated or not user.is_active:
        return everything.none()
    allowed = MAY[model].get(verb, frozenset())
    mine = Membership.objects.filter(user_id=user.pk, role__in=allowed).values("campaign")
    found = Q()
    for path in campaign_paths(model):
        found |= Q(**{f"{path}__in": mine})
    if "self" in allowed:
        found |= Q(**{_SELF[model]: user}) & _still_a_member(user, model)
    if _in_the_library(user, verb, model):
        found |= of_the_library(model)
    return everything.filter(found)


def pictured_maps(user: Any) -> QuerySet[Map]:
    """Maps with a picture that this person may look at: as DM all, as another member those of what is or was played."""
    belongs = Membership.objects.filter(user_id=user.pk).values("campaign")
    played = Q(locations__interactions__live_status__in=["live", "paused", "completed"], campaign__in=belongs)
    found = Map.objects.filter(Q(pk__in=rows(user, "view", Map).values("pk")) | played)
    return found.exclude(image="").distinct()


def sees_column(user: Any, row: Any, column: str, role: str) -> bool:
    """Whether somebody in this role, who may see the row, may see this column of it."""
    allowed = SECRET_COLUMNS.get(type(row), {}).get(column)
    if allowed is None or role in allowed:
        return True
    return "self" in allowed and getattr(row, f"{_SELF[type(row)]}_id") == user.pk


def _still_a_member(user: Any, model: type[Model]) -> Q:
    """Who has left a campaign has left the characters behind."""
    anywhere = Membership.objects.filter(user_id=user.pk).values("campaign")
    found = Q()
    for path in campaign_paths(model):
        found |= Q(**{f"{path}__in": anywhere})
    return found


def _in_the_library(user: Any, verb: Verb, model: type[Model]) -> bool:
    if model not in (*SHARED, CreatureAttack, Feature):
        return False
    return "outsider" in LIBRARY.get(verb, ()) or ("staff" in LIBRARY.get(verb, ()) and user.is_staff)


def of_the_library(model: type[Model]) -> Q:
    """The rows of a kind that belong to no campaign; none of a kind that the library does not hold."""
    if model in SHARED:
        return Q(campaign__isnull=True)
    if model in (CreatureAttack, Feature):
        return Q(monster__isnull=False, monster__campaign__isnull=True)
    return Q(pk__in=())
