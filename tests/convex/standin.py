"""A Convex for tests: the local stand-in (docs/convex.md), or the deployment that CONVEX_URL and CONVEX_ADMIN_KEY name.

The fixture `convex` is either, empty where it is ours. A real deployment is neither emptied nor broken: tests name their own
documents, and those that need faults or restarts ask for `stand_in`, which skips there.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.processes import ROOT as ROOT
from simulation.shipping import standin
from simulation.shipping.standin import FUNCTIONS, Deployment, StandIn
from simulation.shipping.standin import ISSUER as ISSUER
from simulation.shipping.standin import Row as Row


@contextlib.contextmanager
def standing_in(
    folder: Path, functions: Path = FUNCTIONS, *, keep: bool = False, options: tuple[str, ...] = ()
) -> Iterator[StandIn]:
    """A stand-in of one's own. Skips where node is missing."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    with standin.standing_in(folder, functions, keep=keep, options=options) as stand_in:
        yield stand_in


def named_deployment() -> Deployment | None:
    """The deployment of the environment, or None."""
    url, key = os.environ.get("CONVEX_URL"), os.environ.get("CONVEX_ADMIN_KEY")
    return Deployment(url.rstrip("/"), key) if url and key else None


@pytest.fixture(scope="session")
def shared_convex(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployment of the environment, or one stand-in for the whole session."""
    named = named_deployment()
    if named:
        yield named
        return
    with standing_in(tmp_path_factory.mktemp("convex"), keep=True) as stand_in:
        yield stand_in


@pytest.fixture
def convex(shared_convex: Deployment) -> Deployment:
    """A Convex with our functions; the stand-in is empty and without faults."""
    if isinstance(shared_convex, StandIn):
        shared_convex.reset()
    return shared_convex


@pytest.fixture
def stand_in(convex: Deployment) -> StandIn:
    """The same where it can be broken; skips on a real deployment."""
    if not isinstance(convex, StandIn):
        pytest.skip("a real deployment does not fail on demand")
    return convex
