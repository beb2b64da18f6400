"""An interaction retold: everybody reads what she was told at the table, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from engine import commands as c
from interactions.models import Interaction
from tests.interactions.table import Table, moves

Browser = Callable[[str], Client]


def retold(signed_in: Browser, who: str, live: Table) -> dict[str, Any]:
    answer = signed_in(who).get(f"/api/interactions/{live.id}/recap/")
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def turns(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [turn for round_ in told["rounds"] for turn in round_["turns"]]


@pytest.fixture
def played(live: Table) -> Table:
    """aria walks and ends her turn, the DM looks about, and the next turn is passed over."""
    live.ask("aria", moves("aria", (2, 0)))
    live.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="end")))
    live.ask("mira", c.RollDice(formula="1d20", visibility="dm", reason="is she seen?"))
    live.ask("mira", c.SkipTurn(reason="asleep"))
    return live


def test_turn_by_turn_it_says_what_happened(signed_in: Browser, played: Table):
    told = retold(signed_in, "mira", played)
    first, second, *_ = turns(told)
    assert first["entityId"] == "aria" and first["status"] == "completed" and first["endedAt"] >= first["startedAt"]
    assert any("MOVED" in entry["event"] for entry in first["log"])
    assert second["status"] == "skipped"
    assert told["rounds"][0]["roundNumber"] == 1 and told["liveStatus"] == "live"
    assert any("INITIATIVE" in entry["event"] for entry in told["before"])
    assert told["standing"]["aria"]["name"] == "Aria"


def test_nobody_reads_what_she_was_not_told(signed_in: Browser, played: Table):
    for who in ("aria", "sven"):
        told = retold(signed_in, who, played)
        assert (
            "lurker" not in told["standing"] and "lurker" not in str(told).lower() and "is she seen?" not in str(told)
        )
        assert turns(told)[0]["entityId"] == "aria"
    assert "is she seen?" in str(retold(signed_in, "mira", played)) and "lurker" in str(
        retold(signed_in, "mira", played)
    )
    assert signed_in("otto").get(f"/api/interactions/{played.id}/recap/").status_code == 404


def test_what_was_taken_back_is_told_as_undone(signed_in: Browser, played: Table):
    before = len(turns(retold(signed_in, "mira", played)))
    first = turns(retold(signed_in, "mira", played))[0]["turnId"]
    played.ask("mira", c.BacktrackTurn(to_turn=first))
    after = turns(retold(signed_in, "aria", played))
    assert [turn.get("undone", False) for turn in after] == [True] * before + [False]
    assert after[-1]["entityId"] == "aria" and "status" not in after[-1]
    played.ask("mira", c.BacktrackTurn(redo=True))
    again = retold(signed_in, "aria", played)
    assert [turn.get("undone", False) for turn in turns(again)] == [False] * before + [True]
    assert turns(again)[before - 1]["log"][-1]["event"] == "REWIND_REDONE"


def test_of_a_draft_there_is_nothing_to_tell(signed_in: Browser, live: Table, people: dict[str, Any]):
    played = Interaction.objects.get(pk=live.id)
    draft = Interaction.objects.create(campaign=played.campaign, name="Later", dm=people["mira"])
    told = signed_in("mira").get(f"/api/interactions/{draft.pk}/recap/").json()
    assert (told["rounds"], told["before"], told["standing"]) == ([], [], {})
    assert signed_in("aria").get(f"/api/interactions/{draft.pk}/recap/").status_code == 404
