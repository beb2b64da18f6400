"""What happened, record by record: the apps that keep it say what their documents are (settings.CONVEX_RECORDS)."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from interactions.convex.documents import without_none
from interactions.convex.lineage import revision_of
from interactions.followers import Row
from sync.outbox import Operation


class Part(NamedTuple):
    """Rows of one journal that are put into the outbox together, behind row `after` and to row `until`."""

    interaction_id: str
    journal_id: str
    generation: int
    after: int
    until: int
    rows: Sequence[Row]

    def document(self, id: str, seq: int, revision: int, audience: str, **fields: Any) -> dict[str, Any]:
        """A record's document: born in row `seq`, changed last by row `revision`; what is None is left out."""
        return {
            "externalId": id,
            "revision": revision_of(self.generation, revision),
            "interactionId": self.interaction_id,
            "journalId": self.journal_id,
            "seq": seq,
            "audience": audience,
            **without_none(fields),
        }


class Records(Protocol):
    """The records of an app. `tables` are their names in Convex.

    `operations` tells of all that the rows of a part have made or changed, as the followers' tables have it now: the same
    rows again give the same revisions or higher ones. `restore` writes what Convex holds back into the tables, as made by
    another journal; what is there already stays.
    """

    tables: tuple[str, ...]

    def operations(self, part: Part) -> list[Operation]: ...

    def restore(self, table: str, documents: Sequence[dict[str, Any]]) -> None: ...


@cache
def records() -> tuple[Records, ...]:
    """Those of settings.CONVEX_RECORDS, in order."""
    return tuple(import_string(path)() for path in settings.CONVEX_RECORDS)
