"""A Convex for tests: the local stand-in (docs/convex.md), or the deployment that was named for them (named.py).

The fixture `convex` is either, empty where it is ours. A real deployment is neither emptied nor broken: ids that are fixed go
through `own`, and tests that want faults or a Convex with nothing else in it ask for `stand_in` or `empty_convex`, which skip
there.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.processes import ROOT as ROOT
from simulation.shipping import standin
from simulation.shipping.standin import FUNCTIONS, Deployment, StandIn
from simulation.shipping.standin import ISSUER as ISSUER
from simulation.shipping.standin import Row as Row
from tests.convex import named
from tests.convex.named import Named

NAMED = pytest.StashKey[Named]()
ANYWAY = pytest.StashKey[bool]()


@contextlib.contextmanager
def standing_in(
    folder: Path, functions: Path = FUNCTIONS, *, keep: bool = False, options: tuple[str, ...] = ()
) -> Iterator[StandIn]:
    """A stand-in of one's own. Skips where node is missing."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    with standin.standing_in(folder, functions, keep=keep, options=options) as stand_in:
        yield stand_in


@pytest.fixture(scope="session")
def shared_convex(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment that was named, or one stand-in for the whole session."""
    there = pytestconfig.stash.get(NAMED, None)
    if there is not None:
        refused = "" if pytestconfig.stash[ANYWAY] else named.refusal(there)
        if refused:
            pytest.exit(refused, returncode=pytest.ExitCode.USAGE_ERROR)
        yield there
        return
    with standing_in(tmp_path_factory.mktemp("convex"), keep=True) as stand_in:
        yield stand_in


@pytest.fixture
def convex(shared_convex: Deployment) -> Deployment:
    """A Convex with our functions; the stand-in is empty and without faults."""
    if isinstance(shared_convex, StandIn):
        shared_convex.reset()
    if isinstance(shared_convex, Named):
        shared_convex.begin()
    return shared_convex


@pytest.fixture
def stand_in(convex: Deployment) -> StandIn:
    """The same where it can be broken; skips on a real deployment."""
    if not isinstance(convex, StandIn):
        pytest.skip("a deployment does not fail, restart or count its calls on demand")
    return convex


@pytest.fixture
def empty_convex(convex: Deployment) -> Deployment:
    """The same where nothing else is in it; skips on a real deployment."""
    if not isinstance(convex, StandIn):
        pytest.skip("it reads everything that there is, and a deployment has what others and earlier runs have left")
    return convex
