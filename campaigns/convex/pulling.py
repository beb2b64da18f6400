"""Reading what has changed in Convex since the last time, into the counterparts: it is taken in by `settling`."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any, Final, Protocol

from django.db import transaction

from campaigns.convex.fields import PULLED
from campaigns.ids import new_id
from campaigns.models import Counterpart, PullCursor

PAGE: Final = 100
OVERLAP: Final = 10_000
"""Ms before the last change that is read again: by Convex's clock the commits may be in another order."""

TABLES: Final = ("users", *PULLED)

Document = dict[str, Any]


class Convex(Protocol):
    """As much of a client as is needed."""

    def query(self, name: str, args: dict[str, Any]) -> Any: ...

    def mutation(self, name: str, args: dict[str, Any]) -> Any: ...


class Lookout:
    """What whoever looks again and again remembers. A table of which nothing new was read for as long as OVERLAP, and which was
    read once more then, is at rest: it is not read until it has changed."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._since: dict[str, tuple[int, float]] = {}
        self._resting: dict[str, int] = {}

    def tables(self, convex: Convex) -> list[str]:
        """Those that are to be read. Of those at rest Convex is asked, all in one call."""
        resting = [{"table": table, "after": last + 1} for table, last in self._resting.items()]
        changed = convex.query("content:changedTables", {"since": resting}) if resting else []
        return [table for table in TABLES if table not in self._resting or table in changed]

    def read(self, table: str, began: float, last: int) -> None:
        """All of it was read from then on (`now`); its last change was at `last`, by Convex's clock."""
        known, since = self._since.get(table, (-1, began))
        if known != last:
            self._since[table] = last, self.now()
            self._resting.pop(table, None)
        elif began - since >= OVERLAP / 1000:
            self._resting[table] = last

    def now(self) -> float:
        return self._clock()


def pull(
    convex: Convex,
    step: Callable[[str, int], None] = lambda table, read: None,
    lookout: Lookout | None = None,
) -> int:
    """Read every table to its end, or what `lookout` says; how many documents are new here. `step` is told how many of a
    table were read."""
    lookout = lookout or Lookout()
    return sum(_pull(convex, table, step, lookout) for table in lookout.tables(convex))


def _pull(convex: Convex, table: str, step: Callable[[str, int], None], lookout: Lookout) -> int:
    began = lookout.now()
    cursor, _ = PullCursor.objects.get_or_create(table=table)
    read = fresh = 0
    for page in _pages(convex, table, max(0, cursor.changed_at - OVERLAP)):
        known = _adopt(convex, table, page)
        with transaction.atomic():
            fresh += sum(_note(table, id, document) for id, document in known)
            cursor.changed_at = max([cursor.changed_at, *(int(document["changedAt"]) for document in page)])
            cursor.save()
        read += len(page)
        step(table, read)
    lookout.read(table, began, cursor.changed_at)
    return fresh


def _pages(convex: Convex, table: str, after: int) -> Iterator[list[Document]]:
    place: Any = None
    while True:
        wanted = {"table": table, "after": after, "cursor": place, "numItems": PAGE}
        answer = convex.query("content:changedSince", wanted)
        yield answer["page"]
        if answer["isDone"]:
            return
        place = answer["continueCursor"]


def _adopt(convex: Convex, table: str, page: Iterable[Document]) -> list[tuple[str, Document]]:
    """Each document with its id; what was made in Convex gets one of ours, by which both sides call it from then on."""
    page = list(page)
    strays = [document for document in page if not document.get("externalId") and not document.get("deleted")]
    if strays and table != "users":
        wanted = [{"id": document["_id"], "externalId": new_id()} for document in strays]
        answer = convex.mutation("content:adopt", {"table": table, "adoptions": wanted})
        for document, id in zip(strays, answer["externalIds"], strict=True):
            document["externalId"] = id
    return [(document["externalId"], document) for document in page if document.get("externalId")]


def _note(table: str, id: str, document: Document) -> bool:
    """Whether there is something in it that we have not seen."""
    if table == "users":
        Counterpart.objects.filter(kind=table, row_id=id).update(convex_id=document["_id"])
        return False
    counterpart = Counterpart.objects.select_for_update().filter(kind=table, row_id=id[:60]).first()
    if counterpart is None:
        if document.get("deleted"):
            return False
        counterpart = Counterpart(kind=table, row_id=id[:60], table=table)
    elif not _is_news(counterpart, document):
        _heard(counterpart, document)
        return False
    counterpart.convex_id = document["_id"]
    counterpart.state, counterpart.reason, counterpart.document = Counterpart.State.NEW, "", document
    counterpart.save()
    return True


def _is_news(counterpart: Counterpart, document: Document) -> bool:
    """What the node has put comes back as it went; an edit made in Convex says so."""
    revision = int(document.get("revision") or 0)
    if document.get("editedAt") is None:
        return False
    waiting = counterpart.document or {}
    return revision not in (counterpart.pulled, int(waiting.get("revision") or 0))


def _heard(counterpart: Counterpart, document: Document) -> None:
    """Convex has what was put last, or something that was looked at before."""
    counterpart.convex_id = document["_id"]
    if int(document.get("putRevision") or 0) == counterpart.revision:
        counterpart.before = {}
    counterpart.save(update_fields=["convex_id", "before"])
