"""Errors in the logs of a simulation's processes are found, each once with how often, and nothing else is."""

import pytest

from simulation import loud
from simulation.loud import errors

QUIET = """Serving on http://127.0.0.1:1/ (Ctrl-C ends it)
2026-11-28 19:32:53,399 WARNING sync.loop: Convex answered 503. What there is waits in the outbox.
2026-11-28 19:32:53,399 INFO turns.followers: an ERROR in a player's words is none
200 delivered, 2865 entries wait
"""
FAULTS = {
    "2026-11-28 19:32:53,399 ERROR interactions.convex.collecting: interaction mill cannot be put into the outbox": (
        "ERROR interactions.convex.collecting: interaction mill cannot be put into the outbox"
    ),
    "Traceback (most recent call last):": "Traceback (most recent call last):",
    "CommandError: Not everything is in Convex.": "CommandError: Not everything is in Convex.",
    "ERROR:    Exception in ASGI application": "ERROR:    Exception in ASGI application",
}


@pytest.fixture
def log(tmp_path):
    (tmp_path / "server.log").write_text(QUIET)
    return tmp_path / "server.log"


def test_a_quiet_log_and_one_that_was_never_written_are_fine(log, tmp_path):
    assert errors(log, tmp_path / "sync.log") == []


@pytest.mark.parametrize("line", FAULTS)
def test_an_error_is_found_however_often_it_was_said(log, line):
    log.write_text(f"{QUIET}{line}\n{QUIET}{line}\n")
    assert errors(log) == [f"server.log has 2 × {FAULTS[line]}"]


def test_what_is_known_and_expected_is_named_and_let_pass(log, monkeypatch):
    monkeypatch.setitem(loud.EXPECTED, "cannot be put into the outbox", "a test of ours")
    log.write_text(QUIET + "\n".join(FAULTS))
    assert len(errors(log)) == len(FAULTS) - 1
