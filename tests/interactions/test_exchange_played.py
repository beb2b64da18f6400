"""What was played goes out as a document, to DMs alone, without what is secret from them too."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from engine import commands as c
from interactions.models import DiceSeeds, JournalEntry
from tests.interactions.table import Table, moves


@pytest.fixture
def at(live: Table) -> str:
    live.ask("mira", c.UpdateTurnSettings(allow_private_chat=True))
    live.ask("aria", moves("aria", (2, 0)))
    live.ask("aria", c.SendChat(content="I go in."))
    bram = str(live.people["bram"].pk)
    live.ask("aria", c.SendChat(content="under the rose", type="private", recipients=[bram]))
    return f"/api/interactions/{live.id}/export/"


def test_the_journal_is_all_there_in_order(signed_in: Callable[[str], Client], live: Table, at: str):
    answer = signed_in("mira").get(at)
    told = json.loads(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="ambush.json"'
    assert (told["format"], told["version"], told["liveStatus"]) == ("campaignlive-interaction", 1, "live")
    rows = list(JournalEntry.objects.filter(interaction=live.id).order_by("seq"))
    assert [(row["seq"], row["commandId"]) for row in told["journal"]] == [(row.seq, row.command_id) for row in rows]
    events = [event["event"] for row in told["journal"] for event in row["events"]]
    assert events[0] == "Opened" and "Moved" in events
    assert set(told["people"].values()) == {"mira", "aria"}


def test_neither_seeds_nor_private_words_are_in_it(signed_in: Callable[[str], Client], live: Table, at: str):
    told = signed_in("mira").get(at).content.decode()
    assert "I go in." in told and "under the rose" not in told
    seeds = DiceSeeds.objects.get(interaction=live.id)
    for seed in (seeds.secret, seeds.public):
        assert bytes(seed).hex() not in told.lower()


@pytest.mark.parametrize(("who", "status"), [("aria", 403), ("sven", 403), ("otto", 404)])
def test_it_is_for_dms_alone(signed_in: Callable[[str], Client], at: str, who: str, status: int):
    answer = signed_in(who).get(at)
    assert answer.status_code == status
    assert "lurker" not in answer.content.decode().lower()
