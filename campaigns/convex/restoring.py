"""Everything authored anew from the documents of Convex alone, under the same ids, where a node has lost its disk."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.text import slugify

from campaigns.convex import pictures
from campaigns.convex.collecting import agreed, contents
from campaigns.convex.documents import MODELS, NAMES, content, rows
from campaigns.convex.fields import RECORDS
from campaigns.convex.kinds import Key
from campaigns.convex.storing import build, found, recorded, store
from campaigns.convex.theirs import Unfit, reference
from campaigns.ids import is_account_id
from campaigns.models import Campaign, Counterpart, Map, Membership
from engine.asking import Refused

Document = dict[str, Any]

TABLES: Final = (
    "users", "campaigns", "memberships", RECORDS, "maps", "locations", "quests", "items", "monsters", "npcs",
    "playerCharacters",
)  # fmt: skip
"""Each behind what it refers to."""


class Restoring:
    """Takes documents table by table, in the order of TABLES, in portions of any size; `finish` is the end.

    What is here already stays as it is, so that it can be done again. `complaints` has a sentence for each row that could
    not be restored, and for what is missing of one that was.
    """

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.restored = 0
        self._owners: dict[str, str] = {}
        self._kept: dict[Key, Document] = {}
        self._pictures = pictures.Gathering()

    def take(self, table: str, documents: Iterable[Document]) -> None:
        """Raises `Refused("conflict")` where an account here is somebody else's: nothing of it is sure then."""
        take = self._takers().get(table, self._row)
        with transaction.atomic():
            for document in documents:
                if document.get("deleted") or not document.get("externalId"):
                    continue  # what is gone is gone, and what was never here comes with `pull_convex`
                try:
                    with transaction.atomic():
                        self.restored += take(table, document["externalId"], document)
                except (Unfit, IntegrityError) as wrong:
                    name = document.get("name") or document["externalId"]
                    self.complaints.append(f"{table} “{name}” is not restored: {wrong}")
            self._agree()

    def finish(self) -> None:
        """Every campaign has an owner, and new accounts get numbers that nobody has had."""
        for campaign in Campaign.objects.exclude(memberships__role=Membership.Role.OWNER):
            users = get_user_model()
            owner = users._default_manager.filter(pk=self._owners.get(campaign.pk) or None).first()
            if owner is None:
                self.complaints.append(f"Of the campaign “{campaign}” nobody is the owner.")
            else:
                found(campaign, owner)
        for campaign in rows(Campaign, Q(pk__in=self._owners)):
            counterpart = Counterpart.objects.filter(kind="campaigns", row_id=campaign.pk).first()
            if counterpart is not None and not counterpart.state:
                agreed(counterpart, content(campaign))  # with its owner, who was not there when it was restored
                counterpart.save()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [get_user_model()]):
                cursor.execute(statement)

    def _takers(self) -> dict[str, Callable[[str, str, Document], bool]]:
        return {"users": self._account, "memberships": self._membership, RECORDS: self._record}

    def _account(self, table: str, id: str, document: Document) -> bool:
        """Nobody can sign in as her until she has a password again."""
        users, name = get_user_model(), str(document.get("name") or f"user-{id}")
        if not is_account_id(id):
            raise Unfit("It was not made here.")
        there = users._default_manager.filter(pk=id).first()
        if there is not None:
            if name not in (there.get_full_name(), there.get_username()):
                who = f"Account {id} here is “{there}”, and in Convex “{name}”"
                raise Refused("conflict", f"{who}: restore before there are accounts.")
            return False
        username = _free(name, id)
        shown: dict[str, Any] = {} if username == name else {"first_name": name[:150]}
        shown["is_active"] = not document.get("inactive")
        users._default_manager.create(pk=int(id), username=username, password=make_password(None), **shown)
        return self._keep(table, id, document)

    def _membership(self, table: str, id: str, document: Document) -> bool:
        role = document.get("role")
        if role not in Membership.Role.values:
            raise Unfit(f"There is no role “{role}”.")
        campaign = reference(Campaign, str(document.get("campaignId")))
        user = reference(get_user_model(), str(document.get("userId")))
        if Membership.objects.filter(campaign=campaign, user=user).exists():
            return False
        Membership.objects.create(campaign_id=campaign, user_id=int(user), role=role)
        return self._keep(table, f"{campaign}:{user}", document)

    def _record(self, table: str, id: str, document: Document) -> bool:
        """Spells, conditions, and what is the library's, which may have it already from another import."""
        kind = str(document.get("kind"))
        if kind == pictures.KIND:
            return self._pictures.take(document)
        if kind not in MODELS:
            raise Unfit(f"Nothing here is of the kind “{kind}”.")
        shown = {name: value for name, value in document.items() if name != "kind"}  # which is a column of items, too
        return self._row(kind, id, shown, shared=True)

    def _row(self, kind: str, id: str, document: Document, shared: bool = False) -> bool:
        model = MODELS[kind]
        if model._default_manager.filter(pk=id).exists():
            return False
        if model is Campaign:
            self._owners[id] = str(document.get("ownerUserId") or "")
        if shared and self._is_in_the_library(model, id, document):
            return False
        whole = build(model, id, document, shared=shared)
        self._picture(whole.row)
        store(whole)
        if isinstance(whole.row, Map) and whole.row.image:
            revision = self._pictures.revisions.get(whole.row.image.name, 0)
            self._keep(pictures.KIND, id, {"revision": revision, "putRevision": revision})
        return self._keep(kind, id, document)

    def _is_in_the_library(self, model: Any, id: str, document: Document) -> bool:
        """From another import, under another id: then that is what this id means from now on."""
        key = recorded(document).get("sourceKey")
        there = model._default_manager.filter(campaign=None, source_key=key).first() if key else None
        if there is None or document.get("campaignId"):
            return False
        Counterpart.objects.update_or_create(kind=NAMES[model], row_id=there.pk, defaults={"convex_id": id})
        return True

    def _picture(self, row: Any) -> None:
        if isinstance(row, Map) and row.image and not default_storage.exists(row.image.name):
            row.image = ""
            self.complaints.append(f"The picture of the map “{row.name}” is not here; the map is.")

    def _keep(self, kind: str, id: str, document: Document) -> bool:
        self._kept[kind, id] = document
        return True

    def _agree(self) -> None:
        """What Convex has need not be sent there again."""
        made = contents(self._kept)
        agreeing = []
        for (kind, id), document in self._kept.items():
            revision = int(document.get("revision") or 0)
            counterpart = Counterpart(
                kind=kind,
                row_id=id,
                convex_id=str(document.get("_id") or ""),
                revision=revision,
                pulled=revision if document.get("editedAt") is not None else 0,
                mirrored=made[kind, id].table in MODELS and not document.get("putRevision"),
            )
            agreed(counterpart, made[kind, id])
            agreeing.append(counterpart)
        columns = [column.name for column in Counterpart._meta.fields if column.name not in ("id", "kind", "row_id")]
        Counterpart.objects.bulk_create(
            agreeing, update_conflicts=True, unique_fields=["kind", "row_id"], update_fields=columns
        )
        self._kept.clear()


def _free(name: str, id: str) -> str:
    """A username like this name that nobody has."""
    users = get_user_model()._default_manager
    wished = slugify(name.replace(".", "-")) if not name.isascii() or " " in name else name[:150]
    if not wished or users.filter(username__iexact=wished).exists():
        return f"{wished or 'user'}-{id}"[:150]
    return wished
