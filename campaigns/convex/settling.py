"""Taking in what Convex has: merged into the row, or set aside with a sentence. Each row in a transaction of its own."""

from typing import Any, Final, Literal, NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import ProtectedError, Q, RestrictedError

from campaigns.convex.collecting import agreed, digest, note
from campaigns.convex.documents import MODELS, content, rows
from campaigns.convex.fields import PULLED, pulled_columns
from campaigns.convex.storing import build, found, store
from campaigns.convex.theirs import Change, Unfit, assign, canonical, check, compare, fields_of, reference
from campaigns.images import forget_images
from campaigns.models import Campaign, Counterpart
from campaigns.protection import check_unplayed, check_unused
from engine.asking import Refused

Keep = Literal["", "local", "convex"]
"""Which side is right where both have changed something; empty: nobody has said."""
State: Final = Counterpart.State
_UNKNOWN: Final = "its owner is nobody here; say with --owner whose it is to be."


class Settled(NamedTuple):
    """What became of one document: `word` is "taken", "made", "deleted", "same", or the state in which it waits."""

    counterpart: Counterpart
    word: str
    sentence: str = ""


class _Aside(Exception):
    """It is set aside in this state."""

    def __init__(self, state: str, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state


def unsettled(states: tuple[str, ...] = (State.NEW, State.WAITING, State.INVALID)) -> list[int]:
    """Those that may be taken in now, each behind what it may refer to."""
    order = {kind: place for place, kind in enumerate(PULLED)}
    found = Counterpart.objects.filter(state__in=states).values_list("pk", "kind")
    return [pk for pk, kind in sorted(found, key=lambda one: (order[one[1]], one[0]))]


def settle(pk: int, keep: Keep = "", owner: Any = None) -> Settled:
    """Take one in. `owner` gets campaigns whose owner is nobody here."""
    with transaction.atomic():
        counterpart = Counterpart.objects.select_for_update().get(pk=pk)
        if not counterpart.theirs:
            return Settled(counterpart, "same")
        try:
            with transaction.atomic():
                word = _take(counterpart, keep, owner)
        except _Aside as aside:
            counterpart.refresh_from_db()
            counterpart.state, counterpart.reason = aside.state, str(aside)
            counterpart.save(update_fields=["state", "reason"])
            return Settled(counterpart, aside.state, str(aside))
        counterpart.pulled = _revision(counterpart)
        counterpart.revision = max(counterpart.revision, counterpart.pulled)
        counterpart.state, counterpart.reason, counterpart.theirs = State.SETTLED, "", ""
        counterpart.save()
        return Settled(counterpart, word)


def _revision(counterpart: Counterpart) -> int:
    return int((counterpart.document or {}).get("revision") or 0)


def _take(counterpart: Counterpart, keep: Keep, owner: Any) -> str:
    theirs: dict[str, Any] = counterpart.document or {}
    model = MODELS[counterpart.kind]
    list(model._default_manager.select_for_update().filter(pk=counterpart.row_id).values_list("pk"))
    row = rows(model, Q(pk=counterpart.row_id)).first()
    if keep == "local":
        return _insist(counterpart)
    counterpart.table = counterpart.kind
    try:
        if theirs.get("deleted"):
            return _delete(counterpart, row, keep)
        if row is None:
            return _make(counterpart, theirs, keep, owner)
        return _merge(counterpart, row, theirs, keep)
    except Unfit as unfit:
        raise _Aside(State.INVALID, str(unfit)) from unfit


def _insist(counterpart: Counterpart) -> str:
    """What is here goes out again, over what Convex has, whether that is a row or that there is none."""
    counterpart.digest, counterpart.gone = "", False
    note(counterpart.kind, counterpart.row_id)
    return "same"


def _merge(counterpart: Counterpart, row: Any, theirs: dict[str, Any], keep: Keep) -> str:
    model = type(row)
    ours = fields_of(row)
    said = canonical(model, theirs)
    there = None if isinstance(row, Campaign) else theirs.get("campaignId")
    if there and reference(Campaign, str(there)) != row.campaign_id:
        raise Unfit("A row does not move to another campaign.")
    before = _complete(model, _edited(counterpart, theirs)) if counterpart.fields and keep == "" else ours
    change = compare(model, before, ours, said)
    if change.contradictions:
        raise _Aside(State.CONFLICT, f"{'; '.join(change.contradictions)}.")
    unchanged = counterpart.digest == digest(content(row)) and _heard(counterpart, theirs)
    _write(row, change)
    fresh = content(rows(model, Q(pk=row.pk)).get())
    if unchanged:
        agreed(counterpart, fresh)
    else:
        counterpart.fields, counterpart.before = {**counterpart.fields, **said}, {}
        note(counterpart.kind, counterpart.row_id)  # ours has changes that Convex has not
    return "taken" if change.taken else "same"


def _edited(counterpart: Counterpart, theirs: dict[str, Any]) -> dict[str, Any]:
    """What was edited there: what we put last, or what was there before, where that did not arrive in time."""
    return counterpart.fields if _heard(counterpart, theirs) else {**counterpart.fields, **counterpart.before}


def _heard(counterpart: Counterpart, theirs: dict[str, Any]) -> bool:
    """Whether whoever edited there saw what is here: we have put nothing since."""
    return counterpart.revision in (int(theirs.get("putRevision") or 0), counterpart.pulled)


def _complete(model: Any, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields that are pulled, with None for what is empty."""
    return {field.name: fields.get(field.name) for field in pulled_columns(model).values()}


def _write(row: Any, change: Change) -> None:
    if not change.taken:
        return
    columns = assign(row, change.taken)
    check(row)
    try:
        check_unplayed(row, columns)
    except Refused as refused:
        raise _Aside(State.WAITING, refused.message) from None
    row.save(update_fields=sorted(columns))


def _make(counterpart: Counterpart, theirs: dict[str, Any], keep: Keep, owner: Any) -> str:
    if counterpart.gone and keep == "":
        raise _Aside(State.CONFLICT, "It was deleted here and changed in Convex.")
    model = MODELS[counterpart.kind]
    master = _owner(theirs, owner) if model is Campaign else None
    store(build(model, counterpart.row_id, theirs))
    if master is not None:
        found(Campaign.objects.get(pk=counterpart.row_id), master)
    counterpart.mirrored = counterpart.mirrored or not theirs.get("putRevision")
    agreed(counterpart, content(rows(model, Q(pk=counterpart.row_id)).get()))
    return "made"


def _owner(theirs: dict[str, Any], otherwise: Any) -> Any:
    """Who the document says, else who was named. Raises Unfit."""
    users = get_user_model()
    try:
        return users._default_manager.get(pk=reference(users, str(theirs.get("ownerUserId") or "")))
    except Unfit:
        if otherwise is None:
            raise Unfit(_UNKNOWN.capitalize()) from None
        return otherwise


def _delete(counterpart: Counterpart, row: Any, keep: Keep) -> str:
    changed = row is not None and counterpart.digest not in ("", digest(content(row)))
    counterpart.gone, counterpart.digest = True, ""
    if row is None:
        return "same"
    if keep == "" and changed:
        raise _Aside(State.CONFLICT, "It was deleted in Convex and changed here.")
    try:
        check_unused(row)
    except Refused as refused:
        raise _Aside(State.WAITING, refused.message) from None
    try:
        forget_images(row)
        row.delete()
    except (ProtectedError, RestrictedError):
        raise Unfit("It was deleted in Convex, but something here still needs it.") from None
    return "deleted"
