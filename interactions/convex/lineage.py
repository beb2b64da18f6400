"""Which history knows which: the journals of an interaction in order, and how far each goes (rules §15).

A history is a list of `Journal`s; the last one is that which goes on, and each before it says where it was left. A new one
begins only with a genesis or after a cut. A journal that was cut says the highest row it ever had: whoever cut it knew of
all of them. Without any journal a history is empty, and everything contains it.
"""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, NamedTuple

from interactions.models import Interaction


class Journal(NamedTuple):
    """`seq`: the last row that is known of it. `kept`: of one that was left, the last row of which the records count as its
    own: none of a journal that was cut, for what stays of it is the next one's. Not told to anybody else."""

    id: str
    seq: int
    kept: int = 0


Lineage = tuple[Journal, ...]


class Wins(Enum):
    """Which of two histories goes on."""

    LOCAL = "local"
    REMOTE = "remote"
    NEITHER = "neither"


def contains(one: Sequence[Journal], other: Sequence[Journal]) -> bool:
    """Whether `one` knows everything that `other` knows."""
    if not other:
        return True
    place = len(other) - 1
    if len(one) <= place or [told(j) for j in one[:place]] != [told(j) for j in other[:place]]:
        return False
    return one[place].id == other[place].id and one[place].seq >= other[place].seq


def wins(local: Sequence[Journal], remote: Sequence[Journal]) -> Wins:
    """The side that contains the other; ours where they are equal."""
    if contains(local, remote):
        return Wins.LOCAL
    return Wins.REMOTE if contains(remote, local) else Wins.NEITHER


def lineage_of(interaction: Interaction, seq: int) -> Lineage:
    """The history of an interaction whose journal ends at row `seq`."""
    before = ancestry_of(interaction)
    return (*before, Journal(interaction.journal_id, seq)) if seq else before


def ancestry_of(interaction: Interaction) -> Lineage:
    """The journals before this one."""
    return lineage_in(interaction.ancestry)


def lineage_in(kept: Iterable[dict[str, Any]]) -> Lineage:
    """What an interaction's column holds."""
    return tuple([Journal(one["journalId"], one["seq"], one.get("kept", one["seq"])) for one in kept])


def kept_as(ancestry: Iterable[Journal]) -> list[dict[str, Any]]:
    """As the interaction's column holds it."""
    return [{"journalId": one.id, "seq": one.seq, "kept": one.kept} for one in ancestry]


def told(journal: Journal) -> dict[str, Any]:
    """As it stands in a snapshot."""
    return {"journalId": journal.id, "seq": journal.seq}


def heard(lineage: Iterable[dict[str, Any]]) -> Lineage:
    """From what Convex says, whose numbers are floats."""
    found = [(str(one["journalId"]), int(one["seq"])) for one in lineage]
    return tuple(Journal(id, seq, seq) for id, seq in found)


_JOURNAL = 1 << 40
_INTERACTION = 1 << 42
_PLAYED = 1 << 41


def revision_of(generation: int, row: int) -> int:
    """The revision of what row `row` of a journal changed last, before which there were `generation` others."""
    return generation * _JOURNAL + row


def row_of(revision: int) -> tuple[int, int]:
    """How many journals were before that of such a revision, and its row."""
    return divmod(revision, _JOURNAL)


def interaction_revision(generation: int, seq: int) -> int:
    """The same for an interaction itself. As long as it is a draft its revisions are ms since the epoch, below 2^41 until
    2039; all that is played comes behind them, and a draft that it becomes again behind that."""
    return generation * _INTERACTION + _PLAYED + seq


def draft_revision(generation: int, ms: int) -> int:
    """Of a draft that was saved then, and had so many journals before."""
    return generation * _INTERACTION + ms


def drafted_at(revision: int, generation: int) -> int:
    """The ms in such a revision; 0 where it is not one of a draft with so many journals before."""
    ms = revision - generation * _INTERACTION
    return ms if 0 <= ms < _PLAYED else 0
