"""Bots, torture and bench against real servers, as a person starts them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulation.processes import ROOT, NotServing, Served, cpu_used, free_port, memory_used, serve

pytestmark = pytest.mark.process


def run(*command: str, database: Path | None = None, seconds: float = 1200) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **({"CAMPAIGNLIVE_DB": str(database)} if database else {})}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, timeout=seconds, check=False
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A server with the demo campaign: its address."""
    database = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    assert run("manage.py", "migrate", "--verbosity", "0", database=database).returncode == 0
    assert run("manage.py", "seed_demo", database=database).returncode == 0
    server = serve(free_port(), database)
    server.wait_until_it_listens()
    yield f"http://127.0.0.1:{server.port}"
    assert server.stop() in (0, -signal.SIGTERM)


def bots(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("manage.py", "play_bots", "--url", url, "--until-end", "--pause", "0.01", *arguments)


def test_bots_play_a_fight_to_its_end(demo):
    evening = bots(demo, "--players", "5", "--dm", "--seed", "1")
    assert evening.returncode == 0, evening.stdout + evening.stderr
    assert "Bots at the table: mira, aria, bram, cleo, dorn, esme." in evening.stdout
    assert evening.stdout.endswith("The evening is over: completed.\n")


def test_after_a_hard_evening_they_can_play_again(demo):
    assert bots(demo, "--players", "5", "--dm", "--seed", "2").returncode == 0


def test_nobody_to_play_is_a_sentence(demo):
    evening = bots(demo)
    assert evening.returncode == 1
    assert "say --players N or --dm" in evening.stderr


def test_no_server_is_a_sentence_and_no_traceback():
    evening = bots(f"http://127.0.0.1:{free_port()}", "--players", "1")
    assert evening.returncode == 1
    assert "Connection refused" in evening.stderr
    assert "Traceback" not in evening.stderr


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_a_sync_of_the_log_precedes_every_acknowledgement():
    shown = run("-m", "simulation.torture", "--strace")
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "each behind a sync of the -wal file" in shown.stdout


def test_a_torture_tells_what_it_found_in_figures():
    found = run("-m", "simulation.torture", "-n", "1", "--seed", "5", "--json")
    assert found.returncode == 0, found.stdout + found.stderr
    figures = json.loads(found.stdout)
    assert figures.keys() == {"kills", "acked", "acked_lost", "doubled", "converged", "recovery_ms_p95"}
    assert (figures["kills"], figures["acked_lost"], figures["doubled"], figures["converged"]) == (1, 0, 0, True)


@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_whatever_dies_while_it_delivers_convex_holds_in_the_end_what_the_tables_hold():
    found = run("-m", "simulation.torture", "--convex", "-n", "2", "--seed", "86", "--json")
    assert found.returncode == 0, found.stderr
    figures = json.loads(found.stdout)
    assert (figures["kills"], figures["acked_lost"], figures["doubled"], figures["convex_breaches"]) == (2, 0, 0, 0)
    assert figures["sync_kills"] > 0
    assert figures["turns_in_convex"] > 0


@pytest.mark.parametrize("pace", [(), ("--pace", "5")])
def test_a_bench_plays_without_refusals_and_syncs_everything(pace):
    quickly = ("--rooms", "3", "--rounds", "1", "--seconds", "1", "--warm-up", "0.2")
    found = run("-m", "simulation.bench", *quickly, "--json", *pace)
    assert found.returncode == 0, found.stdout + found.stderr
    figures = json.loads(found.stdout)
    assert (figures["rooms"], figures["synchronous"]) == (3, "FULL")
    assert figures["cpu_us_per_turn"] > 0
    assert figures["relay_cpu_us_per_turn"] > 0
    assert "refused" not in found.stderr


def test_what_a_process_uses_is_read_from_the_kernel():
    before = cpu_used(os.getpid())
    sum(range(3_000_000))
    used = cpu_used(os.getpid()).since(before)
    assert 0.001 < used.total < 60
    assert memory_used(os.getpid()) > 1_000_000


def test_a_server_that_ends_at_once_is_told():
    served = Served([sys.executable, "-c", "raise SystemExit(3)"], free_port())
    with pytest.raises(NotServing, match="ended with 3"):
        served.wait_until_it_listens()
