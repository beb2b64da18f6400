"""What happened, record by record: the apps that keep it say what their documents are (settings.CONVEX_RECORDS)."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

from engine.events import ActionSubmitted, Genesis
from engine.state import Room
from interactions.convex.documents import Document, without_none
from interactions.convex.lineage import revision_of
from interactions.followers import Row
from sync.outbox import Operation
from sync.pacing import breathe


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
        breathe()
        return {
            "externalId": id,
            "revision": revision_of(self.generation, revision),
            "interactionId": self.interaction_id,
            "journalId": self.journal_id,
            "seq": seq,
            "audience": audience,
            **without_none(fields),
        }


Happened = Mapping[str, Sequence[Document]]
"""By table in Convex."""


class Records(Protocol):
    """The records of an app. `tables` are their names in Convex, `followers` those who write them here.

    `operations` tells of all that the rows of a part have made or changed, as the followers' tables have it now: the same
    rows again give the same revisions or higher ones.

    The way back: `leave` turns what the interaction's journal has made into records of a journal that was left, as far as
    `reaches` (by journal: its last row that counts) goes, and takes away those of other journals; `restore`
    writes what Convex holds of journals that were left, over what is there of them. `submitted` are the actions that a
    room still knows of, as they were submitted; `make_way` takes away what a genesis is going to tell anew.
    """

    tables: tuple[str, ...]
    followers: tuple[str, ...]

    def operations(self, part: Part) -> list[Operation]: ...

    def leave(self, interaction_id: str, journal_id: str, reaches: Mapping[str, int]) -> None: ...

    def restore(self, table: str, documents: Sequence[Document]) -> None: ...

    def submitted(self, room: Room, happened: Happened) -> list[ActionSubmitted]: ...

    def make_way(self, genesis: Genesis) -> None: ...


def leave(model: type[Model], interaction_id: str, journal_id: str, reaches: Mapping[str, int]) -> None:
    """The records of one table, as `Records.leave` says; what the own journal made beyond its reach stays its own."""
    rows = model._default_manager.filter(interaction_id=interaction_id)
    for restored_from in rows.exclude(restored_from="").values_list("restored_from", flat=True).distinct().order_by():
        rows.filter(restored_from=restored_from, seq__gt=reaches.get(restored_from, 0)).delete()
    rows.filter(restored_from="", seq__lte=reaches.get(journal_id, 0)).update(restored_from=journal_id)


def overwrite(model: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert these rows, or replace those of the same keys."""
    columns = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        [model(**row) for row in rows],
        batch_size=200,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=columns,
    )


@cache
def records() -> tuple[Records, ...]:
    """Those of settings.CONVEX_RECORDS, in order."""
    return tuple(import_string(path)() for path in settings.CONVEX_RECORDS)
