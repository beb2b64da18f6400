"""One evening with Convex behind it, for all who look at what came of it."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from simulation.processes import ROOT
from simulation.shipping import there
from simulation.shipping.standin import StandIn

EVENINGS = (("up", "down", "dying", "slow"), ("silent", "503", "429", "lost replies", "restarted"))
"""Faults of two evenings at the same time, each with a server and a Convex of its own: either waits a good part of it."""


def begun(faults, folder, *options):
    command = [sys.executable, "-m", "simulation.shipping", "--seed", "3", "--json", *options]
    command += ["--faults", ",".join(faults), "--keep", str(folder)]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=ROOT, env=env, text=True, start_new_session=True, **pipes)


def ended(process):
    told, said = process.communicate(timeout=1200)
    assert told, said[-3000:]
    return json.loads(told)


@pytest.fixture(scope="session")
def evening(tmp_path_factory):
    """One fight under each fault, the first without any and looked on at through the official client; and the folder with
    what is left of the first evening."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    folders = [tmp_path_factory.mktemp("shipping") for _ in EVENINGS]
    running = [
        begun(EVENINGS[0], folders[0], "--watch"),
        begun(EVENINGS[1], folders[1]),
    ]
    try:
        first, second = [ended(process) for process in running]
    finally:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its server and its Convex, too
    both = {name: first[name] + second[name] for name in ("faults", "at_last")}
    return {**first, **both}, folders[0]


@pytest.fixture(scope="session")
def held(evening):
    """What Convex holds after it."""
    stand_in = StandIn(evening[1], keep=True)
    stand_in.start()
    try:
        return there.read(stand_in.admin())
    finally:
        stand_in.kill()
