"""What `manage.py simulate` makes of its arguments and of a report."""

import contextlib
import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from simulation.management.commands import simulate
from simulation.storm.played import Breach
from simulation.storm.run import Storm


@pytest.mark.parametrize(("breaches", "exits"), [([], False), ([Breach("lost", 3, "Gone.")], True)])
def test_the_command_ends_with_1_on_any_breach(breaches, exits, monkeypatch, tmp_path):
    monkeypatch.setattr(Storm, "run", lambda storm: {"interactions": 1, "breaches": breaches})
    monkeypatch.setattr(simulate, "_play_on", lambda database: None)
    monkeypatch.setattr(simulate, "connections", {"default": SimpleNamespace(vendor="sqlite")})
    told = io.StringIO()
    with pytest.raises(SystemExit, match="1") if exits else contextlib.nullcontext():
        call_command("simulate", "--json", "--seed", "7", "--keep", str(tmp_path), stdout=told, stderr=io.StringIO())
    expected = [{"kind": "lost", "interaction": 3, "sentence": "Gone."}] if exits else []
    assert json.loads(told.getvalue()) == {"seed": 7, "interactions": 1, "breaches": expected}


def test_the_command_plays_in_order_unless_it_is_told_otherwise(monkeypatch, tmp_path):
    """And of one interaction also what it follows at its table."""
    asked = []
    monkeypatch.setattr(Storm, "run", lambda storm: asked.append(storm) or {"breaches": [], "again": []})
    monkeypatch.setattr(simulate, "_play_on", lambda database: None)
    monkeypatch.setattr(simulate, "connections", {"default": SimpleNamespace(vendor="sqlite")})
    for more in (("--only", "13"), ("--together", "--interactions", "2")):
        call_command(
            "simulate",
            "--json",
            "--seed",
            "7",
            *more,
            "--keep",
            str(tmp_path),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
        )
    assert [(storm.together, storm.numbers) for storm in asked] == [(False, [1, 7, 13]), (True, [0, 1])]
