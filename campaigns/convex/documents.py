"""The documents of our own kinds: typed fields by the field map, and the record."""

import operator
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from functools import partial, reduce
from typing import Any, Final

import msgspec
from django.contrib.auth import get_user_model
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery

from campaigns.convex.fields import FIELD_MAP, RECORDS
from campaigns.convex.kinds import Content, Key, Kind
from campaigns.convex.records import record, relations
from campaigns.convex.watching import Watched
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)

NAMES: Final[dict[type[Model], str]] = {
    Campaign: "campaigns",
    Membership: "memberships",
    Map: "maps",
    Location: "locations",
    Quest: "quests",
    Item: "items",
    Spell: "spells",
    Condition: "conditions",
    Monster: "monsters",
    NPC: "npcs",
    PlayerCharacter: "playerCharacters",
}
"""Of the kinds; each but spells and conditions is a table in Convex, too."""

MODELS: Final = {name: model for model, name in NAMES.items()}


_pack = msgspec.json.Encoder(order="deterministic").encode


def typed(row: Any) -> dict[str, Any]:
    """The fields of the map; what is empty (NULL) is absent."""
    found: dict[str, Any] = {}
    for field in FIELD_MAP[type(row)]:
        value = value_of(row, field.column)
        if value is not None:
            found[field.name] = value
    return found


def value_of(row: Any, column: str) -> Any:
    """What the field of this column says; None: it is absent."""
    if not column:  # a campaign's owner, whom the query has found
        owner = row.owner_id
        return None if owner is None else str(owner)
    field = row._meta.get_field(column)
    value = getattr(row, field.attname)
    if field.is_relation:
        return None if value is None else str(value)
    return float(value) if isinstance(value, Decimal) else value


def content(row: Any) -> Content:
    """The document of a row that `rows` has read."""
    name = NAMES[type(row)]
    if isinstance(row, Membership):
        return Content(name, typed(row), frozenset({("users", str(row.user_id))}))
    whole = record(row)
    fields = {**typed(row), "record": _pack(whole).decode()}
    in_the_library = not isinstance(row, Campaign) and row.campaign_id is None
    if in_the_library or name in ("spells", "conditions"):
        kept = {field: fields[field] for field in ("campaignId", "name", "record") if field in fields}
        return Content(RECORDS, {"kind": name, **kept}, shared=in_the_library)
    return Content(name, fields, _needs(row, whole))


def _needs(row: Any, whole: dict[str, Any]) -> frozenset[Key]:
    """Accounts, and what may be the library's; what is the campaign's own is shipped anyway."""
    found = {("items", entry["item"]) for entry in whole.get("inventory", ())}
    found |= {("spells", spell) for spell in whole.get("spells", ())}
    if whole.get("owner"):
        found.add(("users", whole["owner"]))
    return frozenset(found)


def rows(model: type[Any], which: Q) -> QuerySet[Any]:
    """Rows with everything that their documents show."""
    found = model._default_manager.filter(which).prefetch_related(*relations(model)).order_by("pk")
    if model is Campaign:
        owner = Membership.objects.filter(campaign=OuterRef("pk"), role=Membership.Role.OWNER)
        found = found.annotate(owner_id=Subquery(owner.values("user")[:1]))
    return found


def _read(model: type[Any], ids: Collection[str]) -> dict[str, Content]:
    return {row.pk: content(row) for row in rows(model, Q(pk__in=ids))}


def _memberships(ids: Collection[str]) -> dict[str, Content]:
    """A membership's id in Convex says whose it is where: who comes back is the same document."""
    pairs = [id.split(":", 1) for id in ids]
    found = reduce(operator.or_, (Q(campaign=campaign, user=user) for campaign, user in pairs))
    return {f"{row.campaign_id}:{row.user_id}": content(row) for row in rows(Membership, found)}


def _users(ids: Collection[str]) -> dict[str, Content]:
    """Of an account a name, the id and whether it is shut, and nothing else: no address, no password, no permission."""
    found = get_user_model().objects.filter(pk__in=[int(id) for id in ids])
    return {str(user.pk): Content("users", account(user), shared=True) for user in found}


def account(user: Any) -> dict[str, Any]:
    """The fields of an account's document; one that is shut here reads nothing there."""
    shut = {} if user.is_active else {"inactive": True}
    return {"name": user.get_full_name() or user.get_username(), **shut}


_OWNED: Final = {
    "monsters": ("creatureattack", "feature"),
    "npcs": ("creatureattack", "feature", "inventoryentry"),
    "playerCharacters": ("creatureattack", "feature", "inventoryentry"),
}
_OWNER: Final = {"monsters": "monster_id", "npcs": "npc_id", "playerCharacters": "player_character_id"}


def _watched(model: type[Model]) -> tuple[Watched, ...]:
    """The tables of which a document of this kind is made."""
    name, table = NAMES[model], model._meta.db_table
    if model is Membership:
        pair = ("campaign_id", "user_id")
        return (Watched(table, name, pair),)
    found = [Watched(table, name)]
    found += [Watched(f"campaigns_{part}", name, (_OWNER[name],)) for part in _OWNED.get(name, ())]
    if model is PlayerCharacter:
        found.append(Watched("campaigns_playercharacter_spells", name, ("playercharacter_id",)))
    if model is Campaign:
        found.append(Watched("campaigns_membership", name, ("campaign_id",)))  # its owner
    return tuple(found)


def _reader(model: type[Model]) -> Callable[[Collection[str]], dict[str, Content]]:
    return _memberships if model is Membership else partial(_read, model)


def _accounts() -> Iterable[Kind]:
    user = get_user_model()
    watched = Watched(user._meta.db_table, "users", of=("username", "first_name", "last_name", "is_active"))
    yield Kind("users", user, _users, (watched,))


KINDS: Final[tuple[Kind, ...]] = (
    *_accounts(),
    *(Kind(name, model, _reader(model), _watched(model)) for model, name in NAMES.items()),
)
