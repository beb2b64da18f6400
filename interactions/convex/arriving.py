"""Going live asks Convex once whether it knows more than is stored here, and waits three seconds at most."""

import logging
from time import monotonic

from engine.asking import Refused
from interactions import copies
from interactions.convex import fetching, genesis
from interactions.convex.genesis import TakenOver, local_lineage
from interactions.convex.lineage import Lineage, Wins, wins
from interactions.models import Interaction
from sync.outbox import switched_on

log = logging.getLogger(__name__)

PATIENCE = 3.0
"""Seconds; after them the game goes on with what is here."""


def before_going_live(interaction_id: str, until: float) -> bool:
    """Whether Convex gave no answer until then (monotonic). Runs in a thread of its own; who waited for one until then, behind
    others who ask, does not ask any more.

    Raises `TakenOver` where Convex knows more, which then is what is on disk; `Refused("conflict")` where neither side
    knows everything that the other does: a person has to choose.
    """
    if not switched_on():
        return False
    patience = until - monotonic()
    if patience <= 0:
        log.warning("interaction %s goes live without Convex: too many ask it at once", interaction_id)
        return True
    try:
        with fetching.connected(patience) as convex:
            remote = fetching.lineage(convex, interaction_id)
    except fetching.UNANSWERED as error:
        log.warning("interaction %s goes live without an answer of Convex: %s", interaction_id, error)
        return True
    interaction = Interaction.objects.get(pk=interaction_id)
    local = local_lineage(interaction)
    match wins(local, remote):
        case Wins.LOCAL:
            return False
        case Wins.REMOTE:
            _take_over(interaction, local)
            raise TakenOver
        case Wins.NEITHER:
            raise Refused("conflict", _sentence(interaction_id))


def _take_over(interaction: Interaction, local: Lineage) -> None:
    """Raises `Refused`."""
    try:
        with fetching.connected() as convex:
            stored = fetching.stored(convex, interaction.pk)
            happened = fetching.happened(convex, interaction.pk, stored.lineage if stored else ())
    except fetching.UNANSWERED as error:
        raise Refused("busy", f"Convex has a later state of this interaction, and does not send it: {error}") from error
    except fetching.Unusable as error:
        way_out = f"To go on with what is here: manage.py resolve_snapshot {interaction.pk} --keep local."
        raise Refused("conflict", f"Convex has a later state of this interaction. {error} {way_out}") from error
    if stored is None:
        raise Refused("busy", "Convex had a later state of this interaction a moment ago. Try again.")
    if interaction.journal.exists():
        copies.write(copies.exported(interaction), copies.beside_the_database(interaction.pk, "left"))
    genesis.begin(interaction.pk, stored, happened, local)
    log.warning("interaction %s goes on from the state that Convex has", interaction.pk)


def _sentence(interaction_id: str) -> str:
    return (
        "It was played here and elsewhere, and Convex has the other evening: a person has to choose, with manage.py"
        f" resolve_snapshot {interaction_id} --keep local or --keep convex, while no server runs."
    )
