"""New rows of what Convex has: from the record where there is one, else from the fields alone."""

from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from campaigns.convex.records import LINKS, PARTS, Made, made
from campaigns.convex.theirs import ID, Unfit, assign, canonical, compare, ended, fields_of, reference
from campaigns.exchange.reading import sentence
from campaigns.models import Campaign, InventoryEntry, Item, Membership


def build(model: type[Model], id: str, document: dict[str, Any], *, shared: bool = False) -> Made:
    """The row of a document with its parts, checked, not stored; `shared`: it may be the library's, and shows few fields.
    Raises Unfit."""
    if not ID.fullmatch(id):
        raise Unfit("Its id has more than 26 characters, or others than letters, digits, - and _.")
    whole = _recorded(model, document) if document.get("record") else Made(model())
    whole.row.pk = id
    if model is not Campaign:
        whole.row.campaign_id = _belongs(document.get("campaignId"), shared)
    known = fields_of(whole.row)
    said = canonical(model, document)
    shown = {name: value for name, value in said.items() if name in document or not shared}
    assign(whole.row, compare(model, known, known, shown).taken)
    _check_parts(whole)
    return whole


def recorded(document: dict[str, Any]) -> dict[str, Any]:
    """The record as it is; empty where there is none that can be read."""
    try:
        return msgspec.json.decode(str(document.get("record")), type=dict[str, Any])
    except (msgspec.MsgspecError, RecursionError):
        return {}


def _recorded(model: type[Model], document: dict[str, Any]) -> Made:
    try:
        return made(model, str(document["record"]))
    except (msgspec.MsgspecError, ValidationError, RecursionError) as wrong:
        words = sentence(wrong) if isinstance(wrong, ValidationError) else str(wrong)
        raise Unfit(f"Its record cannot be read: {ended(words)}") from wrong


def _belongs(said: Any, shared: bool) -> str | None:
    """To which campaign."""
    if said is None and shared:
        return None
    if not isinstance(said, str):
        raise Unfit("It belongs to no campaign.")
    return reference(Campaign, said)


def _check_parts(whole: Made) -> None:
    """What parts and relations refer to is there."""
    for part in whole.parts:
        if isinstance(part, InventoryEntry):
            part.item_id = reference(Item, str(part.item_id))
    for name, ids in whole.links.items():
        kind = LINKS[type(whole.row)][name]
        whole.links[name] = [reference(kind, id) for id in ids]


def store(whole: Made) -> None:
    """In a transaction of its own, all or nothing. Raises Unfit where a rule of the database is broken."""
    try:
        with transaction.atomic():
            whole.row.save(force_insert=True)
            for kind in {type(part) for part in whole.parts}:
                kind._default_manager.bulk_create([part for part in whole.parts if type(part) is kind])
            for name, ids in whole.links.items():
                getattr(whole.row, name).set(ids)
    except IntegrityError as broken:
        raise Unfit(ended(rule(type(whole.row), str(broken)))) from broken


def rule(model: type[Model], complaint: str) -> str:
    """The sentence of the constraint that the database names."""
    for kind in (model, *(part for part, _ in PARTS.get(model, {}).values())):
        for constraint in kind._meta.constraints:
            if constraint.name in complaint:
                return str(constraint.get_violation_error_message())
    return f"It contradicts what is here: {complaint}"


def found(campaign: Campaign, owner: Any) -> None:
    """No campaign without its owner; who is in it already in another role has that one no more."""
    Membership.objects.update_or_create(campaign=campaign, user=owner, defaults={"role": Membership.Role.OWNER})
