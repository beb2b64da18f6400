"""The tests on a deployment that somebody has named for them, here a second stand-in; and not on one that a server's surroundings
name."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulation.shipping.there import TABLES
from tests.convex.named import ANYWAY, NOT_USED, VARIABLE
from tests.convex.standin import ROOT, StandIn, standing_in

pytestmark = pytest.mark.process

WITHIN = 1200
SUITE = (
    "tests/convex/test_deployment.py",
    "tests/interactions/convex/test_collecting.py",
    "tests/interactions/convex/test_snapshots.py",
    "tests/campaigns/convex/test_round_trip.py",
)
BATCH = "liveSystemHelpers:batchStateOperations"


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[StandIn]:
    with standing_in(tmp_path) as started:
        yield started


def pytest_there(deployment: StandIn, *tests: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """A run of these tests with the deployment in its surroundings."""
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *tests]
    env = {**os.environ, **deployment.environment, **more}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=WITHIN, check=False)


def put(deployment: StandIn, table: str, **document: Any) -> None:
    operation = {"op": "putContent", "args": {"table": table, "document": {"revision": 1 << 50, **document}}}
    [result] = deployment.admin().mutation(BATCH, {"operations": [operation]})["results"]
    assert result["status"] == "applied", result


def played_on(deployment: StandIn) -> None:
    """People of a server have accounts and things there, called as those of the tests are."""
    for number in range(1, 5):
        put(deployment, "users", externalId=str(number), name=f"somebody {number}")
    put(deployment, "monsters", externalId="wolf", name="A wolf of theirs", record="{}")


def everything(deployment: StandIn) -> dict[str, list[Any]]:
    return {table: deployment.rows(table) for table in TABLES}


def test_what_the_surroundings_of_a_server_name_is_not_written_to(deployment: StandIn):
    played_on(deployment)
    before, asked = everything(deployment), deployment.traffic()
    ran = pytest_there(deployment, "tests/convex/test_deployment.py")
    assert (ran.returncode, deployment.traffic()) == (0, asked), ran.stdout
    assert ran.stdout.count(NOT_USED) == 1
    assert everything(deployment) == before


def test_told_so_they_run_there_again_and_again_and_leave_what_others_have(deployment: StandIn):
    played_on(deployment)
    before = everything(deployment)
    for _ in range(2):
        ran = pytest_there(deployment, *SUITE, **{VARIABLE: ANYWAY})
        assert ran.returncode == 0, ran.stdout
        assert "tests/campaigns/convex/test_round_trip.py" in ran.stdout  # what is skipped is named
        assert "a deployment does not fail, restart or count its calls on demand" in ran.stdout
    after = everything(deployment)
    assert {table: rows[: len(before[table])] for table, rows in after.items()} == before
    assert len(after["turnRecords"]) > 10


def test_beside_the_accounts_of_others_they_do_not_begin(deployment: StandIn):
    played_on(deployment)
    before = everything(deployment)
    ran = pytest_there(deployment, "tests/convex/test_deployment.py", **{VARIABLE: "1"})
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert "has 4 accounts that no test has made (1, 2, 3, 4)" in ran.stdout
    assert everything(deployment) == before


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({VARIABLE: "yes"}, f"{VARIABLE} is 1, or {ANYWAY}"),
        ({VARIABLE: "1", "CONVEX_ADMIN_KEY": ""}, f"{VARIABLE} wants CONVEX_URL and CONVEX_ADMIN_KEY"),
    ],
)
def test_what_cannot_be_meant_is_a_sentence(deployment: StandIn, more: dict[str, str], sentence: str):
    ran = pytest_there(deployment, "tests/convex/test_deployment.py", **more)
    assert ran.returncode == pytest.ExitCode.USAGE_ERROR
    assert sentence in ran.stderr + ran.stdout
