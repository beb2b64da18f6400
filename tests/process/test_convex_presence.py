"""Whoever is killed cannot tell Convex that nobody is at his tables any more: the next one does, and nobody need come back."""

import signal
from pathlib import Path

import pytest

from simulation.shipping.standin import DELIVERY
from tests.convex.standin import StandIn
from tests.process.guest import seated
from tests.process.serving import Template, serving
from tests.process.test_convex import until
from tests.process.test_endings import FIGHT

pytestmark = pytest.mark.process


def connected(convex: StandIn) -> list[str] | None:
    """Who is at the table, as Convex has it."""
    return convex.by_id("interactions").get(FIGHT, {}).get("connectedParticipants")


@pytest.mark.parametrize("ending", [False, True])
async def test_who_was_there_when_the_server_was_killed_has_gone_once_there_is_another(
    template: Template, tmp_path: Path, stand_in: StandIn, ending: bool
):
    """`ending`: the game was over a moment before, and they had not left yet."""
    database = template.copy_to(tmp_path / "db.sqlite3")
    surroundings = {**DELIVERY, **stand_in.environment}
    there = [template.cast[name][0] for name in ("mira", "aria")]
    with serving(template, database, **surroundings) as served:
        async with seated(served, FIGHT, "mira", "aria") as [mira, _]:
            until(lambda: sorted(connected(stand_in) or []) == sorted(there), "their coming")
            if ending:
                assert (await mira.asks("endInteraction", outcome="completed"))["type"] == "ack"
            served.end(signal.SIGKILL)
    assert sorted(connected(stand_in) or []) == sorted(there)
    with serving(template, database, **surroundings):
        until(lambda: connected(stand_in) == [], "their going")
