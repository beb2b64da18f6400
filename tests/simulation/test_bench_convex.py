"""What the bench with Convex does to it in the middle of a round."""

import json
import shutil
from argparse import Namespace

import pytest

from simulation.bench.shipping import STATES, Comparison
from simulation.shipping.faults import FAULTS
from simulation.shipping.standin import StandIn
from tests.simulation.test_processes import run

pytestmark = [pytest.mark.process, pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")]


def test_every_fault_is_a_state():
    assert ("up", *FAULTS) == STATES


@pytest.fixture
def stand_in(tmp_path):
    stand_in = StandIn(tmp_path, keep=True)
    stand_in.start()
    yield stand_in
    stand_in.kill()


async def test_one_that_is_restarted_is_back_before_the_round_has_ended_and_has_kept_everything(stand_in):
    user = {"table": "users", "document": {"externalId": "1", "revision": 1, "name": "mira"}}
    stand_in.admin().mutation(
        "liveSystemHelpers:batchStateOperations", {"operations": [{"op": "putContent", "args": user}]}
    )
    first = stand_in.process
    await Comparison(Namespace(), None, None, stand_in)._die("restarted", 0)
    assert stand_in.process is not None and stand_in.process is not first
    assert list(stand_in.by_id("users")) == ["1"]


async def test_one_that_dies_is_not(stand_in):
    await Comparison(Namespace(), None, None, stand_in)._die("dying", 0)
    assert stand_in.process is None


def test_it_is_played_with_and_without_and_afterwards_nothing_waits():
    quickly = ("--rooms", "2", "--rounds", "1", "--seconds", "2", "--warm-up", "0.2")
    found = run("-m", "simulation.bench.shipping", "--states", "restarted", *quickly, "--json")
    assert found.returncode == 0, found.stderr
    figures = json.loads(found.stdout)["restarted"]
    assert min(figures["cpu_us"]) > 0
    assert figures["drained_s"] < 120
