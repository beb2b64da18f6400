"""One evening with Convex behind it, for all who look at what came of it."""

import json
import os
import shutil
import subprocess
import sys

import pytest

from simulation.processes import ROOT
from simulation.shipping import there
from simulation.shipping.standin import StandIn


@pytest.fixture(scope="session")
def evening(tmp_path_factory):
    """One fight under each fault, the first without any and looked on at through the official client; and what is left."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    folder = tmp_path_factory.mktemp("shipping")
    command = [sys.executable, "-m", "simulation.shipping", "--seed", "3", "--watch", "--json", "--keep", str(folder)]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    return json.loads(done.stdout), folder


@pytest.fixture(scope="session")
def held(evening):
    """What Convex holds after it."""
    stand_in = StandIn(evening[1], keep=True)
    stand_in.start()
    try:
        return there.read(stand_in.admin())
    finally:
        stand_in.kill()
